import naive
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from markone.kernels.noise import mix, uniform

PUBLISHED = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
"""SplitMix64's first outputs from the seed 1234567 (the reference implementation's test values)."""


def test_published_sequence():
    states = [(1234567 + turn * 0x9E3779B97F4A7C15) % 2**64 for turn in range(4)]
    assert [int(mix(np.uint64(state))) for state in states] == PUBLISHED


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**31))
def test_draw_is_the_naive_one(key, count):
    assert uniform(np.uint64(key), count) == naive.uniform(key, count)


def test_draws_are_uniform():
    draws = np.array([uniform(np.uint64(7), count) for count in range(20_000)])
    assert draws.min() >= -1
    assert draws.max() < 1
    assert abs(draws.mean()) < 4 / np.sqrt(3 * draws.size)
    assert abs(draws.var() - 1 / 3) < 0.01
