"""The figures of 1986, by their data."""

import math

import numpy as np
import pytest

from markone.draw.approximation import error_by_width, fits
from markone.draw.forgetting import forgetting_curves
from markone.draw.layers import delta_norms
from markone.draw.loss_curves import loss_curves
from markone.lecture.chain_rule import ChainRule
from markone.lecture.figures.activations import activations
from markone.lecture.figures.chain_rule import chain_rule
from markone.lecture.figures.gradients import step_errors
from markone.lecture.figures.matched import matched_pair


def texts(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_activations_stand_above_their_derivatives():
    figure = activations()
    assert len(figure.axes) == 8
    above, below = figure.axes[:4], figure.axes[4:]
    assert [axes.get_title() for axes in above] == ["identity", "tanh", "logistic", "relu"]
    assert all(axes.get_xlim() == (-5, 5) for axes in figure.axes)
    said = {
        "identity": (lambda x: x, lambda x: 1),
        "tanh": (math.tanh, lambda x: 1 / math.cosh(x) ** 2),
        "logistic": (
            lambda x: 1 / (1 + math.exp(-x)),
            lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2,
        ),
        "relu": (lambda x: max(x, 0), lambda x: float(x > 0)),
    }
    for upper, lower in zip(above, below, strict=True):
        for axes, function in zip((upper, lower), said[upper.get_title()], strict=True):
            x, y = axes.get_lines()[0].get_data()
            assert y == pytest.approx([function(value) for value in x], abs=1e-12)
        assert lower.get_xlabel() == "net"
    assert (above[0].get_ylabel(), below[0].get_ylabel()) == ("y = f(net)", "f'(net), from y")


def test_a_matched_pair_keeps_the_error_where_squares_lose_it():
    axes = matched_pair().axes[0]
    own, squares = axes.get_lines()
    x, delta = own.get_data()
    y = 1 / (1 + np.exp(-x))
    assert np.ravel(delta) == pytest.approx(np.ravel(y) - 1, abs=1e-9)
    assert np.ravel(squares.get_ydata()) == pytest.approx(np.ravel((y - 1) * y * (1 - y)), abs=1e-9)
    assert axes.get_ylabel() == "delta = dE/dnet"
    assert axes.get_xlabel().startswith("net input")


def test_the_chain_shows_every_factor_and_their_product():
    v, y, slopes, residual = np.array([[3.0, -1.0], [1, 2], [1, 0.5], [0.5, 1]])
    figure = chain_rule(ChainRule(7, 2.0, 0.5, 0.25, v, y, slopes, residual))
    axes = figure.axes[0]
    shown = [text.get_text() for text in axes.texts]
    first, second = ["x = 2", "f' = 0.2500", "v$_1$ = 3"], ["v$_2$ = -1", "f' = 0.5000"]
    for factor in [*first, *second, "y$_2$ - t$_2$ = +1.0000"]:
        assert factor in shown
    assert axes.get_title().startswith("dE/dw = +0.500000")  # 2 * .25 * (3 * 1 * .5 - 1 * .5 * 1)
    assert len([text for text in axes.texts if text.arrow_patch]) == 8


def test_step_errors_name_the_best_step():
    axes = step_errors([1e-8, 1e-5, 1e-2], [1e-7, 1e-10, 1e-6], 0.0).axes[0]
    line, floor = axes.get_lines()
    assert line.get_ydata().tolist() == [1e-7, 1e-10, 1e-6]
    assert floor.get_ydata()[0] == 1e-17
    assert "best near 1e-05" in axes.texts[0].get_text()
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlabel() == "step"


def test_deltas_are_shares_of_the_outputs_counted_backwards():
    norms = np.array([[1.0, 2.0, 4.0], [3.0, 4.0, 4.0]])
    figure = delta_norms({"tanh": {"He": {1: norms[:, 1:], 2: norms}}, "ReLU": {"He": {2: norms}}})
    left, right = figure.axes
    short, long = left.get_lines()
    assert short.get_ydata() == pytest.approx([1, np.sqrt(1 / 2 * 1)])  # the mean of the logarithms
    assert long.get_ydata() == pytest.approx([1, np.sqrt(1 / 2), np.sqrt(1 / 4 * 3 / 4)])
    assert long.get_xdata().tolist() == [0, 1, 2]
    assert texts(figure) == ["He"]
    assert right.get_title() == "ReLU"
    assert left.get_yscale() == "log"
    assert right.get_xlabel() == "layers back from the output"


def test_errors_stand_above_their_widths():
    errors = {"tanh": ([2, 4], np.array([[1.0, 0.1], [3.0, 0.3]])), "bumps": ([2], np.array([[5.0]]))}
    figure = error_by_width(errors)
    axes = figure.axes[0]
    assert axes.get_lines()[0].get_ydata() == pytest.approx([2, 0.2])
    assert texts(figure) == ["tanh", "bumps"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2", "4"]
    assert axes.get_ylabel() == "root mean square error"


def test_fits_lie_over_the_curve():
    x = np.arange(3.0)
    figure = fits(x, x**2, {"one": {"2 units": x, "4 units": x + 1}, "other": {"2 units": -x, "4 units": x}})
    assert texts(figure) == ["the curve", "2 units", "4 units"]
    for axes in figure.axes:
        assert axes.get_lines()[0].get_ydata().tolist() == [0, 1, 4]
    assert figure.axes[1].get_lines()[1].get_ydata().tolist() == [0, -1, -2]


def test_losses_have_a_mark_where_weights_were_kept():
    losses = [[3.0, 1.0], [5.0]], [[2.0, 2.0], [4.0]]
    figure = loss_curves({"end": losses, "stop": losses}, {"end": [2, 2], "stop": [1, 2]})
    left, right = figure.axes
    training, validation, *marks = right.get_lines()
    assert training.get_ydata() == pytest.approx([4, 3])
    assert validation.get_ydata() == pytest.approx([3, 3])
    assert [mark.get_xdata()[0] for mark in marks] == [1, 2]
    assert texts(figure) == ["training", "validation", "weights kept"]
    assert left.get_ylabel() == "mean loss"


def test_lessons_stand_one_after_the_other():
    values = np.array([[0.5, 0.9, 0.6, 0.8], [0.7, 0.9, 0.8, 0.8]])
    figure = forgetting_curves(
        {"MLP": {"A": values, "B": values / 1.5}, "Mark I": {"A": values, "B": values}}, ["A", "B"]
    )
    left, _ = figure.axes
    a, b, *borders, chance = left.get_lines()
    assert a.get_ydata() == pytest.approx([0.6, 0.9, 0.7, 0.8])
    assert b.get_ydata() == pytest.approx(np.array([0.6, 0.9, 0.7, 0.8]) / 1.5)
    assert [border.get_xdata()[0] for border in borders] == [0.5, 2.5]
    assert chance.get_ydata()[0] == 0.5
    assert [text.get_text() for text in left.texts] == ["A", "B"]
    assert [text.xy[0] for text in left.texts] == [1.5, 3.5]
    assert texts(figure) == ["A", "B"]
    assert left.get_xlim() == (0.5, 4.5)
