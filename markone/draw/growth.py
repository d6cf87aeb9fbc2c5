"""How a number grows with the size of a problem."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from markone.draw.style import COLOURS, LINES, new_figure
from markone.statistics import mean_of


def growth(
    sizes: Sequence[float],
    found: Mapping[str, Sequence[Sequence[float]]],
    expected: Mapping[str, Sequence[float]],
    xlabel: str,
    ylabel: str,
) -> Figure:
    """Lines of means over the seeds with bands from least to greatest, on a logarithmic axis.

    `found` gives by name a row of seeds for each of `sizes`; `expected`, by name, closed forms
    (sizes,), drawn as black crosses.
    """
    figure = new_figure(6.2, 4.4)
    axes = figure.subplots()
    for number, (name, rows) in enumerate(found.items()):
        colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
        axes.plot(
            sizes, [mean_of(row).mean for row in rows], line, color=colour, label=name, marker="o", ms=4
        )
        low, high = [min(row) for row in rows], [max(row) for row in rows]
        axes.fill_between(sizes, low, high, color=colour, alpha=0.15, lw=0)
    for name, values in expected.items():
        axes.plot(sizes, values, "x", color="black", ms=8, label=name)
    axes.set_yscale("log", base=2)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xticks(sizes)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.grid(alpha=0.3)
    axes.legend(title="line: mean of the seeds\nband: least to greatest", loc="lower right")
    return figure
