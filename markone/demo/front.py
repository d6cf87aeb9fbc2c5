"""The machine's front as text, as large as the terminal lets it be."""

from typing import NamedTuple

import numpy as np
from rich.console import Group, RenderableType
from rich.panel import Panel as Box
from rich.table import Table
from rich.text import Text

from markone.draw.potentiometers import RACK_COLUMNS
from markone.fields import explained
from markone.kernels.retina import COLUMNS
from markone.terminal import duration

FULL, COMPACT = (80, 24), (40, 20)
"""Columns and lines from which a layout shows every part."""
HALVES, QUARTERS = "·▄▀█", "·▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""What stands for two places above one another, and for two by two."""


@explained
class Front(NamedTuple):
    """What is to be seen at one moment."""

    title: str
    slide: str
    phase: str
    cells: np.ndarray
    """(400,) bool."""
    units: np.ndarray
    """(units,) bool."""
    sums_v: np.ndarray
    """(responses,) float64."""
    lamps: np.ndarray
    """(responses,) +1 or -1."""
    wanted: np.ndarray
    """(responses,) +1, -1, or 0 for no target."""
    spelt: str
    """The slide whose lamps these are, or an empty text."""
    motors: int
    """How many run."""
    ms: int
    answered: bool
    """Whether the lamps have been sampled for this slide."""
    keys: str
    """Which keys do what."""


def picture(front: Front, columns: int, lines: int) -> RenderableType | None:
    """Every part of the front, in at most so many columns and lines; None where they are too few."""
    if columns >= FULL[0] and lines >= FULL[1]:
        return _full(front)
    return _compact(front) if columns >= COMPACT[0] and lines >= COMPACT[1] else None


def line(front: Front) -> str:
    """The front in one line."""
    parts = [f"{front.title}, {front.slide}: {front.phase}"]
    if front.answered:
        parts += [f"lamps {_signs(front.lamps)}", answer(front)]
    parts += [f"{_fired(front)} A-units fire", f"{front.motors} motors run", duration(front.ms / 1000)]
    return "; ".join(filter(None, parts))


def answer(front: Front) -> str:
    """Whether the lamps are the ones that are wanted, and what they spell."""
    if not front.answered:
        return "lamps not sampled yet"
    spelt = f"spelt {front.spelt}" if front.spelt else "spelt nothing"
    if not front.wanted.any():
        return ""
    return "correct, " + spelt if _is_correct(front) else f"wrong, {spelt}, wanted {front.slide}"


def _is_correct(front: Front) -> bool:
    return not (front.lamps != front.wanted)[front.wanted != 0].any()


def _signs(lamps: np.ndarray) -> str:
    return "".join("·" if lamp == 0 else "●" if lamp > 0 else "○" for lamp in lamps)


def _fired(front: Front) -> str:
    return f"{int(front.units.sum())} of {front.units.size}"


def _field(values: np.ndarray, columns: int, style: str, across: int, signs: str) -> Text:
    """A field of lamps, two rows to a line, and so many `across` to a sign."""
    whole = np.zeros(-(-values.size // (2 * columns)) * 2 * columns, int)
    whole[: values.size] = values
    blocks = whole.reshape(-1, 2, columns // across, across)  # line, row in it, sign in it, place in that
    # of halves the upper one counts double, of quarters left before right and upper before lower
    weights = np.array([[2], [1]]) if across == 1 else np.array([[1, 2], [4, 8]])
    codes = np.einsum("lrsp,rp->ls", blocks, weights)
    return Text("\n".join("".join(signs[code] for code in row) for row in codes), style)


def _lamp_lines(front: Front) -> Text:
    """A line for each R-unit: its lamp, its sum, and whether it is as wanted."""
    drawn = Text()
    each = zip(front.lamps, front.wanted, front.sums_v, strict=True)
    for number, (lamp, target, volts) in enumerate(each, 1):
        if not front.answered:
            drawn.append(f"R{number} ○\n", "dim")
            continue
        verdict = "" if target == 0 else "correct" if lamp == target else "wrong"
        style = "bold yellow" if lamp > 0 else "dim"
        drawn.append(f"R{number} {'●' if lamp > 0 else '○'} {volts:+.1f} V {verdict}\n", style)
    drawn.rstrip()
    return drawn


def _facts(facts: dict[str, str]) -> Table:
    drawn = Table.grid(padding=(0, 1, 0, 0))
    for name, value in facts.items():
        drawn.add_row(Text(name, "dim", no_wrap=True), Text(value, overflow="ellipsis"))
    return drawn


def _heading(front: Front) -> Text:
    return Text(front.title, "bold", no_wrap=True, overflow="ellipsis")


def _full(front: Front) -> RenderableType:
    fields = Table.grid(padding=(0, 1, 0, 0))
    fields.add_row(
        Box(_field(front.cells, COLUMNS, "white", 1, HALVES), title="photocells", expand=False, padding=0),
        Box(_field(front.units, RACK_COLUMNS, "red", 1, HALVES), title="A-units", expand=False, padding=0),
        Group(Text("lamps and sums", "dim"), _lamp_lines(front)),
    )
    facts = {
        "slide": front.slide,
        "phase": front.phase,
        "answer": answer(front),
        "A-units": f"{_fired(front)} fire",
        "motors": f"{front.motors} run",
        "time": duration(front.ms / 1000),
    }
    return Group(_heading(front), fields, _facts(facts), Text(front.keys, "dim"))


def _compact(front: Front) -> RenderableType:
    fields = Table.grid(padding=(0, 1, 0, 0))
    fields.add_row(Text("photocells", "dim"), Text("A-units", "dim"))
    fields.add_row(
        _field(front.cells, COLUMNS, "white", 1, HALVES),
        _field(front.units, RACK_COLUMNS, "red", 2, QUARTERS),
    )
    sums = " ".join(f"{volts:+.1f}" for volts in front.sums_v) if front.answered else ""
    facts = {
        "slide": f"{front.slide}, {front.phase}",
        "lamps": f"{_signs(front.lamps)} wanted {_signs(front.wanted)}" if front.answered else "",
        "sums": f"{sums} V" if sums else "",
        "answer": answer(front),
        "A-units": f"{_fired(front)}; {front.motors} motors run; {duration(front.ms / 1000)}",
    }
    return Group(_heading(front), fields, _facts(facts), Text(front.keys, "dim", no_wrap=True))
