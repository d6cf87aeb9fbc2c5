"""From the loss of a batch back to what every layer did to it: dL/dnet, a row per sample.

The law of `kernels.dense.backprop` and `kernels.loss.sse_gradient` in this engine's form, held against it by
tests/fast/test_fused.py::test_the_fused_net_is_the_readable_one.
"""

from markone.fast.fused.forward import panel_size
from markone.fast.fused.gemm import ROWS, Left, Out, Right, gemm
from markone.kernels.activation import HEAVISIDE, IDENTITY, LOGISTIC, RELU, SOFTMAX, TANH
from markone.kernels.jit import inlined
from markone.kernels.loss import SSE, of_sample
from markone.kernels.vector.math import log
from markone.kernels.vector.product import lanes_of
from markone.kernels.vector.transpose import transpose


@inlined
def meet_targets(layout, loss, given, samples, step, workspace, first, last):
    """dL/dnet of the last layer, step * weight * (Y - T), for rows first to last; `samples` index `given`.

    It also writes down the loss of each sample.
    """
    top = layout.code.size
    stride, place = layout.stride[top], layout.place[top]
    for row in range(first, last):
        sample, at = samples[row], place + row * stride
        t, w = given.T[sample], given.weight[sample]
        y, delta = workspace.acts[at : at + stride], workspace.deltas[at : at + stride]
        workspace.losses[row], workspace.chances[row] = of_sample(loss, y, t, given.only[sample])
        scale = w * workspace.acts.dtype.type(step)
        for j in range(t.size):
            delta[j] = scale * (y[j] - t[j])
    if loss != SSE:
        for row in range(first, last):
            workspace.losses[row] -= log(workspace.chances[row])


@inlined
def summed_loss(total, weight, samples, workspace):
    """`total` and the losses of some samples, in order."""
    for row in range(samples.size):
        total += weight[samples[row]] * workspace.losses[row]
    return total


@inlined
def backward(layout, weights, acts, deltas, turned, tiles):
    """dL/dnet of every layer but the last, for the tiles of samples from tiles[0] to tiles[1].

    `turned` holds one panel of a layer's weights, transposed.
    """
    zero = acts.dtype.type(0)
    for layer in range(layout.code.size - 1, 0, -1):
        wide, panels = panel_size(layout, layer - 1, lanes_of(acts))
        stride, place = layout.stride[layer], layout.place[layer]
        depth, vectors = layout.outputs[layer], layout.vectors[layer - 1]
        left = Left(layout.place[layer + 1], layout.stride[layer + 1], 1, ROWS * layout.stride[layer + 1])
        for panel in range(panels):
            _on_their_side(layout, layer, weights, panel * wide, wide, turned)
            right, out = Right(0, wide, 0), Out(place + panel * wide, stride, 0)
            gemm(vectors, tiles, 1, depth, deltas, left, turned, right, deltas, out, deltas, out, zero)
        part = slice(place + tiles[0] * ROWS * stride, place + tiles[1] * ROWS * stride)
        _pull_back(layout.code[layer - 1], acts[part], deltas[part], layout.outputs[layer - 1], stride)


@inlined
def _on_their_side(layout, layer, weights, first, wide, turned):
    """The weights from the inputs first to first + wide of a layer: a row per unit."""
    panel, panels = panel_size(layout, layer, lanes_of(weights))
    for number in range(panels):
        start = layout.weights[layer] + (number * layout.rows[layer] + first) * panel
        transpose(weights, start, panel, turned, number * panel * wide, wide, wide, panel)


@inlined
def _pull_back(code, Y, D, units, stride):
    """From dL/dY in D to dL/dnet, in place, given the outputs Y."""
    one, zero = D.dtype.type(1), D.dtype.type(0)
    if code == TANH:
        for at in range(D.size):
            D[at] *= one - Y[at] * Y[at]
    elif code == LOGISTIC:
        for at in range(D.size):
            D[at] *= Y[at] * (one - Y[at])
    elif code == RELU:
        for at in range(D.size):
            D[at] = D[at] if Y[at] > zero else zero
    elif code == HEAVISIDE:
        D[:] = zero
    elif code == SOFTMAX:
        for first in range(0, D.size, stride):
            common = zero
            for at in range(first, first + units):
                common += Y[at] * D[at]
            for at in range(first, first + units):
                D[at] = Y[at] * (D[at] - common)
    elif code != IDENTITY:
        raise ValueError("the activation is none of the codes of kernels.activation.ACTIVATIONS")
