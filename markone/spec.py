"""What a machine is built from, and who says so.

The two documents that hold the circuit values (the Operators' Manual, AD0236965, and Hay, Martin
and Wightman, IRE Convention Record 1960) have not been read. `PROVENANCE` says of each constant
whether a source states it or whether it is assumed.
"""

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from markone import devices
from markone.addresses import CARD
from markone.faults import Fault, schedule
from markone.fields import explained
from markone.kernels.association import Fan, Wiring, trace_wires
from markone.kernels.clock import REST, Clock
from markone.kernels.fault import Faults
from markone.kernels.machine import Parts, Spec
from markone.kernels.pot import Pot, Shafts
from markone.kernels.retina import CELLS, Photocell, Retina
from markone.switchboard import FAN_OUT, MOST_RESPONSES, UNITS, broken_rules, generator
from markone.validation import as_float, shown

for _kind in (Clock, Fan, Faults, Photocell, Pot, Retina, Shafts, Spec, Wiring):
    explained(_kind)  # kernels know nothing of the house


ASSUMED_SPEC = Spec()
LONGEST_TIMING_MS = 3_600_000
"""No timing of a machine is longer than an hour."""
SPEEDS_V_PER_S = 1e-6, 1e6
"""The slowest motor and the fastest: wipers move by whole picovolts (`kernels.pot`)."""

IDEAL_PHOTOCELL = Photocell()
ASSUMED_PHOTOCELL = Photocell(hysteresis=0.025, rise_ms=50.0, decay_ms=150.0, dark=0.01, spread=0.1)

# Nobody documents a value of those that follow: the assumed ones stand for parts of the time in good
# order (5 % speed spread, 20 mV backlash, 10 mV noise), the worn ones for the same after years.
IDEAL_POT = Pot()
ASSUMED_POT = Pot(spread=0.05, backlash_v=0.02, start_ms=20.0, coast_ms=20.0, noise_v=0.01, sag=0.05)
WORN_POT = Pot(
    spread=0.15, jitter=0.1, backlash_v=0.2, taper=0.1, start_ms=60.0, coast_ms=40.0, noise_v=0.05, sag=0.2
)


def pace(spec: Spec) -> str:
    """How long a slide takes, in words; stands beside every time of 1960, because nobody documents it."""
    return f"an assumed {spec.cycle_ms / 1000:g} seconds a slide"


POTS = {"ideal": IDEAL_POT, "assumed": ASSUMED_POT, "worn": WORN_POT}
"""Potentiometers by the words of procedures, links and options."""
PHOTOCELLS = {"ideal": IDEAL_PHOTOCELL, "assumed": ASSUMED_PHOTOCELL}
EARLIER_WORDS = {"historical": "assumed"}
"""What procedures and links said before for a key of `POTS` or `PHOTOCELLS`."""


KINDS = {
    "primary": "said by a document of the time, which was read",
    "quoted": "said by a document of the time, as a later work quotes it",
    "secondary": "said by a later work, which was read",
    "rumour": "said by anonymous summaries, which name no source",
    "assumed": "said by nobody; typical of such a part, or what works",
}
"""How well a constant is known, the best first."""


@explained
class Source(NamedTuple):
    """Who says that a constant has its value."""

    kind: str
    """A key of `KINDS`."""
    text: str


_TYPICAL = "typical of the part; no document gives the Mark I's value"
_NONE = "none, unless it is set; no document gives the Mark I's value"

BOARD: dict[str, Any] = {
    "CELLS": CELLS,
    "UNITS": UNITS,
    "MOST_RESPONSES": MOST_RESPONSES,
    "FAN_OUT": FAN_OUT,
    "CARD": CARD,
}
BOARD |= {"wires": "10 + 10", "patching": "shares", "rule": "bipolar"}
"""What is plugged and chosen, as it is by default."""

