"""Faults: what breaks, where, and at which millisecond.

A kind of fault is a row of `KINDS`: its name, the kind of address at which it strikes, and what it does. A
row of a user's own is added by `add`. The machine's record names the rows that kernels are compiled for.
"""

import zlib
from collections import namedtuple
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from markone.kernels.association import OPEN, trace_wires
from markone.kernels.clock import LONGEST_MS, NEVER_MS, REST
from markone.kernels.jit import called, inlined, jit
from markone.kernels.kinds import by_kind
from markone.kernels.retina import expose
from markone.kernels.weight import anchor, halt, load, stop


class Faults(NamedTuple):
    """All that will break, in the order of time."""

    ms: np.ndarray
    """(faults,) int64: when it strikes."""
    kind: np.ndarray
    """(faults,) int64: a code of `KINDS`."""
    address: np.ndarray
    """(faults,) int64: which cell, plug (counted A-unit by A-unit), A-unit, pot or R-unit."""
    other: np.ndarray
    """(faults,) int64: the plug that is swapped with it."""
    amount: np.ndarray
    """(faults,) float64: what is left of a dim cell's response; how long a power cut lasts, in ms."""


class NoFaults(NamedTuple):
    """Nothing will break. It stands in the place of `Faults` in the record of a machine without any."""

    ms: np.ndarray
    """(0,) int64."""


@inlined
def _plug(wiring, number):
    """The side of the board, the A-unit and the column of plug `number`, counted unit by unit."""
    width = wiring.excitatory.shape[1] + wiring.inhibitory.shape[1]
    unit, column = number // width, number % width
    if column < wiring.excitatory.shape[1]:
        return wiring.excitatory, unit, column
    return wiring.inhibitory, unit, column - wiring.excitatory.shape[1]


@jit
def lose_power(parts):
    """Relays fall open, the lamps of A-units and responses go dark; shafts coast to where they stay."""
    stop(parts.pot, parts.shafts, 0, parts.way.size, parts.clock.now_ms[0])
    parts.due_ms[:] = REST
    parts.way[:] = 0.0
    parts.active[:] = False
    parts.lamp[:] = -1
    parts.shown[:] = -1


@jit
def switch_mains(parts, on):
    """Turn the mains switch; `on` is 1 or 0."""
    parts.clock.mains[0] = on
    if on == 0:
        lose_power(parts)
        load(parts.pot, parts.shafts, parts.clock.now_ms[0])


# --- what breaks: each of these is a verb (parts, address, other, amount) of a row of KINDS -----------------


@inlined
def _see_cells(parts):
    """Let the photocells reach what they have reached, before one of them changes."""
    expose(parts.retina, parts.photocell, parts.retina.light, parts.clock.now_ms[0])


def _dead_photocell(parts, cell, other, amount):
    _see_cells(parts)
    parts.retina.gain[cell] = 0.0


def _dim_photocell(parts, cell, other, amount):
    _see_cells(parts)
    parts.retina.gain[cell] = min(parts.retina.gain[cell], amount)


def _lit_photocell(parts, cell, other, amount):
    _see_cells(parts)
    parts.retina.stuck[cell] = 1


def _dark_photocell(parts, cell, other, amount):
    _see_cells(parts)
    parts.retina.stuck[cell] = -1


def _open_plug(parts, plug, other, amount):
    side, unit, column = _plug(parts.wiring, plug)
    side[unit, column] = OPEN
    trace_wires(parts.wiring, parts.fan)


def _swapped_plugs(parts, plug, other, amount):
    side, unit, column = _plug(parts.wiring, plug)
    there, its_unit, its_column = _plug(parts.wiring, other)
    here = side[unit, column]
    side[unit, column] = there[its_unit, its_column]
    there[its_unit, its_column] = here
    trace_wires(parts.wiring, parts.fan)


def _dead_unit(parts, unit, other, amount):
    parts.stuck[unit] = -1


def _firing_unit(parts, unit, other, amount):
    parts.stuck[unit] = 1


def _open_relay(parts, pot, other, amount):
    parts.relay[pot] = -1
    stop(parts.pot, parts.shafts, pot, pot + 1, parts.clock.now_ms[0])


def _closed_relay(parts, pot, other, amount):
    parts.relay[pot] = 1


@inlined
def _turn_anew(parts, pot):
    """What was turning stands still at once; a motor that can, then starts as its gear says."""
    anchor(parts.pot, parts.shafts, pot, parts.clock.now_ms[0])
    halt(parts.pot, parts.shafts, pot)


def _jammed_motor(parts, pot, other, amount):
    parts.shafts.gear[pot] = 0.0
    _turn_anew(parts, pot)


def _reversed_motor(parts, pot, other, amount):
    parts.shafts.gear[pot] = 0.0 if parts.shafts.gear[pot] == 0.0 else -1.0
    _turn_anew(parts, pot)


def _open_wiper(parts, pot, other, amount):
    parts.shafts.wiper[pot] = False


def _burnt_lamp(parts, response, other, amount):
    parts.bulb[response] = False
    parts.shown[response] = -1


def _power_cut(parts, address, other, amount):
    clock = parts.clock
    clock.power_from_ms[0] = max(clock.power_from_ms[0], clock.now_ms[0] + int(amount))
    lose_power(parts)


