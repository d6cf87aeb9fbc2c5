"""Both patch boards: photocells to A-units, and A-units to the banks of the R-units."""

from typing import NamedTuple

import numpy as np

from markone.kernels.retina import CELLS

FAN_OUT = 40
"""A-unit inputs that one photocell can feed (the manual, as cited by secondary sources)."""
PATCHINGS = ("shares", "full")


class Wiring(NamedTuple):
    """What is plugged where, as arrays that a kernel can read."""

    excitatory: np.ndarray
    """(units, x) int32: the photocells on each A-unit's excitatory plugs."""
    inhibitory: np.ndarray
    """(units, y) int32: the photocells on each A-unit's inhibitory plugs."""
    unit: np.ndarray
    """(pots,) int32: the A-unit that feeds each potentiometer, bank after bank."""
    bank: np.ndarray
    """(responses + 1,) int64: bank r is the pots from bank[r] to bank[r + 1] - 1."""


def _check(units: int, excitatory: int, inhibitory: int, responses: int, patching: str) -> None:
    wires = excitatory + inhibitory
    if units < 1 or excitatory < 0 or inhibitory < 0 or wires < 1:
        raise ValueError(
            f"{units} A-units with {excitatory} + {inhibitory} wires cannot be plugged; "
            "give at least one unit, no negative number and at least one wire"
        )
    if not 1 <= responses <= 8:
        raise ValueError(f"{responses} R-units asked for; the machine has 1 to 8")
    if patching not in PATCHINGS:
        raise ValueError(f"patching is {patching!r}; choose one of {', '.join(PATCHINGS)}")
    if patching == "shares" and units < responses:
        raise ValueError(f"{units} A-units cannot be shared by {responses} R-units; use patching='full'")
    if wires > CELLS or units * wires > CELLS * FAN_OUT:
        raise ValueError(
            f"{units} A-units with {wires} wires each need {units * wires} holes; the board has "
            f"{CELLS} photocells of {FAN_OUT}: use fewer wires or fewer units"
        )


def _wires(units: int, wires: int, rng: np.random.Generator) -> np.ndarray:
    """Distinct photocells for each A-unit, none used more than FAN_OUT times: (units, wires)."""
    free = np.full(CELLS, FAN_OUT)
    board = np.empty((units, wires), np.int32)
    for left, unit in zip(range(units - 1, -1, -1), rng.permutation(units), strict=True):
        drawn = rng.permutation(CELLS)
        cells = drawn[free[drawn] > 0][:wires]
        after = free.copy()
        after[cells] -= 1
        if cells.size < wires or np.minimum(after, left).sum() < left * wires:
            cells = rng.permutation(drawn[np.argsort(-free[drawn], kind="stable")][:wires])
        free[cells] -= 1
        board[unit] = cells
    return board


def plug(
    responses: int = 1,
    patching: str = "shares",
    units: int = 512,
    excitatory: int = 10,
    inhibitory: int = 10,
    seed: int | np.random.SeedSequence = 0,
) -> Wiring:
    """Plug both boards at random.

    The wires of an A-unit go to distinct photocells, and a photocell feeds at most `FAN_OUT`
    plugs. `patching` is "shares" (one pot per A-unit; each R-unit its own share of the A-units)
    or "full" (one pot for every pair of an A-unit and an R-unit). Raises ValueError for a board
    that cannot be plugged.
    """
    _check(units, excitatory, inhibitory, responses, patching)
    board = _wires(units, excitatory + inhibitory, np.random.default_rng(seed))
    everyone = np.arange(units, dtype=np.int32)
    shared = patching == "shares"
    banks = np.array_split(everyone, responses) if shared else [everyone] * responses
    return Wiring(
        excitatory=np.ascontiguousarray(board[:, :excitatory]),
        inhibitory=np.ascontiguousarray(board[:, excitatory:]),
        unit=np.concatenate(banks),
        bank=np.cumsum([0, *map(len, banks)], dtype=np.int64),
    )
