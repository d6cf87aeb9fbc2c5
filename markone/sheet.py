"""Texts from anybody, and the rows of cells in them, as editors and spreadsheets write them."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from markone.bounded import contents

MOST_LINES, MOST_CHARACTERS = 200_000, 100
"""Of a text, and of one cell."""
DELIMITERS = ";\t,"
"""What stands between cells: the first of these that is in the first line."""


def read_text(path: Path, most_bytes: int) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark; ValueError or OSError for anything else."""
    data = contents(path, most_bytes)
    form = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(form)
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8 or UTF-16; save it as UTF-8") from None


def delimiter(text: str) -> str:
    """What stands between the cells of a text."""
    first = text.partition("\n")[0]
    return next((sign for sign in DELIMITERS if sign in first), ",")


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line; empty rows, and empty cells at the end of one, are left out.

    Raises ValueError for quotation marks that do not close, too many lines, and cells too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    line = 1
    try:
        for row in reader:
            if reader.line_num > MOST_LINES:
                raise ValueError(f"line {MOST_LINES + 1}: no more than {MOST_LINES:,} lines are taken")
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if max(map(len, cells), default=0) > MOST_CHARACTERS:
                raise ValueError(f"line {line}: a cell has more than {MOST_CHARACTERS} characters")
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {line}: a quotation mark opens a cell that does not end ({error})") from None
