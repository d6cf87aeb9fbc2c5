"""Files from anybody: regular ones only, and bounded before anything is unpacked."""

import os
import stat
from pathlib import Path
from typing import IO


def open_regular(path: Path, most_bytes: int) -> IO[bytes]:
    """A regular file, open to be read; ValueError for a device, a pipe, or more than `most_bytes`."""
    # a pipe without a writer would hold an open without O_NONBLOCK for ever
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    about = os.fstat(handle)
    if stat.S_ISREG(about.st_mode) and about.st_size <= most_bytes:
        return os.fdopen(handle, "rb")
    os.close(handle)
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
