"""Zip files that somebody else may have made: bounded before they are opened, and while they are read."""

import contextlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from markone.bounded import open_regular

METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What is unpacked; the other methods give no bound on what a step of theirs unpacks to."""
ENCRYPTED = 1
END, END_64 = b"PK\5\6", b"PK\6\7"
END_SIZE, BEFORE, LONGEST_COMMENT = 22, 20, 1 << 16
LISTED = 10_000_000
"""Most bytes of the list of parts, which is read whole: that of 65,535 parts with long names."""
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    KeyError,
    OverflowError,
    RuntimeError,
)
"""What a damaged file may end in, beside a ValueError."""


@contextlib.contextmanager
def opened(file: Path, whole: int) -> Iterator[zipfile.ZipFile]:
    """The archive in a file, which unpacks to at most `whole` bytes.

    Raises ValueError for one that does not, and for whatever goes wrong while it is read.
    """
    try:
        with open_regular(file, whole) as stream:
            _check_list(stream)
            with zipfile.ZipFile(stream) as archive:
                _check_parts(archive.infolist(), whole)
                yield archive
    except DAMAGED as error:
        raise ValueError(f"it is no sound zip file: {str(error)[:200]}") from None


def check(file: Path, whole: int) -> None:
    """Raise ValueError unless a file is a zip that unpacks to at most `whole` bytes."""
    with opened(file, whole):
        pass


def _check_list(stream: IO[bytes]) -> None:
    """Raise ValueError for a list of parts that is too long to be read, or told in a second place."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - BEFORE - END_SIZE - LONGEST_COMMENT))
    tail = stream.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise ValueError("it is no zip file")
    if tail[:at][-BEFORE:].startswith(END_64):
        raise ValueError("it has more parts, or is larger, than can be taken")
    (listed,) = struct.unpack_from("<I", tail, at + 12)
    if listed > LISTED:
        raise ValueError("its list of parts is too long")
    stream.seek(0)


def _check_parts(parts: list[zipfile.ZipInfo], whole: int) -> None:
    """Raise ValueError for parts that unpack too far, or in a way whose steps have no bound.

    What a part says of its size is then a bound on what is read of it.
    """
    if any(part.compress_type not in METHODS or part.flag_bits & ENCRYPTED for part in parts):
        raise ValueError("a part is encrypted, or packed in a way that is not taken")
    total = sum(part.file_size for part in parts)
    if total > whole:
        raise ValueError(f"it unpacks to {total:,} bytes, more than the {whole:,} that are taken")
