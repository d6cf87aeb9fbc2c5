"""What a console can go back to: the past of its machine, and of those from which it went back."""

from markone.console.refusal import Refusal
from markone.machine import MarkOne, Move
from markone.machine.history import Instant

MOST_KEPT, MOST_OLDER_ACTS = 16, 100_000
"""Machines with an older past than the present one's, and what was done at their panels in all."""


class Past:
    """The past of the machine that is shown. One that went back knows less of it, so the older ones stay."""

    def __init__(self, machine: MarkOne) -> None:
        self.machine = machine
        self.older: list[MarkOne] = []

    @property
    def since_ms(self) -> int:
        """Where it begins."""
        return self.machines()[0].history.since_ms

    def back(self, ms: int) -> MarkOne:
        """Go back: the machine as it was at that time, whose past this is from now on."""
        if not self.since_ms <= ms <= self.machine.now_ms:
            raise Refusal("time", ms=ms, since_ms=self.since_ms, now_ms=self.machine.now_ms)
        knows = [each for each in self.machines() if each.history.since_ms <= ms]
        then = _as_it_was((knows or self.machines())[-1], ms)
        since = then.history.since_ms
        self.older = _kept([each for each in self.machines() if each.history.since_ms < since])
        self.machine = then
        return then

    def why(self, pot: str) -> list[Move]:
        """Every move of a potentiometer since the beginning of this past, the machine before first."""
        moves: list[Move] = []
        first = self.machines()[0]
        for each in self.machines():
            before = [move for move in moves if move.ms < each.history.since_ms]
            moves = before + [move for move in each.why(pot) if each is first or not _unknown(move)]
        return moves

    def start_of(self, slides: int) -> int:
        """When so many slides ago was shown, the one that is being shown being the first."""
        now = self.machine.now_ms
        starts: list[int] = []
        for each in self.machines():
            since = each.history.since_ms
            starts = [ms for ms in starts if ms < since]
            starts += [act.ms for act in each.panel.acts if act.name == "start" and act.ms < now]
        return starts[-slides] if slides <= len(starts) else self.since_ms

    def machines(self) -> list[MarkOne]:
        """Those whose pasts follow on each other, the present one last."""
        return [*self.older, self.machine]

    def let_go(self) -> None:
        """Give all of it up, and its memory at once: a machine, its panel and its past hold each other, which
        Python would otherwise find out late.
        """
        for machine in self.machines():
            for each in (machine.panel, machine.history, machine):
                vars(each).clear()


def _kept(older: list[MarkOne]) -> list[MarkOne]:
    """The last of them, as many as are kept: `why` does all again that was done at them."""
    kept: list[MarkOne] = []
    for each in reversed(older[-MOST_KEPT:]):
        if sum(len(one.panel.acts) for one in (*kept, each)) > MOST_OLDER_ACTS:
            break
        kept.insert(0, each)
    return kept


def _as_it_was(machine: MarkOne, ms: int) -> MarkOne:
    """The machine at that time; unlike that of `machine.at`, it does not do again what was done after it."""
    history = machine.history
    history.check(ms)
    acts = history.forgotten + sum(act.ms <= ms for act in machine.panel.acts)
    return machine.back_to(Instant(ms, history.now().moments, acts))


def _unknown(move: Move) -> bool:
    return move.mode == "not kept"
