"""Faults: what breaks, where, and at which millisecond."""

from typing import NamedTuple

import numpy as np

from markone.kernels.association import OPEN, trace_wires
from markone.kernels.jit import inlined, jit
from markone.kernels.kinds import by_kind
from markone.kernels.pot import anchor, load, stop
from markone.kernels.retina import expose

DEAD_PHOTOCELL, DIM_PHOTOCELL, LIT_PHOTOCELL, DARK_PHOTOCELL = 0, 1, 2, 3
OPEN_PLUG, SWAPPED_PLUGS, DEAD_UNIT, FIRING_UNIT = 4, 5, 6, 7
OPEN_RELAY, CLOSED_RELAY, JAMMED_MOTOR, REVERSED_MOTOR = 8, 9, 10, 11
OPEN_WIPER, BURNT_LAMP, POWER_CUT = 12, 13, 14
CODES = {
    "dead photocell": DEAD_PHOTOCELL,
    "dim photocell": DIM_PHOTOCELL,
    "photocell stuck lit": LIT_PHOTOCELL,
    "photocell stuck dark": DARK_PHOTOCELL,
    "open plug": OPEN_PLUG,
    "swapped plugs": SWAPPED_PLUGS,
    "dead A-unit": DEAD_UNIT,
    "A-unit stuck firing": FIRING_UNIT,
    "relay stuck open": OPEN_RELAY,
    "relay stuck closed": CLOSED_RELAY,
    "jammed motor": JAMMED_MOTOR,
    "reversed motor": REVERSED_MOTOR,
    "open wiper": OPEN_WIPER,
    "burnt-out lamp": BURNT_LAMP,
    "power cut": POWER_CUT,
}
"""Kinds of fault by name."""
NEVER_MS = 2**62
REST = -1
"""The due time of a bank whose motors do not run."""


class Faults(NamedTuple):
    """All that will break, in the order of time."""

    ms: np.ndarray
    """(faults,) int64: when it strikes."""
    kind: np.ndarray
    """(faults,) int64: a code of `CODES`."""
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


class Clock(NamedTuple):
    """What time it is, in whole milliseconds since the machine was first switched on."""

    now_ms: np.ndarray
    """(1,) int64."""
    power_from_ms: np.ndarray
    """(1,) int64: until then the power is cut."""
    mains: np.ndarray
    """(1,) int64: 1 for the mains switched on, 0 for off."""
    struck: np.ndarray
    """(1,) int64: how many faults have struck."""
    pulse_end_ms: np.ndarray
    """(1,) int64: when the timer ends the present pulse."""


@inlined
def _plug(wiring, number):
    """The side of the board, the A-unit and the column of plug `number`, counted unit by unit."""
    width = wiring.excitatory.shape[1] + wiring.inhibitory.shape[1]
    unit, column = number // width, number % width
    if column < wiring.excitatory.shape[1]:
        return wiring.excitatory, unit, column
    return wiring.inhibitory, unit, column - wiring.excitatory.shape[1]


@inlined
def _strike_photocell(parts, kind, cell, amount):
    retina = parts.retina
    expose(retina, parts.photocell, retina.light, parts.clock.now_ms[0])
    if kind == DEAD_PHOTOCELL:
        retina.gain[cell] = 0.0
    elif kind == DIM_PHOTOCELL:
        retina.gain[cell] = min(retina.gain[cell], amount)
    else:
        retina.stuck[cell] = 1 if kind == LIT_PHOTOCELL else -1


@inlined
def _strike_board(wiring, kind, number, other):
    side, unit, column = _plug(wiring, number)
    if kind == OPEN_PLUG:
        side[unit, column] = OPEN
    else:
        there, its_unit, its_column = _plug(wiring, other)
        here = side[unit, column]
        side[unit, column] = there[its_unit, its_column]
        there[its_unit, its_column] = here


@inlined
def _strike_motor(parts, kind, shaft):
    """What was turning stands still at once; a reversed motor then starts the other way."""
    shafts, now_ms = parts.shafts, parts.clock.now_ms[0]
    if kind == OPEN_RELAY:
        parts.relay[shaft] = -1
        stop(parts.pot, shafts, shaft, shaft + 1, now_ms)
        return
    if kind == JAMMED_MOTOR or shafts.gear[shaft] == 0.0:
        shafts.gear[shaft] = 0.0
    else:
        shafts.gear[shaft] = -1.0
    anchor(parts.pot, shafts, shaft, now_ms)
    shafts.speed_v_per_s[shaft] = 0.0


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


@jit
def strike(parts, number):
    """Break what fault `number` of the machine's faults breaks, at the present millisecond.

    Raises ValueError for a code that is none of `CODES`.
    """
    faults = parts.faults
    kind, address = faults.kind[number], faults.address[number]
    if not DEAD_PHOTOCELL <= kind <= POWER_CUT:
        raise ValueError("a fault has a code that is none of kernels.fault.CODES")
    if kind <= DARK_PHOTOCELL:
        _strike_photocell(parts, kind, address, faults.amount[number])
    elif kind <= SWAPPED_PLUGS:
        _strike_board(parts.wiring, kind, address, faults.other[number])
        trace_wires(parts.wiring, parts.fan)
    elif kind <= FIRING_UNIT:
        parts.stuck[address] = 1 if kind == FIRING_UNIT else -1
    elif kind == CLOSED_RELAY:
        parts.relay[address] = 1
    elif kind <= REVERSED_MOTOR:
        _strike_motor(parts, kind, address)
    elif kind == OPEN_WIPER:
        parts.shafts.wiper[address] = False
    elif kind == BURNT_LAMP:
        parts.bulb[address] = False
        parts.shown[address] = -1
    elif kind == POWER_CUT:
        clock = parts.clock
        clock.power_from_ms[0] = max(clock.power_from_ms[0], clock.now_ms[0] + int(faults.amount[number]))
        lose_power(parts)
    load(parts.pot, parts.shafts, parts.clock.now_ms[0])


break_until = by_kind("break until a time what is due, each at its time")
may_break = by_kind("say whether anything breaks")
next_fault_ms = by_kind("say when the next thing breaks")


@break_until.of(Faults)
def _(faults, parts, now_ms):
    clock = parts.clock
    while clock.struck[0] < faults.ms.size and faults.ms[clock.struck[0]] <= now_ms:
        number = clock.struck[0]
        clock.now_ms[0] = max(clock.now_ms[0], faults.ms[number])
        clock.struck[0] += 1
        strike(parts, number)


@break_until.of(NoFaults)
def _(faults, parts, now_ms):
    pass


@may_break.of(Faults)
def _(faults):
    return faults.ms.size > 0


@may_break.of(NoFaults)
def _(faults):
    return False


@next_fault_ms.of(Faults)
def _(faults, clock):
    return faults.ms[clock.struck[0]] if clock.struck[0] < faults.ms.size else NEVER_MS


@next_fault_ms.of(NoFaults)
def _(faults, clock):
    return NEVER_MS
