"""Where many starts ended."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure

HATCHES = ("", "//", "..", "xx")


def census(
    shares: Mapping[str, Mapping[str, float]],
    ends: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    xlabel: str,
) -> Figure:
    """Left, for each case, the share of each kind of end, stacked; right, of the ends that `ends` names
    by kind, the error (n,) against the smallest eigenvalue of the Hessian (n,)."""
    figure = new_figure(10.4, 4.2)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    kinds = list(dict.fromkeys(kind for of in shares.values() for kind in of))
    cases, below = list(shares), np.zeros(len(shares))
    for number, kind in enumerate(kinds):
        heights = np.array([shares[case].get(kind, 0.0) for case in cases])
        hatch, colour = HATCHES[number % len(HATCHES)], COLOURS[number]
        left.bar(cases, heights, bottom=below, color=colour, hatch=hatch, edgecolor="white", label=kind)
        for place, (height, base) in enumerate(zip(heights, below, strict=True)):
            if height > 0.06:
                text = left.text(place, base + height / 2, f"{height:.0%}", ha="center", va="center")
                text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})
        below += heights
    left.set(xlabel=xlabel, ylabel="share of the starts", ylim=(0, 1))
    left.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=3)
    for kind, (error, eigenvalue) in ends.items():
        number = kinds.index(kind)
        colour, marker = COLOURS[number], "os^D"[number]
        right.scatter(error, eigenvalue, s=26, color=colour, marker=marker, alpha=0.7, label=kind)
    right.axhline(0, color="black", lw=0.8)
    right.set_yscale("symlog", linthresh=1e-7)
    right.set(xlabel="E at the end", ylabel="smallest eigenvalue of the Hessian there")
    right.grid(alpha=0.3)
    right.legend()
    return figure
