"""Where records are kept, and whether a store can be used, before MLflow is asked to open it."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from http.client import HTTPException
from pathlib import Path
from urllib import request

from filelock import FileLock, Timeout

ASK = "api/2.0/mlflow/experiments/search"
"""What a tracking server is asked first."""
LOCK_S = 60
"""How long to wait for another process that makes the same store."""

UPGRADE = "import gc; gc.disable(); from mlflow.db import commands; commands()"
"""`mlflow db` without the import of MLflow's other commands, which is a third of its time."""


class StoreError(ValueError):
    """A store that cannot be used, in one sentence: what came, and what to do."""


def project_folder() -> Path:
    """The folder of the nearest pyproject.toml, from the working directory upwards, or that directory."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file()), here)


def resolve(uri: str | None = None) -> str:
    """The store as an absolute address: `uri`, else MLFLOW_TRACKING_URI, else the project's mlflow.db."""
    chosen = uri or os.environ.get("MLFLOW_TRACKING_URI") or str(project_folder() / "mlflow.db")
    if re.match(r"(https?|postgresql|mysql|mssql)(\+\w+)?://", chosen):
        return chosen
    path = chosen.removeprefix("sqlite:///")
    if not path.endswith(".db") or "://" in path or path.startswith("sqlite:"):
        raise StoreError(
            f"{chosen!r} is no store: give sqlite:///FILE.db, a path that ends in .db, "
            "http(s)://HOST:PORT or the address of a database server"
        )
    return f"sqlite:///{Path(path).resolve().as_posix()}"


def sqlite_path(uri: str) -> Path | None:
    """The file of an SQLite store; None for a server."""
    return Path(uri.removeprefix("sqlite:///")) if uri.startswith("sqlite:///") else None


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


def shown(uri: str) -> str:
    """The address without its password, for people to read."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", uri)


def create(path: Path) -> None:
    """Make a new SQLite store, whole or not at all.

    Processes that race to make one would break it, so it is made under a lock, under another
    name, and then moved to its place.
    """
    try:
        writable(path.parent)
        with FileLock(f"{path}.lock", timeout=LOCK_S), tempfile.TemporaryDirectory(dir=path.parent) as folder:
            if path.exists():
                return
            new = Path(folder) / "new.db"
            command = [sys.executable, "-c", UPGRADE, "upgrade", f"sqlite:///{new.as_posix()}"]
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


def probe(uri: str, timeout_s: float = 5) -> None:
    """Ask a server whether it is well, instead of waiting for minutes in the first call."""
    try:
        with request.urlopen(f"{uri.rstrip('/')}/health", timeout=timeout_s):
            pass
    except (OSError, ValueError, HTTPException) as error:
        raise StoreError(
            f"no tracking server answers at {uri} ({error}); start it, or choose another --tracking-uri"
        ) from None
