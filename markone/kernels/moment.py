"""The moments of a slide as the clock calls them, each at its millisecond, on a machine in hand.

To give Numba the forty arrays of a machine takes longer than what most moments do, so `hold` gives
them once. They stay the same arrays: what a moment changes is changed in the `Parts` that were
given. A machine whose parts were exchanged must be taken in hand again.
"""

from operator import attrgetter

from numba import types
from numba.experimental import structref

from markone.kernels import lesson
from markone.kernels.jit import jit


@structref.register
class _HeldType(types.StructRef):
    """What Numba knows a machine in hand as."""


class Held(structref.StructRefProxy):
    """A machine in hand: its parts as Numba sees them."""

    _numba_type_ = property(attrgetter("_type"))
    """What Numba asks at each call: as in the class above, but without a call of Python."""


structref.define_constructor(Held, _HeldType, ["parts"])
structref.define_boxing(_HeldType, Held)


@jit
def hold(parts):
    """Take a machine's parts in hand."""
    return Held(parts)


@jit
def elapse_to(held, now_ms):
    """Let time pass until `now_ms`; what breaks meanwhile breaks at its time."""
    lesson._elapse_to(held.parts, now_ms)


@jit
def show(held, now_ms, light):
    """The shutter opens on a slide."""
    lesson._show(held.parts, now_ms, light)


@jit
def see(held, now_ms):
    """The shutter closes, and the A-units that fire are latched."""
    lesson._see(held.parts, now_ms)


@jit
def respond(held, now_ms, target, mode, law):
    """The lamps are sampled, and motors get their orders; whether any has one."""
    return lesson._respond(held.parts, now_ms, target, mode, law)


@jit
def drive(held, now_ms, target, mode):
    """The relays close; how long until the next of them switches, or `REST`."""
    return lesson._drive(held.parts, now_ms, target, mode)


@jit
def drive_on(held, now_ms, target, mode):
    """The relays that are due switch; how long until the next, or `REST`."""
    return lesson._drive_on(held.parts, now_ms, target, mode)
