"""Named tuples of arrays, laid down once where kernels find them.

A kernel that is given a machine as forty arrays takes them apart at each call and hands them on at each
inner one. Laid down, a machine is one reference: it costs a microsecond to give, and compiles in half of
the time. The arrays stay those that were given, so what a kernel changes is changed for Python too.
"""

import hashlib
from typing import Any

from numba import types
from numba.core import cgutils
from numba.experimental import structref
from numba.experimental.jitclass.base import imp_dtor
from numba.extending import intrinsic

from markone.kernels.foreign import foreign_in
from markone.kernels.jit import jit


@structref.register
class RecordType(types.StructRef):
    """What Numba knows a laid tuple as; `kind` is the tuple's class."""

    def __init__(self, kind: type, fields: tuple) -> None:
        super().__init__(fields)
        self.kind = kind
        named = f"{self.name} {list(map(id, foreign_in(self)))}"
        self.name = f"{kind.__name__}#{hashlib.sha256(named.encode()).hexdigest()[:12]}"


def kind_of(known: Any) -> Any:
    """The Python class of what Numba knows as a record or a named tuple."""
    if isinstance(known, RecordType):
        return known.kind
    return known.instance_class if isinstance(known, types.NamedTuple | types.NamedUniTuple) else known


class Record(structref.StructRefProxy):
    """A laid tuple, as Python holds it."""


structref.define_boxing(RecordType, Record)


def type_of(kind: Any) -> Any:
    """The type that a value of type `kind` has when it is laid down: tuples that hold arrays are records."""
    if not isinstance(kind, types.NamedTuple | types.NamedUniTuple):
        return kind
    laid = tuple(map(type_of, kind.types))
    if not any(isinstance(part, types.Array | RecordType) for part in laid):
        return kind
    return RecordType(kind.instance_class, tuple(zip(kind.fields, laid, strict=True)))


def _laid(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """A new record that holds what `value` holds, in a place of its own."""
    record = type_of(kind)
    if record is kind:
        context.nrt.incref(builder, kind, value)
        return value
    payload = context.get_value_type(record.get_data_type())
    size = context.get_constant(types.uintp, context.get_abi_sizeof(payload))
    meminfo = context.nrt.meminfo_alloc_dtor(builder, size, imp_dtor(context, builder.module, record))
    place = builder.bitcast(context.nrt.meminfo_data(builder, meminfo), payload.as_pointer())
    fields = cgutils.create_struct_proxy(record.get_data_type())(context, builder, ref=place)
    for number, (name, part) in enumerate(zip(kind.fields, kind.types, strict=True)):
        setattr(fields, name, _laid(context, builder, part, builder.extract_value(value, number)))
    reference = cgutils.create_struct_proxy(record)(context, builder)
    reference.meminfo = meminfo
    return reference._getvalue()


@intrinsic
def _lay(typingctx, parts):
    def emit(context, builder, signature, values):
        return _laid(context, builder, parts, values[0])

    return type_of(parts)(parts), emit


@jit
def lay_down(parts):
    """A record of the named tuple `parts`, and of each in it that holds arrays."""
    return _lay(parts)
