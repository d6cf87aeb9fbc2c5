"""Shares of several cases side by side."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.statistics import mean_of


def bars(values: Mapping[str, Sequence[float]], xlabel: str, title: str) -> Figure:
    """A level bar for the mean of each case, from 0 to 1, with its number."""
    figure = new_figure(7.2, 0.5 * len(values) + 1.3)
    axes = figure.subplots()
    means = [mean_of(each).mean for each in values.values()]
    drawn = axes.barh(list(values), means, color=COLOURS[0])
    axes.bar_label(drawn, [f"{mean:.0%}" for mean in means], padding=4)
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.12), xlabel=xlabel, title=title)
    axes.set_xticks(np.linspace(0, 1, 6))
    return figure
