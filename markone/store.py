"""Where records are kept, and whether a store can be used, before MLflow is asked to open it."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Future
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import TypeVar
from urllib import request
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit

from filelock import FileLock, Timeout

Answer = TypeVar("Answer")
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
    if not path.lower().endswith(".db") or "://" in path or path.startswith("sqlite:") or "\0" in path:
        raise StoreError(
            f"{shown(chosen)!r} is no store: give sqlite:///FILE.db, a path that ends in .db, "
            "http(s)://HOST:PORT or the address of a database server"
        )
    if path != chosen and "?" in path:
        raise StoreError(f"{chosen!r} has a '?', which ends the file's name in an address: write %3F for it")
    return address(Path(path if path == chosen else unquote(path)).resolve())


def address(path: Path) -> str:
    """An SQLite file as an address, in which % and ? of its name are written as escapes."""
    return f"sqlite:///{path.as_posix().replace('%', '%25').replace('?', '%3F')}"


def sqlite_path(uri: str) -> Path | None:
    """The file of an SQLite store; None for a server."""
    return Path(unquote(uri.removeprefix("sqlite:///"))) if uri.startswith("sqlite:///") else None


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


def shown(uri: str) -> str:
    """The address without its passwords, for people to read."""
    known = re.sub(r"(://[^:/@?#]*):.*@", r"\1:***@", uri, flags=re.DOTALL)
    return re.sub(r"(?i)([?&][^=&]*(?:pass|pwd|secret|token)[^=&]*=)[^&#]*", r"\1***", known)


def hidden(text: object, uri: str) -> str:
    """What somebody says of a store, without its passwords."""
    said = shown(str(text))
    found = re.search(r"://[^:/@?#]*:(.*)@", uri, flags=re.DOTALL)
    for secret in filter(None, re.split("[@/]", found[1] if found else "")):
        said = said.replace(secret, "***")
    return said


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


def within(seconds: float, uri: str, work: Callable[[], Answer]) -> Answer:
    """What `work` returns; a StoreError where a server takes longer, even if it goes on sending."""
    done: Future[Answer] = Future()

    def do() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    Thread(target=do, daemon=True).start()
    try:
        return done.result(seconds)
    except TimeoutError:
        if done.done():
            raise
        raise StoreError(
            f"the tracking server at {shown(uri)} has not answered within {seconds:g} s (timed out): look at "
            "its log and start it again, or choose another --tracking-uri"
        ) from None


def ask(uri: str, page: str, body: bytes | None, timeout_s: float) -> bytes:
    """What a tracking server answers on a page, the first million bytes of it.

    The name and password in its address go where they belong. Raises OSError, ValueError or
    HTTPException.
    """
    parts = urlsplit(uri)
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
    asked = request.Request(f"{place.rstrip('/')}/{page}", body, {"Content-Type": "application/json"})
    if parts.username:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        asked.add_unredirected_header("Authorization", f"Basic {b64encode(who.encode()).decode()}")
    try:
        with request.urlopen(asked, timeout=timeout_s) as answer:
            return bytes(answer.read(1_000_000))
    except HTTPError as refusal:
        refusal.close()
        raise


def probe(uri: str, timeout_s: float = 5) -> None:
    """Ask a server whether it is well, instead of waiting for minutes in the first call."""
    try:
        within(timeout_s + 1, uri, lambda: ask(uri, "health", None, timeout_s))
    except (OSError, ValueError, HTTPException) as wrong:
        reason = "timed out" if isinstance(wrong, StoreError) else hidden(wrong, uri)
        raise StoreError(
            f"no tracking server answers at {shown(uri)} ({reason}); start it, or choose another "
            "--tracking-uri"
        ) from None
