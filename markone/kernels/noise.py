"""Random draws addressed by name, not by turn.

A draw is a hash of (key, count): the shaft's own key and how many pulses it has had, or the
millisecond. Neither the order in which banks fire nor the number of threads can change it.

Source of the hash: Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
OOPSLA 2014 (SplitMix64).
"""

import numpy as np

from markone.kernels.jit import jit

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@jit
def mix(state):
    """The output of SplitMix64 for the state `state` (uint64 -> uint64)."""
    bits = state + _STEP
    bits = (bits ^ (bits >> _30)) * _FIRST
    bits = (bits ^ (bits >> _27)) * _SECOND
    return bits ^ (bits >> _31)


@jit
def uniform(key, count):
    """A draw from [-1, 1) that belongs to `key` (uint64) and `count` (an integer >= 0)."""
    bits = mix(key ^ mix(np.uint64(count)))
    return float(bits >> _11) * 2.0**-52 - 1.0


@jit
def normal(key, count):
    """A draw from the normal distribution with mean 0 and variance 1 that belongs to `key` and `count`.

    Source: Box and Muller, "A note on the generation of random normal deviates", Annals of Mathematical
    Statistics 29 (1958), 610.
    """
    above, angle = 0.5 - 0.5 * uniform(key, count), np.pi * uniform(mix(key), count)
    return np.sqrt(-2.0 * np.log(above)) * np.cos(angle)


@jit
def mixed(keys, tag):
    """Another key for each of the `keys` (n,) uint64, the same for the same `tag` (uint64)."""
    made = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        made[i] = mix(keys[i] ^ tag)
    return made


@jit
def normals(keys, part):
    """A draw of `normal` for each of the `keys` (n,) uint64, for its own `part` (an integer >= 0)."""
    drawn = np.empty(keys.size)
    for i in range(keys.size):
        drawn[i] = normal(keys[i], part)
    return drawn
