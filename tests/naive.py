"""Plain-Python oracles: every kernel again, as slowly and as literally as it can be said.

Nothing here is imported from the kernels, and nothing is shared with them but the meaning.
"""

import math
from itertools import pairwise

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


class Motors:
    """Motors, gears and wipers stepped through time, a tenth of a millisecond at a time."""

    STEP_S = 1e-4

    def __init__(self, count, pot, key):
        self.pot, self.keys = pot, range(key, key + count)
        self.speed, self.volts = [0.0] * count, [0.0] * count
        self.play = [pot["backlash_v"] / 2] * count  # what would be lost upwards
        self.pulses = [0] * count

    def run(self, way, ms, rest_ms):
        self.pulses = [n + (w != 0) for n, w in zip(self.pulses, way, strict=True)]
        supply = 1 - self.pot["sag"] * sum(w != 0 for w in way) / len(way)
        for shaft, w in enumerate(way):
            own = 1 + self.pot["spread"] * uniform(self.keys[shaft], 0)
            pulse = 1 + self.pot["jitter"] * uniform(self.keys[shaft], self.pulses[shaft])
            goal = w * self.pot["speed_v_per_s"] * own * pulse * supply
            for _ in range(round(ms * 1e-3 / self.STEP_S)):
                self.step(shaft, goal, "start_ms")
            for _ in range(round(rest_ms * 1e-3 / self.STEP_S)):
                self.step(shaft, 0.0, "coast_ms")

    def step(self, shaft, goal, ramp):
        lag_s = self.pot[ramp] / 1000
        most = self.STEP_S * self.pot["speed_v_per_s"] / lag_s if lag_s else math.inf
        before = self.speed[shaft]
        self.speed[shaft] += max(-most, min(most, goal - before))
        travel = self.STEP_S * (before + self.speed[shaft]) / 2 if lag_s else self.STEP_S * self.speed[shaft]
        lost = self.play[shaft] if travel > 0 else self.play[shaft] - self.pot["backlash_v"]
        taken_up = min(travel, lost) if travel > 0 else max(travel, lost)
        self.play[shaft] -= taken_up
        leak = self.STEP_S * 1000 / self.pot["decay_ms"] * self.volts[shaft] if self.pot["decay_ms"] else 0
        end = self.volts[shaft] + travel - taken_up - leak
        self.volts[shaft] = max(-self.pot["stop_v"], min(self.pot["stop_v"], end))


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


def ways(unit, bank, fires, lamps, targets, mode, rule):
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
            }[rule]
            for a in fed
        ]
    return out


def words(bits):
    """Zeros and others as words of 64 bits, the first the lowest."""
    starts = range(0, len(bits), 64)
    return [sum(1 << place for place, bit in enumerate(bits[at : at + 64]) if bit) for at in starts]


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


def answer(w, x):
    return 1 if sum(a * b for a, b in zip(w, [*x, 1.0], strict=True)) > 0 else 0


def pocket_epoch(X, targets, order, w, pocket, rate, run, longest):
    """Gallant's pocket with the ratchet, over the samples in `order`: all that it changes."""
    w, pocket = list(w), list(pocket)

    def right(weights):
        return sum(answer(weights, x) == target for x, target in zip(X, targets, strict=True))

    for row in order:
        error = targets[row] - answer(w, X[row])
        if error:
            w, run = [a + rate * error * b for a, b in zip(w, [*X[row], 1.0], strict=True)], 0
        else:
            run += 1
            if run > longest and right(w) > right(pocket):
                pocket, longest = list(w), run
    return w, pocket, run, longest, right(pocket)


def fewest_mistakes(X, labels):
    """Of all lines among points in a plane, no three on one line: the fewest points on a wrong side.

    A best line can be moved until it touches two points, and which side these fall on is then free.
    """
    least = min(sum(labels), len(labels) - sum(labels))
    for i in range(len(X)):
        for j in range(i):
            w1, w2 = X[i][1] - X[j][1], X[j][0] - X[i][0]
            b = -(w1 * X[i][0] + w2 * X[i][1])
            rest = [k for k in range(len(X)) if k not in (i, j)]
            wrong = sum((w1 * X[k][0] + w2 * X[k][1] + b > 0) != labels[k] for k in rest)
            least = min(least, wrong, len(rest) - wrong)
    return least


def xor_error(weights):
    """E of the logistic 2-2-1 net, one number after the other."""
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = weights
    total = 0.0
    for (x1, x2), target in zip([(0, 1), (1, 0), (0, 0), (1, 1)], [1, 1, 0, 0], strict=True):
        h1 = 1 / (1 + math.exp(-(w3 * x1 + w4 * x2 + b2)))
        h2 = 1 / (1 + math.exp(-(w5 * x1 + w6 * x2 + b3)))
        total += (target - 1 / (1 + math.exp(-(w1 * h1 + w2 * h2 + b1)))) ** 2
    return total


