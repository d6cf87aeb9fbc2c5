"""Begin, train and judge a block of nets, all lanes at a time."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.many.epoch import forward, step
from markone.kernels.many.plan import Plan, weights_of
from markone.kernels.many.start import _draw
from markone.kernels.many.straight import straight_steps
from markone.kernels.vector.lanes import WIDTH, load

SOLVED, STUCK, DIVERGED = range(3)
"""How a net ends: every output on the target's side of one half; not so; or lost."""
HUGE = 1e4
"""A net is lost with a weight of more than this or one that is no number,"""
WORSE = 1.01
"""and when its loss is so many times what it was at the start."""
_TINY = 2.0**-28
"""Outputs are taken to be at least this far from 0 and 1 in a logarithm."""


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


@jit
def _loss(y, t, plan):
    if plan.matched:
        return -t * np.log(max(y, _TINY)) - (1.0 - t) * np.log(max(1.0 - y, _TINY))
    return 0.5 * (y - t) ** 2


@jit
def _score(D, T, lane, plan):
    """(mean loss, outputs on the wrong side of one half) of the net in one lane, whose outputs are in D."""
    total, wrong = 0.0, 0
    for n in range(plan.samples):
        for k in range(plan.outputs):
            y, t = float(D[k * plan.samples + n, lane]), float(T[n, k])
            total += _loss(y, t, plan)
            wrong += (y > 0.5) != (t > 0.5)
    return total / plan.samples, wrong


@jit
def _begin(nets, first, W, X, T, H, D, E, plan):
    """Put nets from `first` on into the lanes, and -rate / samples into E[0].

    Lanes left over repeat the last net. `losses` holds the loss at the start for as long as that is needed.
    """
    for lane in range(WIDTH):
        net = min(first + lane, len(nets.seeds) - 1)
        if first + lane == net:
            _draw(nets.weights[net], nets.seeds[net], nets.starts[net], nets.deviations[net], plan)
        E[0, lane] = -nets.rates[net] / np.float32(plan.samples)
        for row in range(len(W)):
            W[row, lane] = nets.weights[net, row]
    forward(W, X, H, D, plan)
    for lane in range(min(WIDTH, len(nets.seeds) - first)):
        nets.losses[first + lane], _ = _score(D, T, lane, plan)


@jit
def _lost(W, lane, before, after):
    """Whether the net in one lane has a weight that is no number or HUGE, or is worse than it began."""
    for row in range(len(W)):
        if not abs(W[row, lane]) <= HUGE:
            return True
    return after > WORSE * before


@jit
def _judge(nets, first, W, X, T, H, D, plan):
    """Take the nets out of their lanes, with what became of them."""
    forward(W, X, H, D, plan)
    for lane in range(min(WIDTH, len(nets.seeds) - first)):
        net = first + lane
        for row in range(len(W)):
            nets.weights[net, row] = W[row, lane]
        loss, wrong = _score(D, T, lane, plan)
        nets.outcomes[net] = STUCK if wrong else SOLVED
        if _lost(W, lane, nets.losses[net], loss):
            nets.outcomes[net] = DIVERGED
        nets.losses[net] = loss


@jit
def _rows(count):
    return np.empty((count, WIDTH), np.float32)


@jit
def _room(plan):
    """Rows for the weights, the hidden outputs, the outputs and one unit's deltas."""
    count = plan.hidden * (plan.inputs + 1) + plan.outputs * (plan.hidden + 1)
    N = plan.samples
    return _rows(count), _rows(plan.hidden * N), _rows(plan.outputs * N), _rows(N)


@jit
def train(nets, X, T, epochs, plan):
    """Train `nets` for `epochs` steps on X (N, I) and T (N, K), float32; any plan."""
    W, H, D, E = _room(plan)
    for first in range(0, len(nets.seeds), WIDTH):
        _begin(nets, first, W, X, T, H, D, E, plan)
        rate = load(E, 0)
        for _ in range(epochs):
            step(W, X, T, H, D, E, rate, plan)
        _judge(nets, first, W, X, T, H, D, plan)


@lru_cache(maxsize=64)
def straight_train(plan: Plan):
    """`train` for one small plan as a straight program, compiled when first called."""
    inputs, J, K, N, f, matched, ones = map(int, plan)

    @jit
    def train_this(nets, X, T, epochs, plan):
        W, H, D, E = _room(plan)
        for first in range(0, len(nets.seeds), WIDTH):
            _begin(nets, first, W, X, T, H, D, E, plan)
            straight_steps(W, X, T, E, epochs, inputs, J, K, N, f, matched, ones)
            _judge(nets, first, W, X, T, H, D, plan)

    return train_this


SMALL = 32
"""Activations of a step, and weights, up to which a straight program pays: more do not stay in registers."""


def trainer(plan: Plan):
    """The kernel for `plan`; inputs of 0 and 1 are made use of where the program is straight."""
    if (plan.hidden + plan.outputs) * plan.samples > SMALL or weights_of(plan) > SMALL:
        return train, plan._replace(ones=-1)
    return straight_train(plan), plan
