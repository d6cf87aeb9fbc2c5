"""exp, tanh and logistic in a loop against more digits than they have."""

import numpy as np
import pytest

from markone.kernels.jit import jit
from markone.kernels.vector.each import on_each
from markone.kernels.vector.math import exp, log, logistic, tanh
from markone.kernels.vector.processor import TILE


@jit
def each_exp(x, y):
    for i in range(x.size):
        y[i] = exp(x[i])


@jit
def each_tanh(x, y):
    for i in range(x.size):
        y[i] = tanh(x[i])


@jit
def each_logistic(x, y):
    for i in range(x.size):
        y[i] = logistic(x[i])


@jit
def each_log(x, y):
    for i in range(x.size):
        y[i] = log(x[i])


ORACLES = {
    "exp": (each_exp, np.exp),
    "tanh": (each_tanh, np.tanh),
    "logistic": (each_logistic, lambda x: 1 / (1 + np.exp(-x))),
}
EPS = {np.float32: 2.2, np.float64: 2.0}
"""Allowed relative error, in eps of the precision."""


def of_each(function, x):
    y = np.empty_like(x)
    function(x, y)
    return y


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("dtype", EPS)
def test_every_normal_result_is_right_to_about_an_eps(name, dtype, rng):
    function, oracle = ORACLES[name]
    bound = {np.float32: 87.0, np.float64: 708.0}[dtype]
    near = [rng.uniform(-width, width, 100_000) for width in (bound, 10.0, 1.0, 0.01)]
    x = np.concatenate([*near, rng.normal(size=1000) * 10.0 ** rng.uniform(-30, 0, 1000)]).astype(dtype)
    truth = oracle(x.astype(np.longdouble))
    error = np.abs(of_each(function, x) - truth) / np.abs(truth) / np.finfo(dtype).eps
    assert error.max() <= EPS[dtype]


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("dtype", EPS)
def test_the_ends_and_what_is_no_number(name, dtype):
    function, oracle = ORACLES[name]
    most, least = np.finfo(dtype).max, np.finfo(dtype).smallest_subnormal
    x = np.array([np.inf, -np.inf, np.nan, 0.0, most, -most, least, -least, 700.0, -700.0], dtype)
    with np.errstate(all="ignore"):
        wanted = oracle(x.astype(np.longdouble)).astype(dtype)
    assert of_each(function, x) == pytest.approx(
        wanted, rel=1e-6, abs=float(np.finfo(dtype).tiny), nan_ok=True
    )


@pytest.mark.parametrize("dtype", EPS)
def test_logarithms_of_normal_numbers_are_right_to_about_an_eps(dtype, rng):
    least, most = (np.log2(float(end)) for end in (np.finfo(dtype).tiny, np.finfo(dtype).max))
    near_one = 1 + rng.normal(size=100_000) * 10.0 ** rng.uniform(-12, -1, 100_000)
    x = np.concatenate([2.0 ** rng.uniform(least, most, 100_000), rng.uniform(0.5, 2, 100_000), near_one])
    x = x.astype(dtype)
    x = x[x != 1]
    truth = np.log(x.astype(np.longdouble))
    error = np.abs(of_each(each_log, x) - truth) / np.abs(truth) / np.finfo(dtype).eps
    assert error.max() <= EPS[dtype]
    assert of_each(each_log, np.array([1.0, np.nan, np.inf], dtype)) == pytest.approx(
        [0.0, np.nan, np.nan], abs=0, nan_ok=True
    )


def test_tanh_keeps_the_sign_of_zero_and_exp_what_is_less_than_normal():
    assert np.signbit(of_each(each_tanh, np.array([-0.0, 0.0]))).tolist() == [True, False]
    x = np.array([-100.0, -90.0], np.float32)
    assert of_each(each_exp, x) == pytest.approx(np.exp(x.astype(float)), rel=0.05, abs=0)


def test_a_number_has_the_same_bits_wherever_it_stands(rng):
    x = rng.normal(size=77).astype(np.float32)
    for function, _ in ORACLES.values():
        whole = of_each(function, x)
        assert [of_each(function, x[i : i + 1])[0] for i in range(77)] == whole.tolist()


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("dtype", EPS)
def test_no_number_becomes_none(name, dtype):
    """Near the ends of the range 2^n is infinite, and must not meet what is less than 0."""
    function, oracle = ORACLES[name]
    x = np.linspace(-1.3, 1.3, 400_001).astype(dtype) * -np.log(np.finfo(dtype).tiny)
    with np.errstate(all="ignore"):
        wanted = oracle(x.astype(np.longdouble)).astype(dtype)
    assert of_each(function, x) == pytest.approx(wanted, rel=1e-5, abs=float(np.finfo(dtype).tiny))


@jit
def whole_tanh(x, columns, stride):
    each(x, columns, stride)


each = on_each(tanh)


@pytest.mark.parametrize("dtype", EPS)
def test_whole_vectors_at_a_time_are_numbers_one_by_one(dtype, rng):
    lanes = TILE.vector_bytes // np.dtype(dtype).itemsize
    for count in (0, 1, 3):
        x = rng.normal(size=count * lanes + 2 * lanes).astype(dtype)
        expected = x.copy()
        each_tanh(x[lanes:-lanes], expected[lanes:-lanes])
        whole_tanh(x[lanes:-lanes], lanes, lanes)
        assert x.tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", EPS)
def test_columns_after_the_last_stay(dtype, rng):
    lanes = TILE.vector_bytes // np.dtype(dtype).itemsize
    x = rng.normal(size=(5, 3 * lanes)).astype(dtype)
    expected = x.copy()
    expected[:, : 2 * lanes] = np.tanh(x[:, : 2 * lanes])
    whole_tanh(x.reshape(-1), 2 * lanes, 3 * lanes)
    assert x == pytest.approx(expected, rel=2 * EPS[dtype] * float(np.finfo(dtype).eps))
    assert (x[:, 2 * lanes :] == expected[:, 2 * lanes :]).all()
