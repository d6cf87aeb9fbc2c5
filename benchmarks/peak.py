"""What the processor can do at best: multiply and add in registers, read what lies somewhere, and a chain."""

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from markone.kernels.jit import jit

CHAINS = 12
"""Sums that do not wait for each other: enough to hide the time of one, and as many as registers hold."""
LOADS = 8
"""Vectors that are read side by side."""
_FEATURES = llvm.get_host_cpu_features()
VECTOR_BITS = 512 if _FEATURES.get("avx512f") else 256 if _FEATURES.get("avx") else 128


def flops_of(dtype, rounds):
    """Floating-point operations of `multiply_add` with a factor of `dtype`."""
    return 2 * CHAINS * VECTOR_BITS // (8 * np.dtype(dtype).itemsize) * rounds


@intrinsic
def _chains(typing, factor, rounds):
    """CHAINS vectors, each s <- s * factor + factor in every round; one lane of their sum."""

    def generate(context, builder, signature, args):
        lane = context.get_value_type(factor)
        kind = ir.VectorType(lane, VECTOR_BITS // factor.bitwidth)
        zero = ir.Constant(ir.IntType(32), 0)
        one = builder.insert_element(ir.Constant(kind, ir.Undefined), args[0], zero)
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), kind.count), None)
        factors = builder.shuffle_vector(one, one, everywhere)
        slots = [cgutils.alloca_once(builder, kind) for _ in range(CHAINS)]
        for number, slot in enumerate(slots):
            builder.store(ir.Constant(kind, [float(number)] * kind.count), slot)
        name = f"llvm.fmuladd.v{kind.count}f{factor.bitwidth}"
        fused = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind] * 3), name)
        with cgutils.for_range(builder, args[1]):
            for slot in slots:
                builder.store(builder.call(fused, [builder.load(slot), factors, factors]), slot)
        total = builder.load(slots[0])
        for slot in slots[1:]:
            total = builder.fadd(total, builder.load(slot))
        return builder.extract_element(total, zero)

    return factor(factor, types.int64), generate


@jit
def multiply_add(factor, rounds):
    """Keep the multipliers busy for `rounds`; what comes out only shows that it was done."""
    return _chains(factor, rounds)


@intrinsic
def _loads(typing, words, blocks):
    """Load `blocks` blocks of 8 vectors of words (uint64); one lane of the exclusive or of them."""

    def generate(context, builder, signature, args):
        kind = ir.VectorType(ir.IntType(64), VECTOR_BITS // 64)
        data = cgutils.create_struct_proxy(words)(context, builder, args[0]).data
        data = builder.bitcast(data, kind.as_pointer())
        slots = [cgutils.alloca_once_value(builder, ir.Constant(kind, None)) for _ in range(LOADS)]
        with cgutils.for_range(builder, args[1]) as loop:
            first = builder.mul(loop.index, ir.Constant(loop.index.type, LOADS))
            for number, slot in enumerate(slots):
                at = builder.gep(data, [builder.add(first, ir.Constant(first.type, number))])
                builder.store(builder.xor(builder.load(slot), builder.load(at, align=8)), slot)
        total = builder.load(slots[0])
        for slot in slots[1:]:
            total = builder.xor(total, builder.load(slot))
        return builder.extract_element(total, ir.Constant(ir.IntType(32), 0))

    return types.uint64(words, types.int64), generate


@jit
def read(words):
    """Read all `words` (n,) uint64, as many bytes at a time as the processor's vectors have."""
    return _loads(words, words.size * 64 // (VECTOR_BITS * LOADS))


@jit
def chain(x, links):
    """x <- 1 / (1 + exp(-x)), so often: each link waits for the one before."""
    one = np.float32(1)
    for _ in range(links):
        x = one / (one + np.exp(-x))
    return x
