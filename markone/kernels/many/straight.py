"""Many steps as one straight program for one plan: no loop but that over the epochs, weights in registers.

`epoch.step` is run once, when compiling, with values that write down what is done with them.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.kernels.many.epoch import step
from markone.kernels.many.plan import Plan, weights_of
from markone.kernels.vector.emit import Traced, intrinsic
from markone.kernels.vector.lanes import load_row, place


class _Table:
    """A contiguous float32 array (rows, columns) whose numbers are loaded where they are asked for."""

    def __init__(self, context, builder, kind, array, columns):
        self.builder, self.columns = builder, columns
        self.data = cgutils.create_struct_proxy(kind)(context, builder, array).data

    def __getitem__(self, place):
        row, column = place
        at = ir.Constant(ir.IntType(64), row * self.columns + column)
        return Traced(self.builder, self.builder.load(self.builder.gep(self.data, [at])))


@intrinsic(prefer_literal=True)
def straight_steps(typingctx, W, X, T, rates, epochs, inputs, J, K, N, f, matched, ones):
    """`epochs` times `epoch.step` on W (P, 32), with rates (1, 32); the last seven are a plan, constant."""
    sizes = (inputs, J, K, N, f, matched, ones)

    def code(context, builder, signature, arguments):
        plan = Plan(*(one.literal_value for one in sizes))
        kinds = signature.args
        x = _Table(context, builder, kinds[1], arguments[1], plan.inputs)
        t = _Table(context, builder, kinds[2], arguments[2], plan.outputs)
        rate = Traced(builder, load_row(context, builder, kinds[3], arguments[3], 0))
        count = weights_of(plan)
        places = [place(context, builder, kinds[0], arguments[0], row) for row in range(count)]
        keep = [cgutils.alloca_once(builder, rate.value.type) for _ in places]
        for at, kept in zip(places, keep, strict=True):
            builder.store(builder.load(at, align=4), kept)
        with cgutils.for_range(builder, arguments[4]):
            weights = [Traced(builder, builder.load(kept)) for kept in keep]
            H, D, E = ([None] * (n * plan.samples) for n in (plan.hidden, plan.outputs, 1))
            step(weights, x, t, H, D, E, rate, plan)
            for weight, kept in zip(weights, keep, strict=True):
                builder.store(weight.value, kept)
        for at, kept in zip(places, keep, strict=True):
            builder.store(builder.load(kept), at, align=4)
        return context.get_dummy_value()

    return types.none(W, X, T, rates, types.intp, *sizes), code