PROVENANCE = {
    "CELLS": Source("secondary", "20 x 20: Wikipedia, Pasquinelli, Tappert"),
    "UNITS": Source("secondary", "Wikipedia, Pasquinelli, Tappert; 1,000 were planned in 1958"),
    "MOST_RESPONSES": Source("primary", "Operators' Manual, Fig. 1: R1 to R8; seen reproduced"),
    "FAN_OUT": Source("secondary", "Wikipedia, citing the Operators' Manual"),
    "CARD": Source("rumour", "anonymous summaries; 8 x 64 = 512 fits"),
    "wires": Source("assumed", "both kinds existed (Tappert); numbers unknown, these fit the board"),
    "patching": Source(
        "primary", "Operators' Manual, Fig. 1: each A-unit has one line, to one R-unit; seen reproduced"
    ),
    "rule": Source("assumed", "Rosenblatt's bivalent rule of 1958; the circuits are not known"),
    "Spec.theta": Source("assumed", "P_a near .2 when a fifth of the retina is lit"),
    "Spec.dead_zone_v": Source("assumed", "two-state R-units without a neutral state (1958)"),
    "Spec.hold": Source("assumed", "behaviour at u = 0 is not known"),
    "Spec.expose_ms": Source("assumed", "ten rise times of the photocells"),
    "Spec.settle_ms": Source("assumed", "five times 100 ms; lamps sampled at 1 s"),
    "Spec.operate_ms": Source("assumed", _TYPICAL),
    "Spec.release_ms": Source("assumed", _TYPICAL),
    "Spec.pulse_ms": Source("assumed", "steps of 0.5 V at 1 V/s"),
    "Spec.cycle_ms": Source("assumed", "the 3 s sometimes quoted belong to the IBM 704"),
    "Photocell.threshold": Source("assumed", "half of full scale"),
    "Photocell.hysteresis": Source("assumed", "5 % of the threshold"),
    "Photocell.rise_ms": Source("assumed", _TYPICAL),
    "Photocell.decay_ms": Source("assumed", _TYPICAL),
    "Photocell.dark": Source("assumed", _TYPICAL),
    "Photocell.spread": Source("assumed", _TYPICAL),
    "Pot.speed_v_per_s": Source("assumed", "sources disagree even on the kind of motor"),
    "Pot.stop_v": Source(
        "rumour", "anonymous summaries; dials of Widrow's ADALINE read -11 to +11: perhaps a mix-up"
    ),
    "Pot.spread": Source("assumed", _TYPICAL),
    "Pot.jitter": Source("assumed", _NONE),
    "Pot.backlash_v": Source("assumed", _TYPICAL),
    "Pot.taper": Source("assumed", _NONE),
    "Pot.decay_ms": Source("assumed", "off; announced in Research Trends VI(2), 1958, without a value"),
    "Pot.start_ms": Source("assumed", _TYPICAL),
    "Pot.coast_ms": Source("assumed", _TYPICAL),
    "Pot.noise_v": Source("assumed", _TYPICAL),
    "Pot.sag": Source("assumed", "one supply for all motors; nothing is known of it"),
}


def provenance(
    spec: Spec = ASSUMED_SPEC, device: Any = ASSUMED_POT, photocell: Photocell = ASSUMED_PHOTOCELL
) -> list[dict[str, Any]]:
    """Every constant of a machine with its value, the kind of its source, and the source."""
    values = dict(BOARD)
    for part in (spec, device, photocell):
        values |= {f"{type(part).__name__}.{name}": value for name, value in part._asdict().items()}
    return [
        {"constant": name, "value": values[name], "kind": source.kind, "source": source.text}
        for name, source in PROVENANCE.items()
        if name in values
    ]


