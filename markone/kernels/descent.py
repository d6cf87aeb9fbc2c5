"""Ways to go down a gradient: each step changes the weights, and its own memory, in place."""

import numpy as np

from markone.kernels.jit import jit
from markone.kernels.vector.emit import muladd


@jit
def plain_step(W, move, keep):
    """W = keep * W + move, rounded once; of the biases, the last column of W (J, I), all is kept."""
    keep = W.dtype.type(keep)
    for j in range(W.shape[0]):
        for i in range(W.shape[1] - 1):
            W[j, i] = muladd(keep, W[j, i], move[j, i])
        W[j, W.shape[1] - 1] += move[j, W.shape[1] - 1]


@jit
def sgd_step(W, dW, velocity, rate, momentum):
    """W += v with v = momentum * v - rate * dW; all arrays (J, I)."""
    rate, momentum = W.dtype.type(rate), W.dtype.type(momentum)
    for j in range(W.shape[0]):
        for i in range(W.shape[1]):
            velocity[j, i] = momentum * velocity[j, i] - rate * dW[j, i]
            W[j, i] += velocity[j, i]


@jit
def adam_step(W, dW, mean, square, rate, step):
    """Adam's step number `step` (from 1), with its authors' constants; all arrays (J, I).

    Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
    """
    number = W.dtype.type
    unbiased = number(rate * np.sqrt(1.0 - 0.999**step) / (1.0 - 0.9**step))
    tenth, thousandth, least = number(0.1), number(0.001), number(1e-8)
    for j in range(W.shape[0]):
        for i in range(W.shape[1]):
            g = dW[j, i]
            mean[j, i] += tenth * (g - mean[j, i])
            square[j, i] += thousandth * (g * g - square[j, i])
            W[j, i] -= unbiased * mean[j, i] / (np.sqrt(square[j, i]) + least)
