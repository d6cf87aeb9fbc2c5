"""What a machine is made of, looked at before kernels work on it: they read arrays without asking."""

from functools import lru_cache
from typing import Any

import numpy as np

from markone import spec
from markone.faults import check_schedule
from markone.kernels.association import Fan, Wiring
from markone.kernels.machine import Parts
from markone.switchboard import unreadable

APART = ("spec", "photocell", "pot", "wiring", "faults")
"""Constants, and parts that are looked at on their own."""


def check_structure(parts: Any) -> None:
    """Raise ValueError unless a machine has constants that can be, and the arrays that `build` gives one so.

    Their types and sizes, and what their numbers lead to; not what volts and light they hold.
    """
    if not isinstance(parts, Parts) or not isinstance(parts.wiring, Wiring):
        raise ValueError("parts are no machine; use markone.build")
    if (wrong := unreadable(parts.wiring)) is not None:
        raise ValueError(f"the board cannot be used: {wrong}")
    for name, (kind, wanted) in _as_built(parts).items():
        given = getattr(parts, name)
        if not isinstance(given, kind):
            raise ValueError(f"{name} is {type(given).__name__}, and this machine has {kind.__name__} there")
        for array, told in zip(_arrays(given), wanted, strict=True):
            if _kind_of(array) != told:
                has, wants = (" ".join(map(str, kind)) for kind in (_kind_of(array), told))
                raise ValueError(f"parts do not fit the board: {name} is {has}, not {wants}")
    if not _leads_to_units(parts.fan, len(parts.stuck)):
        raise ValueError("parts do not fit the board: fan leads to A-units that do not exist")
    check_schedule(parts.faults, parts.wiring)
    if not 0 <= parts.clock.struck[0] <= parts.faults.ms.size:
        raise ValueError("more faults have struck than there are")


def _as_built(parts: Parts) -> dict[str, Any]:
    """The class of each part, and what is told of its arrays, as they are when they are built."""
    board, constants = parts.wiring, (parts.spec, parts.pot, parts.photocell)
    sizes = *board.excitatory.shape, board.inhibitory.shape[1], board.unit.size, board.bank.size - 1
    try:
        hash(constants)
    except TypeError:  # one of them is a list, or holds one
        return _built.__wrapped__(sizes, constants)
    return _built(sizes, constants)


@lru_cache(maxsize=64)
def _built(sizes: tuple[int, ...], constants: tuple[Any, Any, Any]) -> dict[str, Any]:
    spec.check(*constants)
    units, plus, minus, pots, responses = sizes
    sockets = np.zeros((units, plus), np.int32), np.zeros((units, minus), np.int32)
    bank = np.append(np.zeros(responses, np.int64), pots)
    board = Wiring(*sockets, np.zeros(pots, np.int32), bank)
    parts = spec.assemble(board, *constants).by_name()
    return {
        name: (type(part), [_kind_of(array) for array in _arrays(part)])
        for name, part in parts.items()
        if name not in APART
    }


def _arrays(part: Any) -> tuple:
    return part if isinstance(part, tuple) else (part,)


def _kind_of(array: Any) -> tuple:
    """Type and shape of an array, and what keeps kernels from it."""
    if not isinstance(array, np.ndarray):
        return (type(array).__name__,)
    kind = array.dtype, array.shape
    return kind if array.flags.carray else (*kind, "(read-only, or with gaps)")


def _leads_to_units(fan: Fan, units: int) -> bool:
    first, unit = fan.first, fan.unit
    in_order = first[0] == 0 and first[-1] <= unit.size and bool((first[1:] >= first[:-1]).all())
    return in_order and (not unit.size or -units <= unit.min() <= unit.max() < units)
