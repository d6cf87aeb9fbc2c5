"""Why there is a separating line, or why there is none."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import CLASSES, legend_below, new_figure
from markone.lecture.figures.decision_boundary import scatter
from markone.separability import Separation


def certificates(shown: Mapping[str, tuple[np.ndarray, np.ndarray, Separation]]) -> Figure:
    """A panel for each problem (X (n, 2), y (n,) of 0 and 1, what `separable` says of them).

    Where they are linearly separable the line is drawn; where not, what the certificate weighs: the
    points of either class joined, and the star at the weighted mean that both have.
    """
    figure = new_figure(3.4 * len(shown), 4.3)
    grid = figure.subplots(1, len(shown), squeeze=False, sharey=True)[0]
    for axes, (title, (X, y, proof)) in zip(grid, shown.items(), strict=True):
        scatter(axes, X, y, proof.weights, size=70)
        if proof.certificate is not None:
            for label, (colour, _) in enumerate(CLASSES):
                weighed = X[(y == label) & (proof.certificate > 0)]
                axes.plot(*weighed.T, color=colour, lw=2, ls="--")
            meet = proof.certificate[y == 1] @ X[y == 1]
            axes.plot(*meet, "*", color="black", ms=15)
        axes.set_title(f"{title}: {'linearly separable' if proof else 'not linearly separable'}", fontsize=10)
        axes.label_outer()
    legend_below(figure, grid[:1])
    return figure
