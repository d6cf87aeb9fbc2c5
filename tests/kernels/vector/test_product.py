"""The micro-kernel against NumPy, with every operand between margins that must not be read or written."""

import numpy as np
import pytest

from markone.kernels.jit import jit
from markone.kernels.vector.added import ADD_WIDE
from markone.kernels.vector.continued import WIDE_ON
from markone.kernels.vector.processor import (
    AVX2,
    AVX512,
    FEATURES,
    PORTABLE,
    TILE,
    tile_for,
    tiles_that_run,
)
from markone.kernels.vector.product import tile_kernel, width
from markone.kernels.vector.transpose import block, transpose

MARGIN, CANARY = 64, -12345.0


def caller(tile):
    kernel = tile_kernel(tile)

    @jit
    def call(depth, A, a, a_row, a_deep, B, b, b_deep, C, c, c_row, S, s, s_row, keep):
        kernel(depth, A, a, a_row, a_deep, B, b, b_deep, C, c, c_row, S, s, s_row, keep)

    return call


@pytest.fixture(scope="module", params=tiles_that_run(FEATURES), ids=str)
def tile(request):
    return request.param


@pytest.fixture(scope="module", params=[1, 2], ids=["narrow", "wide"])
def kernel(tile, request):
    tile = tile._replace(vectors=request.param)
    return tile, caller(tile)


def among_nan(matrix, room):
    """`matrix` in rows `room` apart, with NaN before, between and after; and where it starts."""
    flat = np.full(2 * MARGIN + len(matrix) * room, np.nan, matrix.dtype)
    rows = flat[MARGIN : MARGIN + len(matrix) * room].reshape(len(matrix), room)
    rows[:, : matrix.shape[1]] = matrix
    return flat


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("lying", [False, True], ids=["by rows", "by depth"])
def test_a_tile_is_the_product_and_nothing_around_it_is_touched(kernel, dtype, lying):
    tile, call = kernel
    columns, rng = width(tile, dtype), np.random.default_rng(0)
    for depth in range(2 * max(tile.rows, columns) + 2):
        A, B = rng.normal(size=(tile.rows, depth)), rng.normal(size=(depth, columns))
        A, B = A.astype(dtype), B.astype(dtype)
        left = among_nan(A.T if lying else A, (tile.rows if lying else depth) + 3)
        right, room = among_nan(B, columns + 5), columns + 7
        C = np.full(2 * MARGIN + tile.rows * room, CANARY, dtype)
        inside = C[MARGIN : MARGIN + tile.rows * room].reshape(tile.rows, room)[:, :columns]
        strides = (1, tile.rows + 3) if lying else (depth + 3, 1)
        row = rng.normal(size=(1, columns)).astype(dtype)
        for keep, S, s_row in (
            (0.0, C, room),
            (1.0, C, room),
            (0.5, C, room),
            (1.0, among_nan(row, columns), 0),
        ):
            inside[:] = np.nan if keep == 0 else 3.0
            given = left, MARGIN, *strides, right, MARGIN, columns + 5, C, MARGIN, room, S, MARGIN, s_row
            call(depth, *given, dtype(keep))
            expected = A.astype(float) @ B + (keep * 3.0 if s_row else row)
            close = 40 * np.finfo(dtype).eps * (depth + 1)
            assert np.allclose(inside, expected, rtol=0, atol=close)
            around = C.copy()
            around[MARGIN : MARGIN + tile.rows * room].reshape(tile.rows, room)[:, :columns] = CANARY
            assert (around == CANARY).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_matrix_on_its_side(dtype):
    lanes = TILE.vector_bytes // np.dtype(dtype).itemsize
    for high in (lanes, 2 * lanes, 3 * lanes):
        for wide in (lanes, 2 * lanes):
            source = np.arange(high * (wide + 3.0), dtype=dtype).reshape(high, wide + 3)
            target = np.full(wide * (high + 2) + 9, CANARY, dtype)
            turn(source.ravel(), wide + 3, target, high + 2, high, wide)
            rows = target[:-9].reshape(wide, high + 2)
            assert np.array_equal(rows[:, :high], source[:, :wide].T)
            assert (rows[:, high:] == CANARY).all()
            assert (target[-9:] == CANARY).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fewer_rows_than_lanes_on_their_side(dtype):
    """In place of rows that are not there the last one is read; none is written but those that are there."""
    lanes = TILE.vector_bytes // np.dtype(dtype).itemsize
    for rows in range(1, lanes + 1):
        source = np.arange(rows * (lanes + 3.0), dtype=dtype).reshape(rows, lanes + 3)
        across = np.full(lanes * lanes, CANARY, dtype)
        turn_some(source.ravel(), lanes + 3, rows, across, lanes, lanes)
        assert np.array_equal(across.reshape(lanes, lanes)[:, :rows], source[:, :lanes].T)
        back = np.full((rows + 1, lanes), CANARY, dtype)
        turn_some(across, lanes, lanes, back.ravel(), lanes, rows)
        assert np.array_equal(back[:rows], source[:, :lanes])
        assert (back[rows:] == CANARY).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sums_that_go_on_are_the_sums_of_all(dtype, rng):
    rows, columns, depth = TILE.rows, width(TILE, dtype), 11
    A, B = rng.normal(size=(rows, depth)).astype(dtype), rng.normal(size=(depth, columns)).astype(dtype)
    whole, parts = np.zeros(rows * columns, dtype), np.zeros(rows * columns, dtype)
    go_on(depth, A.ravel(), 0, depth, B.ravel(), 0, columns, whole)
    for first, count in ((0, 4), (4, 0), (4, 7)):
        go_on(count, A.ravel(), first, depth, B.ravel(), first * columns, columns, parts)
    assert parts.tobytes() == whole.tobytes()
    assert np.allclose(whole.reshape(rows, columns), A.astype(float) @ B, rtol=0, atol=1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_are_added_in_order(dtype, rng):
    columns, stride, rows = width(TILE, dtype), width(TILE, dtype) + 3, 9
    D = rng.normal(size=rows * stride + 1).astype(dtype)
    sums = np.full(columns + 2, CANARY, dtype)
    sums[1:-1] = 1
    expected = sums[1:-1].copy()
    for row in range(rows):
        expected += D[1 + row * stride :][:columns]
    add_rows(rows, D, 1, stride, sums, 1)
    assert sums[1:-1].tobytes() == expected.tobytes()
    assert (sums[[0, -1]] == CANARY).all()


@jit
def add_rows(rows, D, d, stride, C, c):
    ADD_WIDE(rows, D, d, stride, C, c)


@jit
def go_on(depth, A, a, a_row, B, b, columns, C):
    WIDE_ON(depth, A, a, a_row, 1, B, b, columns, C, 0, columns)


@jit
def turn_some(source, s_row, rows, target, t_row, columns):
    block(source, 0, s_row, rows, target, 0, t_row, columns)


@jit
def turn(source, s_row, target, t_row, rows, columns):
    transpose(source, 0, s_row, target, 0, t_row, rows, columns)


def test_the_tile_is_the_processors():
    assert tile_for({"+avx512f", "+avx2", "+fma"}) == AVX512
    assert tile_for({"+avx2", "+fma", "-avx512f"}) == AVX2
    assert tile_for({"+avx2", "-fma"}) == PORTABLE
    assert tile_for(set()) == PORTABLE
    assert tiles_that_run({"+avx2", "+fma"}) == [AVX2, PORTABLE]
    assert tiles_that_run(FEATURES)[0] == TILE
