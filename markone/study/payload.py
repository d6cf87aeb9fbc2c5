"""A run on its way to a worker of a cluster, which knows neither the study's folder nor its last edit."""

import functools
import importlib
import sys
from pathlib import Path
from typing import NamedTuple

from markone.fields import explained
from markone.store import StoreError
from markone.study.imports import closure_of, is_ours
from markone.study.job import Job, Outcome, Work
from markone.study.scripts import module_of

PROGRAMS = {"__main__", "__mp_main__"}
OWN_FOLDERS = tuple(sys.path)
"""In which this process looks for modules, before any study has come."""


@explained
class Location(NamedTuple):
    """Where a session's study stands, on the computer that leads it."""

    session: str
    """Which study of which process it is."""
    folders: tuple[str, ...]
    """In which modules are looked for."""
    files: frozenset[str]
    """The user's own, which the study stands in or imports."""


def location_of(job: Job) -> Location:
    """Where the study of a job stands."""
    files = closure_of({job.script}) if job.script else set()
    folders = dict.fromkeys(str(Path(folder).resolve()) for folder in sys.path)
    return Location(job.session, tuple(folders), frozenset(map(str, files)))


def pack(job: Job, work: Work) -> bytes:
    """Job and work as bytes, which nobody on their way has to understand."""
    import cloudpickle

    return bytes(cloudpickle.dumps((job, work)))


def do(location: Location, packed: bytes) -> Outcome:
    """Do what was packed; StoreError where this process has not what it needs."""
    import cloudpickle

    _arrive(location)
    try:
        job, work = cloudpickle.loads(packed)
    except Exception as error:
        raise StoreError(
            f"a worker of the cluster cannot load this study ({type(error).__name__}: {error}): its script, "
            "and what that imports, have to be in the same folder on each machine"
        ) from None
    outcome: Outcome = job(work)
    return outcome


@functools.lru_cache(maxsize=1)
def _arrive(location: Location) -> None:
    """Once a session: find the user's files, and forget another session's, and earlier texts of these."""
    theirs = set(sys.path).difference(OWN_FOLDERS)
    for name, module in list(sys.modules.items()):
        file = vars(module).get("__file__")
        if file and name not in PROGRAMS and (file in location.files or _is_below(Path(file), theirs)):
            del sys.modules[name]
    module_of.cache_clear()
    sys.path[:] = dict.fromkeys((*OWN_FOLDERS, *location.folders))
    importlib.invalidate_caches()


def _is_below(file: Path, folders: set[str]) -> bool:
    return is_ours(file) and not folders.isdisjoint(map(str, file.parents))
