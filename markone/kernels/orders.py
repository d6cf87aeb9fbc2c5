"""Random orders, as NumPy's usual generator draws them, in a third of its time.

The generator is PCG XSL RR 128/64 of O'Neill, "PCG: A family of simple fast space-efficient statistically
good algorithms for random number generation", report HMC-CS-2014-0905 (2014); the shuffle that of
Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7 (1964), 420.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from markone.kernels.jit import bare, compiles, inlined
from markone.kernels.tier import Tier

_HIGH, _LOW = np.uint64(0x2360ED051FC65DA4), np.uint64(0x4385DF649FCCF645)
"""The multiplier of its state, in halves as all that has 128 bits."""
_HALF, _TURN, _WORD = np.uint64(32), np.uint64(58), np.uint64(64)
_LEFT, _FIRST = np.uint64(63), np.uint64(2**32 - 1)


@intrinsic
def _high(typing, a, b):
    """The upper half of the product of two uint64."""

    def emit(context, builder, signature, values):
        double = ir.IntType(128)
        product = builder.mul(*(builder.zext(value, double) for value in values))
        return builder.trunc(builder.lshr(product, ir.Constant(double, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), emit


@inlined
def _next(high, low, by_high, by_low):
    """The next state of the generator, and the 64 bits that it gives; what is added to it is its own."""
    product = low * _LOW
    high = _high(low, _LOW) + high * _LOW + low * _HIGH + by_high
    low = product + by_low
    high += np.uint64(low < product)
    word, turn = high ^ low, high >> _TURN
    return high, low, (word >> turn) | (word << ((_WORD - turn) & _LEFT))


@bare
def _shuffle(state, orders):
    """Each row of `orders` (int64) in a new order.

    `state` (6,) uint64 is that of the generator: itself, what is added to it, whether half a word is left,
    and that half. A draw beyond what is left to choose from changes nothing, in place of a jump that no
    processor foresees.
    """
    high, low, by_high, by_low, is_left, left = state
    for row in range(len(orders)):
        order = orders[row]
        for i in range(order.size):
            order[i] = i
        last, mask = order.size - 1, 1
        while mask < last:
            mask += mask + 1
        while last > 0:
            rest = mask >> 1
            while last > rest:
                draw = left
                if not is_left:
                    high, low, word = _next(high, low, by_high, by_low)
                    draw, left = word & _FIRST, word >> _HALF
                is_left ^= np.uint64(1)
                drawn = np.int64(draw) & mask
                fits = drawn <= last
                at = drawn if fits else last
                order[last], order[at] = order[at], order[last]
                last -= fits
            mask = rest
    state[0], state[1], state[4], state[5] = high, low, is_left, left


TIER = Tier(_shuffle, worth=60_000_000)
"""Numbers: NumPy draws them in about the time in which the kernel is compiled."""


def draw_orders(rng: np.random.Generator, samples: int, count: int) -> np.ndarray:
    """What `rng.permutation(samples)` gives `count` times: (count, samples) int64, samples at most 2**32."""
    bits = rng.bit_generator
    if type(bits) is not np.random.PCG64 or not compiles() or not TIER.is_open():
        TIER.count(samples * count)
        return rng.permuted(np.tile(np.arange(samples), (count, 1)), axis=1)
    orders = np.empty((count, samples), np.int64)
    with bits.lock:
        told = bits.state
        halves = [half for name in ("state", "inc") for half in divmod(told["state"][name], 2**64)]
        state = np.array([*halves, told["has_uint32"], told["uinteger"]], np.uint64)
        _shuffle(state, orders)
        high, low, _, _, told["has_uint32"], told["uinteger"] = state.tolist()
        told["state"]["state"] = high << 64 | low
        bits.state = told
    return orders
