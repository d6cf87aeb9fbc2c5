"""A machine without a clock as the kernels of bits see it: steps of pots, boards, and buffers to work in."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from markone.fast.aligned import aligned
from markone.fast.bits.association import SLIDES
from markone.fast.bits.firing import firing
from markone.fast.bits.react import Steps, Tally
from markone.fast.bits.shafts import farthest, take_steps
from markone.fast.bits.steps import MOST_BANKS
from markone.fast.bits.wires import MOST_WIRES
from markone.fields import explained
from markone.kernels.even_pot import PER_VOLT
from markone.kernels.machine import Parts
from markone.kernels.vector.bits import BITS

MOST_IN_A_BYTE, MOST_STEPS = 2**7 - 1, 2**15 - 1
"""What 8 bits hold, and 16."""
MOST_PV, LONGEST_STEP_PV, LONGEST_ODD_PV = 2**51, 2**43, 2**34
"""How far a wiper may go for a float to tell its picovolts; the longest step, whole and without factors of
two. Of these 2^19, more than come together, are a whole number that a float holds."""


@explained
class StepSize(NamedTuple):
    """The whole steps of a machine's pots."""

    picovolts: int
    """One step, of which a pulse and the end stops are multiples."""
    by: int
    """Steps of a pulse."""
    most: int
    """Steps from the middle to an end stop, or as far as steps can be counted if there is none."""
    room: int
    """Slides that can be shown before a pot without end stops could come so far."""


def step_size(parts: Parts, slides: int) -> StepSize | None:
    """The steps of a machine, None if its pots do not move in steps or too many of them."""
    pot, goes_on = parts.pot, math.isinf(parts.pot.stop_v * PER_VOLT)
    pulse = round(pot.speed_v_per_s * float(parts.spec.pulse_ms) / 1000.0 * PER_VOLT)
    stop = 0 if goes_on else round(pot.stop_v * PER_VOLT)
    step = math.gcd(pulse, stop)
    if not pulse or step > LONGEST_STEP_PV or step // (step & -step) > LONGEST_ODD_PV:
        return None
    countable = min(MOST_STEPS // (4 * -(-len(parts.stuck) // BITS)), MOST_PV // step)
    by, most = pulse // step, countable if goes_on else stop // step
    if max(by, most) > countable or most + by > MOST_STEPS or not (goes_on or stop / PER_VOLT == pot.stop_v):
        return None
    far = int(farthest(parts, pot.stop_v, step))
    room = (countable - far) // by if goes_on else slides
    return StepSize(step, by, most, room) if 0 <= far <= countable and room >= min(slides, SLIDES) else None


def in_steps(parts: Parts, units: int, step: StepSize) -> Steps | None:
    """The pots as whole steps; None if an A-unit has two of one bank. `units` are rounded up to 512."""
    shape, lanes = (MOST_BANKS, units), np.int8 if step.by + step.most <= MOST_IN_A_BYTE else np.int16
    steps = Steps(
        at=aligned(shape, lanes),
        plugged=aligned((MOST_BANKS, units // BITS), np.uint64),
        ends=aligned(shape, lanes),
        by=step.by,
        picovolts=step.picovolts,
    )
    return steps if take_steps(parts, step.most, steps) else None


def _tally(shape: tuple[int, ...]) -> Tally:
    return Tally(
        pulses=np.zeros(shape, np.int64),
        cycle=np.full(shape, -1),
        way=np.zeros(shape, np.int8),
    )


@explained
class Bits(NamedTuple):
    """A machine as the kernels of bits see it."""

    active: np.ndarray
    """(slides, words) uint64: which A-units fire at each slide."""
    weights: Any
    """`react.Steps`, or another kind of which `react.react` knows."""
    tally: Tally
    cycles: np.ndarray
    """(1,) int64: how many slides it was shown."""


def in_bits(parts: Parts, lines: np.ndarray, as_weights: Callable[[Parts, int], Any]) -> Bits | None:
    """A machine, shown the slides `lines` (`firing.as_lines`); None if it cannot be seen so.

    as_weights(parts, units), the units rounded up to 512, gives its weights, or None.
    """
    units, wiring = -(-len(parts.stuck) // SLIDES) * SLIDES, parts.wiring
    weights = as_weights(parts, units)
    if weights is None or wiring.excitatory.shape[1] + wiring.inhibitory.shape[1] > MOST_WIRES:
        return None
    tally = _tally((parts.lamp.size, units))
    return Bits(firing(parts, lines), weights, tally, np.zeros(1, np.int64))
