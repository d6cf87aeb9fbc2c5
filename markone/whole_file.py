"""A file that is there whole, or not at all."""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A new place beside `path` to write to, which takes its name when all of it is there.

    It has the ending of `path`, in a folder that nobody else knows or writes to. A link stays one: what it
    leads to is replaced. Raises OSError with the name of `path` where it cannot be written, and where it is
    a pipe or a device; nothing is left of it then, and what bore the name before stays.
    """
    with _folder_beside(path) as (place, folder):
        half = Path(folder, f"half{place.suffix}")
        yield half
        os.replace(half, place)


def check_place(path: Path) -> None:
    """Raise OSError as `whole_file` does, before the work is done that would be lost."""
    with _folder_beside(path):
        pass


@contextmanager
def _folder_beside(path: Path) -> Iterator[tuple[Path, str]]:
    """Where `path` leads to, and a new folder beside it; OSErrors have the name of `path`."""
    place = Path(os.path.realpath(path))
    try:
        _refuse_what_is_no_file(place)
        with tempfile.TemporaryDirectory(prefix=".", dir=place.parent) as folder:
            yield place, folder
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def _refuse_what_is_no_file(place: Path) -> None:
    """Raise OSError for a name that cannot be, and for what would be destroyed if a file took it."""
    try:
        kind = place.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if stat.S_ISLNK(kind):  # where it leads to could not be found
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if not stat.S_ISREG(kind):
        raise OSError(errno.EINVAL, "it is no regular file")
