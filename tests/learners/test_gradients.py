"""Backpropagation against two kinds of difference, and the differences against gradients that are wrong."""

from itertools import product

import naive
import numpy as np
import pytest

import markone
from markone.learners import gradients
from markone.learners.gradients import check_gradient
from markone.learners.mlp import MLPClassifier, MLPRegressor
from markone.learners.net import Net, Plain
from markone.learners.propagate import LOSSES, MATCHED, SHARES, propagate

SMOOTH = ("identity", "tanh", "logistic", "softmax")
PAIRS = [
    (hidden, output, loss)
    for hidden, output, loss in product(SMOOTH, SMOOTH, LOSSES)
    if loss == "sse" or output in SHARES
]


def a_net(rng, samples=5):
    """A 3-4-3-2 net with data, and targets that are shares."""
    weights = [rng.normal(size=(4, 4)), rng.normal(size=(3, 5)), rng.normal(size=(2, 4))]
    return weights, rng.normal(size=(samples, 3)), rng.dirichlet(np.ones(2), size=samples)


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRS)
def test_every_smooth_pair_is_right(hidden, output, loss, rng):
    weights, X, T = a_net(rng)
    check = check_gradient(weights, [hidden, hidden, output], X, T, loss)
    assert check.complex_step <= 1e-12
    assert check.central < 1e-8
    assert check.ok
    assert sum(abs(dW).sum() for dW in check.gradients) > 0


@pytest.mark.parametrize("seed", range(5))
def test_relu_is_right_away_from_its_kink(seed):
    weights, X, T = a_net(np.random.default_rng(seed))
    assert check_gradient(weights, ["relu", "relu", "relu"], X, T).ok
    assert check_gradient(weights, ["relu", "relu", "softmax"], X, T, "cross-entropy").ok


@pytest.mark.parametrize(("layer", "index"), [(0, (1, 2)), (1, (0, 4)), (2, (1, 0))])
def test_a_gradient_wrong_in_one_entry_is_found(layer, index, rng, monkeypatch):
    weights, X, T = a_net(rng)
    right = gradients.both_ways

    def wrong(stack):
        passed = right(stack)
        passed.gradients[layer][index] += 1e-6
        return passed

    monkeypatch.setattr(gradients, "both_ways", wrong)
    check = check_gradient(weights, ["tanh", "tanh", "softmax"], X, T, "cross-entropy")
    assert check.complex_step > 1e-12
    assert check.central > 1e-8
    assert not check.ok


def test_the_gradient_is_the_naive_one(rng):
    """In plain Python: nudge a weight and take the difference of half the squared errors."""
    weights, X, T = a_net(rng)
    nets = [W.tolist() for W in weights]

    def error():
        rows = X.tolist()
        for W in nets:
            rows = naive.fprop(W, [[*row, 1.0] for row in rows], "tanh")
        return (
            sum(
                (y - t) ** 2
                for row, goal in zip(rows, T, strict=True)
                for y, t in zip(row, goal, strict=True)
            )
            / 2
        )

    found = propagate(weights, ["tanh"] * 3, X, T)
    assert found.loss == pytest.approx(error(), abs=1e-13)
    for layer, j, i in ((0, 1, 3), (1, 2, 0), (2, 0, 1)):
        at = nets[layer][j][i]
        nets[layer][j][i] = at + 1e-5
        up = error()
        nets[layer][j][i] = at - 1e-5
        down = error()
        nets[layer][j][i] = at
        assert found.gradients[layer][j, i] == pytest.approx((up - down) / 2e-5, rel=1e-6)


def test_deltas_are_the_gradients_of_the_biases(rng):
    weights, X, T = a_net(rng)
    found = propagate(weights, ["tanh", "relu", "softmax"], X, T, "cross-entropy")
    for delta, gradient in zip(found.deltas, found.gradients, strict=True):
        assert delta.sum(axis=0) == pytest.approx(gradient[:, -1], abs=1e-14)


@pytest.mark.parametrize("output", MATCHED)
def test_a_matched_pair_leaves_output_minus_target(output, rng):
    """And an unmatched one does not: the slope at the output may be dropped for matched pairs alone."""
    weights, X, T = a_net(rng)
    matched = propagate(weights, ["tanh", "tanh", output], X, T, MATCHED[output])
    assert matched.deltas[-1] == pytest.approx(matched.outputs[-1] - T, abs=1e-14)
    if output != "identity":
        plain = propagate(weights, ["tanh", "tanh", output], X, T, "sse")
        assert abs(plain.deltas[-1] - (plain.outputs[-1] - T)).max() > 0.1


