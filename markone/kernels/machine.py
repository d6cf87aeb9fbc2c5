"""The record of one machine: nouns only."""

from collections import namedtuple
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from markone.kernels.association import Fan, Wiring
from markone.kernels.clock import Clock
from markone.kernels.even_pot import simplest
from markone.kernels.fault import Faults, as_laid
from markone.kernels.record import lay_down
from markone.kernels.retina import Photocell, Retina


class Spec(NamedTuple):
    """Levels and timings of one machine. Times are whole milliseconds.

    Examples
    --------
    >>> from markone import MarkOne, Spec, build, plug
    >>> machine = MarkOne(build(plug(), Spec(theta=4, pulse_ms=250)))
    >>> machine.parts.spec.pulse_ms, machine.parts.spec.cycle_ms
    (250, 5000)
    """

    theta: int = 2
    """An A-unit fires when its lit excitatory less its lit inhibitory plugs reach this."""
    dead_zone_v: float = 0.0
    """Currents from minus to plus this do not light a lamp."""
    hold: bool = False
    """Inside the dead zone a lamp stays as it was, instead of going dark."""
    expose_ms: int = 500
    """The shutter is open; A-units latch at its end."""
    settle_ms: int = 500
    """The R-units settle; the lamps are sampled at its end."""
    operate_ms: int = 10
    """From the order to a closed relay contact."""
    release_ms: int = 5
    """From the end of the order to an open contact."""
    pulse_ms: int = 500
    """How long a reinforcement relay's contact stays closed."""
    cycle_ms: int = 5000
    """From one slide to the next."""


@dataclass(frozen=True, eq=False)
class Parts:
    """One machine: what it is built from, and the state that the verbs change in place.

    Kernels take it as one record, which is laid down when the first of them asks. The same machine with
    another spec is `dataclasses.replace(markone.spec.copy(parts), spec=...)`; its arrays fit one board only.
    """

    spec: Spec
    """Levels and timings."""
    photocell: Photocell
    pot: Any
    """The device model of the weights, such as `kernels.pot.Pot`."""
    wiring: Wiring
    """Both patch boards, the machine's own copy, which faults may change."""
    fan: Fan
    """The S-A board again, from the photocells' side."""
    faults: Faults
    """What will break."""
    clock: Clock
    retina: Retina
    stuck: np.ndarray
    """(units, int8): +1 for an A-unit that always fires, -1 for one that never does, 0 for a sound one."""
    active: np.ndarray
    """(units,) bool: which A-units fire, latched when the shutter closes."""
    current: np.ndarray
    """(responses,) float64: what each R-unit received when it was sampled, in volts."""
    lamp: np.ndarray
    """(responses,) int8: +1 for an R-unit that is on, -1 for one that is off."""
    bulb: np.ndarray
    """(responses,) bool: False for a lamp that has burnt out."""
    shown: np.ndarray
    """(responses,) int8: +1 for a lamp that shines, -1 for a dark one."""
    way: np.ndarray
    """(pots,) float64: the order given to each motor."""
    relay: np.ndarray
    """(pots,) int8: +1 for a relay stuck closed, -1 for one stuck open, 0 for a sound one."""
    due_ms: np.ndarray
    """(responses,) int64: when the next relays of each bank of motors switch; `REST` for never."""
    let_go: np.ndarray
    """(responses,) bool: whether the coils of a running bank are let go, so that it only waits to open."""
    shafts: Any
    """The state of all weights, such as `kernels.pot.Shafts`."""

    def by_name(self) -> dict[str, Any]:
        """Each part of it by its name."""
        names = _listed(type(self))  # type: ignore[arg-type]  # classes can be hashed
        return {name: getattr(self, name) for name in names}

    @cached_property
    def _record(self) -> Any:
        """The machine as kernels see it. What it does not have, such as faults, is not compiled for it."""
        parts = self.by_name() | {"pot": _with_arrays(simplest(self.pot)), "faults": as_laid(self.faults)}
        return lay_down(_tuple_of(type(self))(**parts))

    @cached_property
    def _numba_type_(self) -> Any:
        """Numba asks each argument for its type by this name, and for the record by the next."""
        return self._record._numba_type_

    @cached_property
    def _meminfo(self) -> Any:
        return self._record._meminfo

    def __reduce__(self) -> tuple:
        """A copy, or one from a file, lays its record down anew."""
        return type(self), tuple(self.by_name().values())


def _with_arrays(device: Any) -> Any:
    """A device whose tables are arrays, which kernels read by a number."""
    if not any(isinstance(value, tuple) for value in device):
        return device
    return type(device)(*(np.array(value) if isinstance(value, tuple) else value for value in device))


@cache
def _listed(kind: type) -> tuple[str, ...]:
    """The names of what a part of a machine, or a machine, is made of, in their order."""
    return getattr(kind, "_fields", None) or tuple(each.name for each in fields(kind))


def names_of(kind: type) -> str:
    """The same in one text."""
    return " ".join(_listed(kind))


LaidParts = namedtuple("LaidParts", names_of(Parts))  # type: ignore[misc]
"""`Parts` as it is given to be laid down; kernels that are kept refer to it by this name."""
_TUPLES: dict[type, Any] = {Parts: LaidParts}


def _tuple_of(kind: type) -> Any:
    """The named tuple in which a machine is given to be laid down, in the module of its class."""
    if kind not in _TUPLES:
        _TUPLES[kind] = namedtuple(f"Laid{kind.__name__}", names_of(kind).split(), module=kind.__module__)
    return _TUPLES[kind]
