"""What a switch of the panel is."""

from collections.abc import Callable, Mapping
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from markone.addresses import EXAMPLES
from markone.fields import explained
from markone.spec import check
from markone.validation import shown

OFF_ON = {"off": False, "on": True}
CONSTANTS = ("spec", "pot", "photocell")
"""The parts of a machine that hold constants."""
SETTINGS = ("panel.mode", "panel.rule")
"""What a panel itself keeps of its switches."""


@explained
class Range(NamedTuple):
    """The scale of a dial, both ends included."""

    low: float
    high: float
    whole: bool = False
    """Whether it has whole numbers only."""


@explained
class Switch(NamedTuple):
    """A switch or a dial of the panel."""

    name: str
    """Set by `Panel.set`; in procedures the word of a switch, and what follows `dial`."""
    marks: Range | Mapping[str, Any]
    """The scale of a dial, or for each mark of a switch the value that it sets."""
    sets: str | Callable[..., object]
    """A constant of the machine, such as `spec.theta` or `pot.speed_v_per_s`; or a function that changes
    the machine in place, of its `Parts` and the value, with the index of the part between if each has one."""
    meaning: str
    """What it does, in words that can follow its name."""
    part: str = ""
    """Where each part of a kind has one: the kind of its address, such as A or P."""
    at_rest: bool = True
    """Whether it cannot be set while a slide is shown."""

    @property
    def is_dial(self) -> bool:
        """Whether it has a scale."""
        return isinstance(self.marks, Range)

    def usage(self) -> str:
        """What is written to set it."""
        scale = self.marks
        marks = f"{scale.low:g} to {scale.high:g}" if isinstance(scale, Range) else " | ".join(scale)
        return " ".join([self.name, *filter(None, [EXAMPLES.get(self.part)]), marks])

    def value(self, mark: object) -> Any:
        """What a mark sets; True and False will do for on and off. ValueError for a mark it does not have."""
        if isinstance(self.marks, Range):
            return _on_scale(self.name, mark, self.marks)
        if isinstance(mark, bool | np.bool_) and self.marks.keys() == OFF_ON.keys():
            mark = "on" if mark else "off"
        if not isinstance(mark, str) or mark not in self.marks:
            raise ValueError(
                f"{self.name} is {shown(mark)}; the switch has {', '.join(map(repr, self.marks))}"
            )
        return self.marks[mark]


def _on_scale(name: str, mark: Any, scale: Range) -> Any:
    is_number = isinstance(mark, Real) and not isinstance(mark, bool)
    if not is_number or not scale.low <= mark <= scale.high:
        raise ValueError(f"{name} is set to {shown(mark)}; the dial goes from {scale.low} to {scale.high}")
    if scale.whole and not isinstance(mark, Integral):
        raise ValueError(f"{name} is {shown(mark)}; it must be a whole number")
    return mark


def with_constant(sets: str, value: Any, constants: Mapping[str, Any]) -> dict[str, Any]:
    """The `CONSTANTS` of a machine, by their names, when one of them has another value.

    Raises ValueError for values that no machine can have together.
    """
    part, name = sets.split(".")
    if name not in constants[part]._fields:
        raise ValueError(
            f"the {part} of this machine has no {name}; it has {', '.join(constants[part]._fields)}"
        )
    changed = {**constants, part: constants[part]._replace(**{name: value})}
    check(*(changed[name] for name in CONSTANTS))
    return changed
