"""Threads that work on one net, and where they wait for each other."""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from markone.kernels.jit import jit


def _counter(context, builder, signature, values):
    """Where the first number of an int64 array is."""
    return context.make_array(signature.args[0])(context, builder, values[0]).data


@intrinsic
def _arrive(typing, gate):
    """Count one more at the gate; how many there were before."""

    def emit(context, builder, signature, values):
        one = ir.Constant(ir.IntType(64), 1)
        return builder.atomic_rmw("add", _counter(context, builder, signature, values), one, "seq_cst")

    return types.int64(gate), emit


@intrinsic
def _arrived(typing, gate):
    """How many have been counted, looked at anew."""

    def emit(context, builder, signature, values):
        return builder.load_atomic(_counter(context, builder, signature, values), "seq_cst", 8)

    return types.int64(gate), emit


@jit
def _meet(gate, of):
    """Wait until all `of` threads are here; `gate` (1,) int64 is zero at the first meeting, and counts."""
    if of > 1:
        full = (_arrive(gate) // of + 1) * of
        while _arrived(gate) < full:
            pass
