"""The main figures, as pictures: each is compared with the one that was looked at and kept.

`python tests/draw/test_reference.py` draws the kept pictures anew, to be looked at before they are
committed.
"""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.testing.compare import compare_images

from markone import stimuli
from markone.draw.potentiometers import potentiometers as draw_potentiometers
from markone.draw.votes import votes
from markone.draw.xor import answers, grid_points
from markone.kernels.lesson import wipers
from markone.learners import MarkOneClassifier, PerceptronStack
from markone.lecture import xor_net
from markone.lecture.figures.activations import activations
from markone.lecture.figures.decision_boundary import epoch_panels
from markone.lecture.figures.error_surface import Slice, slices, surface_plot
from markone.lecture.figures.net import diagram
from markone.lecture.figures.timing import timing
from markone.lecture.perceptron import perceptron_epochs
from markone.logic import counter, dnf, run, truth_table

KEPT = Path(__file__).parent / "reference"
MOST_RMS = 3.0
"""Of 255 grey levels: letters may fall a little otherwise on another system."""


def twelve_panels():
    X, y = stimuli.points(seed=0)
    weights, mistakes = perceptron_epochs(X, y, 12)
    return epoch_panels(X, y, weights[:12], mistakes[:12])


def xor_answers():
    X, y = stimuli.xor()
    stack = PerceptronStack.xor().fit(X, y)
    said = {"stack": stack.predict, "hand-coded net": lambda rows: xor_net.outputs(xor_net.HAND_CODED, rows)}
    return answers(X, y, {name: (learner(grid_points()), learner(X)) for name, learner in said.items()})


def error_surface():
    ticks = xor_net.SURFACE_TICKS
    return surface_plot(ticks, xor_net.error_surface(xor_net.HAND_CODED, 1, 2), 1, 2)


def split_errors():
    start = xor_net.diagonal_slice(xor_net.HAND_CODED, 1, 2)
    ticks = np.linspace(-0.5, 1.5, 81)
    way = xor_net.between(*xor_net.solutions(2), ticks)
    walks = {"the lecture's start": (xor_net.SLICE_TICKS, start), "between two solutions": (ticks, way)}
    return slices(
        {
            name: Slice(along, errors, "w", xor_net.local_minima(errors.sum(axis=0)))
            for name, (along, errors) in walks.items()
        }
    )


def parity_net():
    return diagram(dnf(truth_table(lambda *x: sum(x) % 2, 3)), "parity of three")


def counting():
    pulses = np.arange(40) % 4 == 0
    return timing(run(counter(3), 40, {"count": pulses}), {"count"}, "a counter of three bits")


def machine():
    X, y = stimuli.letters(alphabet="ABCD")
    return X, MarkOneClassifier(random_state=0, max_iter=20).fit(X, y)


def potentiometers():
    _, learner = machine()
    return draw_potentiometers({"Mark I": (learner.parts_.wiring, wipers(learner.parts_))}, limit=2)


def votes_for_b():
    X, learner = machine()
    return votes(X[1], learner.votes(X[1]), learner.currents(X[1:2])[0], "B")


FIGURES = (
    *(twelve_panels, xor_answers, error_surface, split_errors),
    *(activations, parity_net, counting, potentiometers, votes_for_b),
)


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
def test_the_figure_is_the_one_that_was_looked_at(draw, tmp_path):
    path = tmp_path / f"{draw.__name__}.png"
    draw().savefig(path, dpi=60)
    assert compare_images(str(KEPT / path.name), str(path), tol=MOST_RMS) is None


def test_a_changed_figure_is_found(tmp_path):
    figure = votes_for_b()
    figure.axes[0].images[0].set_data(np.zeros((20, 20)))
    path = tmp_path / "votes_for_b.png"
    figure.savefig(path, dpi=60)
    assert compare_images(str(KEPT / path.name), str(path), tol=MOST_RMS) is not None


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for draw in FIGURES:
        draw().savefig(KEPT / f"{draw.__name__}.png", dpi=60)
