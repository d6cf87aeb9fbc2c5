"""The door of this engine: lessons on machines of ideal photocells, and of ideal pots or pulsed devices.

A fit of 900 digits takes a tenth of the time that it takes by `kernels.lesson`.
"""

from functools import lru_cache, partial
from typing import Any

import numpy as np

from markone.fast.bits.association import MOST_CELLS
from markone.fast.bits.lesson import teach as teach_in_bits
from markone.fast.bits.machine import Bits, StepSize, in_bits, in_steps, step_size
from markone.fast.bits.react import Shown
from markone.fast.bits.shafts import end
from markone.fast.bits.steps import MOST_BANKS
from markone.fast.pulsed.react import teach as teach_in_volts
from markone.fast.pulsed.volts import Volts, in_volts
from markone.kernels.jit import compiles
from markone.kernels.machine import Parts, Spec, names_of
from markone.kernels.pot import Pot
from markone.kernels.pulsed import Pulsed, reads_what_it_keeps, steps_plainly
from markone.kernels.retina import Photocell
from markone.kernels.rule import BIPOLAR, ERROR_CORRECTION, FORCED, SPONTANEOUS, TEST
from markone.kernels.tier import Tier
from markone.kernels.vector.bits import BITS

FEWEST = 16
"""Fewer slides are not worth packing a machine."""

TIER = Tier(teach_in_bits, worth=500_000)
"""Slides: without the engine they take about as long as it is compiled."""
PULSED_TIER = Tier(teach_in_volts, worth=80_000)
"""The same for pulsed devices, whose slides take longer without it."""

KNOWN = {
    "Parts": "spec photocell pot wiring fan faults clock retina stuck active current lamp bulb shown way "
    "relay due_ms let_go shafts",
    "Spec": "theta dead_zone_v hold expose_ms settle_ms operate_ms release_ms pulse_ms cycle_ms",
    "Photocell": "threshold hysteresis rise_ms decay_ms dark spread",
    "Pot": "speed_v_per_s stop_v spread jitter backlash_v taper decay_ms start_ms coast_ms noise_v sag",
    "Pulsed": "model step_v low_v high_v asymmetry slope_up slope_down curve_up curve_down bend_up bend_down "
    "stretch shift up down spread_step spread_range spread_asymmetry log_normal pulse_noise write_noise_v "
    "read_noise_v read_curve levels decay_ms rest_v drift drift_from_ms corrupt stuck stuck_v pair refresh_v",
    "Wiring": "excitatory inhibitory unit bank",
    "Fan": "first unit",
    "Faults": "ms kind address other amount",
    "Clock": "now_ms power_from_ms mains struck pulse_end_ms",
    "Retina": "level lit light since_ms key gain stuck",
    "Shafts": "anchor_v since_ms speed_v_per_s goal_v_per_s way pulses play_v key gear wiper supply",
    "PulsedState": "level_v since_ms step_up_v step_down_v low_v high_v given refreshed way pulses key gear "
    "wiper supply",
}
"""All that a machine may be made of for this engine, which was written when there was nothing else. One with
a thing more is taught by `lesson`, until somebody has made sure that the thing changes nothing here."""


def tier_of(parts: Parts) -> Tier:
    """When the engine is entered for such a machine."""
    return PULSED_TIER if type(parts.pot) is Pulsed else TIER


def can(
    parts: Parts, slides: np.ndarray, left: int, mode: int, rule: int
) -> tuple[int, StepSize | Pulsed | None]:
    """How many of the slides `left` go one way: in bits, by these steps of the weights, or by `lesson`."""
    if not _is_ideal(parts, slides, mode, rule):
        return left, None
    cycles = left
    faults, clock = parts.faults, parts.clock
    if clock.struck[0] < faults.ms.size:
        cycles = int(faults.ms[clock.struck[0]] - clock.now_ms[0] - 1) // parts.spec.cycle_ms
        if cycles < FEWEST:
            return min(max(cycles, 0) + 1, left), None
    cycles = min(cycles, left)
    if cycles < FEWEST:
        return cycles, None
    if type(parts.pot) is Pulsed:
        return cycles, parts.pot
    step = step_size(parts, cycles)
    return (cycles, None) if step is None else (min(cycles, step.room), step)


