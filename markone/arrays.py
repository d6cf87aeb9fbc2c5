"""Arrays in files from anybody: no more is unpacked than a bound, and none that asks for another's bytes."""

import os
from pathlib import Path
from typing import IO

import numpy as np

from markone import zipped
from markone.bounded import open_regular

KINDS = "biufcU"
"""Kinds of numbers and words that a file may hold."""
MOST_BYTES = 1 << 28
"""Of arrays in one file, unpacked: a quarter of a gigabyte."""
PIECE_BYTES = 1 << 20


def array(path: Path) -> np.ndarray:
    """The array in an .npy file; ValueError or OSError for what is none, or larger than MOST_BYTES."""
    with open_regular(path, MOST_BYTES) as file:
        return _array(file, os.fstat(file.fileno()).st_size)


def arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays in an .npz file, by name; they have MOST_BYTES together.

    Raises ValueError or OSError for what is none.
    """
    found = {}
    with zipped.opened(path, MOST_BYTES) as archive:
        for member in archive.infolist():
            with archive.open(member) as packed:
                found[member.filename.removesuffix(".npy")] = _array(packed, member.file_size)
    return found


def _array(file: IO[bytes], size: int) -> np.ndarray:
    """The array in `size` bytes, which its own header must ask for, no more and no fewer."""
    form, version = np.lib.format, np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"its format {version} is not known")
    header = form.read_array_header_1_0 if version == (1, 0) else form.read_array_header_2_0
    shape, is_fortran, dtype = header(file)
    if dtype.kind not in KINDS or not dtype.itemsize:
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
