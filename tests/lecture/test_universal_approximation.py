import numpy as np
import pytest

from markone.learners.propagate import propagate
from markone.lecture.universal_approximation import bumps


def wave(x):
    return np.sin(2 * np.pi * x) + x


def net(count, x, **given):
    weights = bumps(wave, -1, 1, count, **given)
    X = np.reshape(x, (-1, 1))
    return propagate(weights, ["logistic", "identity"], X, np.zeros_like(X)).outputs[-1][:, 0]


@pytest.mark.parametrize("count", [1, 5, 40])
def test_it_is_right_in_the_middle_of_each_bump(count):
    edges = np.linspace(-1, 1, count + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    assert net(count, middles) == pytest.approx(wave(middles), abs=1e-8)
    weights = bumps(wave, -1, 1, count)
    assert [W.shape for W in weights] == [(2 * count, 2), (1, 2 * count + 1)]


@pytest.mark.parametrize("count", [10, 100, 400])
def test_the_error_is_what_the_curve_does_in_half_a_piece(count):
    """The slope is at most 2 pi + 1, half a piece is 1 / count; the outer flanks are left out."""
    x = np.linspace(-1 + 2 / count, 1 - 2 / count, 5003)
    assert abs(net(count, x) - wave(x)).max() <= (2 * np.pi + 1) / count * 1.01


def test_a_bump_falls_to_nothing_outside():
    assert net(20, [-1.5, 1.5]) == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((wave, 0, 1, 0), "count is 0"),
        ((wave, 1, 0, 3), "goes from 1 to 0; give two finite numbers, the lesser first"),
        ((wave, 0, np.inf, 3), "two finite numbers"),
        ((lambda x: np.nan * x, 0, 1, 3), "one finite each"),
        ((lambda x: 1.0, 0, 1, 3), r"gave \(\) for 3 numbers"),
        ((wave, 0, 1, 3, 0.0), "sharpness is 0.0"),
    ],
)
def test_bad_input_is_one_sentence(given, said):
    with pytest.raises(ValueError, match=said):
        bumps(*given)
