"""The machine without a clock: its verbs in their order, on one page."""

import numpy as np

from markone.kernels.association import fire
from markone.kernels.clock import REST
from markone.kernels.fault import break_until, may_break, next_fault_ms
from markone.kernels.jit import called, inlined, jit
from markone.kernels.response import decide, lamp_for
from markone.kernels.retina import expose
from markone.kernels.rule import UNTIL_RIGHT, check_codes, correct
from markone.kernels.weight import (
    all_volts,
    current_in,
    energise,
    is_ordered,
    load,
    reading,
    set_by_hand,
    shares_supply,
    stop,
    weigh,
)


@inlined
def _elapse_to(parts, now_ms):
    break_until(parts.faults, parts, now_ms)
    parts.clock.now_ms[0] = now_ms


@inlined
def _has_power(parts):
    """Whether the mains are switched on, and not cut."""
    return parts.clock.mains[0] == 1 and parts.clock.now_ms[0] >= parts.clock.power_from_ms[0]


@jit
def wipers(parts):
    """Where every wiper stands now, in volts: (pots,) float64."""
    return all_volts(parts.pot, parts.shafts, parts.clock.now_ms[0])


@jit
def read_weight(parts, weight, now_ms):
    """What one weight reads at `now_ms`, in volts; nothing where its contact is lost."""
    return reading(parts.pot, parts.shafts, weight, now_ms)


@jit
def set_weight(parts, weight, volts):
    """Put one weight at some `volts` by hand, at rest."""
    set_by_hand(parts.pot, parts.shafts, weight, volts, parts.clock.now_ms[0])


@inlined
def _open_shutter(parts, light):
    """From now on the slide's `light` (cells, float64) falls on the retina."""
    expose(parts.retina, parts.photocell, light, parts.clock.now_ms[0])


@inlined
def _close_shutter(parts):
    """See which cells are lit and latch the A-units; from now on the retina is in the dark."""
    expose(parts.retina, parts.photocell, np.zeros(parts.retina.light.size), parts.clock.now_ms[0])
    if _has_power(parts):
        fire(parts.fan, parts.spec.theta, parts.retina.lit, parts.stuck, parts.active)
    else:
        parts.active[:] = False


@inlined
def _answer(parts):
    """Sample the R-units: from active A-units to lamps."""
    if _has_power(parts):
        weigh(parts.pot, parts.wiring, parts.shafts, parts.active, parts.clock.now_ms[0], parts.current)
        decide(parts.spec, parts.current, parts.lamp)
    else:
        parts.current[:] = 0.0
        parts.lamp[:] = -1
    for response in range(parts.lamp.size):
        parts.shown[response] = parts.lamp[response] if parts.bulb[response] else -1


@inlined
def _order(parts, target, mode, rule):
    """Decide which way each motor shall run; without power none."""
    if _has_power(parts):
        correct(parts.wiring, parts.active, parts.lamp, target, mode, rule, parts.relay, parts.way)
    else:
        parts.way[:] = 0.0


@inlined
def _ms_until_right(parts, response, target, most_ms):
    """After how many ms the running motors of one R-unit make its lamp right; `most_ms` if not before.

    Each millisecond is looked at, because with decay, backlash and noise a current need not rise
    evenly.
    """
    now_ms = parts.clock.now_ms[0]
    for ms in range(1, most_ms):
        current = current_in(parts.pot, parts.wiring, parts.shafts, parts.active, response, now_ms + ms)
        if lamp_for(parts.spec, current, parts.lamp[response]) == target:
            return ms
    return most_ms


@called
def _plan(parts, target, mode):
    """When the coils of each running bank will be let go: at the pulse's end, or when its lamp is right."""
    now_ms = parts.clock.now_ms[0]
    most_ms = parts.clock.pulse_end_ms[0] - parts.spec.release_ms - now_ms
    for response in range(parts.lamp.size):
        if parts.due_ms[response] != REST and not parts.let_go[response]:
            ms = most_ms
            if mode == UNTIL_RIGHT:
                ms = _ms_until_right(parts, response, target[response], most_ms)
            parts.due_ms[response] = now_ms + ms


@inlined
def _close_relays(parts, target, mode):
    """The motors that have an order start, and the timer with them; without power none."""
    now_ms, bank = parts.clock.now_ms[0], parts.wiring.bank
    parts.clock.pulse_end_ms[0] = now_ms + parts.spec.pulse_ms
    if not _has_power(parts):
        return
    for response in range(parts.lamp.size):
        ordered = is_ordered(parts.way, bank[response], bank[response + 1])
        if ordered:
            energise(parts.pot, parts.shafts, bank[response], bank[response + 1], parts.way, now_ms)
        parts.due_ms[response] = now_ms if ordered else REST
        parts.let_go[response] = False
    load(parts.pot, parts.shafts, now_ms)
    _plan(parts, target, mode)


@inlined
def _ms_to_switch(parts):
    """How long until a running bank's relays switch or something breaks; `REST` if no motor runs."""
    next_ms = -1
    for due_ms in parts.due_ms:
        if due_ms != REST and (next_ms < 0 or due_ms < next_ms):
            next_ms = due_ms
    if next_ms < 0:
        return REST
    next_ms = min(next_ms, next_fault_ms(parts.faults, parts.clock))
    return max(next_ms - parts.clock.now_ms[0], 0)