def pieces(rows):
    """In how many pieces the lit cells of a picture hang together, side to side."""
    lit = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell}
    count = 0
    while lit:
        count, waiting = count + 1, [lit.pop()]
        while waiting:
            r, c = waiting.pop()
            near = {(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)} & lit
            lit -= near
            waiting += near
    return count


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


def fires(excited_by, inhibited_by, threshold, inhibition, on):
    """Whether a threshold logic unit fires when the lines in the set `on` do."""
    excited = sum(line in on for line in excited_by)
    inhibited = sum(line in on for line in inhibited_by)
    if inhibition == "absolute":
        return excited >= threshold and not inhibited
    return excited - inhibited >= threshold


def threshold_run(units, inhibition, signals, start, steps):
    """The sets of units that fire at the times 0 to `steps`, for units of (excited, inhibited, threshold)."""
    history = [set(start)]
    for t in range(steps):
        on = history[-1] | {name for name, signal in signals.items() if signal[t]}
        history.append({name for name, unit in units.items() if fires(*unit, inhibition, on)})
    return history


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


def first_weights(seed, kind, *sizes):
    """The weights a net begins with, flat; `kind` is a name, or the deviation of a normal start."""
    key, numbers, kind = mix(seed), iter(range(10**6)), {"zero": 0.0, "small": 0.05}.get(kind, kind)

    def normal(number):
        share = (1 - uniform(key, 2 * number)) / 2
        return math.sqrt(-2 * math.log(share)) * math.cos(math.pi * uniform(key, 2 * number + 1))

    def one(number, units, fan_in, bias):
        if kind == "glorot":
            return 0.0 if bias else math.sqrt(6 / (units + fan_in)) * uniform(key, 2 * number)
        if kind == "he":
            return 0.0 if bias else math.sqrt(2 / fan_in) * normal(number)
        return kind * normal(number)

    return [
        one(next(numbers), units, fan_in, place == fan_in)
        for fan_in, units in pairwise(sizes)
        for _ in range(units)
        for place in range(fan_in + 1)
    ]


def small_net_outputs(weights, x, sizes, name, head):
    """The outputs of all layers of a net, weights flat, for one sample."""
    values, layers = iter(weights), []
    for layer, units in enumerate(sizes[1:], 2):
        rows = [[next(values) for _ in range(len(x) + 1)] for _ in range(units)]
        nets = [sum(w * v for w, v in zip(row, [*x, 1.0], strict=True)) for row in rows]
        x = activation(head if layer == len(sizes) else name, nets)
        layers.append(x)
    return layers


def small_net_step(weights, X, T, rate, sizes, name, head, matched):
    """The weights after one step down the mean loss of all samples."""
    slope = {
        "tanh": lambda y: 1 - y * y,
        "logistic": lambda y: y * (1 - y),
        "relu": lambda y: float(y > 0),
        "identity": lambda y: 1.0,
    }
    slopes = [0.0] * len(weights)
    for x, t in zip(X, T, strict=True):
        layers = [list(x), *small_net_outputs(weights, x, sizes, name, head)]
        deltas = [(a - b) * (1 if matched else a * (1 - a)) for a, b in zip(layers[-1], t, strict=True)]
        end = len(weights)
        for below in reversed(layers[:-1]):
            width = len(below) + 1
            end -= width * len(deltas)
            for k, delta in enumerate(deltas):
                for j, value in enumerate([*below, 1.0]):
                    slopes[end + k * width + j] += delta * value
            deltas = [
                sum(d * weights[end + k * width + j] for k, d in enumerate(deltas)) * slope[name](value)
                for j, value in enumerate(below)
            ]
    return [w - rate * slope / len(X) for w, slope in zip(weights, slopes, strict=True)]


def lane_sum(w, x, kind, lanes, last):
    """w.x + b, added in the order of `kernels.vector.rows`, each number rounded to `kind`."""
    d = len(x)
    whole = d - d % lanes

    def sums(count, first, end):
        parts = [kind(0)] * count
        for c in range(first, end):
            parts[(c - first) % count] += w[c] * x[c]
        return parts

    def fold(parts, count):
        while len(parts) > count:
            half = len(parts) // 2
            parts = [a + b for a, b in zip(parts[:half], parts[half:], strict=True)]
        return parts

    rest = sums(last, whole, d)
    if whole:
        rest = [a + b for a, b in zip(rest, fold(sums(lanes, 0, whole), last), strict=True)]
    return w[d] + fold(rest, 1)[0]
