"""Sums over a row, many columns at a time, that come out the same on every processor.

A sum is kept in LANES partial sums, column c in lane c mod LANES; columns that fill no whole block go
on in FEW lanes, and what is then left is added to the bias, one by one. Lanes are folded in halves. A
product is rounded before it is added. That order is fixed, so the result has the same bits at any width
of the processor's vectors; LLVM cuts these vectors to the width that it has.

Rows may be float32, float64 or uint8; of uint64 each bit is a column, the lowest first. Nothing
checks bounds here: weights (columns + 1,) must have as many columns as the rows, and the bias last.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LANES, FEW = 64, 8
BITS = types.uint64


class _Row:
    """Weights and one row of X, while code is generated: loads blocks of lanes of both."""

    def __init__(self, context, builder, signature, args):
        w_type, x_type = signature.args[:2]
        w, X = (context.make_array(t)(context, builder, a) for t, a in zip((w_type, x_type), args, strict=False))
        self.builder, self.lane, self.cell = builder, context.get_value_type(w_type.dtype), x_type.dtype
        self.w = w.data
        words = cgutils.unpack_tuple(builder, X.shape)[-1]
        self.x = builder.gep(X.data, [builder.mul(args[2], words)])
        self.columns = builder.mul(words, self.number(64)) if self.cell == BITS else words
        self.w_bytes, self.x_bytes = w_type.dtype.bitwidth // 8, self.cell.bitwidth // 8

    def number(self, value):
        return ir.Constant(ir.IntType(64), value)

    def _vector(self, pointer, lane, first, count, align):
        at = self.builder.gep(pointer, [first])
        return self.builder.bitcast(at, ir.VectorType(lane, count).as_pointer()), align

    def weights_at(self, first, count):
        """A pointer to `count` weights as one vector, and its alignment."""
        return self._vector(self.w, self.lane, first, count, self.w_bytes)

    def cells(self, first, count):
        """`count` columns of the row from `first` on: numbers, or for bits a mask."""
        if self.cell == BITS:
            word = self.builder.udiv(first, self.number(64))
            loaded = self.builder.load(self.builder.gep(self.x, [word]), align=8)
            return self.builder.bitcast(loaded, ir.VectorType(ir.IntType(1), 64))
        kind = ir.IntType(8) if self.cell == types.uint8 else self.lane
        pointer, align = self._vector(self.x, kind, first, count, self.x_bytes)
        loaded = self.builder.load(pointer, align=align)
        if self.cell == types.uint8:
            return self.builder.uitofp(loaded, ir.VectorType(self.lane, count))
        return loaded

    def scaled(self, factor, first, count):
        """`factor` (count lanes) times the columns from `first` on."""
        cells = self.cells(first, count)
        if self.cell == BITS:
            return self.builder.select(cells, factor, ir.Constant(factor.type, None))
        return self.builder.fmul(factor, cells)

    def blocks(self, act):
        """act(first, count) for all columns: as many blocks of LANES as go, then of FEW, then one by one."""
        builder, done = self.builder, self.number(0)
        for count in (LANES,) if self.cell == BITS else (LANES, FEW, 1):
            end = builder.and_(self.columns, self.number(-count))
            with cgutils.for_range_slice(builder, done, end, self.number(count)) as (first, _):
                act(first, count)
            done = end


def _halves(builder, vector):
    """The lower and the upper half of a vector, added."""
    half = vector.type.count // 2
    lower, upper = (ir.Constant(ir.VectorType(ir.IntType(32), half), [*range(at, at + half)]) for at in (0, half))
    return builder.fadd(
        builder.shuffle_vector(vector, vector, lower), builder.shuffle_vector(vector, vector, upper)
    )


def _fold(builder, vector, lanes):
    """A vector folded in halves until it has as many `lanes`."""
    while vector.type.count > lanes:
        vector = _halves(builder, vector)
    return vector


class _Sums:
    """Partial sums of LANES, FEW and one lane; that of one lane begins with `start`."""

    def __init__(self, here, start):
        self.here, self.builder = here, here.builder
        kinds = {count: ir.VectorType(here.lane, count) for count in (LANES, FEW, 1)}
        self.slots = {count: cgutils.alloca_once(here.builder, kind) for count, kind in kinds.items()}
        for count, kind in kinds.items():
            self.builder.store(ir.Constant(kind, None), self.slots[count])
        self._add_to(1, self.builder.bitcast(start, kinds[1]))

    def _add_to(self, count, vector):
        slot = self.slots[count]
        self.builder.store(self.builder.fadd(self.builder.load(slot), vector), slot)

    def add(self, first, count):
        """The products of `count` columns from `first` on."""
        pointer, align = self.here.weights_at(first, count)
        self._add_to(count, self.here.scaled(self.builder.load(pointer, align=align), first, count))

    def total(self):
        """All sums together."""
        for count, fewer in ((LANES, FEW), (FEW, 1)):
            some = self.builder.icmp_unsigned(">=", self.here.columns, self.here.number(count))
            with self.builder.if_then(some):
                self._add_to(fewer, _fold(self.builder, self.builder.load(self.slots[count]), fewer))
        only = ir.Constant(ir.IntType(32), 0)
        return self.builder.extract_element(self.builder.load(self.slots[1]), only)


@intrinsic
def weigh_row(typing, w, X, row):
    """w.x + b of row number `row` of X (n, columns), or of X (columns,) itself where `row` is 0."""

    def generate(context, builder, signature, args):
        here = _Row(context, builder, signature, args)
        sums = _Sums(here, builder.load(builder.gep(here.w, [here.columns])))
        here.blocks(sums.add)
        return sums.total()

    return w.dtype(w, X, types.int64), generate


@intrinsic
def move_by_row(typing, w, X, row, step):
    """w += step * x and b += step, in place, for one row of X as `weigh_row` takes it."""

    def generate(context, builder, signature, args):
        here = _Row(context, builder, signature, args)

        def move(first, count):
            pointer, align = here.weights_at(first, count)
            kind = ir.VectorType(here.lane, count)
            one = builder.insert_element(ir.Constant(kind, ir.Undefined), args[3], ir.Constant(ir.IntType(32), 0))
            everywhere = ir.Constant(ir.VectorType(ir.IntType(32), count), None)
            moved = here.scaled(builder.shuffle_vector(one, one, everywhere), first, count)
            builder.store(builder.fadd(builder.load(pointer, align=align), moved), pointer, align=align)

        here.blocks(move)
        bias = builder.gep(here.w, [here.columns])
        builder.store(builder.fadd(builder.load(bias), args[3]), bias)
        return context.get_dummy_value()

    return types.void(w, X, types.int64, w.dtype), generate
