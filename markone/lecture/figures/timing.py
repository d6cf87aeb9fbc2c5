"""What every line of a net did, step by step."""

from collections.abc import Collection, Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from markone.draw.style import COLOURS, new_figure

HIGH, SPACE = 0.7, 1.0
"""Height of a pulse, and from one line to the next."""


def timing(history: Mapping[str, np.ndarray], inputs: Collection[str] = (), title: str = "") -> Figure:
    """One trace per line (steps + 1,) bool, in order from the top; those named in `inputs` in black.

    A pulse at time t fills the step from t to t + 1.
    """
    steps = max((len(values) for values in history.values()), default=0)
    figure = new_figure(max(4.5, min(0.28 * steps + 1.6, 13)), 0.42 * len(history) + 1.3)
    axes = figure.subplots()
    bases = -SPACE * np.arange(len(history))
    for base, (name, values) in zip(bases, history.items(), strict=True):
        colour = "black" if name in inputs else COLOURS[0]
        edges, levels = np.arange(len(values) + 1), base + HIGH * np.append(values, values[-1])
        axes.plot(edges, levels, color=colour, lw=1.4, drawstyle="steps-post", label=name)
        axes.fill_between(edges, base, levels, step="post", color=colour, alpha=0.25, lw=0)
    axes.set_yticks(bases + HIGH / 2, list(history))
    axes.set(xlim=(0, steps), xlabel="time (synaptic delays)", title=title)
    axes.set_ylim((bases.min() if len(bases) else 0) - 0.3, SPACE)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", alpha=0.3)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "left", "right"]].set_visible(False)
    return figure
