"""Nets of threshold logic units: what they are made of, and how they run.

Inhibition is of one kind in the whole net. "absolute" is assumption 4 of McCulloch and Pitts: one active
inhibitory line forbids the unit to fire, whatever excites it. "relative" is their alternative, and
what later became a negative weight: each active inhibitory line takes one excitation away. By
their theorem 4 both kinds can do the same, though not with the same wires or in the same time.

A unit fires when its excitations reach its threshold (assumption 2). The paper's thresholds are
positive, so that a silent net stays silent; a threshold of 0, which we allow, is a unit that fires
until it is inhibited.

Source: McCulloch and Pitts, Bulletin of Mathematical Biophysics 5 (1943) 115-133; the pages named
here are those of the reprint, Bulletin of Mathematical Biology 52 (1990) 99-115: the assumptions
stand on p. 101, theorem 4 on p. 107.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone.fields import explained
from markone.kernels import threshold as kernel
from markone.validation import shown

INHIBITIONS = ("absolute", "relative")
"""Kinds of inhibition."""
MOST_STEPS = 1_000_000


@explained
class Unit(NamedTuple):
    """A threshold logic unit. A line that is named twice makes two synapses and counts twice."""

    excited_by: tuple[str, ...] = ()
    inhibited_by: tuple[str, ...] = ()
    threshold: int = 1


@dataclass(frozen=True)
class Net:
    """Inputs and units by name; each unit is connected to inputs and units, also to itself.

    Raises ValueError for a line that is not there, a name given twice, a threshold that is no
    whole number, and an unknown kind of inhibition.
    """

    inputs: tuple[str, ...]
    units: Mapping[str, Unit]
    inhibition: str = "absolute"

    def __post_init__(self) -> None:
        if self.inhibition not in INHIBITIONS:
            raise ValueError(f"inhibition is {self.inhibition!r}; choose one of {', '.join(INHIBITIONS)}")
        if not self.units:
            raise ValueError("a net without units computes nothing; give at least one")
        twice = [name for name, count in Counter(self.lines).items() if count > 1]
        if twice:
            raise ValueError(f"{twice[0]!r} is the name of two lines; give each its own")
        for name, unit in self.units.items():
            self._check(name, unit)

    def _check(self, name: str, unit: Unit) -> None:
        if isinstance(unit.excited_by, str) or isinstance(unit.inhibited_by, str):
            raise ValueError(f"unit {name!r} is connected to a string; give a tuple of names of lines")
        for line in (*unit.excited_by, *unit.inhibited_by):
            if line not in self.lines:
                raise ValueError(
                    f"unit {name!r} is connected to {line!r}, which is no line of the net; "
                    f"its lines are {', '.join(self.lines)}"
                )
        if not isinstance(unit.threshold, Integral) or isinstance(unit.threshold, bool):
            raise ValueError(
                f"the threshold of unit {name!r} is {unit.threshold!r}; it must be a whole number"
            )

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of all lines: inputs first, then units."""
        return (*self.inputs, *self.units)

    @property
    def synapses(self) -> int:
        """The number of connections, each counted as often as it is made."""
        return sum(len(unit.excited_by) + len(unit.inhibited_by) for unit in self.units.values())

    def wires(self) -> kernel.Wires:
        """The net as arrays, for the kernel."""
        number = {line: index for index, line in enumerate(self.lines)}
        ends = [
            [(number[line], False) for line in unit.excited_by]
            + [(number[line], True) for line in unit.inhibited_by]
            for unit in self.units.values()
        ]
        source, inhibits = np.array([end for unit in ends for end in unit], np.int64).reshape(-1, 2).T
        return kernel.Wires(
            first=np.cumsum([0, *map(len, ends)], dtype=np.int64),
            source=source.copy(),
            inhibits=inhibits.astype(bool),
            threshold=np.array([unit.threshold for unit in self.units.values()], np.int64),
            absolute=self.inhibition == "absolute",
        )


def _signals(net: Net, steps: int, signals: Mapping[str, ArrayLike]) -> np.ndarray:
    """The inputs as (steps, inputs) bool; those without a signal are silent."""
    fed = np.zeros((steps, len(net.inputs)), bool)
    for name, signal in signals.items():
        if name not in net.inputs:
            raise ValueError(f"{name!r} is no input of the net; its inputs are {', '.join(net.inputs)}")
        values = np.asarray(signal)
        if values.shape != (steps,) or not np.isin(values, (0, 1)).all():
            raise ValueError(
                f"the signal of {name!r} is {values.dtype} of shape {values.shape}; "
                f"give {steps} values of 0 or 1, one for each step"
            )
        fed[:, net.inputs.index(name)] = values
    return fed


def run(
    net: Net, steps: int, signals: Mapping[str, ArrayLike] | None = None, start: Collection[str] = ()
) -> dict[str, np.ndarray]:
    """Run a net for `steps` synaptic delays: for each line by name what it did, (steps + 1,) bool.

    At time 0 the units named in `start` fire. `signals` gives for an input its values at the times
    0 to steps - 1; an input without a signal is silent, and all are silent at the last time. Raises
    ValueError for signals of another length, names that are not there, and too many steps.
    """
    check_net(net)
    if not isinstance(steps, Integral) or isinstance(steps, bool) or not 0 <= steps <= MOST_STEPS:
        raise ValueError(f"steps is {steps!r}; it must be a whole number from 0 to {MOST_STEPS}")
    unknown = [name for name in start if name not in net.units]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no unit of the net; its units are {', '.join(net.units)}")
    fed = _signals(net, steps, signals or {})
    states = kernel.run(net.wires(), fed, np.array([name in start for name in net.units]))
    last = np.zeros((1, len(net.inputs)), bool)
    history = np.hstack([np.concatenate([fed, last]), states])
    return dict(zip(net.lines, history.T, strict=True))


def _settled(net: Net, start: Collection[str]) -> Iterator[bytes]:
    """The states of a net without signals, one after the other, without end."""
    steps = 64
    while True:
        history = run(net, steps, start=start)
        states = np.stack([history[name] for name in net.units], axis=1)
        for state in states[:-1]:
            yield state.tobytes()
        start = [name for name, fires in zip(net.units, states[-1], strict=True) if fires]


def check_net(net: object) -> None:
    """Raise ValueError for what is no net."""
    if not isinstance(net, Net):
        raise ValueError(f"the net is {shown(net)}; give a markone.logic.Net")


def cycle(net: Net, start: Collection[str] = ()) -> tuple[int, int]:
    """Where a net without signals ends: (steps until it repeats itself, length of what it repeats).

    A net of n units has 2^n states, so it must come back to one of them. A length of 1 is rest.
    """
    check_net(net)
    seen: dict[bytes, int] = {}
    for step, state in enumerate(_settled(net, start)):
        if state in seen:
            return seen[state], step - seen[state]
        if step == MOST_STEPS:
            break
        seen[state] = step
    raise ValueError(f"the net does not repeat itself within {MOST_STEPS} steps; take a smaller one")


def silenced_by_many(net: Net) -> Net:
    """The same net under relative inhibition: each inhibitory line gets synapses enough to forbid.

    One direction of theorem 4 (p. 107); the states are the same at every step.
    """
    check_net(net)
    units = {}
    for name, unit in net.units.items():
        needed = max(1, len(unit.excited_by) - unit.threshold + 1)
        units[name] = unit._replace(inhibited_by=unit.inhibited_by * needed)
    return replace(net, units=units, inhibition="relative")
