"""The operator who follows a procedure, and can go on where it was broken off."""

from collections.abc import Generator

import numpy as np
import simpy

from markone.kernels.rule import MODES
from markone.machine.mark_one import MarkOne
from markone.machine.state import Checkpoint, PassResult, Progress, State
from markone.procedure import Procedure, Show, Step
from markone.trace import Sink
from markone.validation import shown


class Operator:
    """Follows `procedure` at the panel of a machine; `state` is where an earlier one broke off.

    Raises ValueError for the state of another procedure. `trace` and `speed` are those of MarkOne.

    Examples
    --------
    >>> from markone import Operator
    >>> from markone.procedure import load
    >>> operator = Operator(load("two-letters"))
    >>> operator.run()
    >>> operator.passes[-1].names, operator.passes[-1].wrong
    (['X', 'E'], 0)
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
        start = Checkpoint(self.machine.now_ms, Progress(), [], None)
        self.checkpoint = start if state is None else state.mark
        self.instant = self.machine.history.now()

    @property
    def passes(self) -> list[PassResult]:
        """What came of each pass so far."""
        return self.checkpoint.passes

    def run(self) -> None:
        """Follow the procedure to its end."""
        self.machine.run_to(self.machine.env.process(self.work()))

    def state(self) -> State:
        """Where to go on from: the last moment at which no slide was being shown."""
        then = self.machine.back_to(self.instant)
        return State(self.procedure.digest(), then.parts, then.panel.settings(), self.checkpoint)

    def work(self) -> Generator[simpy.Event, None, None]:
        """The process of the operator: the steps in their order."""
        steps = self.procedure.steps
        for index in range(self.checkpoint.place.step, len(steps)):
            yield from self._do(index, steps[index])

    def _do(self, index: int, step: Step) -> Generator[simpy.Event, None, None]:
        if step.act == "show":
            yield from self._show(index, step)
        elif step.act == "pause":
            yield self.machine.env.timeout(step.given[0])
            self._reached(Progress(index + 1), self.passes)
        elif step.act == "hand":
            self._set_by_hand(*step.given)
        elif step.act == "set":
            self.machine.panel.set(*step.given)
        else:
            raise ValueError(f"{shown(step.act)} is no act of a procedure; they are set, hand, pause, show")

    def _set_by_hand(self, name: str, volts: float) -> None:
        panel, pots = self.machine.panel, self.machine.parts.way.size
        if name != "random":
            panel.turn_by_hand(name, volts)
            return
        drawn = np.random.default_rng([self.procedure.seed, pots]).uniform(-volts, volts, pots)
        for pot, at in enumerate(drawn, 1):
            panel.turn_by_hand(f"P{pot}", float(at))

    def _reached(
        self, place: Progress, passes: list[PassResult], under_way: PassResult | None = None
    ) -> None:
        """From here the procedure can be gone on with."""
        self.checkpoint = Checkpoint(self.machine.now_ms, place, passes, under_way)
        self.instant = self.machine.history.now()

    def _show(self, index: int, step: Step) -> Generator[simpy.Event, None, None]:
        show, place = step.given[0], self.checkpoint.place
        for number in range(place.passed if place.step == index else 0, show.passes):
            over = yield from self._pass(index, step, show, number)
            last = number + 1 == show.passes or (show.until_right and over.wrong == 0)
            self._reached(Progress(index + 1) if last else Progress(index, number + 1), [*self.passes, over])
            if last:
                return

    def _pass(
        self, index: int, step: Step, show: Show, number: int
    ) -> Generator[simpy.Event, None, PassResult]:
        """Show every slide once, or the rest of them where a pass was broken off."""
        begun, place = self.checkpoint.under_way, self.checkpoint.place
        mode = next(name for name, code in MODES.items() if code == self.machine.panel.mode)
        over = begun or PassResult(step.line, number + 1, mode, [], [], 0)
        for turn in range(place.shown if begun else 0, len(show.rows)):
            row = int(self.procedure.order(index, show, number)[turn])
            lamps, is_wrong = yield from self._slide(row)
            over = over._replace(
                names=[*over.names, self.procedure.slides[row].name],
                lamps=[*over.lamps, lamps],
                wrong=over.wrong + is_wrong,
            )
            self._reached(Progress(index, number, turn + 1), self.passes, over)
        return over

    def _slide(self, row: int) -> Generator[simpy.Event, None, tuple[str, bool]]:
        panel, target = self.machine.panel, self.procedure.target(row)
        panel.insert(self.procedure.slides[row].light, self.procedure.slides[row].name)
        panel.set_targets(target)
        yield panel.start()
        lamps = panel.lamps
        shining = "".join("+" if lamp > 0 else "-" for lamp in lamps)
        return shining, bool((lamps != target)[target != 0].any())
