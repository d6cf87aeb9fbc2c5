"""One weight's chain, on the lecture's hand-coded net, against plain Python."""

import math

import numpy as np
import pytest

from markone.learners.propagate import propagate
from markone.lecture.chain_rule import chain_rule

HIDDEN, OUTPUT = [[-0.2, 0.2, -0.1], [-0.3, -0.25, 0.2]], [[0.1, 0.2, 0.1]]


def logistic(net):
    return 1 / (1 + math.exp(-net))


def test_the_factors_for_one_weight_of_the_lectures_net():
    """w3, from x1 to h1, for the sample (1, 0) whose target is 1, by hand."""
    h1, h2 = logistic(-0.2 - 0.1), logistic(-0.3 + 0.2)
    y = logistic(0.1 * h1 + 0.2 * h2 + 0.1)
    found = chain_rule([HIDDEN, OUTPUT], ["logistic", "logistic"], [1.0, 0.0], 1.0, unit=0, source=0)
    assert found.y[0] == pytest.approx(0.559112, abs=5e-7)  # golden, of the second row
    assert found.error == pytest.approx((y - 1) ** 2 / 2)
    assert found.residual[0] == pytest.approx(y - 1)
    assert found.output_derivative[0] == pytest.approx(y * (1 - y))
    assert found.v[0] == 0.1
    assert (found.h, found.hidden_derivative) == pytest.approx((h1, h1 * (1 - h1)))
    assert found.x == 1.0
    assert found.gradient == pytest.approx((y - 1) * y * (1 - y) * 0.1 * h1 * (1 - h1))
    assert str(found).endswith(f"= {found.gradient:+.6f}")


@pytest.mark.parametrize("unit", range(3))
@pytest.mark.parametrize("source", range(3))
def test_the_product_is_what_backpropagation_finds(unit, source, rng):
    weights = [rng.normal(size=(3, 3)), rng.normal(size=(2, 4))]
    x, t, names = rng.normal(size=2), rng.normal(size=2), ["tanh", "logistic"]
    found = chain_rule(weights, names, x, t, unit, source)
    passed = propagate(weights, names, [x], [t])
    assert found.gradient == pytest.approx(passed.gradients[0][unit, source], rel=1e-12)
    assert found.delta == pytest.approx(passed.deltas[0][0, unit], rel=1e-12)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": 2}, "unit is 2; it must be a whole number from 0 to 1"),
        ({"unit": -1}, "unit is -1"),
        ({"source": 3}, "source is 3; it must be a whole number from 0 to 2"),
        ({"weights": [HIDDEN]}, "1 layers of weights; a worked chain has one hidden layer"),
        ({"activations": ["logistic", "softmax"]}, "choose one of 'identity', 'tanh'"),
        ({"x": [np.nan, 1.0]}, "X holds NaN"),
    ],
)
def test_bad_input_is_one_sentence(changed, said):
    given = {
        "weights": [HIDDEN, OUTPUT],
        "activations": ["logistic", "logistic"],
        "x": [0.0, 1.0],
        "t": 1.0,
        "unit": 0,
        "source": 0,
    }
    with pytest.raises(ValueError, match=said):
        chain_rule(**{**given, **changed})
