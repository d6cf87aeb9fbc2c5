"""Where journals lie on this machine, begun there and found again."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs
from filelock import FileLock

from markone.private import own
from markone.store import StoreError, writable
from markone.tracking.journal import ASIDE, EMPTY, Act, Journal, Unreadable, first_line
from markone.tracking.tags import ATTEMPT


def _places() -> Iterator[Path]:
    """Where journals may be: the user's state folder, and a temporary one where that takes nothing."""
    with contextlib.suppress(RuntimeError, KeyError):  # no HOME, and nobody knows the user
        place = platformdirs.user_state_path("markone") / "journal"
        if place.is_absolute():
            yield place
    user = os.getuid() if os.name == "posix" else os.environ.get("USERNAME", "user")
    yield Path(tempfile.gettempdir()) / f"markone-journal-{user}"


def places() -> list[Path]:
    """Where journals are, and nobody else can have put them; closed for others from now on."""
    found = []
    for place in _places():
        with contextlib.suppress(OSError):
            if place.exists():
                own(place).chmod(0o700)
                found.append(place)
    return found


def folder() -> Path:
    """Where a journal can be begun."""
    tried = []
    for place in _places():
        try:
            own(place).chmod(0o700)
            return writable(place)
        except (OSError, StoreError) as error:
            tried.append(f"{place}: {getattr(error, 'strerror', None) or error}")
    raise StoreError(f"neither the store nor this machine takes what is measured ({'; '.join(tried)})")


def begin(head: Act) -> Journal:
    """A new journal; `head` says which run it is of."""
    journal = Journal(folder() / head["tags"][ATTEMPT])
    journal.home.mkdir(mode=0o700, exist_ok=True)
    journal.add(head)
    return journal


@contextlib.contextmanager
def only_one(place: Path) -> Iterator[None]:
    """While this lasts no other process sends what is in the journals of a place."""
    with FileLock(place / "journal.lock"):
        yield


def all_of(place: Path) -> list[Journal]:
    """The journals in a place."""
    with os.scandir(place) as entries:
        return [
            Journal(Path(entry.path))
            for entry in sorted(entries, key=lambda entry: entry.name)
            if entry.is_dir(follow_symlinks=False) and entry.name != ASIDE
        ]


def of(
    uri: str | None = None, experiment: str | None = None, place: Path | None = None
) -> list[tuple[Act, Journal]]:
    """The journals that wait for a store, or for any: their heads and they, the oldest first."""
    found = []
    for journal in [one for where in ([place] if place else places()) for one in all_of(where)]:
        with contextlib.suppress(OSError, Unreadable):
            head = journal.head()
            if head["uri"] == (uri or head["uri"]) and head["experiment"] == (
                experiment or head["experiment"]
            ):
                found.append((head, journal))
    return sorted(found, key=lambda pair: pair[0]["started"])


def put_damaged_aside() -> list[str]:
    """Put aside the journals that say not even which run they are of; a sentence for each."""
    said = []
    for place in places():
        for journal in all_of(place):
            try:
                journal.head()
            except FileNotFoundError:
                continue  # it has just been begun, or sent
            except (OSError, Unreadable) as wrong:
                if str(wrong) != EMPTY:
                    with contextlib.suppress(OSError):
                        said.append(journal.put_aside(first_line(wrong)))
    return said
