"""A net of threshold logic units as a diagram."""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from markone.draw.style import COLOURS, new_figure
from markone.logic.net import Net

RADIUS, ACROSS = 0.26, 1.9
"""Of a unit, and from one column to the next; lines of a column stand 1 apart."""
LETTERS = 10
"""Of a title, to an inch."""
EXCITES: dict[str, Any] = {"color": COLOURS[0], "ls": "-", "lw": 1.3}
INHIBITS: dict[str, Any] = {"color": COLOURS[4], "ls": (0, (4, 2)), "lw": 1.3}
DOT: dict[str, Any] = {"marker": "o", "ms": 6, "mew": 1.4, "mec": COLOURS[0], "mfc": COLOURS[0]}
RING: dict[str, Any] = {"marker": "o", "ms": 7, "mew": 1.4, "mec": COLOURS[4], "mfc": "white"}
"""What a line looks like, and the synapse at its end."""


def columns(net: Net) -> dict[str, int]:
    """The column of each line: inputs in 0, a unit right of all lines before it that reach it."""
    column = dict.fromkeys(net.inputs, 0)
    for name, unit in net.units.items():
        before = [column[line] for line in (*unit.excited_by, *unit.inhibited_by) if line in column]
        column[name] = 1 + max(before, default=0)
    return column


def places(net: Net) -> dict[str, tuple[float, float]]:
    """Where each line stands: (x, y), every column centred."""
    column = columns(net)
    high = Counter(column.values())
    row: Counter[int] = Counter()
    where = {}
    for name, number in column.items():
        where[name] = (ACROSS * number, (high[number] - 1) / 2 - row[number])
        row[number] += 1
    return where


def _curve(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """From a line to a unit, (n, 2): straight to the next column, bent past others, a loop to itself."""
    t = np.linspace(0, 1, 400)[:, None]
    if np.array_equal(start, end):
        angle = 2 * np.pi * t
        return start + 0.3 * np.hstack([np.sin(angle), 1 + RADIUS - np.cos(angle)])
    along = end - start
    middle = (start + end) / 2
    skipped = abs(along[0]) / ACROSS - 1 if along[0] > 0 else 1 + 0.7 * abs(along[0]) / ACROSS
    middle += np.array([0, (0.85 if middle[1] >= 0 else -0.85) * skipped])
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end


def _path(net: Net, where: dict[str, tuple[float, float]], line: str, name: str) -> np.ndarray:
    """The curve from a line to a unit, without what lies inside a circle."""
    start, end = np.array(where[line]), np.array(where[name])
    curve = _curve(start, end)
    rim = 0.0 if line in net.inputs else RADIUS
    far = (np.hypot(*(curve - end).T) >= RADIUS + 0.06) & (np.hypot(*(curve - start).T) >= rim)
    return curve[far]


def _ends(net: Net) -> Iterator[tuple[str, str, bool, int]]:
    """Each connection once: line, unit, whether it inhibits, and how often it is made."""
    for name, unit in net.units.items():
        for inhibits, lines in ((False, unit.excited_by), (True, unit.inhibited_by)):
            for line, times in Counter(lines).items():
                yield line, name, inhibits, times


def _draw_lines(axes: Axes, net: Net, where: dict[str, tuple[float, float]]) -> None:
    for line, name, inhibits, times in _ends(net):
        path = _path(net, where, line, name)
        axes.plot(*path.T, **(INHIBITS if inhibits else EXCITES), gid=f"{line} to {name}")
        axes.plot(*path[-1], **(RING if inhibits else DOT), ls="", zorder=4)
        if times > 1:
            before = path[np.hypot(*(path - path[-1]).T) >= 0.2][-1]
            axes.annotate(f"×{times}", before, (0, 4), textcoords="offset points", fontsize=8, ha="center")


def _draw_nodes(axes: Axes, net: Net, where: dict[str, tuple[float, float]]) -> None:
    for name, (x, y) in where.items():
        if name in net.inputs:
            axes.plot(x, y, "s", color="black", ms=5)
            axes.text(x - 0.15, y, name, ha="right", va="center")
            continue
        axes.add_patch(Circle((x, y), RADIUS, facecolor="white", edgecolor="black", lw=1.4, zorder=3))
        axes.text(x, y, str(net.units[name].threshold), ha="center", va="center", zorder=5)
        axes.text(x, y - RADIUS - 0.05, name, ha="center", va="top", fontsize=8.5)


def diagram(net: Net, title: str = "") -> Figure:
    """Inputs at the left, units as circles with their thresholds in them and their names below.

    Solid lines that end in a dot excite, dashed ones that end in a ring inhibit; a line that makes
    several synapses says how many.
    """
    where = places(net)
    points = np.concatenate(
        [[*where.values()], *(_path(net, where, line, name) for line, name, *_ in _ends(net))]
    )
    low, high = points.min(axis=0) - [0.8, 0.6], points.max(axis=0) + 0.5
    width, height = high - low
    wide = max(4.0, 0.95 * width)
    lines = wrap(title, int(LETTERS * wide))
    figure = new_figure(wide, 0.95 * height + 0.6 + 0.2 * max(1, len(lines)))
    axes = figure.subplots()
    _draw_lines(axes, net, where)
    _draw_nodes(axes, net, where)
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal", title="\n".join(lines))
    axes.set_axis_off()
    keys = [Line2D([], [], **EXCITES, **DOT), Line2D([], [], **INHIBITS, **RING)]
    figure.legend(keys, ["excites", f"inhibits ({net.inhibition})"], loc="outside lower center", ncols=2)
    return figure
