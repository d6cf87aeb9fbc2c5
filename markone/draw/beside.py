"""What was measured beside what is known from elsewhere."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.statistics import mean_of

MARKERS = "os^Dv"


def beside(
    found: Mapping[str, Mapping[str, Sequence[float]]],
    known: Mapping[str, float],
    known_name: str,
    ylabel: str,
    chance: float | None = None,
) -> Figure:
    """For each case by name, and each of its measures by name, the values of the seeds as faint dots,
    and their mean as a marker; `known` gives values from elsewhere, drawn as black bars.

    The places from left to right are the measures of the first case. A dotted line stands at
    `chance`.
    """
    measures = list(next(iter(found.values())))
    figure = new_figure(1.35 * len(measures) + 1.6, 4.2)
    axes = figure.subplots()
    steps = np.linspace(-0.22, 0.22, len(found)) if len(found) > 1 else [0.0]
    for number, ((case, values), step) in enumerate(zip(found.items(), steps, strict=True)):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        for place, name in enumerate(measures):
            seeds = values[name]
            axes.plot([place + step] * len(seeds), seeds, ".", color=colour, alpha=0.3, ms=5)
        means = [mean_of(values[name]).mean for name in measures]
        places = np.arange(len(measures)) + step
        axes.plot(places, means, marker, color=colour, mec="black", mew=0.6, ms=7, label=case)
    spots = [measures.index(name) for name in known]
    left, right = np.array(spots) - 0.38, np.array(spots) + 0.38
    axes.hlines(list(known.values()), left, right, lw=2.6, color="black", label=known_name)
    if chance is not None:
        axes.axhline(chance, color="0.4", ls=":", label="guessing")
    axes.set_xticks(range(len(measures)), measures)
    axes.set(xlim=(-0.6, len(measures) - 0.4), ylim=(-0.03, 1.03), ylabel=ylabel)
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="outside lower center", ncols=len(found) + 2)
    return figure
