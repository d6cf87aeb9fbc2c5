"""The lecture's 2-2-1 net: golden numbers, slopes, and what can be seen of its error."""

import naive
import numpy as np
import pytest
from scipy.optimize import approx_fprime

from markone import stimuli
from markone.kernels.activation import LOGISTIC
from markone.kernels.dense import fprop, with_bias
from markone.lecture.xor_net import (
    HAND_CODED,
    SLICE_TICKS,
    SOLVED,
    SURFACE_TICKS,
    between,
    diagonal_slice,
    error_surface,
    errors,
    gradient,
    gradient_descent,
    hessian,
    local_minima,
    outputs,
    solutions,
)

GRID_MINIMA = {
    (1, 2): 1.0024, (1, 3): 1.0008, (1, 4): 0.9984, (1, 5): 1.0005, (1, 6): 1.0004,
    (2, 3): 1.0003, (2, 4): 1.0021, (2, 5): 0.9964, (2, 6): 0.9950, (3, 4): 1.0014,
    (3, 5): 1.0103, (3, 6): 1.0100, (4, 5): 1.0121, (4, 6): 1.0125, (5, 6): 0.9927,
}  # fmt: skip


def test_golden_the_hand_coded_net_does_not_compute_xor():
    assert outputs(HAND_CODED) == pytest.approx([0.562176, 0.559112, 0.564014, 0.557292], abs=5e-7)
    assert errors(HAND_CODED).sum() == pytest.approx(1.014758, abs=5e-7)
    assert ((outputs(HAND_CODED) > 0.5) == stimuli.xor()[1]).mean() == 0.5


@pytest.mark.parametrize(("rate", "steps"), [(0.5, 3017), (1, 1505), (2, 738), (5, 143)])
def test_golden_steps_to_the_goal(rate, steps):
    found, history = gradient_descent(HAND_CODED, rate, steps)
    assert history[-1] < SOLVED
    assert (history[:-1] >= SOLVED).all()
    assert ((outputs(found) > 0.5) == stimuli.xor()[1]).all()


@pytest.mark.parametrize("pair", GRID_MINIMA)
def test_golden_minima_of_the_surfaces(pair):
    error = error_surface(HAND_CODED, *pair)
    assert error.shape == (40, 40)
    assert (SURFACE_TICKS[0], SURFACE_TICKS[-1]) == (-10, 9.5)
    assert error.min() == pytest.approx(GRID_MINIMA[pair], abs=5e-5)


def test_a_row_of_the_surface_is_a_value_of_w_j():
    error = error_surface(HAND_CODED, 2, 5, [-1.0, 0.5, 3.0])
    weights = list(HAND_CODED)
    weights[1], weights[4] = 3.0, 0.5
    assert error[1, 2] == pytest.approx(naive.xor_error(weights))
    assert error_surface(HAND_CODED, 5, 2, [-1.0, 0.5, 3.0]) == pytest.approx(error.T)


def test_golden_the_lectures_slice_has_one_minimum():
    split = diagonal_slice(HAND_CODED, 1, 2)
    assert split.shape == (4, 80)
    (at,) = local_minima(split.sum(axis=0))
    assert SLICE_TICKS[at] == -1
    assert split.sum(axis=0)[at] == pytest.approx(1.0039, abs=5e-5)


def test_no_slice_of_the_lecture_has_two_minima():
    for i in range(1, 7):
        for j in set(range(1, 7)) - {i}:
            assert len(local_minima(diagonal_slice(HAND_CODED, i, j).sum(axis=0))) <= 1


def test_between_two_solutions_there_are_two_minima():
    one, other = solutions()
    ticks = np.linspace(-0.25, 1.25, 301)
    total = between(one, other, ticks).sum(axis=0)
    assert (total[50], total[250]) == pytest.approx((naive.xor_error(one), naive.xor_error(other)))
    low, high = local_minima(total)
    assert ticks[[low, high]] == pytest.approx([0, 1], abs=0.1)
    assert max(total[low], total[high]) < SOLVED
    assert total[low:high].max() > 0.5


def test_errors_are_the_naive_ones_and_those_of_the_layers(rng):
    for weights in rng.normal(scale=3, size=(20, 9)):
        assert errors(weights).sum() == pytest.approx(naive.xor_error(weights))
        w1, w2, w3, w4, w5, w6, b1, b2, b3 = weights
        hidden = fprop(np.array([[w3, w4, b2], [w5, w6, b3]]), with_bias(stimuli.xor()[0]), LOGISTIC)
        assert fprop(np.array([[w1, w2, b1]]), with_bias(hidden), LOGISTIC)[:, 0] == pytest.approx(
            outputs(weights)
        )


def test_slopes_and_their_slopes(rng):
    for weights in rng.normal(size=(10, 9)):
        assert gradient(weights) == pytest.approx(approx_fprime(weights, naive.xor_error, 1e-7), abs=2e-6)
        assert hessian(weights) == pytest.approx(hessian(weights).T, abs=1e-13)
        central = [
            (gradient(weights + 1e-5 * unit) - gradient(weights - 1e-5 * unit)) / 2e-5 for unit in np.eye(9)
        ]
        assert hessian(weights) == pytest.approx(np.array(central).T, abs=1e-8)


def test_many_nets_at_once_are_each_alone(rng):
    many = rng.normal(size=(3, 9))
    found, history = gradient_descent(many, 2, 50)
    for number, weights in enumerate(many):
        alone, path = gradient_descent(weights, 2, 50)
        assert found[number] == pytest.approx(alone)
        assert history[:, number] == pytest.approx(path)
    assert hessian(many).shape == (3, 9, 9)


def test_far_out_nothing_overflows():
    assert np.isfinite(errors(np.full(9, 1e5))).all()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: error_surface(HAND_CODED, 0, 1),
            "i is 0; the weights of this net are w1 to w6: give 1",
        ),
        (lambda: error_surface(HAND_CODED, 1, 7), "j is 7; the weights of this net are w1 to w6"),
        (lambda: diagonal_slice(HAND_CODED, 1.5, 2), "i is 1.5"),
        (lambda: diagonal_slice(HAND_CODED, 2, 2), "i and j are both 2; a view needs two different weights"),
        (lambda: errors([1.0] * 8), r"weights is \(8,\)"),
        (lambda: gradient_descent(HAND_CODED, 0, 5), "rate is 0"),
        (lambda: gradient_descent(HAND_CODED, 1, 0), "steps is 0"),
    ],
)
def test_what_is_no_view_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
