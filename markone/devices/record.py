"""A weight device as kernels take it: its numbers in volts and milliseconds."""

from typing import Any

from markone.devices.models import MODELS as NUMBERS
from markone.devices.models import Numbers
from markone.kernels.integrator import Integrator
from markone.kernels.pot import Pot
from markone.kernels.pulsed import CONSTANT, EXPONENTIAL, LINEAR, TABLE, Pulsed
from markone.validation import amount

OWN_PULSE_MS = 500
"""How long the Mark I's pulse is: what an ideal device moves in it is its step."""
CODES = {
    "constant step": CONSTANT,
    "magnetic core": CONSTANT,
    "linear step": LINEAR,
    "exponential step": EXPONENTIAL,
    "table": TABLE,
}
PLAIN = (
    "asymmetry", "slope_up", "slope_down", "curve_up", "curve_down", "bend_up", "bend_down", "stretch",
    "shift", "up", "down", "spread_step", "spread_range", "spread_asymmetry", "log_normal", "pulse_noise",
    "read_curve", "levels", "drift", "corrupt", "stuck", "pair",
)  # fmt: skip
"""Numbers without a unit, which are the same in volts."""


def record(device: Numbers, range_v: float = 11.0) -> Pot | Pulsed | Integrator:
    """The device as a machine's kernels take it: its range is 2 `range_v` volts long, and its `zero` at 0 V.

    A motor is the machine's own potentiometer, whatever `range_v` is. Raises ValueError for numbers that the
    kernels do not have.
    """
    range_v = amount("range_v", range_v, 0.0, 1e6, "neither")
    if device.model == "motor":
        return Pot(**{name: device.value(name) for name in Pot._fields})
    if device.model == "ideal":
        return _ideal(device, range_v)
    if device.model == "integrator":
        return _integrator(device, range_v)
    if device.model in CODES:
        return _pulsed(device, range_v)
    raise ValueError(f"the model of {device.name!r} is {device.model!r}; give one of a machine")


def _scale(device: Numbers, range_v: float) -> float:
    """Volts for one of the device's own unit."""
    return 2.0 * range_v / (device.value("high") - device.value("low"))


def _ideal(device: Numbers, range_v: float) -> Pot | Pulsed:
    """An even motor, which engines know: what it moves in one pulse of the Mark I is the step."""
    scale, levels = _scale(device, range_v), device.value("levels")
    step_v = device.value("step") * scale
    low_v, high_v = ((device.value(name) - device.value("zero")) * scale for name in ("low", "high"))
    if levels or abs(low_v + high_v) > 1e-9 * range_v:
        return Pulsed(CONSTANT, step_v, low_v, high_v, levels=levels)
    return Pot(speed_v_per_s=1000.0 * step_v / OWN_PULSE_MS, stop_v=range_v)


def _shared(device: Numbers, range_v: float, kind: Any) -> dict[str, Any]:
    """The constants that pulsed devices and integrators have alike."""
    scale, zero = _scale(device, range_v), device.value("zero")
    ends = {f"{name}_v": (device.value(name) - zero) * scale for name in ("low", "high")}
    places = {"rest_v": device.value("rest"), "stuck_v": device.value("stuck_at")}
    plain = [name for name in PLAIN if name in kind._fields and name in NUMBERS[device.model]]
    return {
        **ends,
        **{name: (value - zero) * scale for name, value in places.items()},
        **{name: device.value(name) for name in plain},
        "read_noise_v": device.value("read_noise") * scale,
        "decay_ms": 1000.0 * device.value("decay_s"),
    }


def _pulsed(device: Numbers, range_v: float) -> Pulsed:
    shared, scale = _shared(device, range_v, Pulsed), _scale(device, range_v)
    step_v = device.value("step") * scale
    return Pulsed(
        model=CODES[device.model],
        step_v=step_v,
        write_noise_v=device.value("write_noise") * step_v,
        drift_from_ms=1000.0 * device.value("drift_from_s"),
        refresh_v=device.value("refresh_at") * 2.0 * range_v,
        **shared,
    )


def _integrator(device: Numbers, range_v: float) -> Integrator:
    if device.value("drift") or device.value("refresh_at"):
        raise ValueError(f"{device.name!r} is an integrator; drift and refresh_at must be 0, use decay_s")
    speed_v_per_s = device.value("speed") * _scale(device, range_v)
    noise_v = device.value("write_noise") * speed_v_per_s * device.value("pulse_s")
    return Integrator(speed_v_per_s, write_noise_v=noise_v, **_shared(device, range_v, Integrator))
