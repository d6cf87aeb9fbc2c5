"""A procedure before the clocked machine, lamp by lamp, in the terminal."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.live import Live

from markone.demo.front import COMPACT, Front, answer, line, picture
from markone.demo.summary import conclusion, spelt, table
from markone.demo.watcher import PHASES, Watcher
from markone.draw.panel import Frame, save_animation
from markone.machine import Operator, State, save_state
from markone.procedure import Procedure
from markone.trace import Event, Sink, wanted_parts

SLOW_SLIDES = 12
"""So many are shown event by event; then the display goes on slide by slide."""
MOST_FRAMES = 60
SAVE_EVERY_S = 10.0
KEYS = "any key: next change; q or Ctrl-C: stop"
"""What --step waits for."""


class Demonstration:
    """One run of a procedure with its display, its animation, and a state file that is kept up to date."""

    def __init__(
        self,
        console: Console,
        procedure: Procedure,
        state: State | None = None,
        state_file: Path | None = None,
        speed: float | None = None,
        pause_s: float = 0.0,
        sinks: tuple[Sink, ...] = (),
        ask: Callable[[], None] | None = None,
    ) -> None:
        self.console, self.procedure, self.state_file = console, procedure, state_file
        self.pause_s, self.ask = pause_s, ask
        self.watcher = Watcher(procedure, self._changed)
        self.sinks: tuple[Sink, ...] = (*sinks, self.watcher)
        self.operator = Operator(procedure, state, self._tell, speed)
        self.frames: list[Frame] = []
        self.every = 1
        self.live = Live(console=console, auto_refresh=False, vertical_overflow="crop")
        too_small = any(given < least for given, least in zip(console.size, COMPACT, strict=True))
        self.in_lines = console.is_terminal and too_small
        """Whether there is no room for a picture that changes in place."""
        self.saved_s = time.monotonic()

    def _tell(self, event: Event) -> None:
        for sink in self.sinks:
            if event.part in wanted_parts(sink):
                sink(event)

    def _changed(self) -> None:
        slides = self.operator.machine.panel.slides_shown
        is_slow = slides <= SLOW_SLIDES or self.ask is not None
        if is_slow or self.watcher.part == "volts":
            self._show()
        if self.watcher.part == "volts":
            self._keep_frame(slides)
        if self.ask:
            self.ask()
            self.operator.machine.resume()
        elif is_slow:
            time.sleep(self.pause_s)
        if time.monotonic() - self.saved_s > SAVE_EVERY_S:
            self._save_on_the_way()

    def _keep_frame(self, slides: int) -> None:
        """For the animation: each slide, or of many every other one, every fourth, and so on."""
        if slides % self.every == 0:
            self.frames.append(self._frame(slides))
        if len(self.frames) > MOST_FRAMES:
            self.frames, self.every = self.frames[1::2], 2 * self.every

    def _frame(self, slides: int) -> Frame:
        seen, panel, front = self.watcher.seen, self.operator.machine.panel, self._front()
        title = f"slide {slides}: {panel.slide_name}, {self.watcher.ms / 1000:.0f} s of machine time"
        volts = seen["volts"][: len(seen["units"])]
        said = answer(front)
        return Frame(title, seen["cells"], seen["units"], volts, seen["lamps"], panel.target, said)

    def _front(self) -> Front:
        """The machine's front as it stands."""
        seen, panel = self.watcher.seen, self.operator.machine.panel
        fast = "" if panel.slides_shown <= SLOW_SLIDES or self.ask else " (slide by slide)"
        return Front(
            title=f"{self.procedure.title}: slide {panel.slides_shown}{fast}",
            slide=panel.slide_name,
            phase=PHASES[self.watcher.part],
            cells=seen["cells"],
            units=seen["units"],
            sums_v=seen["currents"],
            lamps=seen["lamps"],
            wanted=panel.target,
            spelt=spelt(self.procedure, seen["lamps"]),
            motors=int(np.count_nonzero(seen["relays"])),
            ms=self.watcher.ms,
            answered=self.watcher.answered,
            keys=KEYS if self.ask else "Ctrl-C: stop",
        )

    def _show(self) -> None:
        """Draw the front anew, or say it in a line."""
        front = self._front()
        if self.in_lines:
            self.say(line(front))
            return
        drawn = picture(front, *self.console.size) or line(front)
        self.live.update(drawn, refresh=True)

    def save(self) -> None:
        """Keep the state, where one is wanted."""
        self.saved_s = time.monotonic()
        if self.state_file:
            save_state(self.state_file, self.state())

    def _probe(self) -> None:
        """See that a state can be kept, before the first slide."""
        if self.state_file and not self.state_file.exists():
            self.save()

    def _save_on_the_way(self) -> None:
        """A state that cannot be written now does not end a run of hours."""
        try:
            self.save()
        except ValueError as error:
            self.say(f"Not kept: {error}")

    def say(self, text: str) -> None:
        """Print a line as it is."""
        self.console.print(text, highlight=False, soft_wrap=True, markup=False)

    def state(self) -> State:
        """Where to go on from."""
        return self.operator.state()

    def run(self) -> None:
        """Follow the procedure to its end, and say what came of it."""
        self._probe()
        if self.in_lines and self.ask:
            self.say(KEYS)
        with nullcontext() if self.in_lines else self.live:
            self.operator.run()
        self.console.print()
        if self.operator.passes:
            self.console.print(table(self.operator.passes, bool(self.procedure.targets)))
            self.say(conclusion(self.operator))
        self.save()

    def animate(self, path: Path) -> None:
        """Save the animation."""
        for written in save_animation(self.frames, path) if self.frames else ():
            self.say(f"Saved {written}")
