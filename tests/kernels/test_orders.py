"""Orders drawn in a kernel are NumPy's own, and leave its generator where it would be."""

import numba
import numpy as np
import pytest

from markone.kernels import orders
from markone.kernels.orders import draw_orders
from markone.kernels.tier import Tier


@pytest.fixture(params=[0, 10**12], ids=["by the kernel", "by NumPy"])
def tier(request, monkeypatch):
    """When the kernel is used."""
    monkeypatch.setattr(orders, "TIER", Tier(numba.njit(lambda x: x), request.param))


@pytest.mark.usefixtures("tier")
@pytest.mark.parametrize("samples", [1, 2, 3, 31, 32, 33, 1797, 70_000])
def test_orders_are_those_of_numpy(samples):
    ours, theirs = np.random.default_rng(samples), np.random.default_rng(samples)
    for count in (1, 4):
        drawn = draw_orders(ours, samples, count)
        assert drawn.dtype == np.int64
        np.testing.assert_array_equal(drawn, [theirs.permutation(samples) for _ in range(count)])
        for rng in (ours, theirs):  # so that it goes on from half a word
            rng.integers(9, dtype=np.uint32)
        assert ours.bit_generator.state == theirs.bit_generator.state


@pytest.mark.parametrize("kind", [np.random.MT19937, np.random.PCG64DXSM, np.random.Philox])
def test_other_generators_draw_for_themselves(kind):
    ours, theirs = np.random.Generator(kind(1)), np.random.Generator(kind(1))
    np.testing.assert_array_equal(draw_orders(ours, 100, 2), [theirs.permutation(100) for _ in range(2)])
    assert ours.random() == theirs.random()
