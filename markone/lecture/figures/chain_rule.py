"""One weight's chain of derivatives, as a path through the net."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from markone.draw.style import COLOURS, FORMULA, bare, new_figure
from markone.lecture.chain_rule import ChainRule

BOX = {"boxstyle": "round,pad=0.45", "fc": "white", "ec": "0.3"}


def _box(axes: Axes, place: tuple[float, float], text: str) -> Annotation:
    return axes.annotate(text, place, ha="center", va="center", bbox=BOX, zorder=3, gid=FORMULA)


def _arrow(axes: Axes, start: Annotation, end: Annotation, factor: str) -> None:
    """Forward, from box to box, with the factor that the way back is multiplied with."""
    look = {"arrowstyle": "->", "color": "0.4", "patchA": start.get_bbox_patch()}
    axes.annotate("", end.xy, start.xy, arrowprops={**look, "patchB": end.get_bbox_patch(), "shrinkB": 2})
    (x0, y0), (x1, y1) = start.xy, end.xy
    above = max(y0, y1) > 0 or y0 == y1
    place, lift = ((x0 + x1) / 2, (y0 + y1) / 2), 7 if y0 == y1 else 14
    axes.annotate(
        factor,
        place,
        (0, lift if above else -lift),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        color=COLOURS[4],
        gid=FORMULA,
    )


def chain_rule(chain: ChainRule) -> Figure:
    """From one weight to the error: values in the boxes, the derivative of each step on its arrow.

    The path from the weight to the hidden unit is one; from there it parts, one way through each output.
    """
    outputs = len(chain.v)
    figure = new_figure(12, 0.8 + 0.9 * outputs)
    axes = figure.subplots()
    rows = np.arange(outputs) - (outputs - 1) / 2
    axes.set(xlim=(-0.3, 5.8), ylim=(rows[0] - 0.8, rows[-1] + 0.8))
    weight, net = _box(axes, (0, 0), "w"), _box(axes, (1, 0), "net")
    hidden = _box(axes, (2, 0), f"h = {chain.h:.4f}")
    end = _box(axes, (5.4, 0), f"E = {chain.error:.4f}")
    _arrow(axes, weight, net, f"x = {chain.x:g}")
    _arrow(axes, net, hidden, f"f' = {chain.hidden_derivative:.4f}")
    for k, row in enumerate(rows[::-1]):
        name = f"$_{k + 1}$" if outputs > 1 else ""
        above = _box(axes, (3, row), f"net{name}")
        output = _box(axes, (4, row), f"y{name} = {chain.y[k]:.4f}")
        _arrow(axes, hidden, above, f"v{name} = {chain.v[k]:.4g}")
        _arrow(axes, above, output, f"f' = {chain.output_derivative[k]:.4f}")
        _arrow(axes, output, end, f"y{name} - t{name} = {chain.residual[k]:+.4f}")
    way = "the product of the arrows" if outputs == 1 else "the product along each way, added up"
    axes.set_title(f"dE/dw = {chain.gradient:+.6f}: {way}")
    axes.spines[:].set_visible(False)
    bare(axes)
    return figure
