"""The machine's own addresses, parsed and named in one place.

Photocells are S1.1 to S20.20 (row, column), A-units A1 on, cards of eight A-units C1 on, plugs A1+1 on
(excitatory) and A1-1 on (inhibitory), potentiometers and their motors and relays P1 on, R-units and their
lamps R1 on; what strikes the whole machine strikes the mains.
"""

import re

from markone.kernels.association import Wiring
from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.validation import choice, count, shown

CARD = 8
"""A-units on one circuit card."""
EXAMPLES = {"S": "S1.1", "A": "A1", "C": "C1", "P": "P1", "R": "R1", "plug": "A1+1", "two plugs": "A1+1 A2+1"}
"""Each kind of address, with one of them."""
COUNTED = ("A", "C", "P", "R")
"""Kinds that a board has so many of, counted from 1."""
NUMBER = r"([1-9]\d{0,8})"
PLUG = re.compile(rf"A{NUMBER}([+-]){NUMBER}", re.ASCII)
CELL = re.compile(rf"S{NUMBER}\.{NUMBER}", re.ASCII)


def socket(cell: int) -> str:
    """The name of a photocell's socket, S1.1 to S20.20: its row and column from the top left."""
    cell = count("cell", cell, 0, CELLS - 1)
    return f"S{cell // COLUMNS + 1}.{cell % COLUMNS + 1}"


def cell_at(name: str) -> int | None:
    """The photocell in a socket, from 0; None for what is no socket."""
    found = CELL.fullmatch(name)
    row, column = (int(found[1]), int(found[2])) if found else (0, 0)
    return (row - 1) * COLUMNS + column - 1 if 1 <= row <= ROWS and 1 <= column <= COLUMNS else None


def counted(name: str, kind: str, most: int) -> int | None:
    """The number in a name such as A17, from 0; None for what is no name from `kind`1 to `kind``most`."""
    found = re.fullmatch(re.escape(kind) + NUMBER, name, re.ASCII)
    return int(found[1]) - 1 if found and int(found[1]) <= most else None


def counts(wiring: Wiring) -> dict[str, int]:
    """How many parts of each kind in `COUNTED` a machine with this board has."""
    units = len(wiring.excitatory)
    return {"A": units, "C": -(-units // CARD), "P": wiring.unit.size, "R": wiring.bank.size - 1}


def size(kind: str, wiring: Wiring) -> int:
    """How many addresses of any kind there are."""
    plugs = wiring.excitatory.size + wiring.inhibitory.size
    return {"S": CELLS, "plug": plugs, "two plugs": plugs, "mains": 1, **counts(wiring)}[kind]


def number(name: str, kind: str, wiring: Wiring) -> int:
    """The index, from 0, of the part called `name`; `kind` is S, A, C, P, R or plug.

    Plugs are counted A-unit by A-unit, the excitatory ones first. Raises ValueError for an address that does
    not exist.
    """
    choice("kind", kind, ("S", "plug", *COUNTED))
    if not isinstance(wiring, Wiring):
        raise ValueError(f"the board is {shown(wiring)}; give a Wiring, such as plug() makes")
    if not isinstance(name, str):
        raise ValueError(f"{shown(name)} is no address; give one such as {EXAMPLES[kind]!r}")
    if kind == "plug":
        return _plug_number(name, wiring)
    most = CELLS if kind == "S" else counts(wiring)[kind]
    found = cell_at(name) if kind == "S" else counted(name, kind, most)
    if found is None and kind == "S":
        raise ValueError(f"there is no photocell {name}; they are S1.1 to {socket(CELLS - 1)}")
    if found is None:
        raise ValueError(f"there is no {name} here; this machine has {kind}1 to {kind}{most}")
    return found


def _plug_number(name: str, wiring: Wiring) -> int:
    x, y = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
    units = len(wiring.excitatory)
    found = PLUG.fullmatch(name)
    unit, sign, plug = (found[1], found[2], found[3]) if found else ("0", "+", "0")
    if not 1 <= int(unit) <= units or not 1 <= int(plug) <= (x if sign == "+" else y):
        raise ValueError(
            f"there is no plug {name}; this board has A1+1 to A{units}+{x} and A1-1 to A{units}-{y}"
        )
    return (int(unit) - 1) * (x + y) + int(plug) - 1 + (x if sign == "-" else 0)


def names(kind: str, wiring: Wiring) -> list[str]:
    """Every address of a kind, in the order of their numbers; of two plugs each single one."""
    if kind == "mains":
        return ["mains"]
    if kind == "S":
        return [socket(cell) for cell in range(CELLS)]
    if kind in ("plug", "two plugs"):
        x, y = wiring.excitatory.shape[1], wiring.inhibitory.shape[1]
        plugs = [f"+{plug}" for plug in range(1, x + 1)] + [f"-{plug}" for plug in range(1, y + 1)]
        return [f"A{unit}{plug}" for unit in range(1, len(wiring.excitatory) + 1) for plug in plugs]
    return [f"{kind}{index}" for index in range(1, counts(wiring)[kind] + 1)]
