"""Weights that move as soon as their gradient is summed: dL/dW exists for one tile at a time."""

from typing import NamedTuple

from markone.fast.fused.forward import panel_size
from markone.fast.fused.gemm import ROWS, Left, Out, Right, gemm, gemm_tile
from markone.fast.fused.optimiser import descend_run, is_plain_sgd, step_rate
from markone.kernels.jit import inlined
from markone.kernels.vector.product import NARROW_ROW, WIDE_ROW, lanes_of


class _Slope(NamedTuple):
    """Where the gradient of a layer is summed, and where the weights are that it moves: numbers only."""

    left: Left
    """The layer's inputs."""
    right: Right
    """dL/dnet of its units."""
    weights: int
    bias: int
    rows: int
    wide: int
    vectors: int


@inlined
def _slope(layout, layer, lanes):
    wide, panels = panel_size(layout, layer, lanes)
    left = Left(layout.place[layer], 1, layout.stride[layer])
    right = Right(layout.place[layer + 1], layout.stride[layer + 1], wide)
    weights, bias, rows = layout.weights[layer], layout.bias[layer], layout.rows[layer]
    return _Slope(left, right, weights, bias, rows, wide, layout.vectors[layer]), panels


@inlined
def move_weights(layout, descent, step, state, workspace, samples, share, gradient, me, of):
    """Step number `step` of every layer from the batch of so many `samples`; part `me` of `of` parts.

    `gradient` holds the gradient of one tile, or of a layer's biases.
    """
    W, acts, deltas = state.weights, workspace.acts, workspace.deltas
    rate, decay = step_rate(descent, step), descent.alpha / share
    for layer in range(layout.code.size):
        slope, panels = _slope(layout, layer, lanes_of(W))
        count = -(-layout.inputs[layer] // ROWS)
        tiles = count * me // of, count * (me + 1) // of
        if is_plain_sgd(descent):
            out, keep = (
                Out(slope.weights, slope.wide, slope.rows * slope.wide),
                W.dtype.type(1.0 - rate * decay),
            )
            left, right, vectors = slope.left, slope.right, slope.vectors
            gemm(vectors, tiles, panels, samples, acts, left, deltas, right, W, out, W, out, keep)
        else:
            for panel in range(panels):
                _panel_step(slope, panel, tiles, descent, rate, decay, state, workspace, samples, gradient)
        if me == of - 1:
            _bias_step(slope, panels, descent, rate, state, workspace, samples, gradient)


@inlined
def _panel_step(slope, panel, tiles, descent, rate, decay, state, workspace, samples, gradient):
    """The tiles of one panel, each descended as soon as it is summed."""
    A, D, G, left, right, wide = (
        workspace.acts,
        workspace.deltas,
        gradient,
        slope.left,
        slope.right,
        slope.wide,
    )
    zero, out = A.dtype.type(0), Out(0, wide, 0)
    for tile in range(tiles[0], tiles[1]):
        a, b = left.start + tile * ROWS, right.start + panel * right.panel
        gemm_tile(slope.vectors, samples, A, left, a, D, right, b, G, out, 0, G, out, 0, zero)
        first = slope.weights + (panel * slope.rows + tile * ROWS) * wide
        descend_run(descent, rate, decay, state, G, first, ROWS * wide)


@inlined
def _bias_step(slope, panels, descent, rate, state, workspace, samples, gradient):
    """The biases of a layer, which have no penalty: weights of an input that is always 1."""
    D, G, one, zero, right = (
        workspace.deltas,
        gradient,
        workspace.one,
        state.weights.dtype.type(0),
        slope.right,
    )
    for panel in range(panels):
        b, c = right.start + panel * right.panel, panel * slope.wide
        if slope.vectors == 1:
            NARROW_ROW(samples, one, 0, 0, 0, D, b, right.deep, G, c, 0, G, c, 0, zero)
        else:
            WIDE_ROW(samples, one, 0, 0, 0, D, b, right.deep, G, c, 0, G, c, 0, zero)
    descend_run(descent, rate, 0.0, state, G, slope.bias, panels * slope.wide)
