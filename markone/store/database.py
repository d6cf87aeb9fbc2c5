"""SQLite stores: whether one is there, and how one is made."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

from markone.store.uri import StoreError, address, sqlite_path

LOCK_S = 60
"""How long to wait for another process that makes the same store."""
UPGRADE = "import gc; gc.disable(); from mlflow.db import commands; commands()"
"""`mlflow db` without the import of MLflow's other commands, which is a third of its time."""


def exists(uri: str) -> bool:
    """Whether the store is there already; a server counts as there.

    Raises StoreError for a file that is there and is no store, without writing to it.
    """
    path = sqlite_path(uri)
    if path is None:
        return True
    try:
        if not path.exists():
            return False
        if path.is_dir():
            raise StoreError(f"{path} is a folder; name a file that ends in .db")
        if not path.is_file():
            raise StoreError(f"{path} is no file; name one that ends in .db")
        if path.stat().st_size == 0:
            return False  # what SQLite leaves where a store was deleted under it
        tables = _tables(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path} cannot be used ({error}); choose another --tracking-uri") from None
    if not {"alembic_version", "experiments"} <= tables:
        raise StoreError(f"{path} holds no MLflow store; choose another --tracking-uri")
    return True


def _tables(path: Path) -> set[str]:
    """The names of an SQLite file's tables.

    Nothing is written, unless a process was killed while it wrote: what it left half done must be
    rolled back before anybody can read.
    """
    for mode in ("ro", "rw"):
        with (
            contextlib.suppress(sqlite3.OperationalError) if mode == "ro" else contextlib.nullcontext(),
            contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True)) as file,
        ):
            return {name for (name,) in file.execute("select name from sqlite_master")}
    return set()


def create(path: Path) -> None:
    """Make a new SQLite store, whole or not at all.

    Processes that race to make one would break it, so it is made under a lock, under another
    name, and then moved to its place.
    """
    try:
        writable(path.parent)
        with FileLock(f"{path}.lock", timeout=LOCK_S), tempfile.TemporaryDirectory(dir=path.parent) as folder:
            if exists(address(path)):
                return
            new = Path(folder) / "new.db"
            command = [sys.executable, "-P", "-c", UPGRADE, "upgrade", address(new)]
            subprocess.run(command, check=True, capture_output=True, text=True)
            os.replace(new, path)
    except Timeout:
        raise StoreError(f"another process has been making {path} for {LOCK_S} s; end it, or wait") from None
    except (OSError, subprocess.CalledProcessError) as error:
        words = str(getattr(error, "stderr", "") or error).strip().splitlines()[-1]
        raise StoreError(f"no store can be made at {path} ({words}); choose another --tracking-uri") from None


def writable(folder: Path) -> Path:
    """`folder`, made if need be, after a file has been written there; or a StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise StoreError(
            f"files cannot be kept in {folder} ({error.strerror}); "
            "free the place, or choose another --tracking-uri"
        ) from None
