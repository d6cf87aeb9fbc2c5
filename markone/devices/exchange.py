"""Devices as other simulators name them: IBM's aihwkit and NeuroSim, as plain dicts, both ways.

aihwkit (Rasch et al., AICAS 2021, arXiv:2104.02184; formulas of its device classes): weights around 0; a
pulse up moves by dw_min (1 + min(up_down, 0)), one down by dw_min (1 - max(up_down, 0)). Its noise from pulse
to pulse, dw_min_std, is taken as a share of the step at zero wherever the weight is: mult_noise = False.

NeuroSim (Chen, Peng and Yu, IEEE TCAD 37, 2018): after P of N pulses G = Gmin + B (1 - exp(-P / A)), with
B = (Gmax - Gmin) / (1 - exp(-N / A)). So one pulse moves it by (B - (G - Gmin)) (1 - exp(-1 / A)), which is a
linear step in G, and with zero in the middle slope = tanh(N / 2A) exactly. The label NL is about the
greatest distance of the normalised curve from its chord, in units of 0.099: found so, A agrees with the
published pairs (NL 2.4 and A/N 0.499, NL 4.88 and A/N 0.200) to three thousandths; 9 is the greatest label. A
label below 0 on the way down is a curve that is steep at the top.
"""

import math
from collections.abc import Mapping
from typing import Any

from scipy import optimize

from markone.devices.device import Device, Number
from markone.devices.models import MOST, accepted, row_of
from markone.validation import amount, choice, truth

PER_LABEL = 0.099
GREATEST_LABEL = 9.0
CLASSES = {
    "ConstantStepDevice": "constant step",
    "LinearStepDevice": "linear step",
    "SoftBoundsDevice": "linear step",
    "ExpStepDevice": "exponential step",
    "PiecewiseStepDevice": "table",
}
"""Classes of aihwkit, and the model that each is."""
_SAME = {
    "dw_min_dtod": "spread_step",
    "up_down_dtod": "spread_asymmetry",
    "dw_min_std": "pulse_noise",
    "write_noise_std": "write_noise",
    "corrupt_devices_prob": "corrupt",
    "dw_min_dtod_log_normal": "log_normal",
}
_SHAPES = {
    "linear step": {"gamma_up": "slope_up", "gamma_down": "slope_down"},
    "exponential step": {
        "A_up": "curve_up", "A_down": "curve_down", "gamma_up": "bend_up", "gamma_down": "bend_down",
        "a": "stretch", "b": "shift",
    },
    "table": {"piecewise_up": "up", "piecewise_down": "down"},
}  # fmt: skip
_USUAL = {"dw_min": 0.001, "up_down": 0.0, "w_max": 0.6, "w_min": -0.6}
_USUAL |= {"dw_min_dtod": 0.3, "up_down_dtod": 0.01, "dw_min_std": 0.3, "w_max_dtod": 0.3, "w_min_dtod": 0.3}
"""What aihwkit takes where nothing is said."""
_BOUNDS = ("w_max_dtod", "w_min_dtod")
_IN_STEPS = {"dw_min_std", "write_noise_std", "up_down_dtod", "dw_min_dtod"}
"""What aihwkit tells in dw_min, which is the greater of both steps, and a device in their mean."""
NEUROSIM = (
    "minConductance",
    "maxConductance",
    "maxNumLevelLTP",
    "maxNumLevelLTD",
    "NL_LTP",
    "NL_LTD",
    "c2c",
    "d2d",
)


