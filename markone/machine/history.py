"""The past of a machine: what was done at its panel, with snapshots on the way."""

from numbers import Integral, Real
from typing import NamedTuple

from markone.fields import explained
from markone.kernels.machine import Parts
from markone.machine.panel import Act, Panel
from markone.machine.settings import Settings
from markone.validation import shown

EVERY_SLIDES, MOST_SNAPSHOTS = 64, 64
"""A snapshot is kept every so many slides; when there are too many, every other one goes."""
PAST_SLIDES = 20_000
"""So many slides are remembered unless another number is given: 28 hours of the machine's time."""


@explained
class Instant(NamedTuple):
    """A point of a machine's past; several may lie in one millisecond."""

    ms: int
    moments: int
    """How many moments of its cycles the machine had gone through."""
    acts: int
    """How many acts at the panel had been done."""


@explained
class Snapshot(NamedTuple):
    """The machine at one time, between two slides."""

    when: Instant
    parts: Parts
    settings: Settings


class History:
    """What was done at a panel, with snapshots of its machine; the last `past_slides`, or all if None."""

    def __init__(self, panel: Panel, past_slides: int | None) -> None:
        if past_slides is not None and (not isinstance(past_slides, Integral) or past_slides < 1):
            raise ValueError(
                f"past_slides is {shown(past_slides)}; give how many are remembered, or None for all"
            )
        self.panel, self.machine, self.past_slides = panel, panel.machine, past_slides
        self.every = EVERY_SLIDES if past_slides is None else min(EVERY_SLIDES, int(past_slides))
        self.forgotten = 0
        """So many of the first acts at the panel are no longer in its list."""
        self.snapshots = [self._snapshot()]
        panel.before_slide = self.keep

    @property
    def since_ms(self) -> int:
        """Where the past begins: 0, or when this machine came from a file, or the last time that is kept."""
        return self.snapshots[0].when.ms

    def now(self) -> Instant:
        """The present."""
        return Instant(self.machine.now_ms, self.machine.moments, self.forgotten + len(self.panel.acts))

    def keep(self) -> None:
        """Before a slide is shown: keep a snapshot if it is time for one."""
        if self.panel.slides_shown % self.every == self.every - 1:
            self.snapshots.append(self._snapshot())
            self._forget()
        if len(self.snapshots) > MOST_SNAPSHOTS:
            self.snapshots, self.every = self.snapshots[::2], 2 * self.every

    def _snapshot(self) -> Snapshot:
        return Snapshot(self.now(), self.machine.snapshot(), self.panel.settings())

    def _forget(self) -> None:
        """Let go what is longer ago than `past_slides`."""
        shown = self.panel.slides_shown
        while (
            self.past_slides is not None
            and len(self.snapshots) > 1
            and shown - self.snapshots[1].settings.slides_shown >= self.past_slides
        ):
            del self.snapshots[0]
        first = self.snapshots[0].when.acts
        del self.panel.acts[: first - self.forgotten]
        self.forgotten = first

    def check(self, ms: float) -> None:
        """Raise ValueError for a time that is not in the past, or too long ago."""
        if not isinstance(ms, Real) or not self.since_ms <= ms <= self.machine.now_ms:
            kept = f"; older slides than past_slides={self.past_slides} are not kept"
            raise ValueError(
                f"{shown(ms)} ms is asked for; this machine has run from {self.since_ms} ms "
                f"to {self.machine.now_ms} ms{kept * bool(self.forgotten)}"
            )

    def before(self, ms: float) -> Snapshot:
        """The last snapshot up to `ms`."""
        return next(one for one in reversed(self.snapshots) if one.when.ms <= ms)

    def before_act(self, number: int) -> Snapshot:
        """The last snapshot before so many acts had been done."""
        return next(one for one in reversed(self.snapshots) if one.when.acts <= number)

    def acts_since(self, snapshot: Snapshot, until: Instant | None = None) -> list[Act]:
        """What was done at the panel after a snapshot, up to the present or to `until`."""
        last = None if until is None else until.acts - self.forgotten
        return self.panel.acts[snapshot.when.acts - self.forgotten : last]
