"""Sums over a row, many columns at a time, that come out the same on every processor.

A row has PARTIAL partial sums, column c in number c mod PARTIAL; columns that fill no whole block go on in
LAST of them. They are folded in halves, and the bias comes last. A product is rounded before it is added.
That order is fixed, so the result has the same bits at any width of the processor's vectors, and for every
kind of sample that holds the same numbers; LLVM cuts these vectors to the width it has.

X holds samples of the weights' own dtype, or bytes (uint8), or of packed bits, 64 columns in a uint64,
the lowest bit first. Nothing checks bounds here: weights w (columns + 1,) say how many columns each row
of X has, and are in C order as X is.
"""

from itertools import product

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError

from markone.kernels.vector.bits import as_lanes
from markone.kernels.vector.emit import intrinsic
from markone.kernels.vector.masked import everywhere, first_of, fold, fold_each, load, number, store

PARTIAL, LAST = 32, 8
_BYTES, _PACKED = types.uint8, types.uint64


def _check(w, X):
    """Refuse what these functions would read wrongly."""
    floating, in_order = w.dtype in (types.float32, types.float64), w.layout == X.layout == "C"
    if not (floating and in_order and X.dtype in (w.dtype, _BYTES, _PACKED)):
        raise TypingError(
            f"weights are {w} and samples {X}; give weights of float32 or float64, samples of the same or "
            "of uint8, or bits in uint64, all in C order: use np.ascontiguousarray and astype"
        )


class _Rows:
    """Weights and some rows of X, while code is generated."""

    def __init__(self, context, builder, signature, args, rows):
        w_type, x_type = signature.args[:2]
        w, X = (
            context.make_array(t)(context, builder, a) for t, a in zip((w_type, x_type), args, strict=False)
        )
        self.builder, self.lane, self.cell = builder, context.get_value_type(w_type.dtype), x_type.dtype
        self.w, words = w.data, cgutils.unpack_tuple(builder, X.shape)[-1]
        self.x = [builder.gep(X.data, [builder.mul(row, words)]) for row in rows]
        self.columns = builder.sub(cgutils.unpack_tuple(builder, w.shape)[0], number(1))
        self.w_bytes, self.x_bytes = w_type.dtype.bitwidth // 8, self.cell.bitwidth // 8

    def weights_at(self, first, count):
        """A pointer to `count` weights as one vector, and its alignment."""
        at = self.builder.gep(self.w, [first])
        return self.builder.bitcast(at, ir.VectorType(self.lane, count).as_pointer()), self.w_bytes

    def _bits(self, x, first, count):
        """Which of `count` columns are set."""
        builder = self.builder
        word = builder.load(builder.gep(x, [builder.udiv(first, number(64))]), align=8)
        shifted = builder.lshr(word, builder.urem(first, number(64)))
        return as_lanes(builder, builder.trunc(shifted, ir.IntType(count)), 8 * self.w_bytes)

    def _cells(self, x, first, count, mask):
        """`count` columns as numbers."""
        builder, kind = self.builder, ir.IntType(8) if self.cell == _BYTES else self.lane
        at = builder.bitcast(builder.gep(x, [first]), ir.VectorType(kind, count).as_pointer())
        cells = load(builder, at, self.x_bytes, mask)
        return builder.uitofp(cells, ir.VectorType(self.lane, count)) if kind != self.lane else cells

    def scaled(self, row, factor, first, count, mask):
        """`factor` (count lanes) times the columns from `first` on of one of the rows."""
        if self.cell == _PACKED:
            bits = self._bits(self.x[row], first, count)
            return self.builder.select(bits, factor, ir.Constant(factor.type, None))
        return self.builder.fmul(factor, self._cells(self.x[row], first, count, mask))

    def blocks(self, act):
        """act(first, count, mask) for all columns: blocks of PARTIAL, blocks of LAST, and what is left."""
        builder, done = self.builder, number(0)
        for count in (PARTIAL, LAST):
            end = builder.and_(self.columns, number(-count))
            with cgutils.for_range_slice(builder, done, end, number(count)) as (first, _):
                act(first, count, None)
            done = end
        left = builder.sub(self.columns, done)
        with builder.if_then(builder.icmp_unsigned(">", left, number(0))):
            act(done, LAST, first_of(builder, left, LAST))


