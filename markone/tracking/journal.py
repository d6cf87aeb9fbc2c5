"""What a store did not take, on this machine's disk until it does: a folder for each run."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

from markone.store import StoreError, writable

Act = dict[str, Any]
"""What was to be done: its verb, and what the verb takes."""
ACTS, SENT, FILES = "acts.jsonl", "sent", "files"


def folder() -> Path:
    """Where journals are kept: the user's state folder, or a temporary one where that takes nothing."""
    temporary = Path(tempfile.gettempdir()) / f"markone-journal-{os.environ.get('USER', 'user')}"
    for place in (platformdirs.user_state_path("markone") / "journal", temporary):
        with contextlib.suppress(StoreError):
            return writable(place)
    raise StoreError(
        f"neither the store nor {temporary} takes what is measured: free some disk, and start again"
    )


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """While this lasts no other process sends what is in the journals."""
    with FileLock(folder().parent / "journal.lock"):
        yield


class Journal:
    """One run's acts, in their order, and the files that they name."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @classmethod
    def begin(cls, head: Act) -> "Journal":
        """A new one; `head` says which run it is of."""
        journal = cls(folder() / head["tags"]["markone.attempt"])
        journal.home.mkdir(parents=True, exist_ok=True)
        journal.add(head)
        return journal

    def add(self, act: Act) -> None:
        """Note an act, safe from a kill once this returns."""
        with (self.home / ACTS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(act) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def keep(self, path: Path) -> str:
        """Copy a file or a folder, which may be temporary; its place within the journal."""
        place = Path(FILES) / str(len(self.acts())) / path.name
        (self.home / place).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, self.home / place)
        return place.as_posix()

    def acts(self) -> list[Act]:
        """All that was noted; a line that a kill cut short is left out."""
        lines = (self.home / ACTS).read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def sent(self) -> int:
        """How many of the acts the store has taken."""
        with contextlib.suppress(OSError, ValueError):
            return int((self.home / SENT).read_text())
        return 0

    def mark(self, sent: int) -> None:
        """Note how many of the acts the store has taken."""
        (self.home / SENT).write_text(str(sent))

    def remove(self) -> None:
        """Delete it: all has been taken."""
        shutil.rmtree(self.home, ignore_errors=True)


def journals(uri: str | None = None, experiment: str | None = None) -> list[tuple[Act, Journal]]:
    """The journals that wait for a store, or for any: their heads and they, the oldest first."""
    found = []
    for home in folder().iterdir():
        journal = Journal(home)
        with contextlib.suppress(OSError, ValueError, IndexError):
            head = journal.acts()[0]
            if head["uri"] == (uri or head["uri"]) and head["experiment"] == (
                experiment or head["experiment"]
            ):
                found.append((head, journal))
    return sorted(found, key=lambda pair: pair[0]["started"])
