"""A procedure before the clocked machine, lamp by lamp, in the terminal."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich import box
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel as Box
from rich.table import Table
from rich.text import Text

from markone.draw.panel import Frame, save_animation
from markone.draw.racks import RACK_COLUMNS
from markone.kernels.retina import CELLS, COLUMNS
from markone.machine import Operator, State, save_state
from markone.machine.follow import Pass
from markone.procedure import Procedure
from markone.terminal import duration
from markone.trace import Event, Sink, wishes

PHASES = {
    "slide": "shutter open",
    "cells": "cells latched",
    "lamps": "lamps sampled",
    "relays": "relays switched",
    "volts": "rest",
    "fault": "something has broken",
}
"""What is shown of the machine's events, and in which words."""
SLOW_SLIDES = 12
"""So many are shown event by event; then the display goes on slide by slide."""
MOST_FRAMES = 60
SAVE_EVERY_S = 10.0


class Watcher:
    """Listens to the machine, keeps what its panel shows, and says when that changes."""

    def __init__(self, procedure: Procedure, changed: Callable[[], None]) -> None:
        self.changed = changed
        self.ms, self.part = 0, "volts"
        units, pots = len(procedure.wiring.excitatory), procedure.wiring.unit.size
        self.seen: dict[str, np.ndarray] = {
            "cells": np.zeros(CELLS, bool),
            "units": np.zeros(units, bool),
            "currents": np.zeros(procedure.responses),
            "lamps": np.full(procedure.responses, -1),
            "relays": np.zeros(pots),
            "volts": np.zeros(pots),
        }

    def __call__(self, event: Event) -> None:
        self.ms, self.part, self.seen[event.part] = event.ms, event.part, event.value
        if event.part in PHASES:
            self.changed()


def _field(values: np.ndarray, columns: int, style: str) -> Text:
    """A field of lamps, two rows to a line."""
    whole = np.zeros(-(-values.size // (2 * columns)) * 2 * columns, int)
    whole[: values.size] = values
    rows = whole.reshape(-1, columns)
    lines = [
        "".join("·▄▀█"[2 * top + bottom] for top, bottom in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
    return Text("\n".join(lines), style)


def _lamps(lamps: np.ndarray, wanted: np.ndarray) -> Text:
    drawn = Text()
    for number, (lamp, wish) in enumerate(zip(lamps, wanted, strict=True), 1):
        verdict = "" if wish == 0 else "  right" if lamp == wish else "  wrong"
        drawn.append(f"R{number} {'●' if lamp > 0 else '○'}{verdict}\n", "bold yellow" if lamp > 0 else "dim")
    return drawn


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
        self.live = Live(console=console, auto_refresh=False)
        self.saved_s = time.monotonic()

    def _tell(self, event: Event) -> None:
        for sink in self.sinks:
            if event.part in wishes(sink):
                sink(event)

    def _changed(self) -> None:
        slides = self.operator.machine.panel.slides_shown
        is_slow = slides <= SLOW_SLIDES or self.ask is not None
        if is_slow or self.watcher.part == "volts":
            self.live.update(self._picture(), refresh=True)
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
        seen, panel = self.watcher.seen, self.operator.machine.panel
        title = f"slide {slides}: {panel.slide_name}, {self.watcher.ms / 1000:.0f} s of machine time"
        volts = seen["volts"][: len(seen["units"])]
        return Frame(title, seen["cells"], seen["units"], volts, seen["lamps"], panel.target)

    def _picture(self) -> RenderableType:
        """The machine's front as it stands."""
        seen, panel = self.watcher.seen, self.operator.machine.panel
        lines = {
            "slide": panel.slide_name,
            "phase": PHASES[self.watcher.part],
            "currents": " ".join(f"{volts:+.1f}" for volts in seen["currents"]) + " V",
            "A-units": f"{int(seen['units'].sum())} of {seen['units'].size}",
            "motors": f"{np.count_nonzero(seen['relays'])} run",
            "time": duration(self.watcher.ms / 1000),
        }
        text = _lamps(seen["lamps"], panel.target)
        text.append("\n" + "\n".join(f"{name:9}{value}" for name, value in lines.items()))
        fast = "" if panel.slides_shown <= SLOW_SLIDES else "  (slide by slide)"
        heading = Text(f"{self.procedure.title}: slide {panel.slides_shown}{fast}", "bold")
        fields = [
            Box(_field(seen["cells"], COLUMNS, "white"), title="photocells", expand=False),
            Box(_field(seen["units"], RACK_COLUMNS, "red"), title="A-units", expand=False),
        ]
        return Group(heading, Columns([*fields, Box(text, title="panel", width=36)]))

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
        with self.live:
            self.operator.run()
        self.console.print()
        if self.operator.passes:
            self.console.print(_table(self.operator.passes, bool(self.procedure.targets)))
            self.say(conclusion(self.operator))
        self.save()

    def animate(self, path: Path) -> None:
        """Save the animation."""
        for written in save_animation(self.frames, path) if self.frames else ():
            self.say(f"Saved {written}")


def _table(passes: list[Pass], has_targets: bool) -> Table:
    """The first passes and the last ones, with what each answered wrong if that was said."""
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("mode", "pass", "slides", "wrong"):
        drawn.add_column(heading, justify="left" if heading == "mode" else "right")
    shown = passes if len(passes) <= 12 else [*passes[:5], None, *passes[-6:]]
    for one in shown:
        if one is None:
            drawn.add_row("…", "", "", "")
        else:
            drawn.add_row(
                one.mode, str(one.number), str(len(one.names)), str(one.wrong) if has_targets else "–"
            )
    return drawn


def conclusion(operator: Operator) -> str:
    """One sentence: what the last pass answered, after how much."""
    last, slides = operator.passes[-1], sum(len(one.names) for one in operator.passes)
    time_1960 = f"{slides} slides and {operator.machine.now_ms / 1000:.0f} s of machine time"
    if operator.procedure.targets:
        right = f"{len(last.names) - last.wrong} of {len(last.names)} right"
        return f"{operator.procedure.title}: {right} in the last pass, after {time_1960}."
    answers = Counter(zip(last.names, last.lamps, strict=True))
    found = ", ".join(f"{name} {lamps} {count} times" for (name, lamps), count in sorted(answers.items()))
    return f"{operator.procedure.title}: in the last pass {found}, after {time_1960}."
