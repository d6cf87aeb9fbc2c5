"""Faults by name: what breaks, where and when, in the machine's own addresses.

Photocells are S1.1 to S20.20 (row, column), A-units A1 on, cards of eight A-units C1 on, plugs
A1+1 on (excitatory) and A1-1 on (inhibitory), potentiometers and their motors and relays P1 on,
R-units and their lamps R1 on. Which faults the machine of 1960 had is not documented.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from numbers import Real
from typing import NamedTuple

import numpy as np

from markone.fields import explained
from markone.kernels.association import Wiring
from markone.kernels.fault import CODES, Faults
from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.switchboard import CARD, check_board, generator, socket
from markone.validation import choice, is_series, shown

PARTS = {
    "dead photocell": "S",
    "dim photocell": "S",
    "photocell stuck lit": "S",
    "photocell stuck dark": "S",
    "open plug": "plug",
    "swapped plugs": "two plugs",
    "dead A-unit": "A",
    "dead card": "C",
    "A-unit stuck firing": "A",
    "relay stuck open": "P",
    "relay stuck closed": "P",
    "jammed motor": "P",
    "reversed motor": "P",
    "open wiper": "P",
    "burnt-out lamp": "R",
    "power cut": "mains",
}
"""Each kind of fault, and the kind of address at which it strikes."""
EXAMPLES = {"S": "S1.1", "A": "A1", "C": "C1", "P": "P1", "R": "R1", "plug": "A1+1", "two plugs": "A1+1 A2+1"}
AMOUNTS = {"dim photocell": 0.5, "power cut": 1000.0}
"""What is left of a dim cell's response; how long a power cut lasts, in ms."""
COUNTED = ("A", "C", "P", "R")
"""Kinds of addresses that a board has so many of, counted from 1."""
PLUG = re.compile(r"A([1-9]\d{0,8})([+-])([1-9]\d{0,8})", re.ASCII)
KINDS = (np.int64, np.int64, np.int64, np.int64, np.float64)
"""The types of the columns of `Faults`."""
MOST_HOURS, MOST_RATE = 1e9, 1e6
LONGEST_MS = 2**53
"""A machine runs for less than 285,000 years."""


@explained
class Fault(NamedTuple):
    """One thing that breaks."""

    kind: str
    """A name of `PARTS`."""
    at: str = "mains"
    """Its address; of swapped plugs both, with a space between."""
    ms: int = 0
    """When, in milliseconds of the machine's time."""
    amount: float | None = None
    """The share of its response that a dim photocell keeps (0.5), or how many ms a power cut lasts (1000)."""


