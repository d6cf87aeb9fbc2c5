"""What is varied: `--sweep key=a,b,c` and `--sweep key=lo:hi:n`."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from markone.text import short

Axes = dict[str, list[Any]]
"""The values of each parameter that is varied."""
Point = Mapping[str, Any]
"""One value for each of them."""
FORM = "key=a,b,c or key=lo:hi:n"
TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def axes(given: Sequence[str], config: Any) -> Axes:
    """What `--sweep` was given, read by the types in `config`.

    Raises ValueError with one sentence for a key that is none, or values that do not fit.
    """
    found: Axes = {}
    for text in given:
        key, equals, values = text.partition("=")
        if not equals or not values:
            raise ValueError(f"{text!r} is no sweep; give {FORM}")
        if key in found:
            raise ValueError(f"{key!r} is swept twice; give all its values in one --sweep")
        found[key] = _values(key, values, _kind(key, config))
    return found


def _kind(key: str, config: Any) -> type:
    known = {field.name: type(getattr(config, field.name)) for field in fields(config)}
    known = {name: kind for name, kind in known.items() if kind in (int, float, str, bool)}
    known.pop("seeds", None)
    if key not in known:
        listed = ", ".join(f"{name} ({kind.__name__})" for name, kind in known.items())
        raise ValueError(f"{key!r} cannot be swept; there is {listed or 'nothing to sweep here'}")
    return known[key]


def _values(key: str, text: str, kind: type) -> list[Any]:
    try:
        if ":" in text and kind in (int, float):
            return _range(text, kind)
        return list(dict.fromkeys(_read(part.strip(), kind) for part in text.split(",")))
    except (ValueError, KeyError):
        raise ValueError(
            f"{key}={text} does not fit: {key} is of type {kind.__name__}; give {FORM}"
        ) from None


def _read(text: str, kind: type) -> Any:
    value = TRUTHS[text.lower()] if kind is bool else kind(text)
    if kind is float and not np.isfinite(value):
        raise ValueError
    return value


def _range(text: str, kind: type) -> list[Any]:
    """`n` values from lo to hi, evenly; whole numbers where the parameter is one."""
    low, high, number = text.split(":")
    if int(number) < 1:
        raise ValueError
    values = np.linspace(_read(low, kind), _read(high, kind), int(number))
    return list(dict.fromkeys(round(value) if kind is int else float(value) for value in values))


def ordered(varied: Axes) -> Axes:
    """The same axes with numbers in their order, as neighbours are near each other."""
    return {key: values if isinstance(values[0], str) else sorted(values) for key, values in varied.items()}


def grid(varied: Axes) -> list[Point]:
    """Every combination; one empty point where nothing is varied."""
    return [dict(zip(varied, values, strict=True)) for values in itertools.product(*varied.values())]


def named(point: Point) -> str:
    """A point in words."""
    return ", ".join(f"{key}={short(value)}" for key, value in point.items())
