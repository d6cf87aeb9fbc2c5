"""New cells of the house's own devices, and what their constants may be.

What differs from device to device is drawn by name, from the key of each cell: another number of weights, or
another order, draws the same for each.
"""

from typing import Any

import numpy as np
from scipy.special import ndtr

from markone.kernels.cell import SECOND
from markone.kernels.integrator import Integrator
from markone.kernels.noise import mixed, normals
from markone.kernels.pulsed import CONSTANT, EXPONENTIAL, LINEAR, TABLE, Pulsed
from markone.validation import amount, count, is_series, shown, truth

STEP, ASYMMETRY, LOW, HIGH, FATE, STANDS = range(6)
"""What is drawn of a cell when it is made."""
MOST_FACTORS = 33
"""Of a table: more say nothing that a step's noise would not hide."""


def _cells(device: Any, keys: np.ndarray, step: float) -> dict[str, np.ndarray]:
    """Range, own steps and volts of all cells, those of a pair one after the other."""
    keys = np.concatenate([keys, mixed(keys, SECOND)]) if device.pair else keys
    low = device.low_v * np.maximum(1.0 + device.spread_range * normals(keys, LOW), 0.0)
    high = device.high_v * np.maximum(1.0 + device.spread_range * normals(keys, HIGH), 0.0)
    spread = device.spread_step * normals(keys, STEP)
    own = step * (np.exp(spread) if device.log_normal else np.maximum(1.0 + spread, 0.0))
    asymmetry = np.clip(device.asymmetry + device.spread_asymmetry * normals(keys, ASYMMETRY), -1.0, 1.0)
    fate = ndtr(normals(keys, FATE))
    corrupt, stuck = fate < device.corrupt, fate >= 1.0 - device.stuck
    stands = np.where(corrupt, low + (high - low) * ndtr(normals(keys, STANDS)), device.stuck_v)
    still = corrupt | stuck
    low, high = np.where(still, stands, low), np.where(still, stands, high)
    return {
        "level_v": np.clip(0.0, low, high),
        "since_ms": np.zeros(keys.size, np.int64),
        "step_up_v": np.where(still, 0.0, own * (1.0 + asymmetry)),
        "step_down_v": np.where(still, 0.0, own * (1.0 - asymmetry)),
        "low_v": low,
        "high_v": high,
    }


def begin_pulsed(device: Pulsed, keys: np.ndarray) -> dict[str, np.ndarray]:
    """Cells that no pulse has moved yet."""
    given = {name: np.zeros(keys.size, np.int64) for name in ("given", "refreshed")}
    return _cells(device, keys, device.step_v) | given


def begin_integrator(device: Integrator, keys: np.ndarray) -> dict[str, np.ndarray]:
    """Cells through which no current has flowed yet."""
    cells = _cells(device, keys, device.speed_v_per_s)
    return cells | {"speed_v_per_s": np.zeros(cells["level_v"].size)}


def _check_range(device: Any) -> None:
    low, high = (amount(name, getattr(device, name), -1e9, 1e9) for name in ("low_v", "high_v"))
    if not low <= 0.0 <= high or low == high:
        raise ValueError(f"the range is {low:g} to {high:g} V; it must go up, and hold 0 V")
    amount("stuck_v", device.stuck_v, low, high)
    amount("rest_v", device.rest_v, low, high)
    if device.pair and high == 0.0:
        raise ValueError("a pair whose devices cannot go above 0 V cannot move; give high_v above 0")
    for name, end in (("slope_up", high), ("slope_down", low)):
        amount(name, getattr(device, name), -100.0, 100.0)
        if end == 0.0 and getattr(device, name):
            raise ValueError(f"{name} is {getattr(device, name)!r}, and the range ends at 0 V there: give 0")


def _check_shared(device: Any) -> None:
    """What pulsed devices and integrators have alike."""
    _check_range(device)
    amount("asymmetry", device.asymmetry, -1.0, 1.0, "neither")
    for name in ("spread_step", "spread_range", "spread_asymmetry", "pulse_noise", "read_curve"):
        amount(name, getattr(device, name), 0.0, 100.0)
    for name in ("write_noise_v", "read_noise_v"):
        amount(name, getattr(device, name), 0.0, 1e9)
    amount("decay_ms", device.decay_ms, 0.0, 1e15)
    if count("levels", device.levels, least=0, most=1 << 30) == 1:
        raise ValueError("levels is 1: such a device reads one thing only; give 0 for any, or at least 2")
    for name in ("pair", "log_normal"):
        truth(name, getattr(device, name))
    for name in ("corrupt", "stuck"):
        amount(name, getattr(device, name), 0.0, 1.0)
    if device.corrupt + device.stuck > 1.0:
        raise ValueError(f"corrupt and stuck are {device.corrupt} and {device.stuck}; together at most 1")


def _check_table(name: str, factors: Any) -> None:
    if not is_series(factors) or isinstance(factors, str) or not 2 <= len(factors) <= MOST_FACTORS:
        raise ValueError(f"{name} is {shown(factors)}; give 2 to {MOST_FACTORS} factors of the step")
    for factor in factors:
        amount(f"a factor of {name}", factor, 0.0, 1e6)


def _step_at_rest(device: Pulsed, curve: float, bend: float, factors: tuple[float, ...]) -> float:
    """How large a step from 0 V is, relative to the step of the device."""
    if device.model == EXPONENTIAL:
        return 1.0 - curve * float(np.exp(np.clip(bend * device.shift, -700.0, 700.0)))
    if device.model == TABLE:
        return float(np.interp(0.0, np.linspace(device.low_v, device.high_v, len(factors)), factors))
    if device.model in (CONSTANT, LINEAR):
        return 1.0
    raise ValueError(f"model is {device.model}; give one of the codes of kernels.pulsed")


def _check_that_it_moves(device: Pulsed) -> None:
    """Raise ValueError for a device that no pulse moves from where it is made."""
    up = _step_at_rest(device, device.curve_up, device.bend_up, device.up)
    down = _step_at_rest(device, device.curve_down, -device.bend_down, device.down)
    for way, step, is_asked in (("up", up, True), ("down", down, device.low_v < 0.0 and not device.pair)):
        if is_asked and step <= 0.0:
            raise ValueError(f"a pulse {way} cannot move the device from 0 V: its numbers leave it no step")


def check_pulsed(device: Pulsed) -> None:
    """Raise ValueError for constants that no device can have."""
    count("model", device.model, least=CONSTANT, most=TABLE)
    amount("step_v", device.step_v, 0.0, 1e9, "neither")
    _check_shared(device)
    for name in ("curve_up", "curve_down", "bend_up", "bend_down", "stretch", "shift"):
        amount(name, getattr(device, name), -1e6, 1e6)
    for name in ("up", "down"):
        _check_table(name, getattr(device, name))
    amount("drift", device.drift, 0.0, 10.0)
    amount("drift_from_ms", device.drift_from_ms, 0.0, 1e15, "high")
    amount("refresh_v", device.refresh_v, 0.0, 1e9)
    if device.refresh_v and not device.pair:
        raise ValueError(f"refresh_v is {device.refresh_v!r}; only a pair is refreshed: set pair=True, or 0")
    _check_that_it_moves(device)


def check_integrator(device: Integrator) -> None:
    """Raise ValueError for constants that no device can have."""
    amount("speed_v_per_s", device.speed_v_per_s, 0.0, 1e9, "neither")
    _check_shared(device)
