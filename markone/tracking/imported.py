"""An archive of an experiment, looked through and then taken into a store."""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from mlflow.entities import LoggedModelOutput

from markone.store import StoreError
from markone.tracking import reading, verbs
from markone.tracking.exported import ABOUT, FORMAT, SUMS, Tell
from markone.tracking.models import SEAL
from markone.tracking.open import Store
from markone.tracking.process import ATTEMPT, PARENT

LARGEST = 4 << 30
"""Most bytes that an archive may unfold to."""
HALF = "markone.half_imported"
"""A tag of runs that are not yet whole."""
LIST = f"files/{reading.LIST}"
DAMAGED = (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError, EOFError, RecursionError)


def take(store_uri: str, file: Path, tell: Tell = lambda done, of: None) -> tuple[str, int, int]:
    """Take the archive `file` into a store: the experiment's name, how many runs came, how many were there.

    Nothing is written before every checksum has been found right; what a store has already is left.
    Raises StoreError for a file that is no such archive, or is not as it was written.
    """
    with tempfile.TemporaryDirectory() as folder:
        about = _unfolded(file, Path(folder))
        store = Store(store_uri, about["name"])
        there = _there(store)
        known: dict[str, str] = {}
        for number, old in enumerate(about["runs"]):
            told = _told(Path(folder), old)
            attempt = told["tags"].setdefault(ATTEMPT, f"imported-{old}")
            known[old] = there.get(attempt) or _made(store, Path(folder) / "runs" / old, told)
            tell(number + 1, len(about["runs"]))
        came = [old for old, new in known.items() if new not in there.values()]
        _connect(store, {old: known[old] for old in came}, known, Path(folder))
        return about["name"], len(came), len(known) - len(came)


def _there(store: Store) -> dict[str, str]:
    """The runs that a store has, by their attempt; what an import left half made is put aside."""
    runs = store.search()
    for run in runs:
        if run.data.tags.get(HALF):
            store.client.delete_run(run.info.run_id)
    return {run.data.tags[ATTEMPT]: run.info.run_id for run in runs
            if ATTEMPT in run.data.tags and not run.data.tags.get(HALF)}  # fmt: skip


def _unfolded(file: Path, folder: Path) -> dict[str, Any]:
    """Write the archive's parts to a folder, and say what it is of."""
    try:
        with zipfile.ZipFile(file) as archive:
            sums = _sums(archive)
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise ValueError("it unfolds to more than 4 GiB")
            for name, digest in sums.items():
                content = archive.read(name)
                if hashlib.sha256(content).hexdigest() != digest:
                    raise ValueError(f"{name} is not as it was written")
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            about = json.loads((folder / ABOUT).read_bytes())
            _check(about)
            return about
    except DAMAGED as error:
        raise StoreError(f"{file} is no whole archive of an experiment ({error}); export it again") from None


def _sums(archive: zipfile.ZipFile) -> dict[str, str]:
    """The checksum of each part; a ValueError unless they are those of all parts, within their folder."""
    lines = archive.read(SUMS).decode().splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    if sorted([*sums, SUMS]) != sorted(archive.namelist()):
        raise ValueError("its parts are not those that its checksums name")
    for name in sums:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise ValueError(f"a part is called {name!r}")
    return sums


def _check(about: Any) -> None:
    if about["format"] != FORMAT:
        raise ValueError(f"its format is {about['format']!r}, and this markone reads {FORMAT}")
    if not isinstance(about["name"], str) or not re.fullmatch(r"[^/\\\0]{1,200}", about["name"]):
        raise ValueError(f"its experiment is called {about['name']!r}")
    if not all(re.fullmatch("[0-9a-f]{32}", old) for old in about["runs"]):
        raise ValueError("a run has no proper id")


def _told(folder: Path, old: str) -> dict[str, Any]:
    try:
        told = json.loads((folder / "runs" / old / "run.json").read_bytes())
        assert isinstance(told["tags"], dict)
        return told
    except (OSError, AssertionError, *DAMAGED) as error:
        raise StoreError(f"run {old} cannot be read ({error}); export it again") from None


def _made(store: Store, home: Path, told: Mapping[str, Any]) -> str:
    """A run as it was, but for its id and that of its parent."""
    client = store.client
    run_id = verbs.create(client, store.experiment_id, {**told, "tags": {**told["tags"], HALF: "yes"}})
    verbs.batch(client, run_id, home, metrics=told["metrics"], params=told["params"])
    for context, data in told["datasets"]:
        verbs.dataset(client, run_id, home, data, context)
    if (home / "files").is_dir():
        client.log_artifacts(run_id, str(home / "files"))
    for old, tags in told["models"].items():
        _model(store, run_id, home / "models" / old, tags)
    status = "KILLED" if told["status"] == "RUNNING" else told["status"]
    verbs.end(client, run_id, home, status, told["ended"] or told["started"])
    return run_id


def _model(store: Store, run_id: str, folder: Path, tags: Mapping[str, str]) -> None:
    """A model as it was; whether it may be opened is asked when somebody wants to."""
    kept = {SEAL: tags[SEAL]} if SEAL in tags else {}
    model = store.client.create_logged_model(store.experiment_id, "model", run_id, kept)
    store.client.log_model_artifacts(model.model_id, str(folder))
    store.client.finalize_logged_model(model.model_id, "READY")
    store.client.log_outputs(run_id, [LoggedModelOutput(model.model_id, 0)])


def _connect(store: Store, came: Mapping[str, str], known: Mapping[str, str], folder: Path) -> None:
    """Give parents and lists of runs the ids that the runs have here."""
    for old, new in came.items():
        parent = _told(folder, old)["tags"].get(PARENT)
        if parent in known:
            store.client.set_tag(new, PARENT, known[parent])
        path = folder / "runs" / old / LIST
        if path.is_file():
            text = re.sub("[0-9a-f]{32}", lambda found: known.get(found[0], found[0]), path.read_text())
            path.write_text(text)
            store.client.log_artifact(new, str(path), "tables")
        store.client.delete_tag(new, HALF)