def to_aihwkit(device: Device) -> dict[str, Any]:
    """The device as a class of aihwkit, under `class`, and its fields; ValueError where there is none.

    Its value is counted from `zero`. What aihwkit has no field for (reading noise, drift, levels, time) is
    left out; a pair and stuck devices, which would be other devices without it, are refused.
    """
    device.require()
    kinds = {model: name for name, model in CLASSES.items() if name != "SoftBoundsDevice"}
    if device.model not in kinds:
        raise ValueError(f"{device.name!r} is a {device.model}; aihwkit has {', '.join(kinds)}")
    for name in ("pair", "one_way", "stuck"):
        if value := device.value(name):
            raise ValueError(f"{name} of {device.name!r} is {value}; no class of aihwkit has that")
    zero, (low, high), lean = device.value("zero"), device.range, device.value("asymmetry")
    step = device.value("step") * (1.0 + abs(lean))
    fields = {"class": kinds[device.model], "dw_min": step, "up_down": 2.0 * lean / (1.0 + abs(lean))}
    fields |= {
        "w_min": low - zero,
        "w_max": high - zero,
        **dict.fromkeys(_BOUNDS, device.value("spread_range")),
    }
    fields |= {name: device.value(ours) for name, ours in _SAME.items()}
    for name in _in_steps(device.value("log_normal")):
        fields[name] /= 1.0 + abs(lean)
    if device.model == "linear step":
        fields["mult_noise"] = False  # aihwkit takes True where nothing is said
    shapes = _SHAPES.get(device.model, {})
    return fields | {name: _plain(device.value(ours)) for name, ours in shapes.items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _in_steps(log_normal: bool) -> set[str]:
    """Those of _IN_STEPS that are so here: the s.d. of a logarithm is the same in any unit."""
    return _IN_STEPS - {"dw_min_dtod"} if log_normal else _IN_STEPS


def from_aihwkit(fields: Mapping[str, Any], name: str = "aihwkit", unit: str = "") -> Device:
    """The device that aihwkit's fields describe, `class` among them; the others are as it takes them.

    But for mult_noise, which is False where nothing is said: noise from pulse to pulse is added to a step, in
    shares of the step at zero. Raises ValueError, which names the field, for a class, a field or a value that
    there is nothing for here.
    """
    told = {**_USUAL, **fields}
    kind = choice("class", told.pop("class", None), CLASSES)
    _refuse_foreign(kind, told)
    numbers = _numbers(kind, told)
    return Device(name, CLASSES[kind], unit, _told(numbers, f"from the fields of aihwkit's {kind}"))


def _refuse_foreign(kind: str, told: dict[str, Any]) -> None:
    known = {*_USUAL, *_SAME, *_shapes(kind), "mult_noise"}
    if unknown := sorted(str(field) for field in told if field not in known):
        raise ValueError(
            f"{', '.join(unknown)} of {kind} has nothing here that it could become; leave it out"
        )
    if truth("mult_noise", told.get("mult_noise", False)):
        raise ValueError(
            "mult_noise is True; here noise is a share of the step at zero, not of each step; give False"
        )


def _shapes(kind: str) -> dict[str, str]:
    """Fields of the class that shape its step, and the numbers that they are; a soft bound has none."""
    return {} if kind == "SoftBoundsDevice" else _SHAPES.get(CLASSES[kind], {})


def _numbers(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    """All numbers of the device from aihwkit's fields, each of which is checked."""
    numbers, mean = _moves(told)
    model, same = CLASSES[kind], {**_SAME, **_shapes(kind)}
    wide = [_checked(model, "spread_range", bound, told) for bound in _BOUNDS]
    numbers["spread_range"] = math.hypot(*wide) / math.sqrt(2.0)
    numbers |= {ours: _checked(model, ours, theirs, told) for theirs, ours in same.items() if theirs in told}
    for theirs in _in_steps(numbers.get("log_normal", False)) & set(told):
        numbers[_SAME[theirs]] /= mean
    return numbers | ({"slope_up": 1.0, "slope_down": 1.0} if kind == "SoftBoundsDevice" else {})


def _moves(told: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """The range and the step, and what share of dw_min the mean step is."""
    bias = amount("up_down", told["up_down"], -1.9, 1.9)
    mean = 1.0 - abs(bias) / 2.0
    return {
        "low": amount("w_min", told["w_min"], -MOST, 0.0, "low"),
        "high": amount("w_max", told["w_max"], 0.0, MOST, "high"),
        "zero": 0.0,
        "step": amount("dw_min", told["dw_min"], 0.0, MOST, "high") * mean,
        "asymmetry": bias / 2.0 / mean,
    }, mean


def _checked(model: str, ours: str, theirs: str, told: dict[str, Any]) -> Any:
    """A field as the number that it becomes is kept; a ValueError names the field."""
    return accepted(row_of(model, ours)._replace(name=theirs), told[theirs])


def _told(numbers: Mapping[str, Any], source: str) -> dict[str, Number]:
    """Numbers that another simulator's fields give, each with that source."""
    return {name: Number(value, "secondary", source) for name, value in numbers.items()}


def label_of(slope: float) -> float:
    """NeuroSim's label of nonlinearity NL of a curve up, from the slope of a linear step."""
    if slope == 0.0:
        return 0.0
    return math.copysign(_distance(0.5 / math.atanh(abs(slope))) / PER_LABEL, slope)


def slope_of(label: float) -> float:
    """The slope of a linear step, from NeuroSim's label NL of a curve up."""
    size = abs(amount("NL", label, -GREATEST_LABEL, GREATEST_LABEL))
    if size < 1e-6:
        return 0.0
    a = optimize.brentq(lambda a: _distance(a) - PER_LABEL * size, 0.005, 1e6)
    return math.copysign(math.tanh(0.5 / a), label)


def _distance(a: float) -> float:
    """How far (1 - exp(-p / a)) / (1 - exp(-1 / a)) lies above p at most, for p from 0 to 1."""
    if a > 1e3:
        return 0.125 / a  # the same, where its terms would cancel
    top = -1.0 / math.expm1(-1.0 / a)
    return top - a - a * math.log(top / a)


def to_neurosim(device: Device) -> dict[str, float]:
    """The device in NeuroSim's numbers; ValueError for one that is no linear step with zero in the middle.

    c2c is a share of the range. d2d, the s.d. of the label between devices, is 0: there is nothing here that
    it could be told from.
    """
    device.require()
    low, high = device.range
    linear = device.model in ("constant step", "linear step")
    if not linear or not math.isclose(device.value("zero"), (low + high) / 2, abs_tol=1e-9 * (high - low)):
        raise ValueError(
            f"{device.name!r} is a {device.model} with zero = {device.value('zero'):g}; NeuroSim has "
            "linear steps with zero in the middle of the range"
        )
    lean, step = device.value("asymmetry"), device.value("step") / (high - low)
    ways = {"LTP": (1.0 + lean, "slope_up", 1.0), "LTD": (1.0 - lean, "slope_down", -1.0)}
    told: dict[str, float] = {"minConductance": low, "maxConductance": high}
    for name, (share, shape, sign) in ways.items():
        slope = device.value(shape) if device.model == "linear step" else 0.0
        label = sign * _label(slope, shape)
        told |= {f"maxNumLevel{name}": _levels(step * share, slope), f"NL_{name}": label}
    return told | {"c2c": device.value("pulse_noise") * step, "d2d": 0.0}


def _label(slope: float, shape: str) -> float:
    if abs(slope) >= 1.0 or abs(label_of(slope)) > GREATEST_LABEL:
        raise ValueError(
            f"{shape} is {slope:g}; NeuroSim's labels end at {GREATEST_LABEL:g}, below a soft bound"
        )
    return label_of(slope)


def _levels(step: float, slope: float) -> int:
    """How many pulses go from one end to the other, where one at the middle is this share of the range."""
    if slope == 0.0:
        return max(round(1.0 / step), 1)
    return max(round(-2.0 * math.atanh(slope) / math.log1p(-2.0 * slope * step)), 1)


def from_neurosim(fields: Mapping[str, Any], name: str = "NeuroSim", unit: str = "") -> Device:
    """The device that NeuroSim's numbers describe, all of NEUROSIM; ValueError for others, and for a d2d."""
    if set(fields) != set(NEUROSIM):
        raise ValueError(f"the fields are {', '.join(map(str, fields))}; give {', '.join(NEUROSIM)}")
    told = {key: amount(key, fields[key], -1e12, 1e12) for key in NEUROSIM}
    if told["d2d"]:
        raise ValueError("d2d, the spread of NL between devices, has nothing here; give 0, and spread_step")
    low, high = told["minConductance"], told["maxConductance"]
    slopes = {"up": slope_of(told["NL_LTP"]), "down": -slope_of(told["NL_LTD"])}
    counts = {"up": told["maxNumLevelLTP"], "down": told["maxNumLevelLTD"]}
    steps = [_step(slopes[side], amount("maxNumLevel", counts[side], 1, 1e9)) for side in ("up", "down")]
    step = sum(steps) / 2.0
    numbers = {"low": low, "high": high, "zero": (low + high) / 2.0, "step": step * (high - low)}
    numbers |= {"asymmetry": (steps[0] - steps[1]) / sum(steps), "pulse_noise": told["c2c"] / step}
    numbers |= {f"slope_{side}": slope for side, slope in slopes.items()}
    return Device(name, "linear step", unit, _told(numbers, "from NeuroSim's levels, NL and c2c"))


def _step(slope: float, levels: float) -> float:
    """One pulse at the middle, as a share of the range."""
    if slope == 0.0:
        return 1.0 / levels
    return -math.expm1(-2.0 * math.atanh(slope) / levels) / (2.0 * slope)
