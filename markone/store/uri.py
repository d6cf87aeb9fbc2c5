"""Which store is meant: an address, checked, and shown without its passwords."""

import os
import re
from pathlib import Path
from urllib.parse import unquote


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