@pytest.mark.parametrize(
    ("kind", "output", "loss"),
    [(MLPClassifier, "softmax", "cross-entropy"), (MLPRegressor, "identity", "sse")],
)
def test_the_estimators_step_down_this_gradient(kind, output, loss, rng):
    weights, X, T = a_net(rng)
    check = check_gradient(weights, ["logistic", "logistic", output], X, T, loss)
    estimator = kind(activation="logistic", solver="sgd", learning_rate_init=1.0, momentum=0.0, alpha=0.0)
    net = estimator._net([W.copy() for W in weights], len(X), len(X))
    net.epoch(X, T, np.ones(len(X)), len(X), rng)
    for before, after, gradient in zip(weights, net.weights, check.gradients, strict=True):
        assert before - after == pytest.approx(gradient / len(X), abs=1e-14)


@pytest.mark.parametrize("weight", [0.3, 0.0])
@pytest.mark.parametrize("name", ["identity", "relu", "logistic"])
def test_no_gradient_is_right_at_a_perfect_fit(name, weight):
    X = np.array([[1.0], [2.0]])
    T = propagate([[[weight, 0.1]]], [name], X, [[0.0], [0.0]]).outputs[-1]
    check = check_gradient([[[weight, 0.1]]], [name], X, T)
    assert check.ok
    assert not check.gradients[0].any()


def test_a_gradient_of_zero_that_should_not_be_is_found(monkeypatch, rng):
    weights, X, T = a_net(rng)
    right = gradients.both_ways

    def none(stack):
        passed = right(stack)
        return passed._replace(gradients=[0 * dW for dW in passed.gradients])

    monkeypatch.setattr(gradients, "both_ways", none)
    assert check_gradient(weights, ["tanh"] * 3, X, T)[:2] == (1.0, 1.0)


@pytest.mark.parametrize("bias", [0.0, 1e-7, -1e-7])
def test_relu_at_its_kink_is_refused(bias):
    weights = [np.array([[1.0, bias], [1.0, 0.5]]), np.ones((1, 3))]
    with pytest.raises(ValueError, match=r"relu has a kink at 0, and unit 0 of layer 0 .* for sample 1"):
        check_gradient(weights, ["relu", "identity"], [[1.0], [0.0]], [[1.0], [1.0]])
    weights[0][0, 1] = 0.01
    assert check_gradient(weights, ["relu", "identity"], [[1.0], [0.0]], [[1.0], [1.0]]).ok


@pytest.mark.parametrize("place", [0, 1])
def test_heaviside_is_refused(place):
    names = ["tanh", "tanh"]
    names[place] = "heaviside"
    with pytest.raises(ValueError, match="heaviside is flat on both sides of its jump"):
        check_gradient([np.ones((1, 2)), np.ones((1, 2))], names, [[1.0]], [[1.0]])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"weights": [[[np.nan, 1.0]]]}, r"weights\[0\] holds NaN or infinity"),
        ({"X": [[np.inf]]}, "X holds NaN or infinity"),
        ({"T": [[np.nan]]}, "T holds NaN or infinity"),
        ({"X": [1.0]}, r"X has shape \(1,\); it must be rows and columns"),
        ({"X": np.zeros((0, 1))}, r"X has shape \(0, 1\)"),
        ({"weights": [[[1.0, 1.0, 1.0]]]}, r"weights\[0\] has 3 columns; 1 inputs and a bias need 2"),
        ({"T": [[1.0], [1.0]]}, r"T has shape \(2, 1\); 1 samples and 1 outputs need \(1, 1\)"),
        ({"activations": ["sine"]}, "activation is 'sine'; choose one of 'identity', 'tanh'"),
        ({"activations": ["tanh", "tanh"]}, "for 1 layers of weights; name one for each"),
        ({"activations": "tanh"}, "name one for each"),
        ({"loss": "hinge"}, "loss is 'hinge'; choose one of 'sse', 'cross-entropy'"),
        ({"loss": "cross-entropy"}, "takes the logarithm of the outputs, which those of 'tanh' may not have"),
        ({"loss": "cross-entropy", "activations": ["softmax"], "T": [[2.0]]}, r"needs targets in \[0, 1\]"),
        ({"step": 0.0}, r"step is 0.0; it must be a number in \(0, 1\)"),
        ({"weights": [[[1e200, 1e200]]], "activations": ["identity"]}, "leaves the finite numbers"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(changed, said):
    given = {"weights": [[[1.0, 1.0]]], "activations": ["tanh"], "X": [[1.0]], "T": [[1.0]]}
    with np.errstate(over="ignore"), pytest.raises(ValueError, match=said):
        check_gradient(**{**given, **changed})


def test_it_is_public():
    assert markone.check_gradient is check_gradient


def test_net_and_propagate_go_forward_alike(rng):
    weights, X, T = a_net(rng)
    net = Net(weights, [1, 1, 0], LOSSES["sse"][0], Plain(weights, 0.1))
    assert np.array_equal(net.predict(X), propagate(weights, ["tanh", "tanh", "identity"], X, T).outputs[-1])
