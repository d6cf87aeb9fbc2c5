"""Weights that move as soon as their gradient is summed: dL/dW exists for one tile at a time.

Where a batch goes through in runs, it is summed from run to run.
"""

from typing import NamedTuple

from markone.fast.fused.forward import panel_size
from markone.fast.fused.gemm import ROWS, Left, Out, Right, gemm
from markone.fast.fused.optimiser import descend_run, is_plain_sgd, step_rate
from markone.kernels.jit import inlined
from markone.kernels.vector.added import ADD_NARROW, ADD_WIDE
from markone.kernels.vector.continued import NARROW_ON, WIDE_ON
from markone.kernels.vector.product import lanes_of

FAR = 2**18
"""Bytes of a layer's inputs whose rows lie on more pages than a processor has the addresses of at hand."""
OFTEN = 16
"""Panels of weights for which it pays to lay the inputs side by side first: an eighth at 32, nothing at 8."""


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
    left = Left(layout.place[layer], 1, layout.stride[layer], ROWS)
    right = Right(layout.place[layer + 1], layout.stride[layer + 1], wide)
    weights, bias, rows = layout.weights[layer], layout.bias[layer], layout.rows[layer]
    return _Slope(left, right, weights, bias, rows, wide, layout.vectors[layer]), panels


class Run(NamedTuple):
    """Some samples of a batch, which are in the workspace: its first ones, its last ones, or all of it."""

    samples: int
    is_first: bool
    is_last: bool


@inlined
def _side_by_side(acts, left, samples, tiles, side):
    """The inputs of a layer into `side`, tile by tile: `ROWS` of each sample, then those of the next."""
    for tile in range(tiles[0], tiles[1]):
        first = (tile - tiles[0]) * samples
        for sample in range(samples):
            at, into = left.start + tile * left.tile + sample * left.deep, (first + sample) * ROWS
            for row in range(ROWS):
                side[into + row] = acts[at + row]


@inlined
def _inputs(workspace, left, samples, tiles, panels, me):
    """Where part `me` reads the inputs of a layer from, and how."""
    acts, side = workspace.acts, workspace.side[me]
    if panels < OFTEN or samples * left.deep * acts.itemsize < FAR:
        return acts, left
    _side_by_side(acts, left, samples, tiles, side)
    return side, Left(-tiles[0] * samples * ROWS, 1, ROWS, samples * ROWS)


@inlined
def move_weights(layout, descent, step, state, workspace, run, share, gradient, me, of):
    """Step number `step` of every layer, when the last run of its batch is summed; part `me` of `of` parts.

    `gradient` holds the gradient of one tile, or of a layer's biases; of all weights where there are more
    runs than one.
    """
    W, deltas = state.weights, workspace.deltas
    rate, decay = step_rate(descent, step), descent.alpha / share
    for layer in range(layout.code.size):
        slope, panels = _slope(layout, layer, lanes_of(W))
        count = -(-layout.inputs[layer] // ROWS)
        tiles = count * me // of, count * (me + 1) // of
        A, left = _inputs(workspace, slope.left, run.samples, tiles, panels, me)
        if is_plain_sgd(descent) and run.is_first and run.is_last:
            out, keep = (
                Out(slope.weights, slope.wide, slope.rows * slope.wide),
                W.dtype.type(1.0 - rate * decay),
            )
            right, vectors = slope.right, slope.vectors
            gemm(vectors, tiles, panels, run.samples, A, left, deltas, right, W, out, W, out, keep)
        else:
            for panel in range(panels):
                _panel_step(
                    slope, A, left, panel, tiles, descent, rate, decay, state, workspace, run, gradient
                )
        if me == of - 1:
            _bias_step(slope, panels, descent, rate, state, workspace, run, gradient)


@inlined
def _place(run, gradient, first, count):
    """Where the gradient of the weights from `first` on is summed; it is made 0 for the first run."""
    place = 0 if run.is_first and run.is_last else first
    if run.is_first:
        for at in range(place, place + count):
            gradient[at] = 0
    return place


@inlined
def _panel_step(slope, A, left, panel, tiles, descent, rate, decay, state, workspace, run, gradient):
    """The tiles of one panel, each descended as soon as it is summed."""
    D, right, wide = workspace.deltas, slope.right, slope.wide
    b = right.start + panel * right.panel
    for tile in range(tiles[0], tiles[1]):
        a, first = left.start + tile * left.tile, slope.weights + (panel * slope.rows + tile * ROWS) * wide
        place = _place(run, gradient, first, ROWS * wide)
        if slope.vectors == 1:
            NARROW_ON(run.samples, A, a, left.row, left.deep, D, b, right.deep, gradient, place, wide)
        else:
            WIDE_ON(run.samples, A, a, left.row, left.deep, D, b, right.deep, gradient, place, wide)
        if run.is_last:
            descend_run(descent, rate, decay, state, gradient[place:], first, ROWS * wide)


@inlined
def _bias_step(slope, panels, descent, rate, state, workspace, run, gradient):
    """The biases of a layer, which have no penalty: weights of an input that is always 1."""
    D, right, count = workspace.deltas, slope.right, panels * slope.wide
    place = _place(run, gradient, slope.bias, count)
    for panel in range(panels):
        b, c = right.start + panel * right.panel, place + panel * slope.wide
        if slope.vectors == 1:
            ADD_NARROW(run.samples, D, b, right.deep, gradient, c)
        else:
            ADD_WIDE(run.samples, D, b, right.deep, gradient, c)
    if run.is_last:
        descend_run(descent, rate, 0.0, state, gradient[place:], slope.bias, count)
