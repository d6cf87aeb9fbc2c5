"""Begin, train and judge a block of nets, all lanes at a time."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from markone.fast.many.backward import backward
from markone.fast.many.forward import forward
from markone.fast.many.judge import judge
from markone.fast.many.plan import HIDDEN, OUTPUTS, Plan, units_of, weights_of
from markone.fast.many.start import draw_weights
from markone.fast.many.unrolled import as_text, unrolled_outputs, unrolled_steps
from markone.kernels.jit import inlined, jit
from markone.kernels.vector.lanes import LANES, load

ROUND = 128
"""Steps between two looks at whether the weights still change."""


class Nets(NamedTuple):
    """A block of nets, an entry each; float32 where nothing else is said."""

    seeds: np.ndarray
    """uint64."""
    starts: np.ndarray
    """Codes of `start`, int8."""
    deviations: np.ndarray
    """Of a normal start."""
    rates: np.ndarray
    """Of learning, for the mean loss of the samples."""
    weights: np.ndarray
    """(nets, P): first and last weights."""
    losses: np.ndarray
    """Mean loss at the end."""
    outcomes: np.ndarray
    """SOLVED, STUCK or DIVERGED, uint8."""


@inlined
def _enter(nets, first, W, E, plan):
    """Put nets from `first` on into the lanes, and -rate / samples into E[0].

    Lanes left over repeat the last net.
    """
    for lane in range(W.shape[1]):
        net = min(first + lane, len(nets.seeds) - 1)
        if first + lane == net:
            draw_weights(nets.weights[net], nets.seeds[net], nets.starts[net], nets.deviations[net], plan)
        E[0, lane] = -nets.rates[net] / np.float32(plan.samples)
        for row in range(len(W)):
            W[row, lane] = nets.weights[net, row]


@inlined
def _look(nets, first, W, A, T, plan, begun):
    """See where the nets in the lanes stand, before and after training, and take them out."""
    for lane in range(min(W.shape[1], len(nets.seeds) - first)):
        for row in range(len(W)):
            nets.weights[first + lane, row] = W[row, lane]
        judge(nets, first + lane, W, A, T, lane, plan, begun)


@inlined
def _rows(count, lanes):
    return np.empty((count, lanes), np.float32)


@inlined
def _workspace(plan, lanes):
    """Rows for the weights twice, all outputs, and one unit's deltas."""
    weights, units = 0, 0
    for layer in range(1, len(plan.sizes)):
        weights += (plan.sizes[layer - 1] + 1) * plan.sizes[layer]
        units += plan.sizes[layer]
    outputs, deltas = _rows(units * plan.samples, lanes), _rows(plan.samples, lanes)
    return _rows(weights, lanes), _rows(weights, lanes), outputs, deltas


@inlined
def _is_same(W, before):
    """Whether a step changed no weight, so that no other will; what is no number stays none."""
    for row in range(len(W)):
        for lane in range(W.shape[1]):
            new, old = W[row, lane], before[row, lane]
            if new != old and (new == new or old == old):  # noqa: PLR0124
                return False
    return True


@jit
def train(nets, X, T, epochs, plan, stop):
    """Train `nets` for `epochs` steps on X (N, I) and T (N, K), float32; any plan.

    Lanes whose weights have come to rest are left there. It ends soon after stop[0] is set.
    """
    W, before, A, E = _workspace(plan, LANES)
    for first in range(0, len(nets.seeds), LANES):
        _enter(nets, first, W, E, plan)
        rate, done, ended = load(E, 0), 0, epochs == 0
        while True:
            forward(W, X, A, plan)
            if done == 0 or ended:
                _look(nets, first, W, A, T, plan, done == 0)
            if ended:
                break
            if done % ROUND == 0:
                before[:] = W
            backward(W, X, T, A, E, rate, plan)
            ended = done + 1 == epochs or stop[0] or (done % ROUND == 0 and _is_same(W, before))
            done += 1


@lru_cache(maxsize=64)
def unrolled_train(text: str, lanes: int):
    """`train` for one small plan and so many lanes as an unrolled program, compiled when first called."""

    @jit
    def train_this(nets, X, T, epochs, plan, stop):
        W, before, A, E = _workspace(plan, lanes)
        for first in range(0, len(nets.seeds), lanes):
            _enter(nets, first, W, E, plan)
            done, ended = 0, epochs == 0
            while True:
                if done == 0 or ended:
                    unrolled_outputs(W, X, A, text)
                    _look(nets, first, W, A, T, plan, done == 0)
                if ended:
                    break
                probe = done % ROUND == 0
                if probe:
                    before[:] = W
                count = 1 if probe else min(ROUND - 1, epochs - done)
                unrolled_steps(W, X, T, E, count, text)
                done += count
                ended = done == epochs or stop[0] or (probe and _is_same(W, before))

    return train_this


SMALL = 32
"""Activations of a step, and weights, up to which an unrolled program pays: more do not stay in registers."""
FEW = 8
"""So many nets and fewer have an unrolled program of as many lanes: an epoch of one takes half as long."""


def trainer(plan: Plan, nets: int):
    """The kernel for so many nets of `plan`, and the plan as kernels take it.

    Raises ValueError for activations there is none for.
    """
    if plan.f not in HIDDEN or plan.g not in OUTPUTS:
        raise ValueError(f"the activations of the plan are {plan.f} and {plan.g}; see Plan.f and Plan.g")
    is_small = units_of(plan) * plan.samples <= SMALL and weights_of(plan) <= SMALL
    lanes = FEW if nets <= FEW else LANES
    kernel = unrolled_train(as_text(plan, lanes), lanes) if is_small else train
    return kernel, plan._replace(sizes=np.array(plan.sizes))
