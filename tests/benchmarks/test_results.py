"""A peer that comes to another result is named, with both numbers."""

import numpy as np
import pytest

from benchmarks import clock, many, mark_one, nets, perceptron
from benchmarks.bar import OURS


def test_other_weights_or_fewer_epochs_of_a_sweep_are_noticed():
    ours = np.ones((10, 9))
    many.agree(5, {OURS: ours, "jax": ours + 0.001, "sklearn": many.FITS * 5})
    with pytest.raises(ValueError, match=r"a weight is 1\.1 by jax and 1\.0 by markone"):
        many.agree(5, {OURS: ours, "jax": ours + 0.1})
    with pytest.raises(ValueError, match="fits of 5"):
        many.agree(5, {OURS: ours, "sklearn": 3})


def test_other_weights_of_a_perceptron():
    X, y = np.array([[1.0], [-1.0]]), np.array([1, 0])
    perceptron.same(X, y, {OURS: np.array([1.0, 0.0]), perceptron.WABBIT: np.array([3.0, 0.1])})
    with pytest.raises(ValueError, match=r"weight 1 is 0\.5 by river and 0\.0 by markone"):
        perceptron.same(X, y, {OURS: np.array([1.0, 0.0]), "river": np.array([1.0, 0.5])})
    with pytest.raises(ValueError, match=r"right about 0\.0% of the samples"):
        perceptron.same(X, y, {OURS: np.array([1.0, 0.0]), perceptron.WABBIT: np.array([-3.0, 0.1])})


def test_other_weights_of_a_net():
    ours = [np.eye(2), np.ones((1, 3))]
    nets.agree({OURS: ours, "jax": [ours[0] + 1e-4, ours[1]]})
    with pytest.raises(ValueError, match=r"a weight of layer 2 is 1\.5 by jax and 1\.0 by markone"):
        nets.agree({OURS: ours, "jax": [ours[0], np.array([[1.0, 1.5, 1.0]])]})


def test_other_volts_and_lamps_of_a_machine():
    ours = [np.zeros((8, 512))]
    mark_one.same({OURS: ours, "jax": ours})
    with pytest.raises(ValueError, match=r"a weight is 1\.0 V by numpy and 0\.0 V by markone"):
        mark_one.same({OURS: ours, "numpy": [np.ones((8, 512))]})
    lamps, volts = np.array([[1], [1]]), np.zeros(1)
    with pytest.raises(ValueError, match="lamps of slide 2 are"):
        clock.same({OURS: (lamps, volts), clock.SIMPY: ([[1], [-1]], [0.0])})
    with pytest.raises(ValueError, match=r"weight 0 is 0\.5 V by cimba, a process a part and 0\.0 V"):
        clock.same({OURS: (lamps, volts), clock.CIMBA: ([[1], [1]], [0.5])})


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_task_draws_what_the_estimator_draws():
    """Without a step nothing but the first weights is left."""
    work = nets.classes((3, 4, 2), 20, 5, 1)._replace(rate=1e-30)
    weights, orders = work.first(), work.orders()
    for ours, drawn in zip(nets.ours(work), weights, strict=True):
        np.testing.assert_allclose(ours, drawn, rtol=0, atol=1e-20)
    assert sorted(orders[0]) == list(range(20))