class _Sums:
    """The partial sums of each row: PARTIAL, and LAST."""

    def __init__(self, here):
        self.here, self.builder = here, here.builder
        kinds = {count: ir.VectorType(here.lane, count) for count in (PARTIAL, LAST)}
        self.slots = [
            {count: cgutils.alloca_once(self.builder, kind) for count, kind in kinds.items()} for _ in here.x
        ]
        for row, count in product(self.slots, kinds):
            self.builder.store(ir.Constant(kinds[count], None), row[count])

    def _add_to(self, slot, vector):
        self.builder.store(self.builder.fadd(self.builder.load(slot), vector), slot)

    def add(self, first, count, mask):
        """The products of `count` columns from `first` on."""
        weights = load(self.builder, *self.here.weights_at(first, count), mask)
        for row, slots in enumerate(self.slots):
            self._add_to(slots[count], self.here.scaled(row, weights, first, count, mask))

    def _last(self):
        """For each row the sums of LAST."""
        builder = self.builder
        with builder.if_then(builder.icmp_unsigned(">=", self.here.columns, number(PARTIAL))):
            for slots in self.slots:
                self._add_to(slots[LAST], fold(builder, builder.load(slots[PARTIAL]), LAST))
        return [builder.load(slots[LAST]) for slots in self.slots]

    def totals(self):
        """All sums of a row together, and the bias: a lane for each of the rows."""
        builder = self.builder
        bias = builder.load(builder.gep(self.here.w, [self.here.columns]))
        folded = fold_each(builder, self._last())
        return builder.fadd(everywhere(builder, bias, folded.type.count), folded)


def _weigh(context, builder, signature, args):
    """w.x + b of each of the rows that are named, side by side."""
    sums = _Sums(_Rows(context, builder, signature, args, args[2:]))
    sums.here.blocks(sums.add)
    return sums.totals()


@intrinsic
def weigh_row(typing, w, X, row):
    """w.x + b of row number `row` of X (n, columns), or of X (columns,) itself where `row` is 0."""
    _check(w, X)

    def generate(context, builder, signature, args):
        return builder.extract_element(_weigh(context, builder, signature, args), number(0, 32))

    return w.dtype(w, X, types.int64), generate


@intrinsic
def say_four(typing, w, X, a, b, c, d):
    """Bit i: whether w.x + b of row i of four is above 0, as `weigh_row` has it; weights are read once."""
    _check(w, X)

    def generate(context, builder, signature, args):
        nets = _weigh(context, builder, signature, args)
        yes = builder.fcmp_ordered(">", nets, ir.Constant(nets.type, None))
        return builder.zext(builder.bitcast(yes, ir.IntType(4)), ir.IntType(64))

    return types.int64(w, X, *[types.int64] * 4), generate


@intrinsic
def move_by_row(typing, w, X, row, step):
    """w += step * x and b += step, in place, for one row of X as `weigh_row` takes it."""
    _check(w, X)

    def generate(context, builder, signature, args):
        here = _Rows(context, builder, signature, args, args[2:3])

        def move(first, count, mask):
            pointer, align = here.weights_at(first, count)
            moved = here.scaled(0, everywhere(builder, args[3], count), first, count, mask)
            store(builder, builder.fadd(load(builder, pointer, align, mask), moved), pointer, align, mask)

        here.blocks(move)
        bias = builder.gep(here.w, [here.columns])
        builder.store(builder.fadd(builder.load(bias), args[3]), bias)
        return context.get_dummy_value()

    return types.void(w, X, types.int64, w.dtype), generate
