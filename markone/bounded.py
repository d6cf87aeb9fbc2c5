"""Files from anybody: regular ones only, and bounded before anything is unpacked."""

import os
import stat
import struct
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np

MOST_BYTES = 1 << 28
"""Of arrays in one file, unpacked: a quarter of a gigabyte."""
MOST_DIRECTORY_BYTES = 1 << 20
"""Of the list of an archive's members, some ten thousand of them."""
PIECE_BYTES = 1 << 20
END = struct.Struct("<4s4H2IH")
"""The end of a ZIP archive: signature, counts, bytes of the directory, its place, bytes of a comment."""
LOCATOR_BYTES = 20
"""Of a pointer to a second, larger end, which may stand before the first."""


def open_regular(path: Path, most_bytes: int) -> IO[bytes]:
    """A regular file, open to be read; ValueError for a device, a pipe, or more than `most_bytes`."""
    # a pipe without a writer would hold an open without O_NONBLOCK for ever
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    about = os.fstat(file.fileno())
    if stat.S_ISREG(about.st_mode) and about.st_size <= most_bytes:
        return file
    file.close()
    if stat.S_ISREG(about.st_mode):
        raise ValueError(f"it has {about.st_size:,} bytes; at most {most_bytes:,} are taken")
    raise ValueError("it is no regular file")


def contents(path: Path, most_bytes: int) -> bytes:
    """All of a regular file; ValueError or OSError where that is not to be had."""
    with open_regular(path, most_bytes) as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise ValueError(f"it has more than {most_bytes:,} bytes, and grows")
    return data


def array(path: Path) -> np.ndarray:
    """The array in an .npy file; ValueError or OSError for what is none, or larger than MOST_BYTES."""
    with open_regular(path, MOST_BYTES) as file:
        return _array(file, os.fstat(file.fileno()).st_size)


def arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays in an .npz file, by name; they have MOST_BYTES together.

    Raises ValueError, OSError, or what `zipfile` and `zlib` raise, for what is none.
    """
    with open_regular(path, MOST_BYTES) as file:
        _check_end(file)
        with ZipFile(file) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise ValueError(f"it unpacks to more than {MOST_BYTES:,} bytes")
            if {member.compress_type for member in members} - {ZIP_STORED, ZIP_DEFLATED}:
                raise ValueError("it is compressed in a way that numpy does not use")
            found = {}
            for member in members:
                with archive.open(member) as packed:
                    found[member.filename.removesuffix(".npy")] = _array(packed, member.file_size)
    return found


def _check_end(file: IO[bytes]) -> None:
    """That the list of members is short, because `zipfile` reads the whole of it first."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LOCATOR_BYTES - END.size))
    tail = file.read()
    if len(tail) < END.size or not tail[-END.size :].startswith(b"PK\x05\x06"):
        raise BadZipFile("it does not end as an archive of arrays does")
    directory_bytes = END.unpack(tail[-END.size :])[5]
    if tail.startswith(b"PK\x06\x07") or directory_bytes > MOST_DIRECTORY_BYTES:
        raise ValueError("it has more members than a file of arrays")


def _array(file: IO[bytes], size: int) -> np.ndarray:
    """The array in `size` bytes, which its own header must ask for, no more and no fewer."""
    form, version = np.lib.format, np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"its format {version} is not known")
    header = form.read_array_header_1_0 if version == (1, 0) else form.read_array_header_2_0
    shape, is_fortran, dtype = header(file)
    if dtype.kind not in "biufcU" or not dtype.itemsize:
        raise ValueError(f"it holds {dtype}; only numbers and words are taken")
    count = 1
    for length in shape:
        count *= length
    if min(shape, default=0) < 0 or count * dtype.itemsize != size - file.tell():
        raise ValueError(f"its header promises {count} values, and it has {size - file.tell()} bytes of them")
    flat = np.empty(count, dtype)
    _fill(flat.view(np.uint8).data, file)
    return flat.reshape(shape, order="F" if is_fortran else "C")


def _fill(wanted: memoryview, file: IO[bytes]) -> None:
    """Read piece by piece, because a member of an archive is read into a copy of each piece."""
    while wanted:
        piece = file.read(min(len(wanted), PIECE_BYTES))
        if not piece:
            raise EOFError("it ends too early")
        wanted[: len(piece)] = piece
        wanted = wanted[len(piece) :]
