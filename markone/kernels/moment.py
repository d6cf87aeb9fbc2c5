"""The moments of a slide as the clock calls them, each at its millisecond, on a machine in hand.

To give Numba the forty arrays of a machine takes longer than what most moments do. So `Held` lays
them down once, as Numba sees them, and gives each moment their address. They stay the same arrays:
what a moment changes is changed in the `Parts` that were given. A machine whose parts were
exchanged must be taken in hand again.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from numba import types
from numba.core import cgutils
from numba.experimental import structref
from numba.extending import NativeValue, intrinsic, models, register_model, unbox

from markone.kernels import lesson
from markone.kernels.jit import compiles, jit
from markone.kernels.lesson import Parts


@structref.register
class _LaidType(types.StructRef):
    """What Numba knows laid parts as."""


class Laid(structref.StructRefProxy):
    """Parts as Numba sees them, in a place of their own."""


structref.define_constructor(Laid, _LaidType, ["parts"])
structref.define_boxing(_LaidType, Laid)


@jit
def lay_down(parts):
    """Put `parts` where the moments will look for them."""
    return Laid(parts)


class _Address(types.CPointer):
    """Where parts of one type lie; Python gives it as an int."""


register_model(_Address)(models.PointerModel)


@unbox(_Address)
def _from_int(kind: Any, value: Any, c: Any) -> NativeValue:
    return NativeValue(c.builder.bitcast(c.pyapi.long_as_voidptr(value), c.context.get_value_type(kind)))


def _lent(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    """The same arrays as somebody else's: to count who uses forty arrays takes a microsecond."""
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        array.meminfo = cgutils.get_null_value(array.meminfo.type)
        return array._getvalue()
    if isinstance(kind, types.NamedTuple | types.NamedUniTuple):
        for number, each in enumerate(kind.types):
            part = _lent(context, builder, each, builder.extract_value(value, number))
            value = builder.insert_value(value, part, number)
    return value


@intrinsic
def _at(typingctx, address):
    """The parts that lie there."""

    def emit(context, builder, signature, values):
        parts = context.unpack_value(builder, address.dtype, values[0])
        return _lent(context, builder, address.dtype, parts)

    return address.dtype(address), emit


@jit
def elapse_to(address, now_ms):
    """Let time pass until `now_ms`; what breaks meanwhile breaks at its time."""
    lesson._elapse_to(_at(address), now_ms)


@jit
def show(address, now_ms, light):
    """The shutter opens on a slide."""
    lesson._show(_at(address), now_ms, light)


@jit
def see(address, now_ms):
    """The shutter closes, and the A-units that fire are latched."""
    lesson._see(_at(address), now_ms)


@jit
def respond(address, now_ms, target, mode, law):
    """The lamps are sampled, and motors get their orders; whether any has one."""
    return lesson._respond(_at(address), now_ms, target, mode, law)


@jit
def drive(address, now_ms, target, mode):
    """The relays close; how long until the next of them switches, or `REST`."""
    return lesson._drive(_at(address), now_ms, target, mode)


@jit
def drive_on(address, now_ms, target, mode):
    """The relays that are due switch; how long until the next, or `REST`."""
    return lesson._drive_on(_at(address), now_ms, target, mode)


_LIGHT, _TARGET, _WHOLE = types.float64[::1], types.int8[::1], types.int64
_MOMENTS: dict[Any, tuple] = {
    elapse_to: (_WHOLE,),
    show: (_WHOLE, _LIGHT),
    see: (_WHOLE,),
    respond: (_WHOLE, _TARGET, _WHOLE, _WHOLE),
    drive: (_WHOLE, _TARGET, _WHOLE),
    drive_on: (_WHOLE, _TARGET, _WHOLE),
}
"""What each is given besides the address."""


@cache
def _compiled(laid: Any) -> list[Callable]:
    """The moments for laid parts of one type.

    They are called without Numba's look at the types of what they are given, which takes a microsecond.
    """
    address = _Address(laid.field_dict["parts"])
    return [moment.compile((address, *given)) for moment, given in _MOMENTS.items()]


class Held:
    """A machine in hand: the moments above, without the address, for as long as this object lives.

    Light must be (cells,) float64, targets (responses,) int8, both without gaps; nobody looks.
    """

    def __init__(self, parts: Parts) -> None:
        if not isinstance(parts, Parts):
            raise ValueError(
                f"the parts are {type(parts).__name__}; give a machine, such as markone.build makes"
            )
        if compiles():
            self._laid: Any = lay_down(parts)
            bound = [partial(moment, self._laid._meminfo.data) for moment in _compiled(self._laid._type)]
        else:
            bound = [partial(getattr(lesson, f"_{moment.__name__}"), parts) for moment in _MOMENTS]
        self.elapse_to, self.show, self.see, self.respond, self.drive, self.drive_on = bound
