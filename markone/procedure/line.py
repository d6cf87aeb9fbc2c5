"""A line of a procedure as words."""

import re
import unicodedata

MOST_CHARACTERS = 4_000
_WORD = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"']\S*))(?=\s|$)""")
_REST = re.compile(r"\s*(#(\s.*)?)?$")
"""Nothing more, or a comment."""


def split(line: str) -> list[str]:
    """The words of a line as they stand; quotes enclose one that holds spaces.

    A comment is a line that begins with #, or what follows a # between spaces. Raises ValueError for
    quotes that do not close, and for a line that is too long or holds what cannot be seen.
    """
    if len(line) > MOST_CHARACTERS:
        raise ValueError(f"it has {len(line):,} characters; at most {MOST_CHARACTERS:,} are taken")
    for sign in line:
        if sign != "\t" and unicodedata.category(sign) in ("Cc", "Cs"):
            raise ValueError(f"it holds {sign!r}, which cannot be seen; retype the line")
    if line.lstrip().startswith("#"):
        return []
    found, at = [], 0
    while not _REST.match(line, at):
        word = _WORD.match(line, at)
        if word is None:
            raise ValueError("no closing quotation; close the quotes, which enclose a whole word")
        found.append(next(part for part in word.groups() if part is not None))
        at = word.end()
    return found
