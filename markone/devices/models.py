"""The device models and their numbers, declared once: what a file may say and what a card tells.

Own unit: that of the device's value w (siemens, volts, or none). With u = w - zero, H = high - zero,
L = low - zero and R = high - low, `markone.devices.curve` gives what one pulse does under each model.
"""

from typing import Any, NamedTuple, Protocol

import numpy as np

from markone.fields import explained
from markone.validation import amount, count, shown, truth


class Numbers(Protocol):
    """What is asked of a device (`markone.devices.device.Device`) by those whom it asks in turn."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def range(self) -> tuple[float, float]: ...

    def value(self, name: str) -> Any:
        """A number as the device is run with; ValueError for one that its model does not have."""


@explained
class Row(NamedTuple):
    """One number of a model."""

    name: str
    default: float | bool | None
    """What it is where nobody says; None for a number without which the device cannot be run."""
    low: float
    high: float
    """Its least and its greatest value, both allowed."""
    unit: str
    """`own`, `own/s`, `share`, `ratio`, `s`, `J`, `count`, `yes-no`, `list`, `V`, `V/s` or `ms`."""
    meaning: str


TINY = float(np.finfo(float).tiny)
MOST = 1e12
"""Greatest size of a number in the device's own unit."""
NODES = 2, 33
"""Fewest and most factors of a table."""

RANGE = (
    Row("low", None, -MOST, MOST, "own", "The least value that the device takes."),
    Row("high", None, -MOST, MOST, "own", "The greatest value that the device takes."),
    Row("zero", 0.0, -MOST, MOST, "own", "What counts as weight 0; if not given 0, or the middle."),
)
PULSE = (
    Row("step", None, TINY, MOST, "own", "What one pulse moves it by at `zero`, mean of up and down."),
    Row("asymmetry", 0.0, -0.999, 0.999, "ratio", "Up steps are step (1 + it), down steps step (1 - it)."),
)
_SLOPES = (
    Row(
        "slope_up",
        0.0,
        -100.0,
        100.0,
        "ratio",
        "How much the up step shrinks from zero to high; 1: soft.",
    ),
    Row("slope_down", 0.0, -100.0, 100.0, "ratio", "The same for the down step, from zero to low."),
)
_TIMES_FACTOR = PULSE[0]._replace(meaning="What one pulse moves it by where its factor is 1."), PULSE[1]
_NEEDED_SLOPES = tuple(row._replace(default=None) for row in _SLOPES)
_EXPONENTIAL = (
    Row("curve_up", None, -1e6, 1e6, "ratio", "Weight of the exponential in the up step (A)."),
    Row("curve_down", None, -1e6, 1e6, "ratio", "The same for the down step."),
    Row("bend_up", None, -100.0, 100.0, "ratio", "Exponent of the up step (gamma)."),
    Row("bend_down", None, -100.0, 100.0, "ratio", "The same for the down step."),
    Row("stretch", 1.0, -100.0, 100.0, "ratio", "z = 2 stretch u / R + shift stands in the exponent (a)."),
    Row("shift", 0.0, -100.0, 100.0, "ratio", "See stretch (b)."),
)
_TABLE = (
    Row("up", None, 0.0, 1e6, "list", "2 to 33 factors of the up step, evenly from low to high."),
    Row("down", None, 0.0, 1e6, "list", "2 to 33 factors of the down step, evenly from low to high."),
)
_CORE = (
    Row("read_curve", None, TINY, 20.0, "ratio", "How S-shaped the reading is: tanh(it u / H) / tanh(it)."),
)
_INTEGRATOR = (
    Row("speed", None, TINY, MOST, "own/s", "How fast it moves at zero while full current flows."),
    *_SLOPES,
)
_MOTOR = (
    Row("speed_v_per_s", 1.0, 1e-6, 1e6, "V/s", "How fast the motor moves the wiper."),
    Row("stop_v", 11.0, TINY, 1e6, "V", "The hard stops stand at plus and minus this."),
    Row("spread", 0.0, 0.0, 0.999, "share", "Greatest relative difference of a motor's speed."),
    Row("jitter", 0.0, 0.0, 0.999, "share", "Greatest relative difference of the speed in one pulse."),
    Row("backlash_v", 0.0, 0.0, 1e6, "V", "Travel that is lost when the shaft reverses."),
    Row("taper", 0.0, 0.0, 0.999, "share", "Bow of the wiper's family."),
    Row("decay_ms", 0.0, 0.0, MOST, "ms", "Time constant with which volts leak to zero; 0: none."),
    Row("start_ms", 0.0, 0.0, 1e6, "ms", "From rest to full speed."),
    Row("coast_ms", 0.0, 0.0, 1e6, "ms", "From full speed to rest."),
    Row("noise_v", 0.0, 0.0, 1e6, "V", "Greatest error of one reading."),
    Row("sag", 0.0, 0.0, 0.999, "share", "Share of their speed that motors lose when all run."),
)
SPREAD = (
    Row("spread_step", 0.0, 0.0, 10.0, "share", "Between devices: s.d. of the step, relative."),
    Row("spread_range", 0.0, 0.0, 10.0, "share", "Between devices: s.d. of high and of low, relative."),
    Row("spread_asymmetry", 0.0, 0.0, 10.0, "ratio", "Between devices: s.d. of the asymmetry."),
    Row("log_normal", False, 0, 1, "yes-no", "The step's spread is log-normal: s.d. of its logarithm."),
)
NOISE = (
    Row("pulse_noise", 0.0, 0.0, 1e6, "ratio", "From pulse to pulse: s.d. of one step / step."),
    Row("write_noise", 0.0, 0.0, 1e6, "ratio", "What is read differs from what is kept: s.d. / step."),
    Row("read_noise", 0.0, 0.0, MOST, "own", "S.d. of the error of one reading."),
)
TIME = (
    Row("decay_s", 0.0, 0.0, MOST, "s", "Time constant of decay to `rest`; 0: none."),
    Row("rest", 0.0, -MOST, MOST, "own", "Where it decays to; if not given, `zero`."),
    Row("drift", 0.0, 0.0, 1.0, "ratio", "Exponent nu: u(t) = u (1 + t / drift_from_s)^-nu; 0: none."),
    Row("drift_from_s", 1.0, TINY, MOST, "s", "The time from which drift counts."),
)
DEFECT = (
    Row("levels", 0, 0, 1 << 30, "count", "What is read is rounded to so many levels; 0: continuous."),
    Row("corrupt", 0.0, 0.0, 1.0, "share", "Share of devices that stand anywhere and never move."),
    Row("stuck", 0.0, 0.0, 1.0, "share", "Share of devices that are stuck at `stuck_at`."),
    Row("stuck_at", 0.0, -MOST, MOST, "own", "Where the stuck ones stand; if not given, `zero`."),
)
PAIRED = (
    Row("pair", False, 0, 1, "yes-no", "Two devices are read as the one minus the other."),
    Row("one_way", False, 0, 1, "yes-no", "Only up pulses move it; so it needs a pair."),
    Row("refresh_at", 0.0, 0.0, 1.0, "share", "A pair is written anew when one stands above this; 0: never."),
)
COST = (
    Row("pulse_s", 0.0, 0.0, MOST, "s", "How long one pulse takes."),
    Row("pulse_j", 0.0, 0.0, MOST, "J", "What one pulse costs."),
)
_COMMON = (*SPREAD, *NOISE, *TIME, *DEFECT, *PAIRED, *COST)

