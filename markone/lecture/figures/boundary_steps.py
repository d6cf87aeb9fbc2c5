"""The decision boundary at one moment, beside the mistakes so far."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.lecture.figures.decision_boundary import HIGH, LOW, scatter


def boundary_and_mistakes(
    X: np.ndarray,
    y: np.ndarray,
    w: Sequence[float],
    mistakes: Sequence[int],
    epoch: int,
    sample: int | None = None,
) -> Figure:
    """Left the points X (n, 2), y (n,), and the boundary of w (3,); right the mistakes of each epoch so far.

    `epoch`, from 1, is the last that is drawn, in colour; `sample` is the row of X that is shown, and ringed.
    """
    figure = new_figure(11, 4.4)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.35))
    scatter(left, X, y, w, size=28 if len(X) > 10 else 80)
    if sample is not None:
        left.scatter(*X[sample], s=330, facecolors="none", edgecolors="black", lw=2, zorder=4)
    title = f"w = ({w[0]:.2f}, {w[1]:.2f}), b = {w[2]:.2f}"
    if not _crosses(w):
        title += f": answers {int(w[2] > 0)} everywhere here"
    left.set_title(title, fontsize=10)
    left.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    numbers = np.arange(1, epoch + 1)
    right.bar(numbers, mistakes[:epoch], color=["0.75"] * (epoch - 1) + [COLOURS[4]])
    right.set(xlabel="epoch", ylabel="mistakes in the epoch", xlim=(0.3, len(mistakes) + 0.7))
    right.yaxis.get_major_locator().set_params(integer=True)
    right.set(ylim=(0, max(1, *mistakes) * 1.1), title=f"epoch {epoch}: {_mistakes(mistakes[epoch - 1])}")
    return figure


def _mistakes(count: int) -> str:
    return f"{count} mistake{'' if count == 1 else 's'}"


def _crosses(w: Sequence[float]) -> bool:
    """Whether the boundary goes through the picture."""
    corner = np.array([LOW, HIGH])
    net = w[0] * corner + w[1] * corner[:, None] + w[2]
    return bool(net.min() < 0 < net.max())