def check(spec: Spec, device: Any, photocell: Photocell) -> None:
    """Refuse what no machine can have, with a ValueError that names the value."""
    for part, kind in ((spec, Spec), (photocell, Photocell)):
        if not isinstance(part, kind):
            raise ValueError(f"{shown(part)} is no {kind.__name__}; give a markone {kind.__name__}")
    devices.check(device)
    checked: list[Any] = [spec, photocell, *([device] if isinstance(device, Pot) else [])]
    for part in checked:
        for name, value in part._asdict().items():
            _check_value(name, value)
    _check_shares(photocell, "spread")
    if not 0 < photocell.threshold <= 1:
        raise ValueError(f"threshold is {photocell.threshold}; light goes from 0 to 1, so choose in (0, 1]")
    if photocell.hysteresis >= photocell.threshold:
        raise ValueError(
            f"hysteresis is {photocell.hysteresis}: a lit cell would never go dark; "
            "choose it below the threshold"
        )
    if photocell.dark >= photocell.threshold - photocell.hysteresis:
        raise ValueError(
            f"dark is {photocell.dark}: a cell would be lit in the dark; "
            "choose it below the threshold less the hysteresis"
        )
    spec, device, photocell = uniform(spec), uniform(device), uniform(photocell)
    coast_ms = _check_motor(device) if isinstance(device, Pot) else 0
    if spec.release_ms > spec.pulse_ms:
        raise ValueError(f"pulse_ms is {spec.pulse_ms}, shorter than release_ms = {spec.release_ms}")
    busy_ms = spec.expose_ms + spec.settle_ms + spec.operate_ms + spec.pulse_ms
    if busy_ms + coast_ms > spec.cycle_ms:
        raise ValueError(f"cycle_ms is {spec.cycle_ms}; its parts need {busy_ms + coast_ms}: lengthen it")


def _check_shares(part: Any, *names: str) -> None:
    for name in names:
        if getattr(part, name) >= 1:
            raise ValueError(f"{name} is {getattr(part, name)}; it is a share, less than 1")


def _check_motor(pot: Pot) -> int:
    """Refuse what no motor can have; how long the slowest coasts, in ms."""
    _check_shares(pot, "spread", "jitter", "taper", "sag")
    if pot.stop_v == 0 or pot.speed_v_per_s == 0:
        raise ValueError("stop_v and speed_v_per_s must be above 0, or no pot could move")
    slowest, fastest = SPEEDS_V_PER_S
    if not slowest <= pot.speed_v_per_s <= fastest:
        raise ValueError(
            f"speed_v_per_s is {pot.speed_v_per_s}; motors turn at {slowest:g} to {fastest:g} V/s"
        )
    return int(np.ceil(pot.coast_ms * (1 + pot.spread) * (1 + pot.jitter)))


def _check_value(name: str, value: object) -> None:
    """Whole numbers for times and theta, a truth for hold, a number of at least 0 for the rest."""
    number = as_float(value)
    if name == "hold":
        if not isinstance(value, bool | np.bool_):
            raise ValueError(f"hold is {shown(value)}; it must be True or False")
    elif isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"{name} is {shown(value)}; it must be a number")
    elif name in Spec._fields and name != "dead_zone_v" and not isinstance(value, Integral):
        raise ValueError(f"{name} is {shown(value)}; it must be a whole number")
    elif name in Spec._fields and abs(number) > LONGEST_TIMING_MS:
        raise ValueError(
            f"{name} is {shown(value)}; it is at most {LONGEST_TIMING_MS}, an hour in milliseconds"
        )
    elif np.isnan(number) or (number < 0 and name != "theta"):
        raise ValueError(f"{name} is {shown(value)}; it must be a number of at least 0")
    elif np.isinf(number) and name != "stop_v":
        raise ValueError(f"{name} is {shown(value)}; it must be finite")


def uniform(part: Any) -> Any:
    """The same constants in one type each, so that kernels are compiled once."""
    kinds = {name: type(default) for name, default in type(part)._field_defaults.items()}
    kinds = {name: as_float if kind is float else kind for name, kind in kinds.items()}
    return part._replace(**{name: kind(getattr(part, name)) for name, kind in kinds.items()})


