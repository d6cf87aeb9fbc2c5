"""The studies of 1986 in their quick mode, and the numbers behind their answers."""

import re
from itertools import pairwise

import approximation
import early_stopping
import forgetting
import initialisation
import numpy as np
import pytest
import vanishing

from markone.learners.initialise import INITIALISERS
from markone.learners.propagate import propagate
from markone.study import Measured


@pytest.mark.parametrize(
    ("study", "said"),
    [
        (initialisation.STUDY, "tanh: zero 0."),
        (vanishing.STUDY, "Through 6 hidden layers"),
        (approximation.STUDY, "Root mean square error with 32 units: tanh, trained 0."),
        (early_stopping.STUDY, "early stopping 0."),
        (forgetting.STUDY, "Mark I: lesson B takes A from"),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_it_answers_and_draws(study, said, quickly):
    printed, folder = quickly(study)
    assert said in " ".join(printed.split())
    assert (folder / f"{study.name}.png").exists()
    if study is approximation.STUDY:  # training comes nearer than bumps, as in the full version
        tanh, bumps = re.search(
            r"tanh, trained ([.\d]+),.* bumps by hand ([.\d]+),", " ".join(printed.split())
        ).groups()
        assert float(tanh) < float(bumps)


def test_from_zero_nothing_reaches_the_first_layer():
    config = initialisation.Config(epochs=3, digits=400, units=16)
    found = initialisation.measure(("tanh", "zero"), 0, config)
    assert found.metrics["first gradient"] == 0
    assert found.metrics["unlike units"] == 1
    assert found.metrics["test accuracy"] < 0.2
    other = initialisation.measure(("tanh", "glorot"), 0, config)
    assert other.metrics["first gradient"] > 0
    assert other.metrics["unlike units"] == 16


def test_figure_and_sentence_tell_the_same_share_of_the_delta():
    config = vanishing.Config(depths=(1,))
    deltas = [np.array([0.01, 1.0]), np.array([1.0, 1.0])]  # a hundredth and all of it: a tenth
    found = {
        title: [Measured({"decades lost in 1": -np.log10(delta[0])}, {}, {1: delta}) for delta in deltas]
        for title in vanishing.cases(config)
    }
    (line, *_) = vanishing.figures(found, config)["vanishing"].axes[0].get_lines()
    assert line.get_ydata() == pytest.approx([1, 0.1])
    assert "tanh: N(0, 0.05) 0.1, Glorot 0.1, He 0.1" in vanishing.answer(found, config)


def test_without_an_activation_small_weights_keep_two_fifths_of_a_delta(rng):
    """Closed form: through n units with weights of deviation s, a delta's norm is multiplied by s sqrt(n)."""
    units, depth = 400, 6
    sizes = [10, *[units] * depth, 3]
    shrink = {"small": 0.05 * np.sqrt(units), "glorot": 1.0, "he": np.sqrt(2)}
    for start, factor in shrink.items():
        weights = [INITIALISERS[start](b, a, rng) for a, b in pairwise(sizes)]
        passed = propagate(weights, ["identity"] * (depth + 1), rng.normal(size=(20, 10)), np.ones((20, 3)))
        norms = [np.linalg.norm(delta) for delta in passed.deltas]
        assert (norms[0] / norms[-2]) ** (1 / (depth - 1)) == pytest.approx(factor, rel=0.05)


def test_the_logistic_function_loses_three_quarters_of_a_delta_in_each_layer():
    """Its slope is at most 1/4, and Glorot's weights keep the norm between layers of equal width."""
    config = vanishing.Config(digits=50)
    norms = vanishing.norms(("logistic", "glorot"), 8, 0, config)
    assert (norms[:-2] / norms[1:-1] < 0.3).all()


@pytest.mark.parametrize(("power", "degree"), [(2, 2), (3, 3)])
def test_a_polynomial_activation_ends_at_the_best_polynomial(power, degree):
    config, X, goal = approximation.Config(), approximation.X, approximation.curve(approximation.X)
    best = np.polyval(np.polyfit(X, goal, degree), X)
    for width in (8, 64):
        assert approximation.best(power, width, 0, config) == pytest.approx(best, abs=1e-6)


def test_bumps_halve_their_error_with_twice_the_width():
    goal = approximation.curve(approximation.X)
    error = {width: np.linalg.norm(approximation.built(width, 0, None) - goal) for width in (16, 32, 64)}
    assert 1.8 < error[16] / error[32] < 2.3
    assert 1.8 < error[32] / error[64] < 2.3


def test_the_share_of_wrong_labels_is_the_one_asked_for():
    y = np.arange(100) % 10
    wrong = early_stopping.mislabelled(y, 0.2, 0)
    assert (wrong != y).sum() == 20
    assert set(wrong) <= set(range(10))
    assert np.array_equal(wrong, early_stopping.mislabelled(y, 0.2, 0))


def test_early_stopping_beats_the_end():
    config = early_stopping.Config(epochs=200)
    ends = early_stopping.measure(early_stopping.cases(config)["to the end"], 0, config)
    stops = early_stopping.measure(early_stopping.cases(config)["early stopping"], 0, config)
    assert stops.metrics["test accuracy"] > ends.metrics["test accuracy"]
    assert stops.metrics["kept"] <= stops.metrics["epochs"] < ends.metrics["epochs"] == 200
    assert ends.curves["train/loss"][-1] < min(ends.curves["validation/loss"]) / 2


@pytest.mark.parametrize("learner", ["MLP", "Mark I"])
def test_the_second_lesson_undoes_the_first_and_replay_saves_it(learner):
    config = forgetting.Config(epochs=8, slides=2)
    plain, replay = (forgetting.measure(forgetting.Case(learner, share), 0, config) for share in (0, 0.3))
    assert plain.metrics["A after B"] < plain.metrics["A learnt"] - 0.1
    assert replay.metrics["A after B"] > plain.metrics["A after B"] + 0.05
    assert plain.metrics["A again"] > plain.metrics["A after B"] + 0.1
    assert plain.metrics["one slide"] > 0
    assert [len(curve) for curve in plain.curves.values()] == [24, 24]


def test_replay_adds_its_share_of_the_old_task():
    config = forgetting.Config(digits=300)
    old, new = (forgetting.odd_or_even(numerals, 0, config) for numerals in (forgetting.A, forgetting.B))
    X, y = forgetting.with_replay(new, old, 0.25, 0)
    assert len(y) == len(X) == len(new.y) + round(0.25 * len(old.y))
    known = {row.tobytes() for row in old.X}
    assert all(row.tobytes() in known for row in X[len(new.y) :])
    assert set(old.y) == set(new.y) == {0, 1}
