"""Faults by name: what breaks, where and when, in the machine's own addresses (`markone.addresses`).

Which faults the machine of 1960 had is not documented.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from numbers import Real
from typing import NamedTuple

import numpy as np

from markone.addresses import CARD, EXAMPLES, names, number, size
from markone.fields import explained
from markone.kernels.association import Wiring, trace_wires
from markone.kernels.clock import LONGEST_MS
from markone.kernels.fault import KINDS, Faults
from markone.kernels.fault import add as _add
from markone.kernels.machine import Parts
from markone.switchboard import check_board, generator
from markone.validation import choice, is_series, shown

DEAD_CARD = "dead card"
"""Eight dead A-units at once."""
COLUMNS = (np.int64, np.int64, np.int64, np.int64, np.float64)
"""The types of the columns of `Faults`."""
MOST_HOURS, MOST_RATE = 1e9, 1e6


def kinds() -> dict[str, str]:
    """Each kind of fault by name, and the kind of address at which it strikes."""
    return {name: kind.at for name, kind in KINDS.items()} | {DEAD_CARD: "C"}


def add(
    name: str, at: str, strike: Callable, amount: float | None = None, most: float = float(LONGEST_MS)
) -> None:
    """Add a kind of fault, which then strikes machines of both levels, in procedures and traces too.

    `at` is the kind of address: S, A, C, P, R, plug, two plugs or mains. `strike(parts, address, other,
    amount)` is a kernel that does it to `kernels.machine.Parts`, at the index `address`, from 0; `other` is
    the second of two plugs. `amount` is what one has that is given none, from 0 to `most`; None for a kind
    without amounts. Raises ValueError for what is no kind of address, and for a name that is taken.
    """
    if not isinstance(name, str) or not name.split():
        raise ValueError(f"{shown(name)} is no name of a fault; give one or more words")
    choice("at", at, (*EXAMPLES, "mains"))
    if not callable(strike):
        raise ValueError(f"strike is {shown(strike)}; give a function of (parts, address, other, amount)")
    for what, value in (("most", most), ("amount", 0.0 if amount is None else amount)):
        if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= value <= LONGEST_MS:
            raise ValueError(f"{what} is {shown(value)}; give a number from 0 to {LONGEST_MS}")
    if name in kinds():
        raise ValueError(f"there is a fault called {name!r}; give it another name")
    _add(name, at, strike, amount, most)


@explained
class Fault(NamedTuple):
    """One thing that breaks.

    Examples
    --------
    >>> from markone import Fault, MarkOne, build, plug, stimuli
    >>> machine = MarkOne(build(plug(), faults=[Fault("burnt-out lamp", "R1")]))
    >>> machine.panel.strike("dead card", "C4")  # now, by hand
    >>> machine.panel.acts[-1].given
    ('dead card', 'C4', None)
    """

    kind: str
    """A name of `kinds()`."""
    at: str = "mains"
    """Its address; of swapped plugs both, with a space between."""
    ms: int = 0
    """When, in milliseconds of the machine's time."""
    amount: float | None = None
    """The share of its response that a dim photocell keeps (0.5), or how many ms a power cut lasts (1000)."""


def _check(fault: Fault) -> None:
    if not isinstance(fault, Fault):
        raise ValueError(
            f"{shown(fault)} is no fault; give markone.Fault objects, such as Fault('dead A-unit', 'A1')"
        )
    if not isinstance(fault.kind, str) or fault.kind not in kinds():
        raise ValueError(f"a fault is called {shown(fault.kind)}; the kinds are {', '.join(kinds())}")
    if not isinstance(fault.at, str):
        raise ValueError(f"the {fault.kind} strikes at {shown(fault.at)}; give an address, such as 'A1'")
    if isinstance(fault.ms, bool) or not isinstance(fault.ms, int | np.integer):
        raise ValueError(f"the {fault.kind} strikes at {shown(fault.ms)}; give whole milliseconds")
    if not 0 <= fault.ms <= LONGEST_MS:
        raise ValueError(f"the {fault.kind} strikes at {shown(fault.ms)} ms; the machine's clock starts at 0")
    if fault.amount is None:
        return
    row = KINDS.get(fault.kind)
    is_number = isinstance(fault.amount, Real) and not isinstance(fault.amount, bool)
    if row is None or row.amount is None or not is_number or not 0 <= fault.amount <= row.most:
        rows = [(name, kind) for name, kind in KINDS.items() if kind.amount is not None]
        amounts = ", ".join(f"{name} from 0 to {kind.most:g}" for name, kind in rows)
        raise ValueError(
            f"the {fault.kind} has the amount {shown(fault.amount)}; these have one: {amounts}; "
            "no other fault has an amount"
        )


def _expanded(fault: Fault, wiring: Wiring) -> Iterator[tuple[int, int, int, int, float]]:
    """A fault as rows of `Faults`: its ms, kind, address, other address and amount."""
    _check(fault)
    usual = KINDS[fault.kind].amount if fault.kind in KINDS else None
    amount = float((usual or 0.0) if fault.amount is None else fault.amount)
    part, address, other, kind = kinds()[fault.kind], 0, 0, fault.kind
    if part == "mains" and fault.at != "mains":
        raise ValueError(f"a {kind} at {fault.at}; it strikes the mains")
    if part == "two plugs":
        both = fault.at.split()
        if len(both) != 2 or both[0] == both[1]:
            raise ValueError(f"{kind} at {fault.at!r}; name two plugs, such as {EXAMPLES[part]}")
        address, other = (number(name, "plug", wiring) for name in both)
    elif part != "mains":
        if fault.at == "mains":
            raise ValueError(f"it is not said where the {kind} strikes; such as {EXAMPLES[part]}")
        address = number(fault.at, part, wiring)
    if kind == DEAD_CARD:
        for unit in range(CARD * address, min(CARD * (address + 1), len(wiring.excitatory))):
            yield int(fault.ms), KINDS["dead A-unit"].code, unit, 0, 0.0
    else:
        yield int(fault.ms), KINDS[kind].code, address, other, amount