def build(
    wiring: Wiring,
    spec: Spec = ASSUMED_SPEC,
    device: Any = IDEAL_POT,
    photocell: Photocell = IDEAL_PHOTOCELL,
    seed: int | np.random.SeedSequence = 0,
    faults: Iterable[Fault] = (),
) -> Parts:
    """A machine as it is delivered: dark, with every wiper in the middle, its clock at zero.

    `device` keeps the weights: a `Pot`, a `Pulsed`, an `Integrator`, one that `markone.devices.add` has
    added, a `markone.devices.Device`, or the name of one that comes along (`markone device list`). `seed`
    names shafts and cells, whose spread, jitter and noise are drawn by name; `faults` strike at their times.
    Raises ValueError for values that no machine can have, and for a fault at an
    address that does not exist.

    Examples
    --------
    >>> from markone import build, plug
    >>> parts = build(plug(5), device="pcm")
    >>> parts.wiring.excitatory.shape, int(parts.clock.now_ms[0])
    ((512, 10), 0)
    """
    device = devices.record_of(device)
    check(spec, device, photocell)
    if not isinstance(wiring, Wiring):
        raise ValueError(f"the board is {type(wiring).__name__}; give a Wiring, such as plug() makes")
    for broken in broken_rules(wiring):
        raise ValueError(f"the board cannot be used: {broken}")
    return assemble(wiring, spec, device, photocell, seed, faults)


def assemble(
    wiring: Wiring,
    spec: Spec,
    pot: Any,
    photocell: Photocell,
    seed: int | np.random.SeedSequence = 0,
    faults: Iterable[Fault] = (),
) -> Parts:
    """`build` without its checks, for a board that faults may have changed."""
    units, pots, responses = len(wiring.excitatory), wiring.unit.size, wiring.bank.size - 1
    names = generator(seed)
    shafts = devices.new_weights(pot, names.integers(2**64, size=pots, dtype=np.uint64))
    return Parts(
        spec=uniform(spec),
        photocell=uniform(photocell),
        pot=uniform(pot),
        wiring=Wiring(*(np.array(plugs) for plugs in wiring)),
        fan=fan_of(wiring),
        faults=schedule(faults, wiring),
        clock=Clock(*(np.zeros(1, np.int64) for _ in Clock._fields))._replace(mains=np.ones(1, np.int64)),
        retina=_dark(photocell, names.integers(2**64, size=CELLS, dtype=np.uint64)),
        stuck=np.zeros(units, np.int8),
        active=np.zeros(units, bool),
        current=np.zeros(responses),
        lamp=np.full(responses, -1, np.int8),
        bulb=np.ones(responses, bool),
        shown=np.full(responses, -1, np.int8),
        way=np.zeros(pots),
        relay=np.zeros(pots, np.int8),
        due_ms=np.full(responses, REST, np.int64),
        let_go=np.zeros(responses, bool),
        shafts=shafts,
    )


def fan_of(wiring: Wiring) -> Fan:
    """The S-A board from the photocells' side."""
    plugs = wiring.excitatory.size + wiring.inhibitory.size
    fan = Fan(np.zeros(CELLS + 1, np.int64), np.zeros(plugs, np.int32))
    trace_wires(wiring, fan)
    return fan


def _dark(photocell: Photocell, keys: np.ndarray) -> Retina:
    """Sound cells that have been in the dark for long."""
    return Retina(
        level=np.full(CELLS, float(photocell.dark)),
        lit=np.zeros(CELLS, bool),
        light=np.zeros(CELLS),
        since_ms=np.zeros(1, np.int64),
        key=keys,
        gain=np.ones(CELLS),
        stuck=np.zeros(CELLS, np.int8),
    )


def arrays_in(part: Parts | tuple) -> list[np.ndarray]:
    """All arrays of a machine, or of a part of one."""
    arrays: list[np.ndarray] = []
    for inside in part.by_name().values() if isinstance(part, Parts) else part:
        if isinstance(inside, np.ndarray):
            arrays.append(inside)
        elif isinstance(inside, tuple):
            arrays += arrays_in(inside)
    return arrays


_COPIED = np.ndarray, tuple, Parts
"""What has arrays, or is one."""


def copy(part: Any) -> Any:
    """The same machine again, or the same part of one, with arrays of its own."""
    if isinstance(part, np.ndarray):
        return part.copy()
    if isinstance(part, Parts):
        return Parts(*map(copy, part.by_name().values()))
    if isinstance(part, tuple):
        inside = [copy(one) if isinstance(one, _COPIED) else one for one in part]
        return type(part)(*inside) if hasattr(part, "_fields") else tuple(inside)
    return part
