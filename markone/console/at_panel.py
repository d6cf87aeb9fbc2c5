"""What is done by hand at a machine's panel, each act checked before any of it is done."""

from typing import Any

import numpy as np

from markone.console import tray
from markone.console.addressed import index_of
from markone.console.refusal import Refusal
from markone.console.timed import Timed
from markone.kernels.rule import MODES
from markone.machine import MarkOne
from markone.switches import SWITCHES, Range, Switch
from markone.validation import shown

MOST_ACTS = 200_000
"""At the panels of all machines of a past; more than a procedure comes to."""


IN_PLACE = {"down": 0, "right": 0, "turn": 0.0, "noise": 0.0}
"""How far a slide is moved that was put in just now: cells, degrees, and the share of noise."""


class AtPanel(Timed):
    """A timed machine, and whoever stands at its panel."""

    def __init__(self, machine: MarkOne) -> None:
        super().__init__(machine)
        self.moves = 0

    def _stand(self, machine: MarkOne, work: Any = None) -> None:
        super()._stand(machine, work)
        self._put_in(machine.panel.slide)

    def _put_in(self, light: np.ndarray) -> None:
        """Remember a slide as it was put in, from which it is moved, and that it was not moved yet."""
        self.light, self.moved = np.array(light), dict(IN_PLACE)

    def check_acts(self) -> None:
        """Refuse where so much was done at the panel that no more is remembered."""
        if sum(len(machine.panel.acts) for machine in self.past.machines()) >= MOST_ACTS:
            raise Refusal("most_acts", most=MOST_ACTS)

    def insert(self, light: np.ndarray, name: str) -> None:
        """Put a slide into the holder."""
        self._check_hand()
        self._put_in(light)
        self.panel.insert(light, name)

    def feed(self, group: str, name: str) -> None:
        """A slide of the tray; a letter's word is set as its target."""
        self.insert(tray.slide(group, name), name)
        word = tray.word_of(name, self.panel.responses)
        self.panel.set_targets(word if word is not None else np.zeros(self.panel.responses, np.int8))

    def move(self, down: int, right: int, turn: float, noise: float) -> None:
        """Move the slide that was put in; each call begins with that one."""
        self._check_hand()
        self.moves += 1
        moved = tray.moved(self.light, down, right, turn, noise, self.moves)
        self.panel.insert(moved, self.panel.slide_name)
        self.moved = {"down": down, "right": right, "turn": turn, "noise": noise}

    def aim(self, target: Any) -> None:
        """Set the target switches."""
        self._check_hand()
        if len(target) != self.panel.responses:
            raise Refusal("targets", given=len(target), lamps=self.panel.responses)
        self.panel.set_targets(target)

    def teach(self, on: bool) -> None:
        """Correct mistakes, or only test."""
        self.panel.set_mode("error correction" if on else "test")

    @property
    def teaches(self) -> bool:
        """Whether mistakes are corrected."""
        return bool(self.panel.mode != MODES["test"])

    def set(self, name: str, mark: bool | float | str, at: str | None = None) -> None:
        """Set a switch or a dial; `at` is the address where each part has one."""
        switch = SWITCHES.get(name)
        if switch is None:
            raise Refusal("switch", name=shown(name))
        if switch.at_rest:
            self.check_rest()
        if switch.part:
            index_of(at or shown(""), switch.part, self.machine.parts.wiring)
        elif at:
            raise Refusal("no_part", name=name, at=shown(at))
        _check_mark(switch, mark)
        self.panel.set(name, *([at] if at else []), mark)

    def turn(self, pot: str, volts: float) -> None:
        """Turn a potentiometer."""
        self.check_rest()
        index_of(pot, "P", self.machine.parts.wiring)
        if abs(volts) > self.reach_v:
            raise Refusal("stops", pot=pot, volts=volts, reach=self.reach_v)
        self.panel.turn_by_hand(pot, volts)

    def _check_hand(self) -> None:
        if self.follows:
            raise Refusal("following")


def _check_mark(switch: Switch, mark: bool | float | str) -> None:
    """Refuse a mark that a switch does not have."""
    try:
        switch.value(mark)
    except ValueError:
        name, marks, was = switch.name, switch.marks, shown(mark)
        if not isinstance(marks, Range):
            raise Refusal("mark", name=name, mark=was, marks=", ".join(marks)) from None
        if isinstance(mark, float) and marks.low <= mark <= marks.high:
            raise Refusal("whole", name=name, mark=was) from None
        raise Refusal("scale", name=name, mark=was, low=marks.low, high=marks.high) from None
