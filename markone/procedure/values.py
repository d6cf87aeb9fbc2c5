"""What stands in the lines of a procedure: one word, a choice, a number, name=value."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST_DIGITS = 30
"""Of a number."""


def one(words: list[str]) -> str:
    """The only word."""
    if len(words) != 1:
        raise ValueError(f"{len(words)} words follow, one is wanted")
    return words[0]


def choice(words: list[str], allowed: Iterable[str]) -> str:
    """Words that are together one of those that are allowed."""
    word = " ".join(words)
    if word not in allowed:
        raise ValueError(f"{word!r} is none of {', '.join(allowed)}")
    return word


def number(word: str, low: float, high: float) -> float:
    """A word as a number between two ends."""
    try:
        value = float(word)
    except ValueError:
        raise ValueError(f"{word!r} is no number") from None
    if not low <= value <= high:
        raise ValueError(f"{word} is not from {low:g} to {high:g}")
    return value


def whole(word: str, low: float, high: float) -> int:
    """A word as a whole number between two ends."""
    value = number(word, low, high)
    if value != int(value):
        raise ValueError(f"{word} is no whole number")
    return int(word) if word.isdigit() else int(value)


def _typed(name: str, word: str, like: Any) -> Any:
    """A word as the kind of value that a setting has."""
    if isinstance(like, bool):
        return choice([word], ("yes", "no")) == "yes"
    if isinstance(like, str):
        return word
    try:
        if len(word) > MOST_DIGITS:
            raise ValueError
        return type(like)(word)
    except ValueError:
        number = f"{'whole ' * isinstance(like, int)}number"
        raise ValueError(f"{name}={word[:MOST_DIGITS]} is no {number}") from None


def settings(words: Iterable[str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """name=value words, each name one of `defaults`."""
    found: dict[str, Any] = {}
    for word in words:
        name, is_setting, value = word.partition("=")
        if not is_setting or name not in defaults:
            raise ValueError(f"{word!r} is no setting; settings are {', '.join(f'{n}=' for n in defaults)}")
        if name in found:
            raise ValueError(f"{name}= is said twice; say it once")
        found[name] = _typed(name, value, defaults[name])
    return found