class Kind(NamedTuple):
    """One kind of fault."""

    code: int
    """What stands for it in `Faults.kind`, and in files."""
    at: str
    """The kind of address at which it strikes: S, A, P, R, plug, two plugs or mains."""
    strike: Callable
    """strike(parts, address, other, amount): what it does, as a kernel; `address` counts from 0."""
    amount: float | None = None
    """The amount of one that has none given; None for a kind without amounts."""
    most: float = float(LONGEST_MS)
    """The greatest amount."""
    darkens: bool = False
    """Whether it may change which lamps shine."""


KINDS = {
    "dead photocell": Kind(0, "S", _dead_photocell),
    "dim photocell": Kind(1, "S", _dim_photocell, 0.5, 1.0),
    "photocell stuck lit": Kind(2, "S", _lit_photocell),
    "photocell stuck dark": Kind(3, "S", _dark_photocell),
    "open plug": Kind(4, "plug", _open_plug),
    "swapped plugs": Kind(5, "two plugs", _swapped_plugs),
    "dead A-unit": Kind(6, "A", _dead_unit),
    "A-unit stuck firing": Kind(7, "A", _firing_unit),
    "relay stuck open": Kind(8, "P", _open_relay),
    "relay stuck closed": Kind(9, "P", _closed_relay),
    "jammed motor": Kind(10, "P", _jammed_motor),
    "reversed motor": Kind(11, "P", _reversed_motor),
    "open wiper": Kind(12, "P", _open_wiper),
    "burnt-out lamp": Kind(13, "R", _burnt_lamp, darkens=True),
    "power cut": Kind(14, "mains", _power_cut, 1000.0, darkens=True),
}
"""Kinds of fault by name."""
OWN = 2**32
"""Codes of kinds that users add begin here: each is a hash of the name, the same in every process."""


def _ladder(kinds: Iterable[Kind]) -> Callable:
    """One kernel with a branch for each kind: nested ones would be compiled again with all below them."""
    names: dict[str, Any] = {f"strike_{kind.code}": inlined(kind.strike) for kind in kinds}
    names["__name__"] = __name__
    lines = ["def strike(faults, parts, code, address, other, amount):"]
    for kind in kinds:
        lines.append(f"    if code == {kind.code}:")
        lines.append(f"        return strike_{kind.code}(parts, address, other, amount)")
    lines.append('    raise ValueError("a fault has a code that is none of kernels.fault.KINDS")')
    exec("\n".join(lines), names)  # numbers are all that differs in it
    return names["strike"]


strike_as = by_kind("break what a fault breaks")
"""strike_as(faults, parts, code, address, other, amount)."""
break_until = by_kind("break until a time what is due, each at its time")
"""break_until(faults, parts, now_ms)."""
may_break = by_kind("say whether anything breaks")
next_fault_ms = by_kind("say when the next thing breaks")
"""next_fault_ms(faults, clock)."""


@called
def strike(parts, number):
    """Break what fault `number` of the machine's faults breaks, at the present millisecond.

    Raises ValueError for a code that is none of `KINDS`.
    """
    faults = parts.faults
    address, other, amount = faults.address[number], faults.other[number], faults.amount[number]
    strike_as(faults, parts, faults.kind[number], address, other, amount)
    load(parts.pot, parts.shafts, parts.clock.now_ms[0])


def _break_until(faults, parts, now_ms):
    clock = parts.clock
    while clock.struck[0] < faults.ms.size and faults.ms[clock.struck[0]] <= now_ms:
        number = clock.struck[0]
        clock.now_ms[0] = max(clock.now_ms[0], faults.ms[number])
        clock.struck[0] += 1
        strike(parts, number)


def _next_fault_ms(faults, clock):
    return faults.ms[clock.struck[0]] if clock.struck[0] < faults.ms.size else NEVER_MS


def _breaks(kinds: Iterable[Kind], of: type) -> type:
    """Let machines whose faults are `of` some class break in all these ways."""
    strike_as.of(of)(_ladder(kinds))
    break_until.of(of)(_break_until)
    may_break.of(of)(lambda faults: faults.ms.size > 0)
    next_fault_ms.of(of)(_next_fault_ms)
    return of


break_until.of(NoFaults)(lambda faults, parts, now_ms: None)
may_break.of(NoFaults)(lambda faults: False)
next_fault_ms.of(NoFaults)(lambda faults, clock: NEVER_MS)
_breaks(KINDS.values(), Faults)
_laid: list[type] = [Faults]
"""Classes of faults. The last is for machines that break in ways which users have added, in all of them."""


def add(name: str, at: str, strike: Callable, amount: float | None, most: float) -> None:
    """Add a row to `KINDS`. What is compiled for machines with such faults is kept by this process only."""
    code = OWN + zlib.crc32(name.encode())
    KINDS[name] = Kind(code, at, strike, amount, most, darkens=True)
    _laid.append(_breaks(KINDS.values(), namedtuple("FaultsAndOwn", Faults._fields, module="users")))


def as_laid(faults: Faults) -> tuple:
    """Faults as kernels see them: nothing of none, and of a user's own kinds only what may strike."""
    if not faults.ms.size:
        return NoFaults(faults.ms)
    return _laid[-1](*faults) if (faults.kind >= OWN).any() else faults
