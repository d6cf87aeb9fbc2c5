"""Where the files of an SQLite store lie: a folder of its own, with a mark that names the database.

The mark is what allows files to be deleted. A copy of a database, or one that came from elsewhere,
names the same folders, and the mark says that they are not its own.
"""

import hashlib
import itertools
import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from markone.store import StoreError, writable
from markone.tracking.mlflow_api import entities

MARK = "markone-store.txt"
"""The file in a store's own folder that says where its database is."""
LONGEST = 10_000
"""Most bytes of a mark."""


def is_marked(folder: Path, database: Path) -> bool:
    """Whether a folder is a database's own."""
    return named(folder) == str(database)


def named(folder: Path) -> str | None:
    """The database that a folder's mark names; None without one."""
    mark = folder / MARK
    if mark.is_symlink() or not mark.is_file():
        return None
    with mark.open("rb") as file:
        return file.read(LONGEST).decode("utf-8", "replace").rstrip("\n")


def own(database: Path) -> Path:
    """The database's own folder, beside it, which is made if it is not there."""
    for number in itertools.count(1):
        folder = database.with_name(f"{database.stem}-artifacts{f'-{number}' if number > 1 else ''}")
        if is_marked(folder, database) or (not os.path.lexists(folder) and _made(folder, database)):
            return folder
    raise AssertionError


def _made(folder: Path, database: Path) -> bool:
    """Make a folder with its mark in it, whole or not at all; whether nobody else was quicker."""
    writable(database.parent)
    half = Path(tempfile.mkdtemp(dir=database.parent, prefix=f"{folder.name}."))
    half.chmod(0o755)
    (half / MARK).write_text(f"{database}\n", encoding="utf-8")
    try:
        half.rename(folder)
    except OSError:
        shutil.rmtree(half)
        return False
    return True


def of_experiment(database: Path, name: str) -> Path:
    """The folder of a new experiment, which no name leads out of the database's own."""
    plain = re.sub(r"[^\w -]", "_", name)[:60].strip()
    if plain != name:
        plain = f"{plain}-{hashlib.sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"
    return writable(own(database) / plain)


def local(location: str) -> Path | None:
    """The folder that an address of files names, links followed; None for one on a server."""
    parts = urlsplit(location)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    try:
        return Path(url2pathname(parts.path)).resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def _is_lost(folder: Path, database: Path) -> bool:
    """Whether a folder would be the database's own, by its place and name, and is not there."""
    own = re.fullmatch(rf"{re.escape(database.stem)}-artifacts(-\d+)?", folder.name)
    return bool(own) and folder.parent == database.parent and not os.path.lexists(folder)


def check(experiment: entities.Experiment, database: Path) -> None:
    """Raise StoreError where an experiment keeps its files in another store's folder, or far from its own."""
    folder = local(experiment.artifact_location)
    if folder and _is_lost(folder.parent, database):
        _made(folder.parent, database)
    old = database.parent / "mlruns" / experiment.name
    if folder and (is_marked(folder.parent, database) or (folder == old and named(folder.parent) is None)):
        writable(folder)
        return
    raise StoreError(
        f"the store was moved or copied: experiment {experiment.name!r} keeps its files in "
        f"{experiment.artifact_location}, which is no folder of {database}: move it back, or choose "
        "another --tracking-uri"
    )
