"""Ways to go down a gradient: each step changes the weights, and its own memory, in place."""

import numpy as np

from markone.kernels.jit import jit


@jit
def sgd_step(W, dW, velocity, rate, momentum):
    """W += v with v = momentum * v - rate * dW; all arrays (J, I)."""
    for j in range(W.shape[0]):
        for i in range(W.shape[1]):
            velocity[j, i] = momentum * velocity[j, i] - rate * dW[j, i]
            W[j, i] += velocity[j, i]


@jit
def adam_step(W, dW, mean, square, rate, step):
    """Adam's step number `step` (from 1), with its authors' constants; all arrays (J, I).

    Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
    """
    unbiased = rate * np.sqrt(1.0 - 0.999**step) / (1.0 - 0.9**step)
    for j in range(W.shape[0]):
        for i in range(W.shape[1]):
            g = dW[j, i]
            mean[j, i] += 0.1 * (g - mean[j, i])
            square[j, i] += 0.001 * (g * g - square[j, i])
            W[j, i] -= unbiased * mean[j, i] / (np.sqrt(square[j, i]) + 1e-8)
