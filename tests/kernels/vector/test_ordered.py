"""The plain product against three loops, to the last bit, with nothing around its arrays touched."""

from fractions import Fraction

import numpy as np
import pytest
from numba.core.errors import TypingError

from markone.kernels.jit import compiles, jit
from markone.kernels.vector.ordered import BYTES, ROWS, ordered_product
from markone.kernels.vector.processor import FUSES

MARGIN = 32


@jit
def product(A, B):
    return ordered_product(A, B)


def by_loops(A, B):
    """The sums in order of depth: exact products, and each sum rounded to the nearest number of the kind."""
    C = np.zeros((len(A), B.shape[1]), B.dtype)
    for i, j in np.ndindex(C.shape):
        for k in range(len(B)):
            a, b, c = (Fraction(float(number)) for number in (A[i, k], B[k, j], C[i, j]))
            C[i, j] = float(c + (a * b if FUSES else Fraction(float(A[i, k] * B[k, j]))))
    return C


def between_nan(matrix):
    """The same matrix with NaN before and after it."""
    flat = np.full(matrix.size + 2 * MARGIN, np.nan, matrix.dtype)
    inside = flat[MARGIN : MARGIN + matrix.size].reshape(matrix.shape)
    inside[:] = matrix
    return inside


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_all_sizes_to_two_tiles_and_one_more(kind, rng):
    for rows in range(1, 2 * ROWS + 2):
        for columns in range(1, 2 * BYTES // np.dtype(kind).itemsize + 2):
            depth = (rows * columns) % 7
            A = between_nan(rng.normal(size=(rows, depth)).astype(kind))
            B = between_nan(rng.normal(size=(depth, columns)).astype(kind))
            assert product(A, B).tobytes() == by_loops(A, B).tobytes()


def test_any_strides_on_the_left(rng):
    A, B = between_nan(rng.normal(size=(7, 9)))[:, ::-1], between_nan(rng.normal(size=(9, 20)))
    assert product(A, B).tobytes() == by_loops(A, B).tobytes()


@pytest.mark.skipif(not compiles(), reason="types are the compiler's")
def test_two_kinds_of_numbers_are_refused():
    with pytest.raises(TypingError, match="give both one dtype"):
        product(np.zeros((2, 2), np.float32), np.zeros((2, 2)))


@pytest.mark.skipif(not compiles(), reason="types are the compiler's")
def test_columns_on_the_right_are_refused():
    with pytest.raises(TypingError, match="give it in rows"):
        product(np.zeros((2, 2)), np.zeros((2, 2)).T)
