"""How fast it is beside its peers, and beside what the processor can do."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import BACKGROUND, COLOURS, new_figure


def speed(verdicts: Sequence[Mapping[str, Any]], limits: Mapping[str, float]) -> Figure:
    """Left, each bar's ratios beside the line it has to reach; right, the roofline.

    A verdict has "bar", "ratios" and "asked" by peer, and "parts" with "flops_per_s" and
    "flops_per_byte"; `limits` has "GFLOP/s float32" and "GB/s memory".
    """
    rows = [(each["bar"], peer, ratio, each["asked"].get(peer)) for each in verdicts
            for peer, ratio in each["ratios"].items()]  # fmt: skip
    figure = new_figure(13, max(3.5, 0.27 * len(rows) + 1.5))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _ratios(left, rows)
    _roofline(right, verdicts, limits)
    return figure


def _ratios(axes: Axes, rows: Sequence[tuple[str, str, float, float | None]]) -> None:
    for at, (_, _, ratio, asked) in enumerate(rows):
        colour = BACKGROUND if asked is None else COLOURS[2] if ratio >= asked else COLOURS[4]
        axes.barh(at, ratio, left=0, color=colour)
        if asked is not None:
            axes.plot([asked, asked], [at - 0.45, at + 0.45], color="black", lw=2)
    axes.set_yticks(range(len(rows)), [f"{bar}  {peer}" for bar, peer, *_ in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.axvline(1, color="0.4", lw=0.8)
    axes.set(xlabel="how often markone's time goes into it", title="Beside peers (black: what is asked)")


def _roofline(axes: Axes, verdicts: Sequence[Mapping[str, Any]], limits: Mapping[str, float]) -> None:
    peak, memory = limits["GFLOP/s float32"], limits["GB/s memory"]
    intensity = np.geomspace(0.1, 100 * peak / memory, 100)
    axes.plot(intensity, np.minimum(peak, memory * intensity), color="black", label="peak, and main memory")
    for each in verdicts:
        for part in each["parts"]:
            if part["flops_per_s"]:
                x = part["flops_per_byte"] or 10 * peak / memory
                axes.plot(x, part["flops_per_s"] / 1e9, "o", color=COLOURS[0])
                axes.annotate(each["bar"], (x, part["flops_per_s"] / 1e9), (4, 2), textcoords="offset points")
    axes.set(xscale="log", yscale="log", xlabel="operations per byte", ylabel="GFLOP/s, float32")
    axes.set_title("Beside the processor (above the slope: from cache)")
    axes.legend(loc="lower right")
