"""A panel for a wall: one slide in time, from the machine's own trace."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.diagram import A1, wall
from markone.draw.panel import DARK, SHINES
from markone.draw.sources import who_says
from markone.draw.style import COLOURS
from markone.fields import explained
from markone.kernels.association import Wiring
from markone.kernels.machine import Spec
from markone.trace import Event

LEFT, RIGHT, TOP, BOTTOM = 4.6, A1[0] - 1.4, A1[1] - 6.0, 2.4
"""Of the lanes, in inches."""


@explained
class OneSlide(NamedTuple):
    """One cycle of a clocked machine."""

    slide: str
    spec: Spec
    wiring: Wiring
    wanted: np.ndarray
    """(responses,) int8: the targets."""
    lamps: np.ndarray
    """(responses,) int8: as they were before the slide."""
    firing: int
    """A-units that fired before the slide, which they do until the next shutter closes."""
    events: Sequence[Event]
    """The trace of this cycle, whose first event is its slide."""
    ms: np.ndarray
    """(n,) int64: when the machine was looked at, since the slide."""
    lit: np.ndarray
    """(n,) int64: photocells that were lit then."""
    volts: np.ndarray
    """(n, pots) float64: where wipers stood then."""


def panel_time(one: OneSlide) -> Figure:
    """What happens in one cycle, from the shutter to the rest, lane by lane."""
    wrong = np.flatnonzero((_event(one, "lamps").value != one.wanted) & (one.wanted != 0)) + 1
    lamps = ", ".join(f"R{number}" for number in wrong) or "none"
    figure, axes = wall(
        "One slide in time",
        f"The slide {one.slide}, {one.spec.cycle_ms / 1000:g} s of the machine's time (assumed). "
        f"Lamps that are wrong: {lamps}.\n"
        "Their motors are driven for one pulse, and their wipers come to stand elsewhere.",
        who_says({"Spec.cycle_ms": "all times", "Pot.speed_v_per_s": "how far a wiper moves in them"}),
    )
    responses = one.wanted.size
    heights = [1.0, 1.6, 1.2, *[0.9] * responses, 1.4, 3.2]
    edges = TOP - np.cumsum([0, *heights]) * (TOP - BOTTOM) / sum(heights)
    lanes = [(low + 0.25, high - 0.25) for high, low in pairwise(edges)]
    _times(axes, one, edges)
    _shutter(axes, one, lanes[0])
    _counted(axes, one, lanes[1], ("lit\nphotocells", one.ms, one.lit), "#A6761D")
    _stepped(axes, one, lanes[2], "units", ("A-units\nthat fire", one.firing))
    low, high = lanes[2]
    before = f"{one.firing} from the slide before,\nuntil the shutter closes"
    axes.text(LEFT + 0.2, (low + high) / 2, before if one.firing else "", va="center", fontsize=20)
    for number in range(responses):
        _response(axes, one, lanes[3 + number], number)
    _stepped(axes, one, lanes[-2], "relays", ("motors\nthat run", 0))
    _wipers(axes, one, lanes[-1])
    return figure


def _event(one: OneSlide, part: str) -> Event:
    return next(event for event in one.events if event.part == part)


def _since(one: OneSlide, event: Event) -> int:
    return event.ms - one.events[0].ms


def _x(one: OneSlide, ms: np.ndarray | float) -> np.ndarray:
    """Where a time stands: most of the width is for the first third of the cycle, in which most happens."""
    ends = [0, one.spec.cycle_ms / 3, one.spec.cycle_ms]
    return np.asarray(np.interp(ms, ends, [LEFT, LEFT + 0.8 * (RIGHT - LEFT), RIGHT]))


def _times(axes: Axes, one: OneSlide, edges: np.ndarray) -> None:
    """The ruler below, lines at the moments of the trace, and what each span is called."""
    for edge in edges:
        axes.plot([1.2, RIGHT], [edge, edge], color="0.8", lw=1)
    spans = {"shutter\nopen": one.spec.expose_ms, "settling": one.spec.settle_ms}
    ordered = _since(one, _event(one, "lamps"))
    spans |= {"motors run": one.spec.operate_ms + one.spec.pulse_ms} if _runs(one) else {}
    begun = 0
    for name, ms in spans.items():
        middle = float(_x(one, begun + ms / 2))
        axes.text(middle, TOP + 0.3, name.replace("\n", " "), ha="center", fontsize=24, weight="bold")
        begun += ms
    axes.text(
        float(_x(one, (begun + one.spec.cycle_ms) / 2)),
        TOP + 0.3,
        "rest",
        ha="center",
        fontsize=24,
        weight="bold",
    )
    for ms in (0, one.spec.expose_ms, ordered, begun, one.spec.cycle_ms):
        x = float(_x(one, ms))
        axes.plot([x, x], [BOTTOM - 0.2, TOP + 0.8], color="0.5", lw=1.6, ls="--", zorder=0)
        axes.text(x, BOTTOM - 0.35, f"{ms:,}", ha="center", va="top", fontsize=22)
    axes.text(
        (LEFT + RIGHT) / 2,
        BOTTOM - 0.9,
        "ms since the slide; narrower after a third of the cycle",
        ha="center",
        va="top",
        fontsize=22,
    )


def _runs(one: OneSlide) -> bool:
    return any(event.part == "relays" for event in one.events)


def _name(axes: Axes, lane: tuple[float, float], name: str) -> None:
    axes.text(1.2, sum(lane) / 2, name, va="center", fontsize=26, weight="bold")


def _shutter(axes: Axes, one: OneSlide, lane: tuple[float, float]) -> None:
    low, high = lane
    times = np.array([0, 0, _since(one, _event(one, "cells")), one.spec.expose_ms, one.spec.cycle_ms])
    _name(axes, lane, "shutter")
    axes.plot(_x(one, times), [low, high, high, low, low], color="black", lw=4)


def _counted(
    axes: Axes,
    one: OneSlide,
    lane: tuple[float, float],
    what: tuple[str, np.ndarray, np.ndarray],
    colour: str,
) -> None:
    """A number over time, with the highest at the left."""
    (low, high), (name, ms, counts) = lane, what
    most = max(int(counts.max()), 1)
    _name(axes, lane, name)
    axes.text(LEFT - 0.15, high, f"{counts.max()}", ha="right", va="center", fontsize=20)
    axes.text(LEFT - 0.15, low, "0", ha="right", va="center", fontsize=20)
    axes.plot(_x(one, ms), low + (high - low) * counts / most, color=colour, lw=4, drawstyle="steps-post")


def _stepped(
    axes: Axes, one: OneSlide, lane: tuple[float, float], part: str, called: tuple[str, int]
) -> None:
    """How many units or motors are at work, as the trace says, after so many before the slide."""
    name, before = called
    told = [
        (_since(one, event), int(np.count_nonzero(event.value))) for event in one.events if event.part == part
    ]
    times, counts = zip((0, before), *told, strict=True)
    last = (*times, one.spec.cycle_ms), (*counts, counts[-1])
    _counted(axes, one, lane, (name, np.array(last[0]), np.array(last[1])), COLOURS[2])


def _response(axes: Axes, one: OneSlide, lane: tuple[float, float], number: int) -> None:
    """The lamp of an R-unit before and after its answer, with its sum."""
    (low, high), answer = lane, _event(one, "lamps")
    at, volts = float(_x(one, _since(one, answer))), float(_event(one, "currents").value[number])
    lamp, wanted = int(answer.value[number]), int(one.wanted[number])
    _name(axes, lane, f"lamp R{number + 1}")
    for start, end, shines in ((LEFT, at, one.lamps[number]), (at, RIGHT, lamp)):
        look = SHINES if shines > 0 else DARK
        axes.fill_between([start, end], low, high, facecolor=look, edgecolor="black", lw=1)
    verdict = "no target" if wanted == 0 else "right" if lamp == wanted else "wrong"
    axes.text(
        at + 0.3, (low + high) / 2, f"{volts:+.1f} V: {'lit' if lamp > 0 else 'dark'}, {verdict}",
        va="center", fontsize=24, color="black" if lamp > 0 else "white",
    )  # fmt: skip


def _wipers(axes: Axes, one: OneSlide, lane: tuple[float, float]) -> None:
    """Every wiper that moved, by how far it did."""
    low, high = lane
    moved = one.volts - one.volts[0]
    most = float(np.abs(moved).max()) or 1.0
    _name(axes, lane, "wipers\nmove")
    for volts in (most, 0.0, -most):
        y = (low + high) / 2 + (high - low) / 2 * volts / most
        axes.text(LEFT - 0.15, y, f"{volts:+.2f} V", ha="right", va="center", fontsize=20)
    for pot in np.flatnonzero((moved != 0).any(axis=0)):
        bank = int(np.searchsorted(one.wiring.bank, pot, side="right")) - 1
        y = (low + high) / 2 + (high - low) / 2 * moved[:, pot] / most
        axes.plot(_x(one, one.ms), y, color=COLOURS[bank % len(COLOURS)], lw=1.6)
    banks = np.searchsorted(one.wiring.bank, np.flatnonzero(moved[-1] != 0), side="right")
    for place, (number, count) in enumerate(zip(*np.unique(banks, return_counts=True), strict=True)):
        said = f"R{number}: {count} wipers"
        axes.text(
            LEFT + 0.4, high - 0.3 - 0.5 * place, said, va="center", fontsize=24, weight="bold",
            color=COLOURS[(number - 1) % len(COLOURS)],
        )  # fmt: skip
