"""Docstrings as Sphinx reads them: here they are plain text with `code`, and lists of `name : what it is`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from sphinx.application import Sphinx

CODE = re.compile(r"(`[^`]+`)")
ITEM = re.compile(r"(\S.*?) : (.*)")
SPECIAL = re.compile(r"([*|_\\])")


def read(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Turn the lines of a docstring into reStructuredText, in place."""
    lines[:] = converted(lines)


def theirs(app: Sphinx, what: str, name: str, thing: object, skip: bool, options: object) -> bool | None:
    """Leave out the methods that scikit-learn puts into every estimator."""
    return True if re.fullmatch(r"set_\w+_request", name) else None


def converted(lines: list[str]) -> list[str]:
    """The same text, with headings, lists and examples that reStructuredText knows."""
    return list(_converted(lines))


def _converted(lines: list[str]) -> Iterator[str]:
    heading, example = "", False
    for line, following in pairwise([*lines, ""]):
        example = line.lstrip().startswith(">>>") or (example and line != "")
        if heading == "" and line.startswith("    "):
            yield f"| {_escaped(line)}"  # formulas, as they stand
            continue
        if set(line) == {"-"}:
            continue
        if line and set(following) == {"-"} and len(following) > 2:
            heading = line
            yield from (f".. rubric:: {line}", "")
        elif example:
            yield line
        elif heading and (item := ITEM.fullmatch(line)):
            yield from ("", f"``{item[1]}``", f"    {_escaped(item[2])}")
        else:
            yield _escaped(line)


def _escaped(text: str) -> str:
    """Plain text with `code` as such; what else would mean something to reStructuredText means itself."""
    parts = CODE.split(text)
    return "".join(f"`{part}`" if CODE.fullmatch(part) else SPECIAL.sub(r"\\\1", part) for part in parts)
