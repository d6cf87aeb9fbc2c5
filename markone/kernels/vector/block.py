"""The instructions of one tile of a matrix product, which is summed in registers."""

from llvmlite import ir

from markone.kernels.vector.masked import everywhere, load, store
from markone.kernels.vector.processor import Tile


class Block:
    """Writes the instructions of one tile.

    Products are rounded once with their sum where the processor can. A `mask` says which lanes there are.
    """

    def __init__(self, builder: ir.IRBuilder, element: ir.Type, tile: Tile, mask=None) -> None:
        self.builder, self.element, self.tile = builder, element, tile
        self.mask = mask
        self.bytes = 4 if element == ir.FloatType() else 8
        self.lanes = tile.vector_bytes // self.bytes
        self.vector = ir.VectorType(element, self.lanes)
        self.count = ir.IntType(64)

    def fetch(self, start, stride):
        """Ask for the tile of C while the sums are still being made."""
        line, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        form = ir.FunctionType(ir.VoidType(), [line, number, number, number])
        fetch = self._named("llvm.prefetch.p0", form)
        for row, vector in self._places():
            if vector * self.tile.vector_bytes % 64 == 0:
                at = self.builder.bitcast(self._at(start, stride, row, vector), line)
                self.builder.call(fetch, [at, *(ir.Constant(number, n) for n in (1, 3, 1))])

    def sums(self, depth, a, a_row, a_deep, b, b_deep, begun=None):
        """Every vector of A B for the tile; the sums go on from those that were `begun`, or from 0."""
        builder, zero = self.builder, ir.Constant(self.count, 0)
        before, loop, after = (builder.function.append_basic_block(name) for name in ("k.in", "k", "k.out"))
        builder.branch(before)
        builder.position_at_end(before)
        builder.cbranch(builder.icmp_signed(">", depth, zero), loop, after)
        builder.position_at_end(loop)
        k = builder.phi(self.count)
        k.add_incoming(zero, before)
        totals = [builder.phi(self.vector) for _ in self._places()]
        a_now, b_now = builder.gep(a, [builder.mul(k, a_deep)]), builder.gep(b, [builder.mul(k, b_deep)])
        right = [self._load(self._at(b_now, zero, 0, vector)) for vector in range(self.tile.vectors)]
        ends: list[ir.Value] = []
        for row in range(self.tile.rows):
            left = everywhere(builder, builder.load(self._at(a_now, a_row, row, 0)), self.lanes)
            for vector in range(self.tile.vectors):
                ends.append(self._muladd(left, right[vector], totals[len(ends)]))
        starts = begun or [ir.Constant(self.vector, None)] * len(ends)
        for total, start, end in zip(totals, starts, ends, strict=True):
            total.add_incoming(start, before)
            total.add_incoming(end, loop)
        following = builder.add(k, ir.Constant(self.count, 1))
        k.add_incoming(following, loop)
        builder.cbranch(builder.icmp_signed("<", following, depth), loop, after)
        builder.position_at_end(after)
        results = [builder.phi(self.vector) for _ in ends]
        for result, start, end in zip(results, starts, ends, strict=True):
            result.add_incoming(start, before)
            result.add_incoming(end, loop)
        return results

    def store(self, sums, c, c_row, s=None, s_row=None, keep=None):
        """The sums into C, each added to its number of S, or to `keep` of it, where there is S."""
        keep = keep and everywhere(self.builder, keep, self.lanes)
        for total, (row, vector) in zip(sums, self._places(), strict=True):
            value = total
            if s:
                kept = self._load(self._at(s, s_row, row, vector))
                value = self._muladd(keep, kept, total) if keep else self.builder.fadd(kept, total)
            at = self.builder.bitcast(self._at(c, c_row, row, vector), self.vector.as_pointer())
            store(self.builder, value, at, self.bytes, self.mask)

    def loaded(self, start, stride):
        """Every vector of a tile that lies there."""
        return [self._load(self._at(start, stride, row, vector)) for row, vector in self._places()]

    def _places(self):
        return [(row, vector) for row in range(self.tile.rows) for vector in range(self.tile.vectors)]

    def _at(self, start, stride, row, vector):
        steps = self.builder.mul(stride, ir.Constant(self.count, row))
        return self.builder.gep(
            start, [self.builder.add(steps, ir.Constant(self.count, vector * self.lanes))]
        )

    def _load(self, at):
        return load(self.builder, self.builder.bitcast(at, self.vector.as_pointer()), self.bytes, self.mask)

    def _muladd(self, x, y, z):
        name = f"llvm.fmuladd.v{self.lanes}f{8 * self.bytes}"
        return self.builder.call(
            self._named(name, ir.FunctionType(self.vector, [self.vector] * 3)), [x, y, z]
        )

    def _named(self, name, form):
        """One of LLVM's own functions."""
        module = self.builder.module
        return module.globals.get(name) or ir.Function(module, form, name)