MOVES: dict[str, tuple[Row, ...]] = {
    "constant step": (*RANGE, *PULSE),
    "linear step": (*RANGE, *PULSE, *_NEEDED_SLOPES),
    "exponential step": (*RANGE, *_TIMES_FACTOR, *_EXPONENTIAL),
    "table": (*RANGE, *_TIMES_FACTOR, *_TABLE),
    "integrator": (*RANGE, *_INTEGRATOR),
    "magnetic core": (*RANGE, *PULSE, *_CORE),
    "ideal": (*RANGE, PULSE[0]),
    "motor": _MOTOR,
}
"""What moves a device of each model, and how far: it cannot be run where one of these is unknown."""
MODELS: dict[str, dict[str, Row]] = {
    model: {
        row.name: row for row in (*own, *{"ideal": (DEFECT[0], *COST), "motor": COST}.get(model, _COMMON))
    }
    for model, own in MOVES.items()
}
"""All numbers of each model by name."""
ONE_SIDED = {"asymmetry", "slope_down", "curve_down", "bend_down", "down"}
"""Numbers that a device has no need of where no pulse moves it down."""


def row_of(model: str, name: str) -> Row:
    """The row of a number; ValueError for a model or a name that there is not."""
    if model not in MODELS:
        raise ValueError(f"model is {model!r}; choose one of {', '.join(map(repr, MODELS))}")
    if name not in MODELS[model]:
        raise ValueError(f"{name!r} is no number of the model {model!r}; it has {', '.join(MODELS[model])}")
    return MODELS[model][name]


def accepted(row: Row, value: Any) -> Any:
    """A value as its number is kept, or a ValueError that says what came and what is allowed."""
    if row.unit == "yes-no":
        return truth(row.name, value)
    if row.unit == "count":
        return count(row.name, value, int(row.low), int(row.high))
    if row.unit != "list":
        return amount(row.name, value, row.low, row.high)
    if not isinstance(value, list | tuple | np.ndarray) or not NODES[0] <= len(value) <= NODES[1]:
        raise ValueError(
            f"{row.name} is {shown(value)}; it must be a list of {NODES[0]} to {NODES[1]} factors"
        )
    return tuple(amount(f"{row.name}[{place}]", each, row.low, row.high) for place, each in enumerate(value))
