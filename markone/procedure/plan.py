"""What a procedure is: a machine, its slides and targets, and the steps of its operator."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from markone.faults import Fault, number, schedule
from markone.kernels.lesson import Parts
from markone.kernels.pot import Pot
from markone.kernels.retina import Photocell
from markone.spec import HISTORICAL, HISTORICAL_PHOTOCELL, HISTORICAL_POT, Spec, build, check
from markone.switchboard import Wiring, plug


class Slide(NamedTuple):
    """One slide and what the operator calls it."""

    name: str
    light: np.ndarray
    """(400,) float64 in [0, 1]."""


class Step(NamedTuple):
    """One act of the operator."""

    line: int
    act: str
    """One of `mode`, `law`, `dial`, `hand`, `unit`, `mains`, `pause` and `show`."""
    given: tuple


class Show(NamedTuple):
    """Which slides are shown, and how often."""

    rows: tuple[int, ...]
    shuffled: bool
    passes: int
    until_right: bool
    """End after the first pass without a wrong lamp."""


@dataclass
class Procedure:
    """A machine, its slides and targets, and what is done at its panel, in the order of `steps`."""

    where: str = "procedure"
    """Its name or file, for messages."""
    text: str = ""
    title: str = ""
    seed: int = 0
    wiring: Wiring = field(default_factory=plug)
    spec: Spec = HISTORICAL
    pot: Pot = HISTORICAL_POT
    photocell: Photocell = HISTORICAL_PHOTOCELL
    faults: list[Fault] = field(default_factory=list)
    slides: list[Slide] = field(default_factory=list)
    targets: dict[str, np.ndarray] = field(default_factory=dict)
    """For each slide's name the switches, (responses,) int8."""
    steps: list[Step] = field(default_factory=list)
    has_board: bool = False
    """Whether a board was given."""
    mains_on: bool = True
    """How the mains switch stands after the last step so far."""
    turned: dict[str, float] = field(default_factory=dict)
    """Where the dials stand after the last step so far."""

    @property
    def responses(self) -> int:
        """How many R-units the board has."""
        return self.wiring.bank.size - 1

    @property
    def names(self) -> list[str]:
        """The names of the slides, each once, in their order."""
        return list(dict.fromkeys(slide.name for slide in self.slides))

    @property
    def shows(self) -> list[Show]:
        """The steps in which slides are shown."""
        return [step.given[0] for step in self.steps if step.act == "show"]

    def number(self, name: str, kind: str) -> int:
        """The index of a part of this machine; ValueError for an address that does not exist."""
        return number(name, kind, self.wiring)

    def with_seed(self, seed: int) -> None:
        """Name the parts anew, and plug the board that stands when none is given."""
        self.seed, self.wiring = seed, plug(seed=seed)

    def with_fault(self, fault: Fault) -> None:
        """Plan a fault; ValueError if it cannot strike this machine."""
        schedule([fault], self.wiring)
        self.faults.append(fault)

    def with_dial(self, name: str, value: float) -> None:
        """See that a dial can be turned so; ValueError if not."""
        self.turned[name] = value
        turned: dict[str, Any] = self.turned
        check(self.spec._replace(**turned), self.pot, self.photocell)

    def build(self) -> Parts:
        """The machine as it is delivered."""
        return build(self.wiring, self.spec, self.pot, self.photocell, self.seed, self.faults)

    def target(self, row: int) -> np.ndarray:
        """The switches for one slide, (responses,) int8; no wish where the procedure has none."""
        return self.targets.get(self.slides[row].name, np.zeros(self.responses, np.int8))

    def order(self, step: int, show: Show, number: int) -> np.ndarray:
        """The rows of one pass in the order in which they are shown; the same at every call."""
        rows = np.array(show.rows)
        return np.random.default_rng([self.seed, step, number]).permutation(rows) if show.shuffled else rows

    def digest(self) -> str:
        """What tells this procedure, with its board and slides, from any other."""
        whole = hashlib.sha256(f"{self.seed}\n{self.text}".encode())
        for part in (*self.wiring, *(slide.light for slide in self.slides)):
            whole.update(np.ascontiguousarray(part).tobytes())
        return whole.hexdigest()
