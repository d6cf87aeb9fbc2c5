"""What is given at a public door: looked at once, and refused in one sentence that says what came."""

import os
import reprlib
from collections.abc import Iterable
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np

LONGEST = 200
"""Letters of a value in a message."""
FEW = 6
"""Values of an array that are all shown."""


class _Short(reprlib.Repr):
    """A value as Python writes it, in one short line, whatever it is."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = LONGEST

    def repr_int(self, x: int, level: int) -> str:
        return repr(x) if x.bit_length() <= LONGEST else f"a whole number of {x.bit_length()} bits"

    def repr_ndarray(self, x: np.ndarray, level: int) -> str:
        if x.size > FEW or x.ndim > 1:
            return f"an array of {x.dtype}, {x.shape}"
        return self.repr_instance(x, level)

    def repr_instance(self, x: object, level: int) -> str:
        return " ".join(super().repr_instance(x, level).split())


shown = _Short().repr
"""A value for a message: as Python writes it, in one line, the middle of what is long left out."""


def count(name: str, value: object, least: int = 1, most: int | None = None) -> int:
    """`value` as an int of at least `least` and, where that is said, at most `most`; or a ValueError."""
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is {shown(value)}; it must be a whole number of at least {least}")
    if most is not None and int(value) > most:
        raise ValueError(f"{name} is {shown(value)}; it must be at most {most}")
    return int(value)


def amount(name: str, value: object, low: float, high: float, includes: str = "both") -> float:
    """`value` as a float between `low` and `high`, or a ValueError.

    `includes` says which ends are allowed: "both", "low", "high" or "neither".
    """
    left, right = includes in ("both", "low"), includes in ("both", "high")
    number = as_float(value)
    inside = low < number < high or (left and number == low) or (right and number == high)
    if not inside or np.isinf(number):
        interval = f"{'[' if left else '('}{low:g}, {high:g}{']' if right else ')'}"
        raise ValueError(f"{name} is {shown(value)}; it must be a number in {interval}")
    return number


def as_float(value: object) -> float:
    """A real number as a float, one that is too great as infinity, and NaN for what is no number."""
    if not isinstance(value, Real):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf  # type: ignore[operator]


def truth(name: str, value: object) -> bool:
    """`value` as a bool; ValueError for all but True and False, 1 and 0."""
    if not isinstance(value, bool | np.bool_ | Integral) or value not in (0, 1):
        raise ValueError(f"{name} is {shown(value)}; it must be True or False")
    return bool(value)


def choice(name: str, value: Any, allowed: Iterable[str]) -> Any:
    """`value`, or a ValueError that lists what is `allowed`."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{name} is {shown(value)}; choose one of {', '.join(map(repr, names))}")
    return value


def place(value: object) -> Path:
    """A place in the file system, or a ValueError for what cannot be one."""
    if not isinstance(value, str | os.PathLike) or "\0" in str(value):
        raise ValueError(f"{shown(value)} is no place of a file or folder; give a str or a Path")
    return Path(value)


def is_series(value: object) -> bool:
    """Whether one can go through it; numpy says so of a single number, too."""
    return isinstance(value, Iterable) and getattr(value, "ndim", 1) > 0


def array(name: str, value: Any) -> np.ndarray:
    """`value` as an array of its own dtype; ValueError where it is sparse, or its rows differ in length."""
    try:
        made = np.asarray(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            f"{name} is {shown(value)}; it must be an array, whose rows are equally long"
        ) from None
    if made.dtype == object and hasattr(value, "toarray"):
        raise ValueError(f"{name} is sparse; give a dense array, as its toarray() makes one")
    return made


def numbers(name: str, value: Any) -> np.ndarray:
    """`value` as an array of float64; ValueError for what is no array of numbers."""
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {shown(value)}; it must be an array of numbers") from None


def generator(seed: object) -> np.random.Generator:
    """numpy's generator of this seed, or a ValueError."""
    try:
        return np.random.default_rng(seed)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise ValueError(
            f"seed is {shown(seed)}; give a whole number of at least 0, or a SeedSequence"
        ) from None
