"""Many steps as one unrolled program for one plan: no loop but that over the epochs, weights in registers.

`forward` and `backward` are run once, when compiling, with values that write down what is done with them. A
sweep of XOR nets by `train_many` takes 1.7 to 2.2 times as long by the loops of `train.train`.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils

from markone.fast.many.backward import backward
from markone.fast.many.forward import forward
from markone.fast.many.plan import Plan, units_of, weights_of
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


def as_text(plan: Plan, lanes: int) -> str:
    """What makes the program of a plan for so many lanes, as a text that stays the same in every process."""
    rest = plan.samples, plan.f, plan.g, int(plan.matched), plan.ones, lanes
    return "/".join(" ".join(map(str, part)) for part in (plan.sizes, rest))


def _from_text(text):
    """The plan, and the lanes."""
    sizes, (samples, f, g, matched, ones, lanes) = (tuple(map(int, part.split())) for part in text.split("/"))
    return Plan(sizes, samples, f, g, bool(matched), ones, near=0.0), lanes


@intrinsic(prefer_literal=True)
def unrolled_steps(typingctx, W, X, T, rates, epochs, text):
    """`epochs` steps on W (P, lanes), with rates (1, lanes); `text` is a plan `as_text`, constant."""

    def code(context, builder, signature, arguments):
        plan, lanes = _from_text(text.literal_value)
        kinds = signature.args
        x = _Table(context, builder, kinds[1], arguments[1], plan.sizes[0])
        t = _Table(context, builder, kinds[2], arguments[2], plan.sizes[-1])
        rate = Traced(builder, load_row(context, builder, kinds[3], arguments[3], 0, lanes))
        count = weights_of(plan)
        places = [place(context, builder, kinds[0], arguments[0], row, lanes) for row in range(count)]
        keep = [cgutils.alloca_once(builder, rate.value.type) for _ in places]
        for at, kept in zip(places, keep, strict=True):
            builder.store(builder.load(at, align=4), kept)
        with cgutils.for_range(builder, arguments[4]):
            weights = [Traced(builder, builder.load(kept)) for kept in keep]
            A, E = ([None] * (n * plan.samples) for n in (units_of(plan), 1))
            forward(weights, x, A, plan)
            backward(weights, x, t, A, E, rate, plan)
            for weight, kept in zip(weights, keep, strict=True):
                builder.store(weight.value, kept)
        for at, kept in zip(places, keep, strict=True):
            builder.store(builder.load(kept), at, align=4)
        return context.get_dummy_value()

    return types.none(W, X, T, rates, types.intp, text), code


@intrinsic(prefer_literal=True)
def unrolled_outputs(typingctx, W, X, A, text):
    """The outputs of the last layer into the last rows of A."""

    def code(context, builder, signature, arguments):
        plan, lanes = _from_text(text.literal_value)
        kinds, count = signature.args, weights_of(plan)
        x = _Table(context, builder, kinds[1], arguments[1], plan.sizes[0])
        rows = [load_row(context, builder, kinds[0], arguments[0], row, lanes) for row in range(count)]
        outputs: list = [None] * (units_of(plan) * plan.samples)
        forward([Traced(builder, row) for row in rows], x, outputs, plan)
        for row in range(len(outputs) - plan.sizes[-1] * plan.samples, len(outputs)):
            at = place(context, builder, kinds[2], arguments[2], row, lanes)
            builder.store(outputs[row].value, at, align=4)
        return context.get_dummy_value()

    return types.none(W, X, A, text), code
