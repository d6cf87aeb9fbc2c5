"""An exercise of a notebook: what answers it takes, and what is said to them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

Wanted = Callable[[Any], Any]
"""What makes of an answer what the judge gets; a ValueError of it says what is wanted instead."""


def exercise(label: str | int, wanted: Wanted) -> Callable[[Callable[[Any], str]], Callable[[Any], None]]:
    """Make an exercise of a judge; called with an answer, it prints in one line what is to be said to it.

    The judge gets what `wanted` made of the answer, and returns "" if that is right, or a sentence
    that says why it is not.
    """

    def of(judge: Callable[[Any], str]) -> Callable[[Any], None]:
        @wraps(judge)
        def answered(given: Any) -> None:
            print(f"{label}: {_said(judge, wanted, given)}")

        return answered

    return of


def _said(judge: Callable[[Any], str], wanted: Wanted, given: Any) -> str:
    if given is None or given is ...:
        return "still open; put your answer in the place of None."
    try:
        answer = wanted(given)
    except ValueError as refused:
        return str(refused)
    why = judge(answer)
    return f"not right: {why}" if why else "right."


def numbers(count: int) -> Wanted:
    """So many finite numbers in a row, as an array (count,)."""
    names = "one number" if count == 1 else f"{count} numbers, such as ({', '.join('1234567'[:count])})"

    def wanted(given: Any) -> np.ndarray:
        if not _is_numeric(given):
            raise ValueError(f"{_shown(given)} came; give {names}, without quotation marks.")
        values = np.array(given, float)
        if values.size != count:
            came = "1 number" if values.size == 1 else f"{values.size} numbers"
            raise ValueError(f"{came} came; give {names}.")
        if not np.isfinite(values).all():
            raise ValueError(f"{_shown(given)} came; give {names} that can be calculated with.")
        return values.ravel()

    return wanted


def number(given: Any) -> float:
    """One finite number."""
    return float(numbers(1)(given)[0])


def whole(given: Any) -> int:
    """One whole number."""
    value = number(given)
    if value != round(value) or abs(value) > 1e6:
        raise ValueError(f"{value:g} came; give a whole number, up to a million.")
    return round(value)


def one_of(*words: str) -> Wanted:
    """One of these words."""

    def wanted(given: Any) -> str:
        word = given.strip().lower() if isinstance(given, str) else ""
        if word not in words:
            raise ValueError(f"{_shown(given)} came; give one of {', '.join(map(repr, words))}.")
        return word

    return wanted


def _is_numeric(given: Any) -> bool:
    try:
        return np.asarray(given).dtype.kind in "biuf"
    except ValueError:  # rows of different lengths
        return False


def _shown(given: Any) -> str:
    text = " ".join(repr(given).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
