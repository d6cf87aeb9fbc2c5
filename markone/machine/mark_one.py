"""The Mark I as it is used: the clocked machine with its panel and its past."""

from typing import Self

from markone import spec
from markone.addresses import number
from markone.kernels.machine import Parts
from markone.machine.cycle import ClockedMachine
from markone.machine.history import PAST_SLIDES, History, Instant, Snapshot
from markone.machine.moves import Move, MoveRecorder
from markone.machine.panel import Panel
from markone.machine.replay import repeat, run_through, run_until
from markone.machine.settings import Settings
from markone.trace import Sink


class MarkOne(ClockedMachine):
    """A machine built from `parts` (`spec.build`), with a panel and a clock in whole milliseconds.

    It is the same physics as `kernels.lesson.lesson`, called when the clock says so. Whatever is
    done to it is done at its `panel`. `trace` is called with every `Event`. `speed` is None to run
    as fast as possible, or how many seconds of the machine pass in one of ours. `settings` are those
    of a panel that is to stand as another did. `past_slides` is how many of the last slides `at` and
    `why` reach back to at least: half a kilobyte each, and 3 kB more for each that is not shown again;
    None for all of them. Raises ValueError for a speed that is not above 0, and less than one slide.

    Examples
    --------
    >>> from markone import MarkOne, build, plug, stimuli
    >>> machine = MarkOne(build(plug()))
    >>> machine.panel.insert(stimuli.letter("E"))
    >>> machine.run_to(machine.panel.start())
    >>> machine.now_ms, machine.panel.lamps
    (5000, array([-1], dtype=int8))
    """

    def __init__(
        self,
        parts: Parts,
        trace: Sink | None = None,
        speed: float | None = None,
        settings: Settings | None = None,
        past_slides: int | None = PAST_SLIDES,
    ) -> None:
        super().__init__(parts, trace, speed)
        self.panel = Panel(self, settings)
        self.history = History(self.panel, past_slides)

    def at(self, ms: int) -> Self:
        """The machine as it stood when `ms` was over, bit for bit; run on, it does again what it did.

        What was done and what happened at that very millisecond is done, as far as this machine has
        come: `at(now_ms)` is its double. Raises ValueError for a time after the present one, and for
        one before `history.since_ms`, which is too long ago.
        """
        self.history.check(ms)
        if ms == self.now_ms:
            return self.back_to(self.history.now())
        snapshot = self.history.before(ms)
        then = self._double(snapshot)
        acts = self.history.acts_since(snapshot)
        then.env.process(repeat(then.panel, acts, snapshot.when.moments))
        run_through(then.panel, ms)
        return then

    def back_to(self, when: Instant) -> Self:
        """The machine as it stood at one instant of its `history`, at which it stays."""
        snapshot = self.history.before_act(when.acts)
        then = self._double(snapshot)
        acts = self.history.acts_since(snapshot, when)
        then.env.process(repeat(then.panel, acts, snapshot.when.moments))
        run_until(then.panel, when.ms, when.moments - snapshot.when.moments, len(acts))
        return then

    def again(self, slides: int | None = None) -> Self:
        """The machine as its past begins: run on, it does again all that was done at this one's panel.

        `slides`: leave out what lies before the last so many, as far as a snapshot allows.
        """
        least = 0 if slides is None else self.panel.slides_shown - slides
        kept = [one for one in self.history.snapshots if one.settings.slides_shown >= least]
        first = kept[0] if kept else self.history.snapshots[-1]
        then = self._double(first)
        acts = self.history.acts_since(first)
        then.env.process(repeat(then.panel, acts, first.when.moments))
        return then

    def why(self, pot: str) -> list[Move]:
        """Every time that a potentiometer, P1 on, was moved, in order, and for what reason.

        Where the past begins later than at 0 ms (`history.since_ms`), the first says so.
        """
        shaft, first, now = number(pot, "P", self.parts.wiring), self.history.snapshots[0], self.history.now()
        then = self._double(first)
        then.trace = recorder = MoveRecorder(then.panel, shaft)
        acts = self.history.acts_since(first)
        then.env.process(repeat(then.panel, acts, first.when.moments, recorder.before))
        run_until(then.panel, now.ms, now.moments - first.when.moments, len(acts))
        recorder.measure()
        return recorder.moves

    def _double(self, snapshot: Snapshot) -> Self:
        """A machine that stands as this one did then."""
        parts, past_slides = spec.copy(snapshot.parts), self.history.past_slides
        return type(self)(parts, settings=snapshot.settings, past_slides=past_slides)
