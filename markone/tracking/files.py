"""The files of runs and models, read from the store's own place and from nowhere else.

Where they are is what a database says, and somebody else may have written it.
"""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib import parse, request

from markone.fields import explained
from markone.store import StoreError, sqlite_path
from markone.tracking.client import bounded
from markone.tracking.mlflow_api import mlflow

ELSEWHERE = ("mlflow-artifacts", "s3", "gs", "wasbs", "abfss")
"""Places on servers that a tracking server may name."""
MOST = 10_000
"""Most files of one run or model that are read."""


@explained
class Files(NamedTuple):
    """Those of one run or model."""

    address: str
    """Where they are, as the store has it."""
    local: Path | None
    """Where that is on this computer; None on a server."""
    store: str

    def names(self, under: str = "") -> list[str]:
        """All files, or those in the folder `under`, in their order; links are left out."""
        found = self._here(under) if self.local else self._there(under)
        names = [name for _, name in zip(range(MOST + 1), found, strict=False)]
        if len(names) > MOST:
            raise StoreError(f"{self.address} holds more than the {MOST:,} files that are read")
        return sorted(names)

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """The file `name`, to be read.

        Raises StoreError for one that is not there, or is not a file of its own.
        """
        with contextlib.ExitStack() as stack:
            try:
                found = stack.enter_context(self._open_here(name) if self.local else self._open_there(name))
            except (OSError, mlflow.MlflowException) as error:
                reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
                raise StoreError(
                    f"{self.address}/{name} cannot be read ({reason}): put the store's files back, "
                    "or measure again"
                ) from None
            yield found

    def read(self, name: str, most: int) -> bytes:
        """What the file `name` holds; StoreError for one of more than `most` bytes."""
        with self.opened(name) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise StoreError(f"{self.address}/{name} is larger than the {most:,} bytes that are read")
        return content

    def copy(self, name: str, to: Path, most: int) -> Path:
        """Copy the file `name`, of at most so many bytes, to a new file `to`."""
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(self.read(name, most))
        return to

    def _here(self, under: str) -> Iterator[str]:
        assert self.local
        top = self.local / under
        for folder, folders, names in () if top.is_symlink() else os.walk(top):
            folders.sort()
            for name in names:
                path = Path(folder) / name
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self.local).as_posix()

    def _open_here(self, name: str) -> BinaryIO:
        assert self.local
        path = self.local / name
        if not path.resolve().is_relative_to(self.local.resolve()):
            raise OSError(0, "it stands elsewhere")
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        file = os.fdopen(handle, "rb")
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            file.close()
            raise OSError(0, "it is no regular file")
        return file

    def _there(self, under: str) -> Iterator[str]:
        place = "/".join(filter(None, (self.address, under)))
        asked = {"artifact_uri": place, "tracking_uri": self.store}
        for found in bounded(self.store, mlflow.artifacts.list_artifacts, **asked):
            name = "/".join(filter(None, (under, found.path.rpartition("/")[2])))
            if found.is_dir:
                yield from self._there(name)
            else:
                yield name

    @contextlib.contextmanager
    def _open_there(self, name: str) -> Iterator[BinaryIO]:
        with tempfile.TemporaryDirectory() as folder:
            asked = {"artifact_uri": f"{self.address}/{name}", "dst_path": folder, "tracking_uri": self.store}
            path = bounded(self.store, mlflow.artifacts.download_artifacts, **asked)
            with Path(path).open("rb") as file:
                yield file


def of_run(client: mlflow.MlflowClient, run: Any) -> Files:
    """The files of a run; StoreError where the store says that they are somewhere else."""
    return _files(client, run.info.artifact_uri, (run.info.run_id, "artifacts"))


def of_model(client: mlflow.MlflowClient, model: Any) -> Files:
    """The files of a model, likewise."""
    return _files(client, model.artifact_location, ("models", model.model_id, "artifacts"))


def _files(client: mlflow.MlflowClient, address: str, ending: tuple[str, ...]) -> Files:
    """Files at an address that a store names: those of an SQLite store stand beside it."""
    told, store = parse.urlsplit(address), client.tracking_uri
    path = sqlite_path(store)
    if path is None and told.scheme in ELSEWHERE:
        return Files(address, None, store)
    if told.scheme not in ("file", "") or told.netloc not in ("", "localhost"):
        raise _elsewhere(address)
    local = Path(request.url2pathname(told.path) if told.scheme else address)
    if local.parts[-len(ending) :] != ending or ".." in local.parts or not local.is_absolute():
        raise _elsewhere(address)
    beside = local if path is None else path.parent
    if not local.resolve().is_relative_to(beside.resolve()):
        raise _elsewhere(address)
    return Files(address, local, store)


def lost(address: str) -> StoreError:
    """For files that a store names and that are gone."""
    return StoreError(
        f"the store keeps files at {address}, and they are not there: put them back where they were"
    )


def _elsewhere(address: str) -> StoreError:
    return StoreError(
        f"the store says that a run's files are in {address!r}, which is not its own place: put the store "
        "back where it was made; if somebody else made it, see docs/security.md"
    )
