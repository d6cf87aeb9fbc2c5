"""A file that is there whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A new place beside `path` to write to, which takes its name when all of it is there.

    A link stays one: what it leads to is replaced.
    Raises OSError with the name of `path` where it cannot be written; nothing is left of it then, and what
    bore the name before stays.
    """
    place = Path(os.path.realpath(path))
    half = place.with_name(f".{os.getpid()}.{place.name}")
    try:
        try:
            yield half
            os.replace(half, place)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
