"""What is plugged where, and the rules that it must keep."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from markone.addresses import socket
from markone.kernels.association import Wiring
from markone.kernels.retina import CELLS
from markone.validation import shown

FAN_OUT = 40
"""A-unit inputs that one photocell can feed (the manual, as cited by secondary sources)."""
UNITS = 512
"""A-units of the machine."""
MOST_RESPONSES = 8
"""R-units of the machine."""


def check_board(wiring: object) -> None:
    """Refuse what is no board at all, with a ValueError; its rules may be broken."""
    if misshapen := _misshapen(wiring):
        raise ValueError(f"the board cannot be used: {misshapen}")


def broken_rules(wiring: Wiring) -> Iterator[str]:
    """A sentence for every rule that a board breaks, with the hole and the unit."""
    misshapen = _misshapen(wiring)
    if misshapen:
        yield misshapen
        return
    board = np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1)
    units, responses = len(board), wiring.bank.size - 1
    if not 1 <= responses <= MOST_RESPONSES:
        yield f"{responses} R-units are plugged; the machine has 1 to {MOST_RESPONSES}"
    if not board.size:
        yield "no A-unit has a wire; give at least one"
    for unit, plug in zip(*np.nonzero((board < 0) | (board >= CELLS)), strict=True):
        yield f"A{unit + 1}: photocell {board[unit, plug]} does not exist; there are 0 to {CELLS - 1}"
    ordered = np.sort(board, axis=1)
    twice = {(unit, ordered[unit, plug]) for unit, plug in np.argwhere(ordered[:, 1:] == ordered[:, :-1])}
    for unit, cell in sorted(twice):
        yield f"A{unit + 1}: {socket(cell)} is plugged twice; an A-unit's wires go to distinct photocells"
    counts = np.bincount(board[(board >= 0) & (board < CELLS)], minlength=CELLS)
    for cell in np.flatnonzero(counts > FAN_OUT):
        yield f"{socket(int(cell))}: {counts[cell]} wires; a photocell feeds at most {FAN_OUT}"
    yield from _broken_banks(wiring, units)


def _misshapen(wiring: object) -> str | None:
    """A sentence if the arrays could not even be read as a board."""
    if not isinstance(wiring, Wiring):
        return f"it is {shown(wiring)}; give a Wiring, such as plug() makes"
    for name, array, dimensions in zip(Wiring._fields, wiring, (2, 2, 1, 1), strict=True):
        if not isinstance(array, np.ndarray) or array.ndim != dimensions or array.dtype.kind not in "iu":
            return f"{name} must be an array of whole numbers in {dimensions} dimensions"
    if len(wiring.excitatory) != len(wiring.inhibitory):
        return (
            f"{len(wiring.excitatory)} A-units have excitatory and {len(wiring.inhibitory)} inhibitory "
            "wires; give one row of each per A-unit"
        )
    bank = wiring.bank
    if not bank.size or bank[0] != 0 or bank[-1] != wiring.unit.size or (bank[1:] < bank[:-1]).any():
        return f"bank must rise from 0 to the {wiring.unit.size} pots"
    return None


def _within(numbers: np.ndarray, least: int, end: int) -> bool:
    """Whether all are at least `least` and below `end`."""
    return not numbers.size or bool(least <= numbers.min() and numbers.max() < end)


def unreadable(wiring: Wiring) -> str | None:
    """A sentence if a kernel could not read a board without leaving its arrays, whatever its rules.

    A plug that came loose stands as -1.
    """
    misshapen = _misshapen(wiring)
    if misshapen:
        return misshapen
    kinds = [array.dtype for array in wiring]
    in_rows = all(array.flags.c_contiguous for array in wiring)
    if kinds != [np.int32, np.int32, np.int32, np.int64] or not in_rows:
        return f"its arrays are {', '.join(map(str, kinds))}, or not laid out row by row"
    units = len(wiring.excitatory)
    if not (_within(wiring.excitatory, -1, CELLS) and _within(wiring.inhibitory, -1, CELLS)):
        return f"a photocell does not exist; there are 0 to {CELLS - 1}"
    if not _within(wiring.unit, 0, units):
        return f"an A-unit does not exist; there are A1 to A{units}"
    if not 1 <= wiring.bank.size - 1 <= MOST_RESPONSES:
        return f"{wiring.bank.size - 1} R-units are plugged; the machine has 1 to {MOST_RESPONSES}"
    return None


def banks_of(wiring: Wiring) -> list[np.ndarray]:
    """The A-units of each R-unit."""
    return [wiring.unit[first:last] for first, last in pairwise(wiring.bank)]


def with_banks(
    excitatory: np.ndarray, inhibitory: np.ndarray, banks: Sequence[Sequence[int] | np.ndarray]
) -> Wiring:
    """A board of these photocells (units, x) and (units, y), and the A-units of each R-unit, as they are."""
    fed = np.concatenate([np.empty(0, np.int32), *(np.asarray(bank, np.int32) for bank in banks)])
    return Wiring(excitatory, inhibitory, fed, np.cumsum([0, *map(len, banks)], dtype=np.int64))


def _broken_banks(wiring: Wiring, units: int) -> Iterator[str]:
    for response, fed in enumerate(banks_of(wiring), 1):
        if not fed.size:
            yield f"R{response}: no A-unit is patched to it; give at least one"
        exists = (fed >= 0) & (fed < units)
        for unit in fed[~exists]:
            yield f"R{response}: A{unit + 1} is patched to it and does not exist; there are A1 to A{units}"
        for unit in np.flatnonzero(np.bincount(fed[exists]) > 1):
            yield f"R{response}: A{unit + 1} is patched to it twice; once is enough"


def from_plan(excitatory: np.ndarray, inhibitory: np.ndarray, banks: list[list[int]]) -> Wiring:
    """A board from a plan: photocells (units, x) and (units, y), and the A-units of each R-unit.

    Raises ValueError with the first rule that the plan breaks.
    """
    try:
        plus, minus = (np.array(plugs, np.int32, ndmin=2) for plugs in (excitatory, inhibitory))
        wiring = with_banks(plus, minus, banks)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(
            "the plan is none; give photocells (units, x) and (units, y), "
            "and a list of A-units for each R-unit"
        ) from None
    for broken in broken_rules(wiring):
        raise ValueError(broken)
    return wiring


def differences(one: Wiring, other: Wiring) -> list[str]:
    """A sentence for every plug in which two boards differ; none where they are the same."""
    check_board(one)
    check_board(other)
    found = []
    for sign, here, there in (
        ("+", one.excitatory, other.excitatory),
        ("-", one.inhibitory, other.inhibitory),
    ):
        if here.shape != there.shape:
            found.append(f"plugs {sign}: {_size(here)} on the one, {_size(there)} on the other")
            continue
        for unit, plug in zip(*np.nonzero(here != there), strict=True):
            ours, theirs = socket(int(here[unit, plug])), socket(int(there[unit, plug]))
            found.append(f"A{unit + 1} plug {sign}{plug + 1}: {ours} on the one, {theirs} on the other")
    outs, others = _patched(one), _patched(other)
    for response, unit in sorted(outs ^ others):
        which = "the one" if (response, unit) in outs else "the other"
        found.append(f"A{unit + 1} out: R{response + 1} on {which} only")
    return found


def _size(side: np.ndarray) -> str:
    return f"{side.shape[0]} A-units with {side.shape[1]}"


def _patched(wiring: Wiring) -> set[tuple[int, int]]:
    """Every pair of an R-unit and an A-unit that are patched together."""
    return {(response, unit) for response, fed in enumerate(banks_of(wiring)) for unit in fed.tolist()}
