"""Where nets begin: weights drawn by (seed, number of the weight), so that a net depends on no other."""

import numpy as np

from markone.kernels.jit import inlined
from markone.kernels.noise import mix, uniform

NORMAL, GLOROT, HE, GIVEN = range(4)
"""Kinds of start: normal, biases too; glorot; he; and weights that are there already."""


@inlined
def _normal(key, number):
    """A standard normal draw (Box and Muller, 1958)."""
    share = 0.5 - 0.5 * uniform(key, 2 * number)
    return np.sqrt(-2.0 * np.log(share)) * np.cos(np.pi * uniform(key, 2 * number + 1))


@inlined
def _layer(weights, first, units, inputs, key, start, deviation):
    """Draw the weights of one layer, flat from `first` on, by the formulas of `learners.initialise`."""
    for number in range(first, first + units * (inputs + 1)):
        bias = (number - first) % (inputs + 1) == inputs
        if start == NORMAL:
            weights[number] = deviation * _normal(key, number)
        elif bias:
            weights[number] = 0.0
        elif start == GLOROT:
            weights[number] = np.sqrt(6.0 / (inputs + units)) * uniform(key, 2 * number)
        elif start == HE:
            weights[number] = np.sqrt(2.0 / inputs) * _normal(key, number)
        else:
            raise ValueError("the start is none of NORMAL, GLOROT, HE and GIVEN")


@inlined
def draw_weights(weights, seed, start, deviation, plan):
    """The first weights of one net, (P,), in place."""
    key, first = mix(seed), 0
    if start != GIVEN:
        for layer in range(1, len(plan.sizes)):
            inputs, units = plan.sizes[layer - 1], plan.sizes[layer]
            _layer(weights, first, units, inputs, key, start, deviation)
            first += units * (inputs + 1)
