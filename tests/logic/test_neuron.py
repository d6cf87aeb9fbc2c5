"""y = f(w.x + b), and the threshold logic unit as one case of it."""

import math
from itertools import product

import naive
import numpy as np
import pytest

from markone.logic import Net, Unit, net_truth_table, neuron


@pytest.mark.parametrize("f", ["identity", "tanh", "logistic", "relu", "heaviside"])
def test_it_is_f_of_the_sum_with_the_bias_inside(f, rng):
    x, w, b = rng.normal(size=3), rng.normal(size=3), 0.4
    net = sum(a * c for a, c in zip(x, w, strict=True)) + b
    assert neuron(x, w, b, f) == pytest.approx(naive.activation(f, [net])[0], rel=1e-12)


def test_the_bias_is_not_added_after_f():
    assert neuron([0.0], [1.0], 2.0, "logistic") == pytest.approx(1 / (1 + math.exp(-2)))


def test_many_inputs_at_once(rng):
    X, w = rng.normal(size=(4, 2)), rng.normal(size=2)
    assert neuron(X, w, 0.1, "tanh").tolist() == [neuron(x, w, 0.1, "tanh") for x in X]


def test_a_unit_with_relative_inhibition_is_a_neuron_with_weights_of_one():
    """Threshold t: w.x >= t for whole numbers is w.x + (1/2 - t) > 0."""
    for signs, threshold in product(product((1, -1), repeat=3), range(-2, 4)):
        lines = dict(zip("abc", signs, strict=True))
        unit = Unit(
            tuple(line for line, sign in lines.items() if sign > 0),
            tuple(line for line, sign in lines.items() if sign < 0),
            threshold,
        )
        said = net_truth_table(Net(("a", "b", "c"), {"y": unit}, "relative"), layers=1)
        X = np.array([*product((0.0, 1.0), repeat=3)])
        assert said.tolist() == neuron(X, signs, 0.5 - threshold).astype(bool).tolist()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([1.0], [1.0, 2.0]), r"x is \(1,\) and w is \(2,\); give \(inputs,\) or"),
        (([[[1.0]]], [1.0]), r"x is \(1, 1, 1\)"),
        (([np.nan], [1.0]), "holds NaN or infinity"),
        (([1.0], [1.0], np.inf), "holds NaN or infinity"),
        (([1.0], [1.0], 0.0, "softmax"), "f is 'softmax'; choose one of identity, tanh"),
    ],
)
def test_what_is_no_neuron_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        neuron(*given)
