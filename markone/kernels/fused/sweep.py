"""A matrix product, tile by tile, over operands in panels."""

from typing import NamedTuple

from markone.kernels.jit import jit
from markone.kernels.vector.processor import TILE
from markone.kernels.vector.product import NARROW, WIDE

ROWS = TILE.rows


class Left(NamedTuple):
    """A: where its tiles start, its strides by row and by depth."""

    start: int
    row: int
    deep: int


class Right(NamedTuple):
    """B: where it starts, its strides by depth and by panel."""

    start: int
    deep: int
    panel: int


class Out(NamedTuple):
    """C: where it starts, its strides by row and by panel."""

    start: int
    row: int
    panel: int


@jit
def _sweep(vectors, tiles, panels, depth, A, left, B, right, C, out, keep, scale):
    """C = keep * C + scale * A B, for the tiles of rows from tiles[0] to tiles[1] and all `panels`.

    Row `depth` counts the terms of each sum; `vectors` says how wide the panels are.
    """
    for panel in range(panels):
        b, c = right.start + panel * right.panel, out.start + panel * out.panel
        for tile in range(tiles[0], tiles[1]):
            row = tile * ROWS
            _tile(
                vectors,
                depth,
                A,
                left,
                left.start + row * left.row,
                B,
                b,
                right,
                C,
                c + row * out.row,
                out,
                keep,
                scale,
            )


@jit
def _tile(vectors, depth, A, left, a, B, b, right, C, c, out, keep, scale):
    """One tile of C, from the starts a, b and c."""
    if vectors == 1:
        NARROW(depth, A, a, left.row, left.deep, B, b, right.deep, C, c, out.row, keep, scale)
    else:
        WIDE(depth, A, a, left.row, left.deep, B, b, right.deep, C, c, out.row, keep, scale)
