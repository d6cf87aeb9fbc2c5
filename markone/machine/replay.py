"""Doing again what was done: the panel is the only way in, so the same acts lead to the same machine."""

from collections.abc import Callable, Generator, Iterable

import simpy
from simpy.events import NORMAL, URGENT

from markone.machine.panel import Act, Panel


class _FirstOfItsTime(simpy.Environment):
    """Schedules in another environment, before all else of the same time, as SimPy's own end of a run is."""

    def __init__(self, env: simpy.Environment) -> None:
        super().__init__(env.now)
        self.other = env

    def schedule(self, event: simpy.Event, priority: int = NORMAL, delay: float = 0) -> None:
        self.other.schedule(event, URGENT, delay)


def repeat(
    panel: Panel, acts: Iterable[Act], since: int, before: Callable[[Act], None] | None = None
) -> Generator[simpy.Event, None, None]:
    """The process that does `acts` again, each at its time, once the machine has come as far as it had then.

    Their moments are counted from `since`, those of the machine from 0. `before` is told of each act.
    """
    machine = panel.machine
    for act in acts:
        if act.ms > machine.now_ms:
            yield _FirstOfItsTime(machine.env).timeout(act.ms - machine.env.now)
        while machine.moments < act.moments - since:
            yield machine.env.timeout(0)
        if before is not None:
            before(act)
        getattr(panel, act.name)(*act.given)


def run_through(panel: Panel, ms: int) -> None:
    """Let all happen that is due up to `ms`, and at `ms`."""
    machine = panel.machine
    while machine.env.peek() <= ms:
        machine.env.step()
    machine.run(ms)
    machine.settle()


def run_until(panel: Panel, ms: int, moments: int, acts: int) -> None:
    """Let happen what is due up to `ms`, as far as so many moments and so many acts."""
    machine = panel.machine
    while machine.env.peek() <= ms and (machine.moments < moments or len(panel.acts) < acts):
        machine.env.step()
    machine.run(ms)
    machine.settle()
