"""A matrix product, tile by tile, over operands in panels."""

from typing import NamedTuple

from markone.kernels.jit import inlined
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.product import NARROW, WIDE

ROWS = TILE.rows


class Left(NamedTuple):
    """A: where it starts, its strides by row, by depth and by tile."""

    start: int
    row: int
    deep: int
    tile: int


class Right(NamedTuple):
    """B: where it starts, its strides by depth and by panel."""

    start: int
    deep: int
    panel: int


class Out(NamedTuple):
    """C, or S: where it starts, its strides by row and by panel."""

    start: int
    row: int
    panel: int


@inlined
def gemm(vectors, tiles, panels, depth, A, left, B, right, C, out, S, added, keep):
    """C = A B + keep * S, for the tiles of rows from tiles[0] to tiles[1] and so many `panels`.

    `depth` counts the terms of each sum; `vectors` says how wide the panels are.
    """
    for panel in range(panels):
        b = right.start + panel * right.panel
        c, s = out.start + panel * out.panel, added.start + panel * added.panel
        for tile in range(tiles[0], tiles[1]):
            row, a = tile * ROWS, left.start + tile * left.tile
            here, there = c + row * out.row, s + row * added.row
            gemm_tile(vectors, depth, A, left, a, B, right, b, C, out, here, S, added, there, keep)


@inlined
def gemm_tile(vectors, depth, A, left, a, B, right, b, C, out, c, S, added, s, keep):
    """One tile of C, from the starts a, b, c and s."""
    if vectors == 1:
        NARROW(depth, A, a, left.row, left.deep, B, b, right.deep, C, c, out.row, S, s, added.row, keep)
    else:
        WIDE(depth, A, a, left.row, left.deep, B, b, right.deep, C, c, out.row, S, s, added.row, keep)