def schedule(faults: Iterable[Fault], wiring: Wiring) -> Faults:
    """Faults as a kernel reads them, in the order of time; those of one millisecond as given.

    Raises ValueError for a kind, an address, a time or an amount that does not exist.
    """
    if isinstance(faults, Fault) or not is_series(faults):
        raise ValueError(f"faults is {shown(faults)}; give a list of markone.Fault objects")
    check_board(wiring)
    rows = [row for fault in faults for row in _expanded(fault, wiring)]
    rows.sort(key=lambda row: row[0])
    columns = zip(*rows, strict=True) if rows else ([] for _ in Faults._fields)
    return Faults(*(np.array(column, kind) for column, kind in zip(columns, COLUMNS, strict=True)))


def with_fault(parts: Parts, fault: Fault) -> Parts:
    """The same machine, in which this breaks too; ValueError for a fault that it cannot have.

    It comes before all that has not struck yet, so let its time be the present.
    """
    rows = schedule([fault], parts.wiring)
    place = parts.clock.struck[0]
    columns = (np.insert(old, place, new) for old, new in zip(parts.faults, rows, strict=True))
    return replace(parts, faults=Faults(*columns))


def repair(parts: Parts, at: str) -> None:
    """Put a photocell, an A-unit, an R-unit's lamp, or a potentiometer with motor and relay in order again.

    The machine is at rest; what a lamp shows, and where a shaft stands, stays. Raises ValueError for what is
    no such address.
    """
    kind = at[:1] if isinstance(at, str) else ""
    if kind not in REPAIRS:
        raise ValueError(f"{shown(at)} is to be repaired; give an address such as S1.1, A1, P1 or R1")
    REPAIRS[kind](parts, number(at, kind, parts.wiring))


def replug(parts: Parts, plug: str, socket: str) -> None:
    """Put a plug, A1+1 or A1-1 on, into a photocell's socket, S1.1 on; ValueError where there is none."""
    index, cell = number(plug, "plug", parts.wiring), number(socket, "S", parts.wiring)
    x, y = parts.wiring.excitatory.shape[1], parts.wiring.inhibitory.shape[1]
    unit, column = divmod(index, x + y)
    side, column = (parts.wiring.excitatory, column) if column < x else (parts.wiring.inhibitory, column - x)
    side[unit, column] = cell
    trace_wires(parts.wiring, parts.fan)


def _repair_cell(parts: Parts, cell: int) -> None:
    parts.retina.gain[cell], parts.retina.stuck[cell] = 1.0, 0


def _repair_unit(parts: Parts, unit: int) -> None:
    parts.stuck[unit] = 0


def _repair_pot(parts: Parts, pot: int) -> None:
    parts.relay[pot], parts.shafts.wiper[pot], parts.shafts.gear[pot] = 0, True, 1.0


def _repair_lamp(parts: Parts, response: int) -> None:
    parts.bulb[response] = True


REPAIRS = {"S": _repair_cell, "A": _repair_unit, "P": _repair_pot, "R": _repair_lamp}
"""How a part is put in order, by its kind of address."""


def check_schedule(faults: Faults, wiring: Wiring) -> None:
    """Raise ValueError unless a schedule from a file is one that `schedule` could have made."""
    if not isinstance(faults, Faults) or [column.dtype for column in faults] != [*COLUMNS]:
        raise ValueError("faults are no schedule")
    count = faults.ms.size
    if any(column.shape != (count,) for column in faults) or (faults.ms[1:] < faults.ms[:-1]).any():
        raise ValueError("faults are not in the order of time")
    if not count:
        return
    known = {kind.code: (name, size(kind.at, wiring)) for name, kind in KINDS.items()}
    for _, code, address, other, amount in zip(*faults, strict=True):
        if int(code) not in known:
            raise ValueError(
                f"a fault has the code {code}, which is that of no kind; markone.faults.add adds one"
            )
        name, most = known[int(code)]
        if not (0 <= address < most and 0 <= other < max(most, 1) and 0 <= amount <= LONGEST_MS):
            raise ValueError(f"a {name} is at an address that does not exist")


def told(faults: Faults, index: int, wiring: Wiring) -> str:
    """What struck, as a person says it: `jammed motor P217`."""
    name, kind = next((name, kind) for name, kind in KINDS.items() if kind.code == faults.kind[index])
    addresses = names(kind.at, wiring)
    at = addresses[faults.address[index]]
    return f"{name} {at}" + (f" {addresses[faults.other[index]]}" if kind.at == "two plugs" else "")


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
        addresses = names(kinds()[kind], wiring)
        for ms in np.sort(rng.integers(0, max(int(hours * 3_600_000), 1), rng.poisson(rate * hours))):
            count = 2 if kinds()[kind] == "two plugs" else 1
            at = " ".join(rng.choice(addresses, count, replace=False))
            found.append(Fault(kind, at, int(ms)))
    return sorted(found, key=lambda fault: fault.ms)
