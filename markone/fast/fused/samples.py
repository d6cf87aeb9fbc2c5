"""Operations on vectors that have a lane for each sample, while a straight program is written."""

from llvmlite import ir

from markone.kernels.activation import LOGISTIC

_POWER = (1.0, 0.6931472, 0.24022651, 0.055504109, 0.009618129, 0.0013333558)
"""2^f for |f| <= 1/2: ln 2 to the k-th over k!."""
_SHIFT = 1.5 * 2**23
"""Added to a float32 it leaves no digits after the point."""


class Lanes:
    """Writes operations on vectors with a lane for each sample."""

    def __init__(self, builder, lanes):
        self.builder, self.lanes = builder, lanes
        self.kind = ir.VectorType(ir.FloatType(), lanes)
        self.bits = ir.VectorType(ir.IntType(32), lanes)

    def number(self, value):
        """A float32 in every lane."""
        return ir.Constant(self.kind, [ir.Constant(ir.FloatType(), value)] * self.lanes)

    def whole(self, value):
        """An int32 in every lane."""
        return ir.Constant(self.bits, [ir.Constant(ir.IntType(32), value)] * self.lanes)

    def muladd(self, a, b, c):
        """a b + c, rounded once where the processor can."""
        module, name = self.builder.module, f"llvm.fmuladd.v{self.lanes}f32"
        form = ir.FunctionType(self.kind, [self.kind] * 3)
        return self.builder.call(module.globals.get(name) or ir.Function(module, form, name), [a, b, c])

    def clipped(self, x, low, high):
        """x, or what is nearest to it from low to high."""
        b = self.builder
        x = b.select(b.fcmp_ordered("<", x, self.number(low)), self.number(low), x)
        return b.select(b.fcmp_ordered(">", x, self.number(high)), self.number(high), x)

    def power(self, x):
        """2^x for x between -126 and 126."""
        b = self.builder
        shifted = b.fadd(x, self.number(_SHIFT))
        f = b.fsub(x, b.fsub(shifted, self.number(_SHIFT)))
        square = b.fmul(f, f)
        pairs = [
            self.muladd(self.number(_POWER[n + 1]), f, self.number(_POWER[n]))
            for n in range(0, len(_POWER), 2)
        ]
        total = self.muladd(self.muladd(pairs[2], square, pairs[1]), square, pairs[0])
        exponent = b.shl(b.bitcast(shifted, self.bits), self.whole(23))
        return b.bitcast(b.add(b.bitcast(total, self.bits), exponent), self.kind)

    def activation(self, code, net):
        """(output, slope) of units."""
        b, one = self.builder, self.number(1.0)
        factor = -1.4426950408889634 if code == LOGISTIC else -2.8853900817779268
        tail = self.power(self.clipped(b.fmul(net, self.number(factor)), -60.0, 60.0))
        said = b.fdiv(one, b.fadd(one, tail))
        if code == LOGISTIC:
            return said, b.fmul(said, b.fsub(one, said))
        said = self.muladd(said, self.number(2.0), self.number(-1.0))
        return said, b.fsub(one, b.fmul(said, said))

    def everywhere(self, x, act):
        """All lanes together by `act`, in every lane."""
        step = 1
        while step < self.lanes:
            order = ir.Constant(self.bits, [ir.Constant(ir.IntType(32), n ^ step) for n in range(self.lanes)])
            x = act(x, self.builder.shuffle_vector(x, x, order))
            step *= 2
        return x
