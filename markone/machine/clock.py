"""Time: SimPy's clock in whole milliseconds, as fast as possible or beside ours."""

from numbers import Real

import simpy
from simpy.rt import RealtimeEnvironment

from markone.kernels.clock import LONGEST_MS
from markone.validation import shown


class Clocked:
    """What goes by a clock that stands at `start_ms`; `speed` is that of MarkOne."""

    def __init__(self, start_ms: int, speed: float | None) -> None:
        self.env = simpy.Environment(start_ms) if speed is None else _in_real_time(start_ms, speed)

    @property
    def now_ms(self) -> int:
        """The machine's time."""
        return int(self.env.now)

    def step(self) -> None:
        """Let the next event happen, whenever it is due; nothing if there is none."""
        if self.env.peek() < float("inf"):
            self.resume()
            self.env.step()

    def run(self, until_ms: int) -> None:
        """Let time pass until `until_ms`; ValueError if that is past."""
        if not isinstance(until_ms, Real) or not self.now_ms <= until_ms <= LONGEST_MS:
            raise ValueError(
                f"it is {self.now_ms} ms, and time does not run back to {shown(until_ms)}; "
                f"at() gives the machine as it was, and it ends at {LONGEST_MS}"
            )
        if until_ms > self.now_ms:
            self.resume()
            self.env.run(until_ms)

    def run_to(self, event: simpy.Event) -> None:
        """Let time pass until `event` has happened, such as the end of a slide."""
        if not isinstance(event, simpy.Event):
            raise ValueError(f"{shown(event)} is no event; give one, such as panel.start()")
        self.resume()
        self.env.run(event)

    def resume(self) -> None:
        """After a pause in our time, go on at the same speed and not faster to catch up."""
        if isinstance(self.env, RealtimeEnvironment):
            self.env.env_start = self.env.now  # sync() sets its fellow, the start in our time
            self.env.sync()


def _in_real_time(start_ms: int, speed: float) -> RealtimeEnvironment:
    if not isinstance(speed, Real) or not 1e-3 <= speed <= 1e6:
        raise ValueError(
            f"speed is {shown(speed)}; give how many seconds pass there in one of ours, "
            "from 0.001 to a million"
        )
    return RealtimeEnvironment(start_ms, factor=0.001 / speed, strict=False)