def _counts(wiring: Wiring) -> dict[str, int]:
    """How many parts of each kind a machine with this board has."""
    units = len(wiring.excitatory)
    return {"A": units, "C": -(-units // CARD), "P": wiring.unit.size, "R": wiring.bank.size - 1}


def _plug_number(name: str, wiring: Wiring) -> int:
    """A plug by its number, counted A-unit by A-unit, the excitatory ones first."""
    x, y = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
    units = len(wiring.excitatory)
    found = PLUG.fullmatch(name)
    unit, sign, plug = (found[1], found[2], found[3]) if found else ("0", "+", "0")
    if not 1 <= int(unit) <= units or not 1 <= int(plug) <= (x if sign == "+" else y):
        raise ValueError(
            f"there is no plug {name}; this board has A1+1 to A{units}+{x} and A1-1 to A{units}-{y}"
        )
    return (int(unit) - 1) * (x + y) + int(plug) - 1 + (x if sign == "-" else 0)


def number(name: str, kind: str, wiring: Wiring) -> int:
    """The index, from 0, of the part called `name`; `kind` is S, A, C, P, R or plug.

    Raises ValueError for an address that does not exist.
    """
    choice("kind", kind, ("S", "plug", *COUNTED))
    check_board(wiring)
    if not isinstance(name, str):
        raise ValueError(f"{shown(name)} is no address; give one such as {EXAMPLES[kind]!r}")
    if kind == "plug":
        return _plug_number(name, wiring)
    if kind == "S":
        found = re.fullmatch(r"S([1-9]\d{0,8})\.([1-9]\d{0,8})", name, re.ASCII)
        row, column = (int(found[1]), int(found[2])) if found else (0, 0)
        if 1 <= row <= ROWS and 1 <= column <= COLUMNS:
            return (row - 1) * COLUMNS + column - 1
        raise ValueError(f"there is no photocell {name}; they are S1.1 to {socket(CELLS - 1)}")
    found, count = re.fullmatch(rf"{kind}([1-9]\d{{0,8}})", name, re.ASCII), _counts(wiring)[kind]
    if not found or not 1 <= int(found[1]) <= count:
        raise ValueError(f"there is no {name} here; this machine has {kind}1 to {kind}{count}")
    return int(found[1]) - 1


def _check(fault: Fault) -> None:
    if not isinstance(fault, Fault):
        raise ValueError(
            f"{shown(fault)} is no fault; give markone.Fault objects, such as Fault('dead A-unit', 'A1')"
        )
    if not isinstance(fault.kind, str) or fault.kind not in PARTS:
        raise ValueError(f"a fault is called {shown(fault.kind)}; the kinds are {', '.join(PARTS)}")
    if not isinstance(fault.at, str):
        raise ValueError(f"the {fault.kind} strikes at {shown(fault.at)}; give an address, such as 'A1'")
    if isinstance(fault.ms, bool) or not isinstance(fault.ms, int | np.integer):
        raise ValueError(f"the {fault.kind} strikes at {shown(fault.ms)}; give whole milliseconds")
    if not 0 <= fault.ms <= LONGEST_MS:
        raise ValueError(f"the {fault.kind} strikes at {shown(fault.ms)} ms; the machine's clock starts at 0")
    if fault.amount is None:
        return
    most = 1 if fault.kind == "dim photocell" else LONGEST_MS
    is_number = isinstance(fault.amount, Real) and not isinstance(fault.amount, bool)
    if fault.kind not in AMOUNTS or not is_number or not 0 <= fault.amount <= most:
        raise ValueError(
            f"the {fault.kind} has the amount {shown(fault.amount)}; a dim photocell keeps 0 to 1 of its "
            "response, a power cut lasts some ms, no other fault has an amount"
        )


def _expanded(fault: Fault, wiring: Wiring) -> Iterator[tuple[int, int, int, int, float]]:
    """A fault as rows of `Faults`: its ms, kind, address, other address and amount."""
    _check(fault)
    amount = float(AMOUNTS.get(fault.kind, 0.0) if fault.amount is None else fault.amount)
    part, address, other, kind = PARTS[fault.kind], 0, 0, fault.kind
    if part == "mains" and fault.at != "mains":
        raise ValueError(f"a power cut at {fault.at}; it strikes the mains")
    if part == "two plugs":
        names = fault.at.split()
        if len(names) != 2:
            raise ValueError(f"swapped plugs at {fault.at!r}; name two plugs, such as A1+1 A2+1")
        address, other = (number(name, "plug", wiring) for name in names)
    elif part != "mains":
        if fault.at == "mains":
            raise ValueError(f"it is not said where the {kind} strikes; such as {EXAMPLES[part]}")
        address = number(fault.at, part, wiring)
    if kind == "dead card":
        for unit in range(CARD * address, min(CARD * (address + 1), len(wiring.excitatory))):
            yield int(fault.ms), CODES["dead A-unit"], unit, 0, 0.0
    else:
        yield int(fault.ms), CODES[kind], address, other, amount


def schedule(faults: Iterable[Fault], wiring: Wiring) -> Faults:
    """Faults as a kernel reads them, in the order of time; those of one millisecond as given.

    Raises ValueError for a kind, an address, a time or an amount that does not exist.
    """
    if isinstance(faults, Fault) or not is_series(faults):
        raise ValueError(f"faults is {shown(faults)}; give a list of markone.Fault objects")
    rows = [row for fault in faults for row in _expanded(fault, wiring)]
    rows.sort(key=lambda row: row[0])
    columns = zip(*rows, strict=True) if rows else ([] for _ in Faults._fields)
    return Faults(*(np.array(column, kind) for column, kind in zip(columns, KINDS, strict=True)))


def check_schedule(faults: Faults, wiring: Wiring) -> None:
    """Raise ValueError unless a schedule from a file is one that `schedule` could have made."""
    if not isinstance(faults, Faults) or [column.dtype for column in faults] != [*KINDS]:
        raise ValueError("faults are no schedule")
    count = faults.ms.size
    if any(column.shape != (count,) for column in faults) or (np.diff(faults.ms) < 0).any():
        raise ValueError("faults are not in the order of time")
    x, y = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
    sizes = {"S": CELLS, "plug": len(wiring.excitatory) * (x + y), "mains": 1, **_counts(wiring)}
    sizes["two plugs"] = sizes["plug"]
    names = {code: name for name, code in CODES.items()}
    for _, code, address, other, amount in zip(*faults, strict=True):
        if int(code) not in names:
            raise ValueError(f"a fault has the code {code}, which is that of no kind")
        size = sizes[PARTS[names[int(code)]]]
        if not (0 <= address < size and 0 <= other < max(size, 1) and 0 <= amount <= LONGEST_MS):
            raise ValueError(f"a {names[int(code)]} is at an address that does not exist")


def _addresses(kind: str, wiring: Wiring) -> list[str]:
    """Every address at which a fault of this kind can strike."""
    part = PARTS[kind]
    if part == "mains":
        return ["mains"]
    if part == "S":
        return [socket(cell) for cell in range(CELLS)]
    if part in ("plug", "two plugs"):
        x, y = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
        plugs = [f"+{plug}" for plug in range(1, x + 1)] + [f"-{plug}" for plug in range(1, y + 1)]
        return [f"A{unit}{plug}" for unit in range(1, len(wiring.excitatory) + 1) for plug in plugs]
    return [f"{part}{index}" for index in range(1, _counts(wiring)[part] + 1)]


def told(faults: Faults, index: int, wiring: Wiring) -> str:
    """What struck, as a person says it: `jammed motor P217`."""
    kind = next(kind for kind, code in CODES.items() if code == faults.kind[index])
    addresses = _addresses(kind, wiring)
    at = addresses[faults.address[index]]
    return f"{kind} {at}" + (f" {addresses[faults.other[index]]}" if PARTS[kind] == "two plugs" else "")


def at_random(
    rates: Mapping[str, float], hours: float, wiring: Wiring, seed: int | np.random.SeedSequence = 0
) -> list[Fault]:
    """Faults that strike by chance in the first `hours` of the machine's time, in the order of time.

    `rates` gives for each kind how many faults there are per hour in the whole machine, on average:
    a Poisson process, each fault at an address drawn evenly.
    """
    rng = generator(seed)
    found: list[Fault] = []
    if not isinstance(rates, Mapping):
        raise ValueError(f"faults is {shown(rates)}; give for each kind how many strike per hour, as a dict")
    if not isinstance(hours, Real) or not 0 <= hours <= MOST_HOURS:
        raise ValueError(f"{shown(hours)} hours; give a number from 0 to {MOST_HOURS:g}")
    check_board(wiring)
    hours = float(hours)
    for kind, rate in rates.items():
        _check(Fault(kind))
        if not isinstance(rate, Real) or not 0 <= rate <= MOST_RATE or rate * hours > MOST_RATE:
            raise ValueError(
                f"{shown(rate)} faults per hour for {hours} hours; at least 0, and at most a million faults"
            )
        addresses = _addresses(kind, wiring)
        for ms in np.sort(rng.integers(0, max(int(hours * 3_600_000), 1), rng.poisson(rate * hours))):
            count = 2 if PARTS[kind] == "two plugs" else 1
            at = " ".join(rng.choice(addresses, count, replace=False))
            found.append(Fault(kind, at, int(ms)))
    return sorted(found, key=lambda fault: fault.ms)
