"""Rows of numbers from a file, none lost and none made up."""

import csv
import io
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from markone import arrays
from markone.bounded import contents

MOST_CSV_BYTES = 1 << 26
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
NOT_FINITE = re.compile(r"\s*[+-]?(nan|inf|infinity)\s*", re.IGNORECASE)
UNKNOWN = {"na", "n/a", "nan", "inf", "infinity", "null", "none", "nil", "true", "false", "missing"}
"""Words that stand for a value, and so are no names."""
RULE = "the first line is names if each begins with a letter, and a case if each is a number"
Record = tuple[int, list[str]]
"""The number of its last line, from 1, and its fields."""


def read(file: Path, names: bool | None = None) -> tuple[np.ndarray, list[str]]:
    """The rows in an .npy or .csv file, (n, columns) of finite numbers, and the names above them, if any.

    `names` says whether the first line of a .csv holds names; where it is None, RULE decides, or a
    ValueError where it cannot. One sentence says what is wrong with a file.
    """
    ending = file.suffix.lower()
    if ending not in (".npy", ".csv"):
        raise ValueError(f"{file} is neither .npy nor .csv; give rows of numbers in one of them")
    if names is not None and ending != ".csv":
        raise ValueError(f"{file} has no line of names; --names and --no-names are for .csv files")
    try:
        rows, found = _table(file, names) if ending == ".csv" else (_array(file), [])
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return rows, found


def _array(file: Path) -> np.ndarray:
    rows = arrays.array(file)
    if rows.ndim != 2 or rows.dtype.kind not in "buif" or not rows.size:
        raise ValueError(
            f"it holds no rows of numbers but {rows.dtype} of {rows.shape}; give an array of two dimensions"
        )
    if not (fine := np.isfinite(rows).all(axis=1)).all():
        raise ValueError(
            f"it holds NaN or infinity in row {fine.argmin() + 1} of {len(rows)}; fill or leave out such rows"
        )
    return rows


def _table(file: Path, names: bool | None) -> tuple[np.ndarray, list[str]]:
    records = _records(contents(file, MOST_CSV_BYTES))
    first = next(records, None)
    if first is None:
        raise ValueError("it has no rows")
    found = first[1] if (_is_names(first) if names is None else names) else []
    width, values = len(first[1]), array("d")
    if not found:
        values.extend(_numbers(first, width))
    for record in records:
        values.extend(_numbers(record, width))
    if not values:
        raise ValueError("it has no rows below its names")
    return np.frombuffer(values).reshape(-1, width), found


def _records(data: bytes) -> Iterator[Record]:
    """What stands between commas, line by line, as in RFC 4180; empty lines only at the end are left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8; export it so") from None
    reader, empty = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    try:
        for fields in reader:
            if fields and empty:
                raise ValueError(f"line {empty} is empty; fill or leave out that row")
            if fields:
                yield reader.line_num, fields
            else:
                empty = empty or reader.line_num
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} is no CSV ({error})") from None


def _is_names(record: Record) -> bool:
    """RULE, unless the line could be either."""
    line, fields = record
    words = [field.strip() for field in fields]
    are_numbers = all(NUMBER.fullmatch(word) or NOT_FINITE.fullmatch(word) for word in words)
    if are_numbers and words != [str(place) for place in range(len(words))]:
        return False
    if all(word[:1].isalpha() and word.lower() not in UNKNOWN for word in words):
        return True
    if any(";" in field for field in fields):
        raise ValueError(f"line {line} has semicolons; write commas between the fields, and decimal points")
    shown = _shown(",".join(fields))
    raise ValueError(f"line {line}, {shown}, may be names or a case; say --names or --no-names ({RULE})")


def _numbers(record: Record, width: int) -> list[float]:
    line, fields = record
    if len(fields) != width:
        raise ValueError(f"line {line} has {len(fields)} fields and the first line {width}, between commas")
    for place, field in enumerate(fields, 1):
        if NOT_FINITE.fullmatch(field):
            raise ValueError(f"line {line} holds NaN or infinity; fill or leave out that row")
        if ";" in field:
            raise ValueError(
                f"line {line} has semicolons; write commas between the fields, and decimal points"
            )
        if NUMBER.fullmatch(field) is None:
            raise ValueError(
                f"line {line}, field {place} is {_shown(field)}; each needs a number such as -1.5, "
                "so fill or leave out that row"
            )
    numbers = [float(field) for field in fields]
    if float("inf") in map(abs, numbers):
        raise ValueError(f"line {line} holds a number that is too large")
    return numbers


def _shown(text: str) -> str:
    return ascii(text) if len(text) <= 60 else ascii(text[:60]) + "…"
