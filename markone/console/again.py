"""Doing a session's past again: one machine after the other, each as far as it had come."""

from collections.abc import Callable, Iterator

from markone.console.session import Session
from markone.machine import MarkOne
from markone.machine.history import Snapshot

Stages = list[tuple[MarkOne, Callable[[MarkOne], bool]]]
"""Machines that follow on each other, and whether each has come to its end."""


def doubled(session: Session, slides: int) -> tuple[Session, Stages]:
    """Another session, to whose machines all is still to come that was done here, the last `slides` of it."""
    machines = session.past.machines()
    doubles = [machine.again(slides) for machine in machines]
    ends = [_Start(later.history.snapshots[0]) for later in machines[1:]]
    stages: Stages = list(zip(doubles, [*ends, _End(machines[-1], doubles[-1])], strict=True))
    return session.twin(doubles[0]), stages


def events_again(session: Session, stages: Stages) -> Iterator[None]:
    """Each event of one machine after the other, until it has come to its end."""
    for number, (machine, is_over) in enumerate(stages):
        if number:
            session.stand(machine)
            yield
        while not is_over(machine):
            machine.env.step()
            yield


class _Start:
    """Whether a machine has come to where the past of another begins: between two slides."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.ms, self.slides = snapshot.when.ms, snapshot.settings.slides_shown

    def __call__(self, machine: MarkOne) -> bool:
        is_there = machine.panel.slides_shown >= self.slides and not machine.is_showing()
        is_then = machine.now_ms >= self.ms or machine.env.peek() > self.ms
        return (is_there and is_then) or machine.env.peek() == float("inf")


class _End:
    """Whether a machine has come as far as its original is now."""

    def __init__(self, original: MarkOne, double: MarkOne) -> None:
        history, slides = original.history, double.panel.slides_shown
        first = next(one.when for one in history.snapshots if one.settings.slides_shown == slides)
        now = history.now()
        self.ms, self.moments, self.acts = now.ms, now.moments - first.moments, now.acts - first.acts

    def __call__(self, machine: MarkOne) -> bool:
        is_due = machine.moments < self.moments or len(machine.panel.acts) < self.acts
        is_over = not is_due or machine.env.peek() > self.ms
        if is_over and machine.now_ms < self.ms:
            machine.run(self.ms)
        return is_over
