"""The perceptron rule of 1958 on plain numbers."""

from markone.kernels.jit import jit


@jit
def perceptron_epoch(X, target, w, rate):
    """One pass in stored order; changes `w` in place and returns the number of mistakes.

    X: (n, d) float64; target: (n,) float64 of 0 or 1; w: (d + 1,) float64, the bias last. A
    sample says 1 where w.x + b > 0, and moves w by rate * (target - said) * x and b by
    rate * (target - said).
    """
    d = X.shape[1]
    mistakes = 0
    for row in range(len(X)):
        net = w[d]
        for column in range(d):
            net += w[column] * X[row, column]
        error = target[row] - (1.0 if net > 0.0 else 0.0)
        if error != 0.0:
            mistakes += 1
            step = rate * error
            for column in range(d):
                w[column] += step * X[row, column]
            w[d] += step
    return mistakes
