"""How many cells must a predicate see, to find parity or connectedness?

Minsky and Papert (Perceptrons, 1969) count the cells that each predicate below a perceptron may look at:
the least number that will do is the *order* of the question. Three things are shown.

Left, exactly, by a linear programme over all masks of up to k cells on small retinas: parity needs masks
of all its cells (their theorem 3.1, which holds for the machine's 400 too), and connectedness needs more
of them the larger the retina is; a vote needs one. Middle, exactly, on the whole 20 x 20 retina: the
figures of rails are told apart only by a window that sees both ends, whatever is computed inside the
windows. Right, measured: the Mark I, whose A-units (association units) see k cells each, learns from
figures and is asked about fresh ones.

Expect the right panel to show the vote learnt, and parity and connectedness at chance with any number of
wires. It does not show their order: 512 units plugged at random are no proof against other units, and the
machine may fail at connectedness, where for rails in one place masks of two cells would do (one at each
end), for lack of the right units and not of order.

With five seeds it takes about two minutes on two cores, with --quick about ten seconds.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.ndimage import label

from markone import MarkOneClassifier, Spec, separable, stimuli
from markone.draw.line_plots import MEAN, Panel, line_plots
from markone.draw.retina import slides
from markone.kernels.retina import COLUMNS, ROWS
from markone.separability import binary_inputs, order
from markone.statistics import mean_of
from markone.study import Found, Measured, Study

Question = Callable[[int, Any], tuple[np.ndarray, np.ndarray]]
QUESTIONS: Mapping[str, Question] = {
    "odd number lit?": stimuli.parity,
    "in one piece?": stimuli.connected,
    "brighter above?": stimuli.brighter_top,
}
WINDOW_RAILS = 16, 6
"""Length and gap of the rails that windows look at."""


@dataclass(frozen=True)
class Config:
    """How many seeds, figures to learn and to be asked, epochs, and cells of the largest exact retina."""

    seeds: int = 5
    figures: int = 1000
    epochs: int = 30
    cells: int = 9


def wires(config: Config) -> Mapping[str, tuple[str, int]]:
    """Each question with each number of cells that an A-unit sees, by title."""
    return {f"{name} {k}": (name, k) for name in QUESTIONS for k in (1, 2, 4, 10, 20)}


def measure(case: tuple[str, int], seed: int, config: Config) -> Measured:
    """Teach a Mark I, theta 1, and ask it about fresh figures."""
    (name, k), (ours, theirs) = case, np.random.SeedSequence(seed).spawn(2)
    machine = MarkOneClassifier(
        excitatory=(k + 1) // 2,
        inhibitory=k // 2,
        spec=Spec(theta=1),
        max_iter=config.epochs,
        random_state=seed,
    )
    machine.fit(*QUESTIONS[name](config.figures, ours))
    return Measured(
        {
            "learnt": machine.score(*QUESTIONS[name](config.figures, ours)),
            "fresh": machine.score(*QUESTIONS[name](config.figures, theirs)),
        }
    )


def connected_pictures(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """All pictures of a small retina, (2^cells, cells), and whether what is lit hangs together."""
    X = binary_inputs(rows * columns)
    return X, np.array([label(picture.reshape(rows, columns))[1] <= 1 for picture in X], dtype=int)


@functools.cache
def orders(cells: int) -> Mapping[str, tuple[list[float], list[list[float]]]]:
    """The exact order of three questions against the number of cells, up to `cells`."""
    sizes = range(2, min(cells, 8) + 1)
    tables = [binary_inputs(size) for size in sizes]
    retinas = [shape for shape in ((2, 2), (2, 3), (2, 4), (3, 3)) if shape[0] * shape[1] <= cells]
    return {
        "odd number lit?": (
            list(sizes),
            [[order(X, X.sum(axis=1) % 2)] for X in tables],
        ),
        "in one piece?": (
            [rows * columns for rows, columns in retinas],
            [[order(*connected_pictures(*shape))] for shape in retinas],
        ),
        "more than half lit?": (
            list(sizes),
            [[order(X, X.sum(axis=1) > X.shape[1] / 2)] for X in tables],
        ),
    }


def window_features(pictures: np.ndarray, width: int) -> np.ndarray:
    """All that windows of `width` x `width` cells can tell: (n, contents), 1 where a window shows a content.

    Any function of what a window shows is a sum of these, so linear separability by them decides.
    """
    columns = []
    for row in range(ROWS - width + 1):
        for column in range(COLUMNS - width + 1):
            window = pictures[:, row : row + width, column : column + width].reshape(len(pictures), -1)
            contents, which = np.unique(window, axis=0, return_inverse=True)
            columns.append(which.reshape(-1, 1) == np.arange(len(contents)))
    return np.column_stack(columns).astype(float)


def windows() -> tuple[list[float], list[list[float]]]:
    """For each width of window, whether the four rails are linearly separable by all that windows see."""
    pairs = [(left, right) for left in (0, 1) for right in (0, 1)]
    rails = np.array([stimuli.rails(*WINDOW_RAILS, *pair, 3, 2).reshape(ROWS, COLUMNS) for pair in pairs])
    wanted = [int(left != right) for left, right in pairs]
    widths = list(range(2, COLUMNS + 1))
    return [float(width) for width in widths], [
        [float(bool(separable(window_features(rails, width), wanted)))] for width in widths
    ]


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Exact orders, windows, the measured machine; and some of the figures."""
    ks = sorted({k for _, k in wires(config).values()})
    fresh = {
        name: (ks, [[one.metrics["fresh"] for one in found[f"{name} {k}"]] for k in ks]) for name in QUESTIONS
    }
    length = WINDOW_RAILS[0]
    panels = [
        Panel("Exact: all masks", "cells of the retina", "least order", orders(config.cells)),
        Panel(
            f"Exact: windows on rails of {length} cells",
            "width of the windows (cells)",
            "1: linearly separable, 0: not",
            {"all that windows see": windows()},
        ),
        Panel(
            "Measured: the Mark I, 20 x 20 cells",
            "wires of each A-unit (cells seen)",
            "test accuracy",
            fresh,
            log="x",
            levels={"chance": 0.5},
            ylim=(0.4, 1.02),
        ),
    ]
    return {
        "predicates": line_plots(panels, MEAN, ", right of the seeds"),
        "figures": slides({name: examples(question) for name, question in QUESTIONS.items()}),
    }


