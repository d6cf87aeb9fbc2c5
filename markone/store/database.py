"""SQLite stores: whether one is there. And folders: whether files can be kept in them."""

import contextlib
import sqlite3
import tempfile
from pathlib import Path

from markone.store.uri import StoreError, sqlite_path


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
