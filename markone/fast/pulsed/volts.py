"""The volts of pulsed devices in rows, and what a machine must be for them."""

from typing import NamedTuple

import numpy as np

from markone.fast.aligned import aligned
from markone.kernels.association import Wiring
from markone.kernels.clock import REST
from markone.kernels.machine import Parts
from markone.kernels.pulsed import LINEAR
from markone.kernels.vector.lanes import EIGHT


class Volts(NamedTuple):
    """All weights. Row u is those of A-unit u, with a lane for each R-unit."""

    plugged: np.ndarray
    """(responses, words) uint64: the A-units that have a weight of each."""
    at: np.ndarray
    """(units rounded up to 512, 8) float64: where each stands; 0 where none is plugged."""
    up: np.ndarray
    """(units, 8) float64: the step up of each at 0 V, in volts; (1, 8) if those of all A-units are alike."""
    down: np.ndarray
    low: np.ndarray
    high: np.ndarray
    """The step down, and the ends of the range; of as many rows."""
    each: int
    """-1 if each A-unit has rows of its own there, else 0: the bits that its number and its row share."""
    slope_up: float
    slope_down: float
    end_up: float
    end_down: float
    """As of `kernels.pulsed.Pulsed`: the slopes, and the ends of the range to which they lead."""


def in_volts(parts: Parts, units: int) -> Volts | None:
    """The weights of a machine with so many A-units, rounded up.

    None if some motor runs or is not sound, or if A-units do not stand once, and in their order, in each
    bank: sums are made in the order of a bank.
    """
    device, state, wiring = parts.pot, parts.shafts, parts.wiring
    response = np.repeat(np.arange(parts.lamp.size), np.diff(wiring.bank))
    in_order = (np.diff(response * units + wiring.unit) > 0).all()
    if parts.lamp.size > EIGHT or not in_order or not _is_sound(parts):
        return None
    ends = state.step_up_v, state.step_down_v, state.low_v, state.high_v
    is_full = response.size == parts.lamp.size * len(parts.stuck)
    alike = is_full and all((of_all == of_all[0]).all() for of_all in ends)
    where = (0, slice(0, parts.lamp.size)) if alike else (wiring.unit, response)
    up, down, low, high = (
        _rows(1 if alike else units, where, of_all[0] if alike else of_all) for of_all in ends
    )
    linear = device.model == LINEAR
    slope_up, slope_down = (float(slope) * linear for slope in (device.slope_up, device.slope_down))
    return Volts(
        plugged=_plugged(parts.lamp.size, units, wiring),
        at=_rows(units, (wiring.unit, response), state.level_v),
        up=up,
        down=down,
        low=low,
        high=high,
        each=0 if alike else -1,
        slope_up=slope_up,
        slope_down=slope_down,
        end_up=float(device.high_v) if slope_up else 1.0,
        end_down=float(device.low_v) if slope_down else 1.0,
    )


def _plugged(responses: int, units: int, wiring: Wiring) -> np.ndarray:
    feeds = np.zeros((responses, units), bool)
    feeds[np.repeat(np.arange(responses), np.diff(wiring.bank)), wiring.unit] = True
    return np.packbits(feeds, axis=1, bitorder="little").view(np.uint64)


def _rows(count: int, where: tuple, volts: np.ndarray) -> np.ndarray:
    """So many rows of lanes with `volts` in their places."""
    rows = aligned((count, EIGHT), np.float64)
    rows[where] = volts
    return rows


def _is_sound(parts: Parts) -> bool:
    """Whether all is at rest, and each pulse moves its weight, and each weight is read."""
    state = parts.shafts
    return bool(
        (parts.due_ms == REST).all()
        and not parts.relay.any()
        and not state.way.any()
        and (state.gear == 1.0).all()
        and state.wiper.all()
        and state.supply[0] == 1.0
        and ((state.low_v <= state.level_v) & (state.level_v <= state.high_v)).all()
    )
