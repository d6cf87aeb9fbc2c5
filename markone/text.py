"""Text from outside as text: one function for each kind of output that could take it for something else.

HTML is escaped by the templates of `markone.report`, figures by `markone.draw.style`.
"""

import math
import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters but tab and line feed, what turns the direction of writing, and halves of characters."""
_ENTITIES = re.compile(r"[<>&@]|(?<=:)//|(?<=www)\.")
_MARKS = re.compile(r"[\\`*\[\]|~$!]|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"^(\d*)([#+=.)-])")
"""What means something to Markdown: HTML and links, marks in a line, and a list or a heading at its start."""


def escape(sign: str) -> str:
    r"""A character as Python writes it: \x1b, \u202e, \U0001f600."""
    number = ord(sign)
    letter, digits = ("x", 2) if number < 0x100 else ("u", 4) if number < 1 << 16 else ("U", 8)
    return f"\\{letter}{number:0{digits}x}"


def printable(text: str) -> str:
    """Text that only shows: what would steer a terminal is written as an escape."""
    return _STEERING.sub(lambda found: escape(found[0]), text)


def short(value: object) -> str:
    """A value in a label: of a float six digits, and anything else as it is."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def line(text: object) -> str:
    """The same in one line, whatever it holds."""
    return printable(str(text)).replace("\t", "\\t").replace("\n", "\\n")


def last_line(error: BaseException) -> str:
    """What an error of another process says in the end, which holds that one's traceback as text."""
    said = str(error.__cause__ or error).strip(' "\n')
    return said.splitlines()[-1] if said else type(error).__name__


def markdown(text: object) -> str:
    """Text within a line or a table's cell of Markdown: no markup, HTML, picture or link begins in it."""
    words = " ".join(printable(str(text)).split())
    words = _MARKS.sub(lambda found: f"\\{found[0]}", words)
    words = _START.sub(r"\1\\\2", words)
    return _ENTITIES.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), words)


def csv_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it.

    Numbers stay as they are, also those that are given as text.
    """
    if not isinstance(value, str):
        return value
    is_formula = value.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(value)
    return f"'{printable(value)}" if is_formula else printable(value)


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text)) and text == text.strip()
    except ValueError:
        return False
