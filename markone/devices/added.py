"""Weight devices of one's own: constants, state, and what time and a motor's drive do to them.

A device that is added here learns in the clocked machine, the untimed one, an estimator and a fleet, and is
saved, loaded and traced, as the potentiometer (`kernels.pot.Pot`) is.
"""

import math
from collections import namedtuple
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from markone.devices.cells import begin_integrator, begin_pulsed, check_integrator, check_pulsed
from markone.fields import explained
from markone.kernels import weight
from markone.kernels.integrator import Integrator
from markone.kernels.pot import Pot, Shafts
from markone.kernels.pulsed import Pulsed
from markone.validation import shown

PARTS = ("Clock", "Fan", "Faults", "Parts", "Photocell", "Retina", "Spec", "Wiring")
"""Names that files keep for other parts of a machine."""


@explained
class Model(NamedTuple):
    """A device model as the machine's builder and files know it."""

    state: type
    """The named tuple of arrays that holds all weights of a machine."""
    begin: Callable[[Any, np.ndarray], dict[str, np.ndarray]]
    """begin(device, keys): the device's own arrays of new weights, which draw by these keys (weights,)."""
    check: Callable[[Any], object]
    """Raises ValueError for constants that no device can have."""


def _motors(pot: Pot, keys: np.ndarray) -> dict[str, np.ndarray]:
    """Shafts at rest in the middle, their gears in the middle of their play."""
    count = keys.size
    volts = {name: np.zeros(count) for name in ("anchor_v", "speed_v_per_s", "goal_v_per_s")}
    return volts | {"since_ms": np.zeros(count, np.int64), "play_v": np.full(count, pot.backlash_v / 2)}


CELLS = ("level_v", "since_ms", "step_up_v", "step_down_v", "low_v", "high_v")
"""The arrays of cells (`kernels.cell`): volts, since when, the own steps, and the ends of the own range."""
PulsedState = namedtuple("PulsedState", (*CELLS, "given", "refreshed", *weight.DRIVE))  # type: ignore[misc]
IntegratorState = namedtuple(  # type: ignore[misc]
    "IntegratorState", (*CELLS, "speed_v_per_s", *weight.DRIVE)
)


def _no_check(device: Any) -> None:
    """Whatever there is, it is taken; constants of a `Pot` are checked with the rest of the machine."""


_DEVICES: dict[type, Model] = {
    Pot: Model(Shafts, _motors, _no_check),
    Pulsed: Model(PulsedState, begin_pulsed, check_pulsed),
    Integrator: Model(IntegratorState, begin_integrator, check_integrator),
}


def tuples() -> dict[str, type]:
    """Constants and states of all devices by the names of their classes, which files keep."""
    return {each.__name__: each for kind, device in _DEVICES.items() for each in (kind, device.state)}


def check(device: Any) -> None:
    """Raise ValueError for what is no device, or has constants that none can have."""
    if type(device) not in _DEVICES:
        known = " or ".join(kind.__name__ for kind in _DEVICES)
        raise ValueError(f"{shown(device)} is no device model that is known; give a {known}")
    _DEVICES[type(device)].check(device)


def new_weights(device: Any, keys: np.ndarray) -> Any:
    """The state of sound weights that nobody drives, which draw by these `keys` (weights,) uint64."""
    device_of, count = _DEVICES[type(device)], keys.size
    drive = {
        "way": np.zeros(count),
        "pulses": np.zeros(count, np.int64),
        "key": keys,
        "gear": np.ones(count),
        "wiper": np.ones(count, bool),
        "supply": np.ones(1),
    }
    return device_of.state(**device_of.begin(device, keys), **drive)


def reach_v(device: Any) -> float:
    """How far from zero a weight can be set, in volts: its `stop_v`, or the farther end of its range."""
    if hasattr(device, "low_v"):
        return float(max(-device.low_v, device.high_v))
    return float(getattr(device, "stop_v", math.inf))


def add(
    kind: type,
    own: Mapping[str, Any],
    place: Callable,
    anchor: Callable,
    put: Callable,
    read: Callable | None = None,
    check: Callable[[Any], object] = _no_check,
) -> type:
    """Add the device model `kind`, a named tuple of numbers; returns it, so that it can decorate.

    `own` are the arrays of its state by name, with the dtype of each, (weights,): zeros in a new machine. The
    others do in kernels what `kernels.weight` says of each: place(device, state, weight, now_ms),
    anchor(device, state, weight, now_ms), put(device, state, weight, at, now_ms), and read(device, state,
    weight, now_ms) if it reads another thing than where it stands. What is compiled for it is not kept for
    other processes. Raises ValueError for what is no named tuple, and for a name that is taken.
    """
    if not (isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_field_defaults")):
        raise ValueError(f"{shown(kind)} is no device model; give a class of typing.NamedTuple")
    if kind.__name__ in {*tuples(), *PARTS}:
        raise ValueError(f"there is a {kind.__name__} already; give the device model another name")
    functions = {"place": place, "anchor": anchor, "put": put} | ({} if read is None else {"read": read})
    for what, function in {**functions, "check": check}.items():
        if not callable(function):
            raise ValueError(f"{what} is {shown(function)}; give a function")
    if not isinstance(own, Mapping) or any(np.dtype(dtype).kind not in "biuf" for dtype in own.values()):
        raise ValueError(
            f"own is {shown(own)}; give the arrays of the state by name, with a dtype of numbers"
        )
    if set(own) & set(weight.DRIVE):
        raise ValueError(f"own has {', '.join(own)}; every state has {', '.join(weight.DRIVE)} already")
    name, fields = f"{kind.__name__}State", (*own, *weight.DRIVE)
    state: Any = namedtuple(name, fields, module=kind.__module__)  # type: ignore[misc]
    for what, function in functions.items():
        getattr(weight, what).of(kind)(function)
    _DEVICES[kind] = Model(state, lambda device, keys: _zeros(own, keys.size), _also_numbers(check))
    return kind


def _also_numbers(check: Callable[[Any], object]) -> Callable[[Any], object]:
    def check_both(device: Any) -> None:
        for name, value in device._asdict().items():
            if not isinstance(value, Real) or isinstance(value, bool) or value != value:  # noqa: PLR0124
                raise ValueError(f"{name} is {shown(value)}; it must be a number")
        check(device)

    return check_both


def _zeros(own: Mapping[str, Any], count: int) -> dict[str, np.ndarray]:
    return {name: np.zeros(count, dtype) for name, dtype in own.items()}
