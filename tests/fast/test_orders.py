"""Orders drawn in a kernel are NumPy's own, and leave its generator where it would be."""

import numpy as np
import pytest

from markone.fast.orders import draw_orders


@pytest.mark.parametrize("samples", [1, 2, 3, 31, 32, 33, 1797, 70_000])
def test_orders_are_those_of_numpy(samples):
    ours, theirs = np.random.default_rng(samples), np.random.default_rng(samples)
    for count in (1, 4):
        orders = draw_orders(ours, samples, count)
        assert orders.dtype == np.int64
        np.testing.assert_array_equal(orders, [theirs.permutation(samples) for _ in range(count)])
        for rng in (ours, theirs):  # so that it goes on from half a word
            rng.integers(9, dtype=np.uint32)
        assert ours.bit_generator.state == theirs.bit_generator.state


@pytest.mark.parametrize("kind", [np.random.MT19937, np.random.PCG64DXSM, np.random.Philox])
def test_other_generators_draw_for_themselves(kind):
    ours, theirs = np.random.Generator(kind(1)), np.random.Generator(kind(1))
    np.testing.assert_array_equal(draw_orders(ours, 100, 2), [theirs.permutation(100) for _ in range(2)])
    assert ours.random() == theirs.random()
