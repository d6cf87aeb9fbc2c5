"""What has become of a net: its mean loss, and whether it has solved its task or is lost.

The law of `kernels.loss` in this engine's form, held against it by
tests/fast/test_many.py::test_nets_are_trained_as_in_plain_python.
"""

import numpy as np

from markone.kernels.activation import IDENTITY, LOGISTIC, SOFTMAX
from markone.kernels.jit import inlined

SOLVED, STUCK, DIVERGED = range(3)
"""How a net ends: every output where its target wants it; not so; or lost."""
HUGE = 1e4
"""A net is lost with a weight of more than this or one that is no number,"""
WORSE = 1.01
"""and when its loss is so many times what it was at the start."""
_TINY = 2.0**-28
"""Outputs are taken to be at least this far from 0 and 1 in a logarithm."""


@inlined
def _loss(y, t, plan):
    if plan.g == SOFTMAX:
        return -t * np.log(max(y, _TINY))
    if plan.g == LOGISTIC and plan.matched:
        return -t * np.log(max(y, _TINY)) - (1.0 - t) * np.log(max(1.0 - y, _TINY))
    return 0.5 * (y - t) ** 2


@inlined
def _score(A, T, lane, plan):
    """(mean loss, how much is not right) of the net in one lane, whose outputs are the last rows of A.

    A logistic output is right on its target's side of one half, an identity output near its target;
    of shares, the greatest one must be the target's (the first, if several are).
    """
    total, wrong, N, K = 0.0, 0, plan.samples, plan.sizes[-1]
    first = len(A) - K * N
    for n in range(N):
        said, wanted = 0, 0
        for k in range(K):
            y, t = float(A[first + k * N + n, lane]), float(T[n, k])
            total += _loss(y, t, plan)
            if plan.g == SOFTMAX:
                said = k if y > A[first + said * N + n, lane] else said
                wanted = k if t > T[n, wanted] else wanted
            elif plan.g == IDENTITY:
                wrong += not abs(y - t) <= plan.near
            elif plan.g == LOGISTIC:
                wrong += (y > 0.5) != (t > 0.5)
            else:
                raise ValueError("the outputs are neither identity nor logistic nor softmax")
        wrong += said != wanted
    return total / N, wrong


@inlined
def _is_lost(W, lane, before, after):
    """Whether the net in one lane has a weight that is no number or HUGE, or is worse than it began."""
    for row in range(len(W)):
        if not abs(W[row, lane]) <= HUGE:
            return True
    return after > WORSE * before


@inlined
def judge(nets, net, W, A, T, lane, plan, begun):
    """Loss and outcome of the net in one lane; unless it has only begun, `losses` holds its first."""
    loss, wrong = _score(A, T, lane, plan)
    before = loss if begun else nets.losses[net]
    nets.outcomes[net] = STUCK if wrong else SOLVED
    if _is_lost(W, lane, before, loss):
        nets.outcomes[net] = DIVERGED
    nets.losses[net] = loss
