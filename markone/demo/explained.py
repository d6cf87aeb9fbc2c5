"""The machine that the drawings show: it has learnt the alphabet."""

from pathlib import Path
from typing import Any

import numpy as np

from markone import stimuli
from markone.draw.diagram import save
from markone.draw.machine_drawing import machine_drawing
from markone.draw.panel_racks import panel_racks
from markone.draw.panel_switchboard import panel_switchboard
from markone.draw.panel_time import OneSlide, panel_time
from markone.draw.slide_of_numbers import slide_of_numbers
from markone.kernels.lesson import lesson, read
from markone.kernels.machine import Parts
from markone.kernels.rule import MODES, RULES
from markone.machine import MarkOne
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, ASSUMED_SPEC, build, copy
from markone.stimuli.letters import ALPHABET
from markone.switchboard import plug
from markone.switchboard.code import code_words
from markone.trace import Event

MOST_PASSES = 60


def taught(seed: int = 0) -> Parts:
    """An ideal machine, five R-units with a share of the A-units each, that knows A to Z in five bits.

    Raises ValueError for a `seed` whose board is not right after `MOST_PASSES`.
    """
    slides, words = stimuli.letters()[0], code_words(len(ALPHABET))
    parts, rng = build(plug(words.shape[1], seed=seed), seed=seed), np.random.default_rng(seed)
    for _ in range(MOST_PASSES):
        rows = rng.permutation(len(slides))
        lamps = lesson(parts, slides, words, rows, MODES["error correction"], RULES["bipolar"])
        if (lamps == words[rows]).all():
            return parts
    raise ValueError(f"the board of seed {seed} does not know all letters after {MOST_PASSES} passes")


def one_slide(slide: str = "E", seed: int = 0, every_ms: int = 5) -> OneSlide:
    """One cycle of a clocked machine, which has seen the alphabet once, looked at every few milliseconds.

    Its potentiometers and photocells are those assumed for 1960.
    """
    slides, words = stimuli.letters()[0], code_words(len(ALPHABET))
    parts = build(plug(words.shape[1], seed=seed), ASSUMED_SPEC, ASSUMED_POT, ASSUMED_PHOTOCELL, seed)
    lesson(parts, slides, words, np.arange(len(slides)), MODES["error correction"], RULES["bipolar"])
    events: list[Event] = []
    machine, wanted = MarkOne(parts, events.append), words[ALPHABET.index(slide)]
    before, firing, lit, volts = parts.shown.copy(), int(parts.active.sum()), [], []
    machine.panel.set_mode("error correction")
    machine.panel.insert(stimuli.letter(slide), slide)
    machine.panel.set_targets(wanted)
    machine.panel.start()
    times = np.arange(0, parts.spec.cycle_ms, every_ms)
    for ms in machine.now_ms + times:
        machine.run(int(ms))
        lit.append(int(machine.lit_cells().sum()))
        volts.append(machine.volts())
    return OneSlide(
        slide, parts.spec, parts.wiring, wanted, before, firing, events, times, np.array(lit), np.array(volts)
    )


def panels(parts: Parts, slide: str = "E") -> dict[str, Any]:
    """Figures for a wall, by the names of their files."""
    return {
        "panel_racks": panel_racks(parts, stimuli.letter(slide), slide),
        "panel_switchboard": panel_switchboard(parts.wiring),
        "panel_time": panel_time(one_slide(slide)),
    }


def write(folder: Path) -> list[Path]:
    """Write every drawing and panel to `folder`, as PDF and as SVG; what was written."""
    parts, files = taught(), list[Path]()
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in (drawings(parts) | panels(parts)).items():
        files += save(figure, folder, name, (".pdf", ".svg"))
    return files


def spelt(lamps: np.ndarray) -> str:
    """The letter that lamps (responses,) say, or nothing."""
    found = np.flatnonzero((code_words(len(ALPHABET)) == lamps).all(axis=1))
    return ALPHABET[found[0]] if found.size else ""


def drawings(parts: Parts, slide: str = "E") -> dict[str, Any]:
    """The machine at work on one letter, and how two numbers become a slide, by the names of their files."""
    light = stimuli.letter(slide)
    said = spelt(np.where(read(copy(parts), light[None])[0] > 0, 1, -1))
    return {
        "machine_drawing": machine_drawing(parts, light, slide, said),
        "slide_of_numbers": slide_of_numbers((0.3, 0.8)),
    }
