"""Ways to plug both boards at random."""

from numbers import Real

import numpy as np

from markone.kernels.association import Wiring
from markone.kernels.retina import CELLS
from markone.switchboard.random_wires import random_wires
from markone.switchboard.wiring import FAN_OUT, MOST_RESPONSES, UNITS, with_banks
from markone.validation import count, generator, shown, truth

PATCHINGS = ("shares", "full", "overlap")
MOST_SIMULATED = 1_000_000
"""A-units of a board that is only simulated."""


def plug(
    responses: int = 1,
    patching: str = "shares",
    units: int = UNITS,
    excitatory: int = 10,
    inhibitory: int = 10,
    seed: int | np.random.SeedSequence = 0,
    local: bool = False,
    overlap: float = 0.5,
) -> Wiring:
    """Plug both boards at random.

    The wires of an A-unit go to distinct photocells, and a photocell feeds at most `FAN_OUT`
    plugs. They go anywhere, or with `local` to a neighbourhood of their own for each unit.

    `patching` is "shares" (one pot per A-unit; each R-unit its own share of the A-units), "full"
    (one pot for every pair of an A-unit and an R-unit), or "overlap" (each R-unit its own share,
    and of every other share the part `overlap`; one pot for each pair, which is assumed). Raises
    ValueError for a board that cannot be plugged.

    Examples
    --------
    >>> from markone import plug
    >>> [len(plug(8, patching=patching).unit) for patching in ("shares", "full")]  # potentiometers
    [512, 4096]
    """
    _check(units, excitatory, inhibitory, responses, patching, overlap)
    rng = generator(seed)
    board = random_wires(int(units), int(excitatory) + int(inhibitory), rng, truth("local", local))
    plus, minus = np.ascontiguousarray(board[:, :excitatory]), np.ascontiguousarray(board[:, excitatory:])
    return with_banks(plus, minus, _banks(units, responses, patching, overlap, rng))


def simulated_board(
    responses: int = 1,
    patching: str = "shares",
    units: int = UNITS,
    excitatory: int = 10,
    inhibitory: int = 10,
    seed: int | np.random.SeedSequence = 0,
) -> Wiring:
    """A board as a computer simulates it: a photocell feeds any number of plugs.

    The wires of an A-unit go to distinct photocells, all choices being equally likely. Patched as by `plug`.
    Raises ValueError for a board that cannot be. It is no board of the machine: `build` refuses it, and
    `markone.spec.assemble` does not ask.
    """
    _check(1, excitatory, inhibitory, 1, patching, 0.5)
    count("units", units, most=MOST_SIMULATED)
    rng, wires = generator(seed), excitatory + inhibitory
    parts = [rng.random((min(units - first, 4096), CELLS)) for first in range(0, units, 4096)]
    board = np.concatenate([np.argsort(part, axis=1)[:, :wires] for part in parts]).astype(np.int32)
    plus, minus = np.ascontiguousarray(board[:, :excitatory]), np.ascontiguousarray(board[:, excitatory:])
    return with_banks(plus, minus, _banks(units, responses, patching, 0.5, rng))


def _check(
    units: int, excitatory: int, inhibitory: int, responses: int, patching: str, overlap: float
) -> None:
    given = {"units": units, "excitatory": excitatory, "inhibitory": inhibitory, "responses": responses}
    for name, value in given.items():
        if not isinstance(value, int | np.integer) or isinstance(value, bool):
            raise ValueError(f"{name} is {shown(value)}; it must be a whole number")
    wires = int(excitatory) + int(inhibitory)
    if units < 1 or excitatory < 0 or inhibitory < 0 or wires < 1:
        raise ValueError(
            f"{shown(units)} A-units with {shown(excitatory)} + {shown(inhibitory)} wires cannot be plugged; "
            "give at least one unit, no negative number and at least one wire"
        )
    if not 1 <= responses <= MOST_RESPONSES:
        raise ValueError(f"{shown(responses)} R-units asked for; the machine has 1 to {MOST_RESPONSES}")
    if not isinstance(patching, str) or patching not in PATCHINGS:
        raise ValueError(f"patching is {shown(patching)}; choose one of {', '.join(PATCHINGS)}")
    if not isinstance(overlap, Real) or not 0 <= overlap <= 1:
        raise ValueError(f"overlap is {shown(overlap)}; it is a share of the A-units, so choose it in [0, 1]")
    if patching != "full" and units < responses:
        raise ValueError(
            f"{shown(units)} A-units cannot be shared by {responses} R-units; use patching='full'"
        )
    if wires > CELLS or int(units) * wires > CELLS * FAN_OUT:
        raise ValueError(
            f"{shown(units)} A-units with {shown(wires)} wires each need {shown(int(units) * wires)} holes; "
            f"the board has {CELLS} photocells of {FAN_OUT}: use fewer wires or fewer units"
        )


def _banks(
    units: int, responses: int, patching: str, overlap: float, rng: np.random.Generator
) -> list[np.ndarray]:
    """The A-units of each R-unit, as int32."""
    everyone = np.arange(units, dtype=np.int32)
    shares = np.array_split(everyone, responses)
    if patching == "shares":
        return shares
    if patching == "full":
        return [everyone] * responses
    return [
        np.sort(np.concatenate([own, *(_part(share, overlap, rng) for share in shares if share is not own)]))
        for own in shares
    ]


def _part(share: np.ndarray, overlap: float, rng: np.random.Generator) -> np.ndarray:
    return rng.permutation(share)[: round(overlap * len(share))]
