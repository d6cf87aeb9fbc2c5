"""What a procedure is: a machine, its slides and targets, and the steps of its operator."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from markone.addresses import number
from markone.faults import Fault, schedule
from markone.kernels.association import Wiring
from markone.kernels.machine import Parts, Spec
from markone.kernels.retina import Photocell
from markone.procedure.steps import Show, Slide, Step
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, ASSUMED_SPEC, build
from markone.switchboard import plug
from markone.switches import CONSTANTS, SETTINGS, Switch, with_constant

MOST_SLIDES, MOST_LISTED = 10_000, 200_000
"""Slides of one procedure, and rows that its `show` lines list together."""
SHOW_WORDS = ("all", "new", "shuffled")
"""What `show` understands; no slide is called so."""


@dataclass
class Procedure:
    """A machine, its slides and targets, and what is done at its panel, in the order of `steps`."""

    where: str = "procedure"
    """Its name or file, for messages."""
    text: str = ""
    title: str = ""
    seed: int = 0
    keeps_seed: bool = False
    """Whether the text's own seed is left aside, because another was given."""
    spec: Spec = ASSUMED_SPEC
    pot: Any = ASSUMED_POT
    photocell: Photocell = ASSUMED_PHOTOCELL
    faults: list[Fault] = field(default_factory=list)
    slides: list[Slide] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)
    """For each slide's name the slides that are called so."""
    drawn: int = 0
    """How often slides were drawn by chance; each time others are."""
    shown: set[str] = field(default_factory=set)
    """The names of slides that a step so far shows."""
    new: int = 0
    """The first slide that was given since the last `show`."""
    listed: int = 0
    """How many slides the `show` lines list so far."""
    targets: dict[str, np.ndarray] = field(default_factory=dict)
    """For each slide's name the switches, (responses,) int8."""
    steps: list[Step] = field(default_factory=list)
    has_board: bool = False
    """Whether a board was given."""
    stands: dict[str, str | float] = field(default_factory=dict)
    """How each switch stands that was set by the steps so far."""
    constants: dict[str, Any] = field(default_factory=dict)
    """Those of the machine after the steps so far, if one was set."""

    @cached_property
    def wiring(self) -> Wiring:
        """The board: the one that was given, or one plugged at random."""
        return plug(seed=self.seed)

    @property
    def responses(self) -> int:
        """How many R-units the board has."""
        return self.wiring.bank.size - 1

    @property
    def names(self) -> list[str]:
        """The names of the slides, each once, in their order."""
        return list(self.rows)

    @property
    def shows(self) -> list[Show]:
        """The steps in which slides are shown."""
        return [step.given[0] for step in self.steps if step.act == "show"]

    def number(self, name: str, kind: str) -> int:
        """The index of a part of this machine; ValueError for an address that does not exist."""
        return number(name, kind, self.wiring)

    def with_seed(self, seed: int) -> None:
        """From what parts are named, and boards, squares and orders are drawn."""
        if not self.keeps_seed:
            self.seed = seed

    def with_slides(self, names: Iterable[str], lights: Iterable[np.ndarray]) -> None:
        """Add slides; ValueError for more than there may be, and a name that `show` would not find."""
        for name, light in zip(names, lights, strict=True):
            if not name or name in SHOW_WORDS or "=" in name:
                raise ValueError(
                    f"a slide is called {name!r}, which show does not take for a name; rename it"
                )
            if len(self.slides) == MOST_SLIDES:
                raise ValueError(f"there are more than {MOST_SLIDES:,} slides")
            self.rows.setdefault(name, []).append(len(self.slides))
            self.slides.append(Slide(name, light))

    def slide_seed(self) -> np.random.SeedSequence:
        """From what the next slides are drawn."""
        self.drawn += 1
        return np.random.SeedSequence(self.seed, spawn_key=(self.drawn - 1,) if self.drawn > 1 else ())

    def with_target(self, name: str, target: np.ndarray) -> None:
        """Say the targets of a slide; ValueError where it was said otherwise, or is shown without."""
        said = self.targets.get(name)
        if said is None and name in self.shown:
            raise ValueError(f"{name!r} is shown above without a target; give it before")
        if said is not None and not np.array_equal(said, target):
            raise ValueError(f"another target of {name!r} stands above; a slide has one")
        self.targets[name] = target

    def with_show(self, line: int, show: Show) -> None:
        """Show slides; ValueError where there are too many."""
        self.listed += len(show.rows)
        if self.listed > MOST_LISTED:
            raise ValueError(f"the lines that show slides list more than {MOST_LISTED:,} together")
        self.shown.update(self.slides[row].name for row in show.rows)
        self.new = len(self.slides)
        self.steps.append(Step(line, "show", (show,)))

    def with_fault(self, fault: Fault) -> None:
        """Plan a fault; ValueError if it cannot strike this machine."""
        schedule([fault], self.wiring)
        self.faults.append(fault)

    def with_switch(self, line: int, switch: Switch, address: list[str], mark: str | float) -> None:
        """Set a switch or a dial; ValueError for constants that no machine can have together."""
        if isinstance(switch.sets, str) and switch.sets not in SETTINGS:
            before = self.constants or {name: getattr(self, name) for name in CONSTANTS}
            self.constants = with_constant(switch.sets, switch.value(mark), before)
        self.stands[switch.name] = mark
        self.steps.append(Step(line, "set", (switch.name, *address, mark)))

    def build(self) -> Parts:
        """The machine as it is delivered."""
        return build(self.wiring, self.spec, self.pot, self.photocell, self.seed, self.faults)

    def target(self, row: int) -> np.ndarray:
        """The switches for one slide, (responses,) int8; no target where the procedure has none."""
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