def examples(question: Question) -> tuple[np.ndarray, np.ndarray]:
    """Four figures of each class."""
    X, y = question(60, 0)
    rows = np.concatenate([np.flatnonzero(y == wanted)[:4] for wanted in (0, 1)])
    return X[rows], y[rows]


def answer(found: Found, config: Config) -> str:
    """Orders, window and machine."""
    exact = orders(config.cells)
    (cells, parity), (retina, piece) = exact["odd number lit?"], exact["in one piece?"]
    widths, separated = windows()
    enough = next(width for width, (yes,) in zip(widths, separated, strict=True) if yes)
    fresh = {
        name: mean_of([one.metrics["fresh"] for k in (1, 20) for one in found[f"{name} {k}"]]).mean
        for name in QUESTIONS
    }
    said = ", ".join(f"'{name}' {share:.3f}" for name, share in fresh.items())
    return (
        f"Parity of {cells[-1]} cells has order {parity[-1][0]}, connectedness on {retina[-1]} cells order "
        f"{piece[-1][0]} (on {retina[0]}, {piece[0][0]}). Rails of {WINDOW_RAILS[0]} cells need windows of "
        f"{enough:g}. The Mark I with 1 and 20 wires is right on fresh figures: {said}."
    )


STUDY = Study(
    name="predicates",
    question="How many cells must a predicate see, to find parity or connectedness?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, figures=150, epochs=8, cells=6),
    cases=wires,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
