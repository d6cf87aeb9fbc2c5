"""Epoch after epoch: gather a batch, forward, backward, update."""

from typing import NamedTuple

import numpy as np

from markone.fast.fused.backward import backward, meet_targets, summed_loss
from markone.fast.fused.forward import forward, gather, panel_size
from markone.fast.fused.gemm import ROWS
from markone.fast.fused.optimiser import scale_of
from markone.fast.fused.update import Run, move_weights
from markone.kernels.jit import bare, inlined, jit
from markone.kernels.loss import only_target
from markone.kernels.vector.product import lanes_of
from markone.kernels.vector.squares import with_squares


class Examples(NamedTuple):
    """What a net is trained on; X, T and weight have the dtype of the weights."""

    X: np.ndarray
    """(n, inputs)."""
    T: np.ndarray
    """(n, outputs)."""
    only: np.ndarray
    """(n,) int64: what `only_target` gives for each row of T, put there by `find_only`."""
    weight: np.ndarray
    """(n,)."""


class Workspace(NamedTuple):
    """Room for one batch, or a run of it.

    `side`, `turned` and `gradient` have a row for each part of the work, which no other part touches.
    """

    acts: np.ndarray
    deltas: np.ndarray
    side: np.ndarray
    """For inputs of one layer, side by side."""
    turned: np.ndarray
    gradient: np.ndarray
    losses: np.ndarray
    """Of each sample that there is room for, float64; `chances` as well, whose logarithms losses are of."""
    chances: np.ndarray


@inlined
def _penalty(layout, descent, weights):
    """alpha / 2 * the sum of squared weights, biases left out; each unit's are summed first."""
    if descent.alpha == 0.0:
        return 0.0
    total, lanes = 0.0, lanes_of(weights)
    for layer in range(layout.code.size):
        wide, panels = panel_size(layout, layer, lanes)
        rows, squares = layout.rows[layer], 0.0
        for panel in range(panels):
            first = layout.weights[layer] + panel * rows * wide
            for unit in range(first, first + wide, lanes):
                squares = with_squares(squares, weights, unit, rows, wide)
        total += squares
    return 0.5 * descent.alpha * total


@inlined
def _share(weight, samples):
    """The sum of the weights of a batch."""
    share = 0.0
    for sample in samples:
        share += weight[sample]
    return share


@inlined
def _there_and_back(layout, descent, loss, net, given, samples, share, me, of, is_new):
    """Part `me` of `of` parts of a batch, forward and backward: some of its samples.

    `net` is (weights, workspace). The workspace holds the samples already unless they are new.
    """
    weights, workspace = net
    turned = workspace.turned[me]
    count = -(-samples.size // ROWS)
    tiles = count * me // of, count * (me + 1) // of
    first, last = min(tiles[0] * ROWS, samples.size), min(tiles[1] * ROWS, samples.size)
    if is_new:
        gather(layout, given.X, samples, workspace.acts, first, last)
    forward(layout, weights, workspace.acts, turned, tiles, last)
    scale = scale_of(descent, share)
    meet_targets(layout, loss, given, samples, scale, workspace, first, last)
    backward(layout, weights, workspace.acts, workspace.deltas, turned, tiles)


@bare
def find_only(loss, given):
    """Write down of each sample which target is the only one, as `Examples` has it."""
    for row in range(len(given.T)):
        given.only[row] = only_target(loss, given.T[row])


@bare
def train(layout, descent, loss, state, workspace, given, orders, batch, curve):
    """Train `curve.size` epochs and write the summed loss of each, as met on the way, into `curve` (float64).

    Epoch e takes the samples in the order of row e of `orders` (int64), beginning again after its last row.
    """
    step, net, gradient = state.steps[0], (state.weights, workspace), workspace.gradient[0]
    held, share = workspace.losses.size, 0.0
    for epoch in range(curve.size):
        order = orders[epoch % len(orders)]
        is_new = epoch == 0 or len(orders) > 1 or order.size > held
        total = 0.0
        for first in range(0, order.size, batch):
            samples = order[first : first + batch]
            share = _share(given.weight, samples) if is_new else share
            if share == 0.0:
                continue
            penalty, lost = _penalty(layout, descent, state.weights), 0.0
            step += 1
            for at in range(0, samples.size, held):
                some = samples[at : at + held]
                run = Run(some.size, at == 0, at + held >= samples.size)
                _there_and_back(layout, descent, loss, net, given, some, share, 0, 1, is_new)
                lost = summed_loss(lost, given.weight, some, workspace)
                move_weights(layout, descent, step, state, workspace, run, share, gradient, 0, 1)
            total += penalty + lost
        curve[epoch] = total
    state.steps[0] = step


@bare
def share_of(weight, samples):
    """The sum of the weights of the `samples` of one batch."""
    return _share(weight, samples)


@bare
def there_and_back(layout, descent, loss, state, workspace, given, samples, share, of, me):
    """Part `me` of `of` parts of a step's first half: samples forward, and what they did wrong backward.

    Every sum is made by one part, in one order, so that the numbers do not depend on how many there are. The
    same holds for `update`, the second half, which must not begin before all parts of the first have ended.
    """
    net = state.weights, workspace
    _there_and_back(layout, descent, loss, net, given, samples, share, me, of, True)


@bare
def loss_of(layout, descent, state, workspace, weight, samples):
    """The loss of a batch before its step, penalty included; between the halves of the step."""
    penalty = _penalty(layout, descent, state.weights)
    return penalty + summed_loss(0.0, weight, samples, workspace)


@bare
def update(layout, descent, state, workspace, samples, share, of, me):
    """Part `me` of `of` parts of a step's second half: weights, moved as step number `state.steps`."""
    run, gradient = Run(samples, True, True), workspace.gradient[me]
    move_weights(layout, descent, state.steps[0], state, workspace, run, share, gradient, me, of)


@jit
def answer(layout, weights, acts, turned, X, Y):
    """The outputs Y (n, outputs) for X (n, inputs), as many at a time as there is room for in `acts`.

    `turned` is that of `forward`.
    """
    last = layout.code.size
    room = (acts.size - layout.place[last]) // layout.stride[last]
    order = np.arange(room)
    for first in range(0, len(X), room):
        some, said = X[first : first + room], Y[first : first + room]
        gather(layout, some, order, acts, 0, len(some))
        forward(layout, weights, acts, turned, (0, -(-len(some) // ROWS)), len(some))
        for row in range(len(some)):
            at = layout.place[last] + row * layout.stride[last]
            for unit in range(Y.shape[1]):
                said[row, unit] = acts[at + unit]


@bare
def all_finite(numbers):
    """Whether no number is infinite or not a number."""
    wrong = 0
    for i in range(numbers.size):
        wrong += not abs(numbers[i]) < np.inf
    return wrong == 0