@lru_cache
def _knows(kinds: tuple[type, ...]) -> bool:
    """Whether a machine, of which and of whose parts these are the classes, has nothing but what is known."""
    return all(names_of(kind) == KNOWN.get(kind.__name__) for kind in kinds)


def _is_ideal(parts: Parts, slides: np.ndarray, mode: int, rule: int) -> bool:
    """Whether all but the weights' state allows bits: cells without memory, and a device that is known."""
    clock, inside = parts.clock, [type(part) for part in parts.by_name().values() if isinstance(part, tuple)]
    if not _knows((type(parts), *inside)):
        return False
    return (
        compiles()
        and rule == BIPOLAR
        and mode in (TEST, FORCED, ERROR_CORRECTION, SPONTANEOUS)
        and _are_plain(parts.photocell, parts.pot, parts.spec)
        and BITS <= slides.shape[1] <= MOST_CELLS
        and parts.lamp.size <= MOST_BANKS
        and clock.mains[0] == 1
        and clock.now_ms[0] >= clock.power_from_ms[0]
        and bool(((parts.retina.gain == 1) | (parts.retina.gain == 0)).all())
    )


@lru_cache(typed=True)  # named tuples of two classes can be equal
def _are_plain(photocell: Photocell, device: Any, spec: Spec) -> bool:
    """Whether cells have no memory, weights move by steps or pulses only, and each cycle ends at rest."""
    free = photocell._replace(threshold=0.5) == Photocell() and 0 < photocell.threshold <= 1
    return free and _is_plain(device) and _is_whole(spec)


def _is_plain(device: Any) -> bool:
    """A pot with a speed and stops only, or a pulsed device without noise and memory."""
    if type(device) is Pulsed:
        return steps_plainly(device) and reads_what_it_keeps(device)
    return type(device) is Pot and device == Pot(speed_v_per_s=device.speed_v_per_s, stop_v=device.stop_v)


def _is_whole(spec: Spec) -> bool:
    """Whether a cycle ends with all at rest, so that each begins as the one before."""
    return (
        min(spec.expose_ms, spec.settle_ms, spec.operate_ms, spec.release_ms) >= 0
        and 0 < spec.pulse_ms >= spec.release_ms
        and spec.expose_ms + spec.settle_ms + spec.operate_ms + spec.pulse_ms <= spec.cycle_ms
    )


class Run:
    """A machine that is taught in bits; its shafts, relays and clock are left as they were until `end`."""

    def __init__(self, parts: Parts, bits: Bits) -> None:
        self._parts, self._bits = parts, bits

    def teach(self, wanted: np.ndarray, orders: np.ndarray, goes_on: bool) -> tuple[np.ndarray, np.ndarray]:
        """Teach epochs, the rows of `orders` (epochs, cycles; int64), until one is free of mistakes.

        `wanted` is that of `lamps.wanted_ways`. The lamps (rows, responses) int8, one epoch after the other,
        and how many slides of each epoch that was made lit a wrong one. The last slide of the last epoch is
        left out, unless it `goes_on` after a mistake: it has to be taught by `lesson` when the run has ended,
        which leaves all else as it must be.
        """
        parts, lamps = self._parts, np.empty((orders.size, MOST_BANKS), np.int8)
        run = teach_in_volts if isinstance(self._bits.weights, Volts) else teach_in_bits
        shown, mistakes = Shown(self._bits.active, wanted, orders.ravel()), np.empty(len(orders), np.int64)
        made = run(self._bits, parts.spec, shown, parts.lamp, lamps, mistakes, goes_on)
        return lamps[:, : parts.lamp.size], mistakes[:made]

    def end(self) -> None:
        """Turn the shafts and set the clock as `lesson` would have."""
        end(self._parts, self._bits)


def begin(parts: Parts, lines: np.ndarray, step: StepSize | Pulsed) -> Run | None:
    """A run with the slides `lines` (`firing.as_lines`), None if the machine's boards cannot be seen so."""
    bits = in_bits(parts, lines, in_volts if isinstance(step, Pulsed) else partial(in_steps, step=step))
    return None if bits is None else Run(parts, bits)
