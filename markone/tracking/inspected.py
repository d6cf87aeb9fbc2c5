"""An archive of an experiment, looked through before anything of it is taken anywhere."""

import hashlib
import re
import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from markone.fields import explained
from markone.tracking.archived import ABOUT, LONGEST, SUMS, TOLD, About, Place, Run, place_of, understood
from markone.tracking.models import FILES, SEAL, check_description
from markone.tracking.tags import PARENT


@explained
class Inspected(NamedTuple):
    """An archive in which everything has been found sound."""

    archive: zipfile.ZipFile
    about: About
    parts: Mapping[str, list[Place]]
    """The parts of each run."""
    parents: Mapping[str, str | None]
    """The id of the run above each, in the archive's ids."""

    def told(self, run: str) -> Run:
        """What is said of a run."""
        return understood(Run, content(self.archive, f"runs/{run}/{TOLD}"))


def inspected(archive: zipfile.ZipFile) -> Inspected:
    """All that an archive holds, of which every part has been read; a ValueError says what is wrong."""
    sums = _sums(archive)
    for name, digest in sums.items():
        if _digest(archive, name) != digest:
            raise ValueError(f"{name} is not as it was written")
    about = understood(About, content(archive, ABOUT))
    parts: dict[str, list[Place]] = {run: [] for run in about.runs}
    for place in map(place_of, sums.keys() - {ABOUT}):
        if place.run not in parts:
            raise ValueError(f"it holds files of a run {place.run} that it does not tell of")
        parts[place.run].append(place)
    looked = Inspected(archive, about, parts, {})
    parents = {run: _checked(looked, run) for run in about.runs}
    return looked._replace(parents=parents)


def _sums(archive: zipfile.ZipFile) -> dict[str, str]:
    """The checksum of each part; a ValueError unless they are those of all parts."""
    lines = content(archive, SUMS).decode().splitlines()
    if not all(re.match("[0-9a-f]{64}  .", line) for line in lines):
        raise ValueError("its checksums cannot be read")
    sums = {line[66:]: line[:64] for line in lines}
    if sorted([*sums, SUMS]) != sorted(archive.namelist()):
        raise ValueError("its parts are not those that its checksums name")
    for name in sums.keys() - {ABOUT}:
        place_of(name)
    return sums


def content(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that is read whole."""
    if name not in archive.NameToInfo:
        raise ValueError(f"it has no {name}")
    with archive.open(name) as part:
        content = part.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ValueError(f"{name} is too large")
    return content


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    """The checksum of a part, which is never held whole."""
    with archive.open(name) as part:
        return hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads into buffers


def _checked(looked: Inspected, run: str) -> str | None:
    """The id of the run above one; a ValueError unless what is told of the run, and its models, are sound."""
    try:
        told = looked.told(run)
        for model, tags in told.models.items():
            if not re.fullmatch("[0-9a-f]{64}", tags.get(SEAL, "")):
                raise ValueError(f"model {model} has no seal")
            names = {place.path for place in looked.parts[run] if place.model == model}
            if not names <= FILES or "MLmodel" not in names:
                raise ValueError(f"model {model} is not whole")
            check_description(content(looked.archive, f"runs/{run}/models/{model}/MLmodel"))
        if {place.model for place in looked.parts[run]} - {None, *told.models}:
            raise ValueError("it holds a model that it does not tell of")
    except ValueError as error:
        raise ValueError(f"run {run}: {error}") from None
    return told.tags.get(PARENT)
