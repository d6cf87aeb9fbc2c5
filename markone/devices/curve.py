"""What a pulse does to a device in the mean, in plain NumPy and the device's own unit.

The models are those of Gokmen and Vlasov (Front. Neurosci. 10:333, 2016: constant step), Rasch et al.
(AICAS 2021, arXiv:2104.02184: linear and exponential step, table, in aihwkit), and for
the integrator Widrow's memistor (Stanford Electronics Laboratories, TR 1553-2, 1960): what is plated is in
proportion to the charge. Kernels say the same once more, in volts; tests hold both together.
"""

from typing import Any

import numpy as np

from markone.devices.models import Numbers

Values = Any
"""A number or an array of them."""


def goes_one_way(device: Numbers) -> bool:
    """Whether only up pulses move it."""
    return device.model not in ("motor", "ideal") and bool(device.value("one_way"))


def _factor(device: Numbers, w: Values, way: int) -> Values:
    """The step at `w` as a multiple of the step at `zero`, or of `step` under an exponential or a table."""
    low, high = device.range
    u = np.asarray(w, float) - device.value("zero")
    end = (high if way > 0 else low) - device.value("zero")
    side = "up" if way > 0 else "down"
    if device.model in ("linear step", "integrator"):
        return np.maximum(1.0 - device.value(f"slope_{side}") * u / end, 0.0)
    if device.model == "exponential step":
        z = 2.0 * device.value("stretch") * u / (high - low) + device.value("shift")
        bent = np.exp(np.minimum(way * device.value(f"bend_{side}") * z, 700.0))
        return np.maximum(1.0 - device.value(f"curve_{side}") * bent, 0.0)
    if device.model == "table":
        factors = device.value(side)
        return np.interp(w, np.linspace(low, high, len(factors)), factors)
    return np.ones_like(u)


def step_size(device: Numbers, w: Values, way: int) -> Values:
    """How far one pulse moves a device that stands at `w`, at least 0; `way` is +1 up, -1 down.

    In the device's own unit; for an integrator, and a motor, per second of current.
    """
    if device.model == "motor":
        return np.full_like(np.asarray(w, float), device.value("speed_v_per_s"))
    if way < 0 and goes_one_way(device):
        return np.zeros_like(np.asarray(w, float))
    if device.model == "integrator":
        return device.value("speed") * _factor(device, w, way)
    lean = device.value("asymmetry") if device.model != "ideal" else 0.0
    return device.value("step") * (1.0 + way * lean) * _factor(device, w, way)


def pulse(device: Numbers, w: Values, way: int) -> Values:
    """Where a device that stands at `w` stands after one pulse, within its range."""
    return np.clip(w + way * step_size(device, w, way), *device.range)


def flow(device: Numbers, w: Values, way: int, seconds: float) -> Values:
    """Where an integrator stands after current has flowed for so long: dw/dt = speed (1 - slope u / end).

    Its closed form is u = e + (u0 - e) exp(-speed slope t / end), with e = end / slope; even where slope = 0.
    """
    low, high = device.range
    zero = device.value("zero")
    end, slope = (high if way > 0 else low) - zero, device.value("slope_up" if way > 0 else "slope_down")
    travel = way * device.value("speed") * seconds
    u = np.asarray(w, float) - zero
    if slope == 0.0:
        return np.clip(zero + u + travel, low, high)
    return np.clip(zero + u + (end / slope - u) * -np.expm1(-travel * slope / end), low, high)


def reading(device: Numbers, w: Values) -> Values:
    """What is read of a device that stands at `w`: S-shaped for a core, rounded to levels."""
    if device.model == "magnetic core":
        low, high = device.range
        u, bend = np.asarray(w, float) - device.value("zero"), device.value("read_curve")
        end = np.where(u > 0, high, low) - device.value("zero")
        w = device.value("zero") + end * np.tanh(bend * u / end) / np.tanh(bend)
    if device.model != "motor" and device.value("levels"):
        low, high = device.range
        gaps = device.value("levels") - 1
        w = low + np.round((np.asarray(w) - low) * gaps / (high - low)) * (high - low) / gaps
    return w


def response(device: Numbers, ways: Any, start: float, pulse_s: float = 0.5) -> np.ndarray:
    """What is read before the first pulse and after each of `ways` (+1 or -1), (pulses + 1,), in the mean.

    A motor without ramps and an integrator are driven for `pulse_s` in each.
    """
    at, seen = np.asarray(float(start)), [reading(device, float(start))]
    for way in ways:
        if device.model == "integrator":
            at = flow(device, at, way, pulse_s)
        elif device.model == "motor":
            at = np.clip(at + way * device.value("speed_v_per_s") * pulse_s, *device.range)
        else:
            at = pulse(device, at, way)
        seen.append(reading(device, at))
    return np.array(seen, float)


def stands_still(device: Numbers) -> str:
    """Why a device cannot leave a state, in a sentence; empty if it can leave each."""
    low, high = device.range
    states = np.linspace(low, high, 33)
    up, down = step_size(device, states, 1), step_size(device, states, -1)
    if not up[0] > 0:
        return f"no up pulse moves it from low = {low:g}, so it could never leave that state"
    if goes_one_way(device):
        return ""
    if not down[-1] > 0:
        return f"no down pulse moves it from high = {high:g}, so it could never leave that state"
    if (still := (up + down) == 0).any():
        return f"no pulse moves it from {states[still][0]:g}, so it could never leave that state"
    return ""
