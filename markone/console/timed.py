"""A machine whose time passes as fast as somebody wants, who may go back, or have a procedure followed."""

import time
from functools import partial
from typing import Any

from markone.console.log import told
from markone.console.past import Past
from markone.console.refusal import Refusal
from markone.console.watch import Watch
from markone.devices import reach_v
from markone.machine import MarkOne, Operator
from markone.validation import amount

SLOWEST, FASTEST = 0.1, 10_000.0
"""Seconds of the machine in one of ours."""
BUDGET_S = 0.045
"""Longest that one call of `advance` computes."""
LONGEST_FOLLOWED_S = 15.0
"""Longest that a link's procedure is followed before its page is shown anything."""
AT_REST = 64
"""Events of a cycle that `step` may pass until the next moment comes."""


class Timed:
    """A machine and its past, with the operator who follows a procedure there, if one does."""

    def __init__(self, machine: MarkOne) -> None:
        self.speed, self.playing = 1.0, True
        self.operator: Operator | None = None
        self.past = Past(machine)
        self._stand(machine)

    def _stand(self, machine: MarkOne, work: Any = None) -> None:
        """From now on this machine is shown, at which a procedure is `work` under way."""
        self.machine, self.panel, self.work = machine, machine.panel, work
        self.watch = Watch(machine, partial(told, machine, lambda: work is not None and not work.triggered))
        machine.trace = self.watch
        self.due_ms = float(machine.now_ms)
        self.reach_v = min(reach_v(machine.parts.pot), 1e6)
        if machine is not self.past.machine:
            self.past = Past(machine)

    @property
    def follows(self) -> bool:
        """Whether a procedure is being followed."""
        return self.work is not None and not self.work.triggered

    @property
    def is_busy(self) -> bool:
        """Whether time passes when it plays: a slide is shown, or a procedure followed."""
        return self.machine.is_showing() or self.follows

    def advance(self, real_s: float) -> None:
        """Let as much of the machine's time pass as in `real_s` of ours; what takes too long is left out."""
        if not (self.playing and self.is_busy):
            self.due_ms = float(self.machine.now_ms)
            return
        self.due_ms += 1000.0 * real_s * self.speed
        until, end_s = int(self.due_ms), time.perf_counter() + BUDGET_S
        while self.is_busy and self.machine.env.peek() <= until and time.perf_counter() < end_s:
            self.machine.env.step()
        if self.is_busy and self.machine.env.peek() > until > self.machine.now_ms:
            self.machine.run(until)
        self.due_ms = min(self.due_ms, self.machine.now_ms + 1000.0 * self.speed * BUDGET_S)

    def step(self) -> None:
        """Go on to the next moment of the cycle, and stay there; at rest, show the slide."""
        self.playing = False
        if not self.is_busy:
            self.show()
        moments = self.machine.moments
        for _ in range(AT_REST):
            if self.machine.moments > moments or not self.is_busy:
                break
            self.machine.env.step()

    def show(self) -> None:
        """Press the button."""
        if self.follows:
            raise Refusal("following")
        self.check_rest()
        if self.machine.is_broken_off:
            raise Refusal("broken_off")
        if not self.machine.parts.clock.mains[0]:
            raise Refusal("mains")
        self.panel.start()

    def check_rest(self) -> None:
        """Refuse where a slide is being shown."""
        if self.machine.is_showing():
            raise Refusal("showing")

    def to_rest(self) -> None:
        """To the end of the slide that is being shown."""
        while self.machine.is_showing():
            self.machine.env.step()

    def back(self, ms: int) -> None:
        """The machine as it was at that time; no operator is with it, and it stands still."""
        then = self.past.back(ms)
        self.operator = None
        self._stand(then)
        self.playing = False

    def halt(self) -> None:
        """End the procedure after the slide that is being shown."""
        self.to_rest()
        if self.operator is not None:
            self.back(self.machine.now_ms)
            self.playing = True

    def set_speed(self, factor: float) -> None:
        """How many seconds of the machine pass in one of ours."""
        self.speed = amount("speed", factor, SLOWEST, FASTEST)

    def _follow(self, operator: Operator, until_ms: int = 0) -> None:
        """Let an operator follow his procedure at his own machine, which has come so far already."""
        self.operator, machine = operator, operator.machine
        work = machine.env.process(operator.work())
        self._stand(machine, work)
        end_s = time.perf_counter() + LONGEST_FOLLOWED_S
        while machine.now_ms < until_ms and not work.triggered:
            if time.perf_counter() > end_s:
                now_ms = machine.now_ms
                raise Refusal("link_followed", seconds=LONGEST_FOLLOWED_S, now_ms=now_ms, ms=until_ms)
            machine.step()
        self.due_ms = float(machine.now_ms)
