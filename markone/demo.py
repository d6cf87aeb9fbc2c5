"""Two letters before the clocked machine, lamp by lamp, in the terminal."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel as Box
from rich.text import Text

from markone import stimuli
from markone.draw.panel import Frame, save_animation
from markone.draw.racks import RACK_COLUMNS
from markone.kernels.retina import CELLS, COLUMNS
from markone.machine import MarkOne, teach
from markone.spec import HISTORICAL_PHOTOCELL, HISTORICAL_POT, build
from markone.switchboard import UNITS, plug
from markone.trace import Event

PHASES = {
    "slide": "shutter open",
    "cells": "cells latched",
    "lamps": "lamp sampled",
    "relays": "relays switched",
    "volts": "rest",
}
"""What is shown of the machine's events, and in which words."""


class Watcher:
    """Listens to the machine, keeps what its panel shows, and says when that changes."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.changed = changed
        self.ms, self.phase = 0, "rest"
        self.seen = {
            "cells": np.zeros(CELLS, bool),
            "units": np.zeros(UNITS, bool),
            "currents": np.zeros(1),
            "lamps": np.array([-1]),
            "relays": np.zeros(UNITS),
            "volts": np.zeros(UNITS),
        }

    def __call__(self, event: Event) -> None:
        self.ms, self.seen[event.part] = event.ms, event.value
        if event.part in PHASES:
            self.phase = PHASES[event.part]
            self.changed()


def _field(values: np.ndarray, columns: int, style: str) -> Text:
    """A field of lamps, two rows to a line."""
    rows = values.reshape(-1, columns).astype(int)
    lines = [
        "".join("·▄▀█"[2 * top + bottom] for top, bottom in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
    return Text("\n".join(lines), style)


def picture(watcher: Watcher, letters: str, slide: str) -> RenderableType:
    """The machine's front as it stands."""
    seen = watcher.seen
    lit = bool(seen["lamps"][0] > 0)
    panel = Text()
    panel.append("● " if lit else "○ ", "bold yellow" if lit else "dim")
    panel.append(f"{'lit ' if lit else 'dark'} = {letters[lit]}\n\n")
    panel.append(f"slide    {slide}\n")
    panel.append(f"phase    {watcher.phase}\n")
    panel.append(f"current  {seen['currents'][0]:+.1f} V\n")
    panel.append(f"A-units  {int(seen['units'].sum())} of {UNITS}\n")
    panel.append(f"motors   {np.count_nonzero(seen['relays'])} run\n")
    panel.append(f"clock    {watcher.ms / 1000:.2f} s")
    fields = [
        Box(_field(seen["cells"], COLUMNS, "white"), title="photocells", expand=False),
        Box(_field(seen["units"], RACK_COLUMNS, "red"), title="A-units", expand=False),
        Box(panel, title="panel", width=30),
    ]
    return Columns(fields)


def cycles(machine: MarkOne, letters: str, passes: int, seed: int) -> Iterator[tuple[str, int]]:
    """Show both letters in random order until one pass is free of mistakes, or `passes` times.

    Yields each letter and its wanted lamp before it is shown.
    """
    slides = np.stack([stimuli.letter(char) for char in letters])
    targets = np.array([[-1], [1]])
    rng = np.random.default_rng(seed)
    for _ in range(passes):
        mistakes = 0
        for row in rng.permutation(2):
            yield letters[row], int(targets[row, 0])
            mistakes += int(teach(machine, slides, targets, order=[row])[0, 0] != targets[row, 0])
        if mistakes == 0:
            return


def demo(console: Console, letters: str, passes: int, seed: int, pause_s: float, path: Path) -> None:
    """Run the demonstration, and save it as an animation to `path`."""
    parts = build(plug(units=UNITS, seed=seed), pot=HISTORICAL_POT, photocell=HISTORICAL_PHOTOCELL, seed=seed)
    frames: list[Frame] = []
    shown: list[tuple[str, int]] = []

    def changed() -> None:
        heading = Text(f"Slide {len(shown)}", "bold")
        live.update(Group(heading, picture(watcher, letters, shown[-1][0])), refresh=True)
        if watcher.phase == PHASES["volts"]:
            frames.append(_frame(watcher, *shown[-1], number=len(shown)))
        time.sleep(pause_s)

    watcher = Watcher(changed)
    machine = MarkOne(parts, watcher)
    with Live(console=console, auto_refresh=False) as live:
        for slide in cycles(machine, letters, passes, seed):
            shown.append(slide)
    console.print()
    wrong = sum(int(frame.lamps[0] != frame.wanted[0]) for frame in frames)
    learnt = all(frame.lamps[0] == frame.wanted[0] for frame in frames[-2:])
    console.print(
        f"{letters[0]} and {letters[1]} {'learnt' if learnt else 'not yet learnt'}: {len(shown)} slides, "
        f"{wrong} wrong, {machine.env.now / 1000:.0f} s of machine time."
    )
    for written in save_animation(frames, path):
        console.print(f"Saved {written}", highlight=False, soft_wrap=True)


def _frame(watcher: Watcher, letter: str, wanted: int, number: int) -> Frame:
    seen = watcher.seen
    title = f"slide {number}: {letter}, {watcher.ms / 1000:.0f} s of machine time"
    return Frame(title, seen["cells"], seen["units"], seen["volts"], seen["lamps"], np.array([wanted]))
