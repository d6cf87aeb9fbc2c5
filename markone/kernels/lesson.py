"""The machine without a clock: its verbs in their order, on one page."""

from typing import Any, NamedTuple

import numpy as np

from markone.kernels.association import fire
from markone.kernels.jit import jit
from markone.kernels.pot import Pot, Shafts, current_in, energise, stop, turn, weigh
from markone.kernels.response import decide, lamp_for
from markone.kernels.retina import Photocell, Retina, expose
from markone.kernels.rule import UNTIL_RIGHT, correct


class Parts(NamedTuple):
    """One machine: what it is built from, and the state that the verbs change in place."""

    spec: Any
    """`spec.Spec`: levels and timings."""
    photocell: Photocell
    pot: Pot
    wiring: Any
    """`switchboard.Wiring`: both patch boards."""
    retina: Retina
    active: np.ndarray
    """(units,) bool: which A-units fire."""
    current: np.ndarray
    """(responses,) float64: what each R-unit receives, in volts."""
    lamp: np.ndarray
    """(responses,) int8: +1 lit, -1 dark."""
    way: np.ndarray
    """(pots,) float64: the order given to each motor."""
    shafts: Shafts


@jit
def answer(parts):
    """From lit cells to lamps."""
    fire(parts.wiring, parts.spec.theta, parts.retina.lit, parts.active)
    weigh(parts.pot, parts.wiring, parts.shafts, parts.active, parts.current)
    decide(parts.spec, parts.current, parts.lamp)


@jit
def run_ms(parts, response, target, mode):
    """How long the motors of one R-unit, energised now, will run: the pulse, or until the lamp flips.

    Both levels ask here. The first millisecond at which the lamp would be right is found by looking
    at each, because with decay and backlash a current need not rise evenly.
    """
    if mode != UNTIL_RIGHT:
        return parts.spec.pulse_ms
    for ms in range(1, parts.spec.pulse_ms):
        current = current_in(parts.pot, parts.wiring, parts.shafts, parts.active, response, ms)
        if lamp_for(parts.spec, current, parts.lamp[response]) == target:
            return ms
    return parts.spec.pulse_ms


@jit
def reinforce(parts, target, mode, law):
    """From lamps to shafts at rest in their new place, bank by bank."""
    spec, pot, shafts = parts.spec, parts.pot, parts.shafts
    correct(parts.wiring, parts.active, parts.lamp, target, mode, law, parts.way)
    for response in range(parts.lamp.size):
        first, last = parts.wiring.bank[response], parts.wiring.bank[response + 1]
        turn(shafts, first, last, spec.operate_ms)
        energise(pot, shafts, first, last, parts.way)
        ms = run_ms(parts, response, target[response], mode)
        turn(shafts, first, last, ms)
        stop(pot, shafts, first, last)
        turn(shafts, first, last, spec.pulse_ms - ms)


@jit
def cycle(parts, light, target, mode, law):
    """One slide: expose, settle, decide, reinforce, rest in the dark."""
    spec, pots = parts.spec, parts.way.size
    before_ms = spec.expose_ms + spec.settle_ms
    expose(parts.retina, parts.photocell, light, spec.expose_ms)
    turn(parts.shafts, 0, pots, before_ms)
    answer(parts)
    reinforce(parts, target, mode, law)
    turn(parts.shafts, 0, pots, spec.cycle_ms - before_ms - spec.operate_ms - spec.pulse_ms)
    expose(parts.retina, parts.photocell, np.zeros_like(light), spec.cycle_ms - spec.expose_ms)


@jit
def lesson(parts, slides, targets, order, mode, law):
    """Show slides in `order` (int64 rows); return the lamps of each: (order, responses) int8.

    slides: (n, cells) float64 light in [0, 1]; targets: (n, responses) int8 of +1, -1, or 0 for
    no wish; mode and law: codes of `rule`.
    """
    lamps = np.empty((order.size, parts.lamp.size), np.int8)
    for turn_of, row in enumerate(order):
        cycle(parts, slides[row], targets[row], mode, law)
        lamps[turn_of] = parts.lamp
    return lamps


@jit
def read(parts, slides):
    """The current that each slide gives each R-unit, nothing being moved: (n, responses) float64.

    The retina rests between slides until it is dark, so their order cannot matter.
    """
    currents = np.empty((len(slides), parts.current.size))
    for row in range(len(slides)):
        parts.retina.level[:] = parts.photocell.dark
        parts.retina.lit[:] = False
        expose(parts.retina, parts.photocell, slides[row], parts.spec.expose_ms)
        answer(parts)
        currents[row] = parts.current
    return currents