@inlined
def _switch_relays(parts, target, mode):
    """Let go the coils that are due, and open the contacts that are; then see how the others go on."""
    now_ms, bank = parts.clock.now_ms[0], parts.wiring.bank
    for response in range(parts.lamp.size):
        if parts.due_ms[response] != now_ms:
            continue
        if parts.let_go[response] or parts.spec.release_ms == 0:
            stop(parts.pot, parts.shafts, bank[response], bank[response + 1], now_ms)
            parts.due_ms[response] = REST
        else:
            parts.due_ms[response] = now_ms + parts.spec.release_ms
            parts.let_go[response] = True
    load(parts.pot, parts.shafts, now_ms)
    if shares_supply(parts.pot) or may_break(parts.faults):
        _plan(parts, target, mode)


@inlined
def _show(parts, now_ms, light):
    _elapse_to(parts, now_ms)
    _open_shutter(parts, light)


@inlined
def _see(parts, now_ms):
    _elapse_to(parts, now_ms)
    _close_shutter(parts)


@inlined
def _respond(parts, now_ms, target, mode, rule):
    _elapse_to(parts, now_ms)
    _answer(parts)
    _order(parts, target, mode, rule)
    return is_ordered(parts.way, 0, parts.way.size)


@inlined
def _drive(parts, now_ms, target, mode):
    _elapse_to(parts, now_ms)
    _close_relays(parts, target, mode)
    return _ms_to_switch(parts)


@inlined
def _drive_on(parts, now_ms, target, mode):
    _elapse_to(parts, now_ms)
    _switch_relays(parts, target, mode)
    return _ms_to_switch(parts)


# --- the moments of a cycle one by one, for a clock that is not this file's ---------------------------------


@jit
def elapse_to(parts, now_ms):
    """Let time pass until `now_ms`; what breaks meanwhile breaks at its time, before anything else of it."""
    _elapse_to(parts, now_ms)


@jit
def show(parts, now_ms, light):
    """The shutter opens on a slide."""
    _show(parts, now_ms, light)


@jit
def see(parts, now_ms):
    """The shutter closes, and the A-units that fire are latched."""
    _see(parts, now_ms)


@jit
def respond(parts, now_ms, target, mode, rule):
    """The lamps are sampled, and motors get their orders; whether any has one."""
    return _respond(parts, now_ms, target, mode, rule)


@jit
def drive(parts, now_ms, target, mode):
    """The relays close; how long until the next of them switches, or `REST`."""
    return _drive(parts, now_ms, target, mode)


@jit
def drive_on(parts, now_ms, target, mode):
    """The relays that are due switch; how long until the next, or `REST`."""
    return _drive_on(parts, now_ms, target, mode)


@jit
def lesson(parts, slides, targets, rows, mode, rule):
    """Show slides in the order of `rows` (int64); return the lamps at the end of each cycle.

    Each is exposed, the R-units settle and decide, motors reinforce, and all rest in the dark.
    slides: (n, cells) float64 light in [0, 1]; targets: (n, responses) int8 of +1, -1, or 0 for
    no wish; mode and rule: codes of `rule`. Returns (rows, responses) int8 of +1 and -1. Raises
    ValueError for an unknown code.
    """
    check_codes(mode, rule)
    spec, clock = parts.spec, parts.clock
    lamps = np.empty((rows.size, parts.lamp.size), np.int8)
    for turn_of, row in enumerate(rows):
        start_ms = clock.now_ms[0]
        _show(parts, start_ms, slides[row])
        _see(parts, start_ms + spec.expose_ms)
        ordered = _respond(parts, clock.now_ms[0] + spec.settle_ms, targets[row], mode, rule)
        ms = _drive(parts, clock.now_ms[0] + spec.operate_ms, targets[row], mode) if ordered else REST
        while ms != REST:
            ms = _drive_on(parts, clock.now_ms[0] + ms, targets[row], mode)
        _elapse_to(parts, start_ms + spec.cycle_ms)
        for response in range(parts.shown.size):
            lamps[turn_of, response] = parts.shown[response]
    return lamps


@jit
def read(parts, slides):
    """The current that each slide would give each R-unit if it were shown next: (n, responses) float64.

    Nothing is moved, and the retina is dark before each slide, so that their order cannot matter.
    """
    currents = np.empty((len(slides), parts.current.size))
    retina, clock, now_ms = parts.retina, parts.clock, parts.clock.now_ms[0]
    for row in range(len(slides)):
        retina.level[:] = parts.photocell.dark
        retina.lit[:] = False
        retina.light[:] = 0.0
        retina.since_ms[0] = now_ms
        _open_shutter(parts, slides[row])
        clock.now_ms[0] = now_ms + parts.spec.expose_ms
        _close_shutter(parts)
        clock.now_ms[0] += parts.spec.settle_ms
        _answer(parts)
        for response in range(parts.current.size):
            currents[row, response] = parts.current[response]
        clock.now_ms[0] = now_ms
    return currents
