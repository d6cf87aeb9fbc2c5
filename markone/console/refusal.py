"""What a page is refused: a code with values, of which the page makes a sentence in its own language."""

import functools
import json
import logging
import re
from typing import Any

from pydantic import ValidationError

from markone.console.bundle import STATIC
from markone.text import line

PLACE = re.compile(r"\{(\w+)\}")
"""Where a value is put into a sentence."""
LONGEST_PLACE, LONGEST_REASON = 60, 500
"""Letters of where something is wrong, and why; a page may have named what is in them."""
SAID = "said"
"""The code of a sentence that is the library's own, and has no words in other languages."""


class Refusal(ValueError):
    """A refusal with its sentence in English, which stands in `words/en.json` as `refused.CODE`.

    `given` are the sentence's values: numbers, or text, which is kept in one line.
    """

    def __init__(self, code: str, **given: float | str) -> None:
        self.code = code
        self.given = {name: line(one) if isinstance(one, str) else one for name, one in given.items()}
        super().__init__(PLACE.sub(lambda found: _written(self.given[found[1]]), _sentences()[code]))


def error_told(error: Exception, number: int | None = None) -> dict[str, Any]:
    """The message that tells a page of an error; `number` is the id of what it asked for.

    Of an error that should not be the log is told the rest.
    """
    if not isinstance(error, ValueError):
        logging.getLogger(__name__).error("a mistake of the console", exc_info=error)
        error = Refusal("mistake", kind=type(error).__name__)
    code, given = (error.code, error.given) if isinstance(error, Refusal) else (SAID, {})
    return {"is": "error", "id": number, "text": line(error), "code": code, "with": given}


def wrong_in(error: ValidationError) -> dict[str, str]:
    """Where something is not of its form, and the first reason why, in the library's English."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))[:LONGEST_PLACE] or "it"
    return {"where": where, "reason": first["msg"].removeprefix("Value error, ")[:LONGEST_REASON]}


@functools.cache
def _sentences() -> dict[str, str]:
    """The English sentences by their codes."""
    words = json.loads((STATIC / "words" / "en.json").read_text("utf-8"))
    return {key.removeprefix("refused."): text for key, text in words.items() if key.startswith("refused.")}


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"
