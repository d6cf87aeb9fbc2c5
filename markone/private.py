"""A folder that nobody else can write to: what lies there, this user has put there."""

import os
import stat
from pathlib import Path


class NotPrivate(PermissionError):
    """A folder in which somebody else may have put what lies there."""


def own(folder: Path) -> Path:
    """`folder`, made with mode 700 if need be.

    Raises NotPrivate where it is a link or belongs to somebody else, or where others can write to it or
    exchange it, and any other OSError where it cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name != "posix":
        return folder
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid():
        raise NotPrivate(0, "it is a link, or belongs to somebody else", str(folder))
    if _is_shared(about) or any(_is_open(above.stat()) for above in folder.resolve().parents):
        raise NotPrivate(0, "others can write to it, or to a folder above it", str(folder))
    return folder


def _is_shared(about: os.stat_result) -> bool:
    """Whether others may write; a group of the user's own number is the user alone."""
    by_group = about.st_mode & stat.S_IWGRP and about.st_gid != about.st_uid
    return bool(about.st_mode & stat.S_IWOTH or by_group)


def _is_open(above: os.stat_result) -> bool:
    """Whether others may rename what lies in a folder."""
    if above.st_uid not in (0, os.geteuid()):
        return True
    return _is_shared(above) and not above.st_mode & stat.S_ISVTX
