"""What a run is, as one short text: the same for the same question, parameters, seed, data and code."""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from markone import tracking
from markone.study.fingerprint import Meaning

SILENT = (
    "cli",
    "draw",
    "replication",
    "report",
    "dashboard.py",
    "terminal.py",
    "streams.py",
    "text.py",
    "experiments",
)
"""Rooms of markone that measure nothing for others: a change there leaves their keys as they are."""


def plain(value: Any) -> Any:
    """`value` as JSON can hold it, the same in every process.

    Raises ValueError for what has no such form, as a function or an object of one's own.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray):
        form = f"{value.dtype} {value.shape} ".encode()
        return hashlib.sha256(form + np.ascontiguousarray(value).tobytes()).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(part) for part in value]
    if isinstance(value, np.generic | Path):
        return value.item() if isinstance(value, np.generic) else str(value)
    raise ValueError(
        f"a parameter is a {type(value).__name__}, which is no part of a key; "
        "parameters are numbers, texts, arrays, and lists or dataclasses of them"
    )


def key_of(**parts: Any) -> str:
    """The key of all that is given, 32 hexadecimal digits."""
    return hashlib.sha256(json.dumps(plain(parts), sort_keys=True).encode()).hexdigest()[:32]


@functools.cache
def own_sources() -> str:
    """The digest of all of markone that measures."""
    root, found = Path(tracking.__file__).parents[1], hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).parts[0] not in SILENT:
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def code_of(*code: Any) -> str:
    """The digest of markone, of the libraries' versions, and of all that these functions and classes mean.

    Raises ValueError for what no key can stand for.
    """
    meaning = Meaning()
    parts = [meaning.of(one) for one in code]
    libraries = {name: value for name, value in tracking.versions().items() if name != "version/markone"}
    return key_of(own=own_sources(), parts=parts, sources=meaning.sources(), libraries=libraries)
