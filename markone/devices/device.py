"""A weight device: a model and its numbers, each with who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from markone.devices import curve
from markone.devices.models import MODELS, MOVES, ONE_SIDED, accepted, row_of
from markone.fields import explained
from markone.validation import choice, shown

KINDS = ("primary", "quoted", "secondary", "rumour", "assumed", "measured", "fitted")
"""Who says so: as in `markone.spec.PROVENANCE`; and `measured`, `fitted`: from data of one's own.

A number that no source gives has the kind `unknown`, and no other has.
"""
LONGEST_NAME, LONGEST_TEXT = 60, 4000


@explained
class Number(NamedTuple):
    """A number of a device."""

    value: Any
    """A number, True or False, a tuple of numbers; None where no source gives it."""
    kind: str = "assumed"
    """One of KINDS."""
    source: str = ""
    """Who says so, in words."""
    interval: tuple[float, float] | None = None
    """95 % confidence interval, where it was fitted."""


UNKNOWN = Number(None, "unknown", "no source gives it")


@dataclass(frozen=True)
class Device:
    """A weight device as data: nothing that runs, but all that it takes to build what does.

    Raises ValueError for a number that its model does not have, or that no device can have.
    """

    name: str
    model: str
    """One of `markone.devices.models.MODELS`."""
    unit: str = ""
    """The unit of its value, such as uS; empty for a weight that has none."""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    """Each number that is known, or known to be unknown, by name."""
    title: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        choice("model", self.model, MODELS)
        for what, longest in (("name", LONGEST_NAME), ("unit", 20), ("title", 200), ("notes", LONGEST_TEXT)):
            _check_text(what, getattr(self, what), longest)
        if not self.name.strip():
            raise ValueError("name is empty; give the device a name")
        if not isinstance(self.numbers, Mapping):
            raise ValueError(f"numbers is {shown(self.numbers)}; give a Number for each name")
        object.__setattr__(self, "numbers", {key: self._number(key) for key in self.numbers})
        if not self.missing():
            _check_device(self)

    def __hash__(self) -> int:
        return hash((self.name, self.model, self.unit, *sorted(self.numbers)))

    def _number(self, name: str) -> Number:
        """A number that was given, checked."""
        row, given = row_of(self.model, name), self.numbers[name]
        number = given if isinstance(given, Number) else Number(given)
        _check_text(f"the source of {name}", number.source, LONGEST_TEXT)
        if number.value is None:
            return Number(None, "unknown", number.source or UNKNOWN.source)
        choice(f"the kind of {name}", number.kind, KINDS)
        return number._replace(value=accepted(row, number.value))

    def value(self, name: str) -> Any:
        """A number as it is run with: the one that is known, or the model's usual one.

        ValueError where the device cannot be run without it, and nobody gives it.
        """
        row = row_of(self.model, name)
        number = self.numbers.get(name)
        if number is not None and number.value is not None:
            return number.value
        if name in self.missing():
            raise ValueError(f"{name} of {self.name!r} is unknown, and it cannot be run without it")
        return self._usual(name, row.default)

    def _usual(self, name: str, default: Any) -> Any:
        if name in ("rest", "stuck_at"):
            return self.value("zero")
        if name == "zero":
            low, high = self.value("low"), self.value("high")
            if self.value("one_way") if "one_way" in MODELS[self.model] else False:
                return max(low, 0.0) if low < high else low
            return 0.0 if low < 0.0 < high else (low + high) / 2
        return 0.0 if default is None else default  # what a device that goes one way has no need of

    def missing(self) -> list[str]:
        """Numbers that it cannot be run without and nobody gives: those that say how a pulse moves it."""
        one_way = "one_way" in self.numbers and bool(self.numbers["one_way"].value)
        spared = ONE_SIDED if one_way else set()
        rows = [row for row in MOVES[self.model] if row.name not in spared]
        given = {name: number.value for name, number in self.numbers.items()}
        return [row.name for row in rows if given.get(row.name, row.default) is None]

    def unknown(self) -> list[str]:
        """Numbers that are known to be unknown."""
        return [name for name, number in self.numbers.items() if number.value is None]

    @property
    def range(self) -> tuple[float, float]:
        """Its least and greatest value, in its own unit."""
        if self.model == "motor":
            return -self.value("stop_v"), self.value("stop_v")
        return self.value("low"), self.value("high")

    @property
    def step(self) -> float | None:
        """What one pulse moves it by at zero, mean of up and down, in its own unit.

        None where pulses have no length.
        """
        if self.model in ("motor", "integrator"):
            speed = self.value("speed_v_per_s" if self.model == "motor" else "speed")
            return speed * self.value("pulse_s") or None
        ways = (1,) if curve.goes_one_way(self) else (1, -1)
        return float(np.mean([curve.step_size(self, self.value("zero"), way) for way in ways]))

    @property
    def steps(self) -> float | None:
        """Its range by its number `step`, as papers count them; None where one of them is unknown.

        Pulses move it otherwise than by that number where the model multiplies it: see `step`.
        """
        try:
            low, high = self.range
            step = self.step if self.model in ("motor", "integrator") else self.value("step")
        except ValueError:
            return None
        return (high - low) / step if step else None

    def record(self, range_v: float = 11.0) -> Any:
        """The device as a machine's kernels take it, its range as plus and minus `range_v` volts.

        ValueError that names what is missing where it cannot be run.
        """
        self.require()
        return _door("record").record(self, range_v)

    def require(self) -> None:
        """Raise ValueError where a number is missing that it cannot be run without."""
        if missing := self.missing():
            raise ValueError(
                f"{self.name!r} cannot be run: no source gives its {', '.join(missing)}; "
                "give them in a device file of your own"
            )

    @classmethod
    def named(cls, name: str) -> "Device":
        """One of the devices that come along (`markone device list`)."""
        return _door("named").load(name)

    @classmethod
    def from_file(cls, path: str | PathLike) -> "Device":
        """The device in a TOML file; ValueError in one sentence, with file and key."""
        return _door("file").read(path)

    def to_file(self, path: str | PathLike) -> None:
        """Write it as a TOML file, which `from_file` reads."""
        _door("file").write(self, path)

    @classmethod
    def from_csv(cls, path: str | PathLike, **how: Any) -> "Device":
        """The device whose measured pulses are in a CSV: `markone.devices.choose.fit(path, **how).device`."""
        return _door("choose").fit(path, **how).device


def _door(module: str) -> Any:
    """A file beside this one that knows devices, and is loaded when it is asked for."""
    return import_module(f"markone.devices.{module}")


def _check_text(what: str, value: object, longest: int) -> None:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{what} is {shown(value)}; it must be text of at most {longest:,} letters")


def _check_device(device: Device) -> None:
    """Refuse a device that has its bounds the wrong way round, or stands still for ever."""
    low, high = device.range
    if not low < high:
        raise ValueError(f"low is {low:g} and high is {high:g}; the bounds are the wrong way round")
    if device.model == "motor":
        return
    zero, one_way = device.value("zero"), curve.goes_one_way(device)
    if not (low <= zero < high if one_way else low < zero < high):
        raise ValueError(f"zero is {zero:g}; it must lie between low = {low:g} and high = {high:g}")
    if device.model == "ideal":
        return
    for name in ("rest", "stuck_at"):
        if not low <= device.value(name) <= high:
            raise ValueError(f"{name} is {device.value(name):g}; it must lie in {low:g} to {high:g}")
    if device.value("levels") == 1:
        raise ValueError("levels is 1; a weight needs at least 2, and 0 stands for a continuous one")
    if one_way and not device.value("pair"):
        raise ValueError(
            "one_way is True and pair is not; what only grows needs a second one to be read against"
        )
    if device.value("refresh_at") and not device.value("pair"):
        raise ValueError(
            "refresh_at is set and pair is not; only a pair can be written anew as its difference"
        )
    if stuck := curve.stands_still(device):
        raise ValueError(stuck)
