"""Plain-Python oracles: every kernel again, as slowly and as literally as it can be said.

Nothing here is imported from the kernels, and nothing is shared with them but the meaning.
"""

import math

MASK = (1 << 64) - 1


def mix(state):
    """SplitMix64's output for a state, in unbounded integers."""
    z = (state + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def uniform(key, count):
    return (mix(key ^ mix(count)) >> 11) / 2**52 - 1


def exposed(level, lit, light, ms, cell, key):
    """One photocell after `ms` of `light`: its level and whether it is lit."""
    goal = cell["dark"] + (1 - cell["dark"]) * light * (1 + cell["spread"] * uniform(key, 0))
    tau = cell["rise_ms"] if goal > level else cell["decay_ms"]
    level = goal if tau == 0 else goal - (goal - level) * math.exp(-ms / tau)
    return level, level >= cell["threshold"] - (cell["hysteresis"] if lit else 0)


def active(excitatory, inhibitory, theta, lit):
    """Whether each A-unit fires."""
    return [
        sum(lit[c] for c in plus) - sum(lit[c] for c in minus) >= theta
        for plus, minus in zip(excitatory, inhibitory, strict=True)
    ]


def currents(unit, bank, volts, fires):
    """What each R-unit receives from ideal pots."""
    return [
        sum(volts[p] for p in range(bank[r], bank[r + 1]) if fires[unit[p]]) for r in range(len(bank) - 1)
    ]


def ways(unit, bank, fires, lamps, targets, mode, law):
    """How each motor must run."""
    out = []
    for r, (lamp, target) in enumerate(zip(lamps, targets, strict=True)):
        wanted = {
            "test": 0,
            "forced": target,
            "error correction": target if lamp != target else 0,
            "error correction until right": target if lamp != target else 0,
            "spontaneous": lamp,
        }[mode]
        fed = [int(fires[unit[p]]) for p in range(bank[r], bank[r + 1])]
        out += [
            {
                "bipolar": wanted * a,
                "alpha": a if wanted == 1 else 0,
                "beta": (a / max(sum(fed), 1) if wanted == 1 else 1 / len(fed)) if wanted else 0,
                "gamma": wanted * (a - sum(fed) / len(fed)),
            }[law]
            for a in fed
        ]
    return out


def perceptron_epoch(X, targets, w, rate):
    """One pass of the perceptron rule: the new weights and the number of mistakes."""
    w, mistakes = list(w), 0
    for row, target in zip(X, targets, strict=True):
        x = [*row, 1.0]
        said = 1 if sum(a * b for a, b in zip(w, x, strict=True)) > 0 else 0
        if said != target:
            mistakes += 1
            w = [a + rate * (target - said) * b for a, b in zip(w, x, strict=True)]
    return w, mistakes


def activation(name, row):
    """One row of net inputs through an activation."""
    if name == "softmax":
        powers = [math.exp(net) for net in row]
        return [power / sum(powers) for power in powers]
    one = {
        "identity": lambda net: net,
        "tanh": lambda net: (math.exp(net) - math.exp(-net)) / (math.exp(net) + math.exp(-net)),
        "logistic": lambda net: 1 / (1 + math.exp(-net)),
        "relu": lambda net: net if net > 0 else 0.0,
        "heaviside": lambda net: 1.0 if net > 0 else 0.0,
    }[name]
    return [one(net) for net in row]


def fprop(W, X, name):
    """The outputs of a layer, row by row."""
    return [
        activation(name, [sum(w * x for w, x in zip(weights, row, strict=True)) for weights in W])
        for row in X
    ]


def loss(name, Y, T, weight):
    """A loss, summed over rows and outputs."""
    one = {
        "sse": lambda y, t: (y - t) ** 2 / 2,
        "cross-entropy": lambda y, t: -t * math.log(y),
        "binary cross-entropy": lambda y, t: -t * math.log(y) - (1 - t) * math.log(1 - y),
    }[name]
    return sum(
        share * one(y, t)
        for row, goal, share in zip(Y, T, weight, strict=True)
        for y, t in zip(row, goal, strict=True)
    )
