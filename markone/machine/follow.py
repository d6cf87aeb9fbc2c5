"""The operator who follows a procedure, and can go on where it was broken off."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simpy

from markone.archive import check_parts, pack, read_file, unpack, write_file
from markone.fields import explained
from markone.kernels.machine import Parts
from markone.kernels.rule import MODES
from markone.machine.mark_one import MarkOne
from markone.machine.panel import Settings, check_settings
from markone.procedure import Procedure, Show, Step
from markone.trace import Sink
from markone.validation import place, shown

FORMAT = 1


@explained
class Place(NamedTuple):
    """How far a procedure has been followed."""

    step: int = 0
    """The step that is being done, from 0."""
    passed: int = 0
    """Passes that are over, of a step that shows slides."""
    shown: int = 0
    """Slides shown in this pass."""


@explained
class Pass(NamedTuple):
    """What came of showing a set of slides once."""

    line: int
    """Of the procedure."""
    number: int
    """From 1."""
    mode: str
    names: list[str]
    lamps: list[str]
    """For each slide the lamps, R1 first: + shining, - dark."""
    wrong: int
    """Slides with a lamp that differs from its target."""


@explained
class Mark(NamedTuple):
    """A moment at which nothing is under way."""

    ms: int
    place: Place
    passes: list[Pass]
    """Those that are over."""
    under_way: Pass | None
    """The one that is not."""


@explained
class State(NamedTuple):
    """All that is needed to go on."""

    digest: str
    """Of the procedure."""
    parts: Parts
    settings: Settings
    """Of the panel."""
    mark: Mark


class Operator:
    """Follows `procedure` at the panel of a machine; `state` is where an earlier one broke off.

    Raises ValueError for the state of another procedure. `trace` and `speed` are those of MarkOne.
    """

    def __init__(
        self,
        procedure: Procedure,
        state: State | None = None,
        trace: Sink | None = None,
        speed: float | None = None,
    ) -> None:
        if not isinstance(procedure, Procedure):
            raise ValueError(f"{shown(procedure)} is no procedure; give one of procedure.load or parse")
        if not isinstance(state, State | None):
            raise ValueError(f"{shown(state)} is no state; give one of load_state, or None")
        if state is not None and state.digest != procedure.digest():
            raise ValueError(
                f"the state is not one of {procedure.where}: "
                "it was kept for other lines, other slides or another seed"
            )
        self.procedure = procedure
        parts, settings = (procedure.build(), None) if state is None else (state.parts, state.settings)
        self.machine = MarkOne(parts, trace, speed, settings)
        start = Mark(self.machine.now_ms, Place(), [], None)
        self.mark = start if state is None else state.mark
        self.marked = self.machine.history.now()

    @property
    def passes(self) -> list[Pass]:
        """What came of each pass so far."""
        return self.mark.passes

    def run(self) -> None:
        """Follow the procedure to its end."""
        self.machine.run_to(self.machine.env.process(self.work()))

    def state(self) -> State:
        """Where to go on from: the last moment at which no slide was being shown."""
        then = self.machine.history.back_to(self.marked)
        return State(self.procedure.digest(), then.parts, then.panel.settings(), self.mark)

    def work(self) -> Generator[simpy.Event, None, None]:
        """The process of the operator: the steps in their order."""
        steps = self.procedure.steps
        for index in range(self.mark.place.step, len(steps)):
            yield from self._do(index, steps[index])

    def _do(self, index: int, step: Step) -> Generator[simpy.Event, None, None]:
        panel = self.machine.panel
        if step.act == "show":
            yield from self._show(index, step)
        elif step.act == "pause":
            yield self.machine.env.timeout(step.given[0])
            self._passed(Place(index + 1), self.passes)
        elif step.act == "hand":
            self._set_by_hand(*step.given)
        else:
            acts: dict[str, Callable[..., None]] = {
                "mode": panel.set_mode,
                "law": panel.set_law,
                "dial": panel.set_dial,
                "unit": panel.switch_unit,
                "mains": panel.switch_mains,
            }
            acts[step.act](*step.given)

    def _set_by_hand(self, name: str, volts: float) -> None:
        panel, pots = self.machine.panel, self.machine.parts.way.size
        if name != "random":
            panel.turn_by_hand(name, volts)
            return
        drawn = np.random.default_rng([self.procedure.seed, pots]).uniform(-volts, volts, pots)
        for pot, at in enumerate(drawn, 1):
            panel.turn_by_hand(f"P{pot}", float(at))

    def _passed(self, place: Place, passes: list[Pass], under_way: Pass | None = None) -> None:
        self.mark, self.marked = (
            Mark(self.machine.now_ms, place, passes, under_way),
            self.machine.history.now(),
        )

    def _show(self, index: int, step: Step) -> Generator[simpy.Event, None, None]:
        show: Show = step.given[0]
        for number in range(self.mark.place.passed if self.mark.place.step == index else 0, show.passes):
            over = yield from self._pass(index, step, show, number)
            last = number + 1 == show.passes or (show.until_right and over.wrong == 0)
            self._passed(Place(index + 1) if last else Place(index, number + 1), [*self.passes, over])
            if last:
                return

    def _pass(self, index: int, step: Step, show: Show, number: int) -> Generator[simpy.Event, None, Pass]:
        """Show every slide once, or the rest of them where a pass was broken off."""
        begun, place = self.mark.under_way, self.mark.place
        mode = next(name for name, code in MODES.items() if code == self.machine.panel.mode)
        over = begun or Pass(step.line, number + 1, mode, [], [], 0)
        for turn in range(place.shown if begun else 0, len(show.rows)):
            row = int(self.procedure.order(index, show, number)[turn])
            lamps, is_wrong = yield from self._slide(row)
            over = over._replace(
                names=[*over.names, self.procedure.slides[row].name],
                lamps=[*over.lamps, lamps],
                wrong=over.wrong + is_wrong,
            )
            self._passed(Place(index, number, turn + 1), self.passes, over)
        return over

    def _slide(self, row: int) -> Generator[simpy.Event, None, tuple[str, bool]]:
        panel, target = self.machine.panel, self.procedure.target(row)
        panel.insert(self.procedure.slides[row].light, self.procedure.slides[row].name)
        panel.set_targets(target)
        yield panel.start()
        lamps = panel.lamps
        shining = "".join("+" if lamp > 0 else "-" for lamp in lamps)
        return shining, bool((lamps != target)[target != 0].any())


def save_state(path: Path, state: State) -> None:
    """Write a state to one file, whole or not at all."""
    if not isinstance(state, State):
        raise ValueError(f"{shown(state)} is no state; give that of an Operator")
    path, arrays = place(path), dict[str, np.ndarray]()
    packed = {"format": FORMAT, **pack(state, arrays)}
    write_file(path, packed, arrays)


def load_state(path: Path) -> State:
    """The state in a file; a ValueError says what is wrong with it."""
    kinds = {kind.__name__: kind for kind in (State, Settings, Mark, Place, Pass)}

    def understand(packed: dict, arrays: object) -> State:
        state = unpack(packed, arrays, kinds=kinds)
        _check_state(state)
        return state

    return read_file(place(path), FORMAT, understand)


def _check_state(state: object) -> None:
    if not isinstance(state, State) or not isinstance(state.mark, Mark):
        raise ValueError("what it holds is no state of a procedure")
    check_parts(state.parts)
    check_settings(state.settings, state.parts.lamp.size)
    mark = state.mark
    if not isinstance(mark.passes, list) or not all(isinstance(one, Pass) for one in mark.passes):
        raise ValueError("its passes are none")
    if not isinstance(mark.under_way, Pass | None):
        raise ValueError("its pass is none")
    if not isinstance(mark.place, Place) or not all(isinstance(n, int) and n >= 0 for n in mark.place):
        raise ValueError("its place is none")
    if mark.ms != int(state.parts.clock.now_ms[0]):
        raise ValueError("its place and its clock differ")
