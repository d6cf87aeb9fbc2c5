"""A board as a document: CSV for people and spreadsheets, JSON for programs, a list for the plugger.

In CSV a line is one cord: A-unit, its plug, and the socket it goes to. Plugs +1, +2 … and -1, -2 …
go to photocells (S7.15 is row 7, column 15), the plug "out" goes to R-units. Spreadsheets write +1
as 1, cells between ; or tabs, and rows of empty cells: all are taken.

    unit,plug,socket
    A1,+1,S7.15
    A1,-1,S3.2
    A1,out,R1
"""

import csv
import io
import json
from pathlib import Path

import numpy as np

from markone.addresses import cell_at, counted, socket
from markone.kernels.association import Wiring
from markone.kernels.retina import CELLS
from markone.sheet import read_text, rows
from markone.switchboard.wiring import (
    FAN_OUT,
    MOST_RESPONSES,
    banks_of,
    broken_rules,
    check_board,
    with_banks,
)
from markone.validation import place
from markone.whole_file import whole_file

HEADING = ["unit", "plug", "socket"]
MOST_BYTES = 8_000_000
"""Of a file; the largest board needs a third of that."""
MOST_PLUGS = CELLS * FAN_OUT
"""Holes of the S-A board, hence also A-units, and A-units of one R-unit."""
MOST_DIGITS = 8


class BoardError(ValueError):
    """A file that is no board: the file, the line or the rule, and what is allowed."""


def save(wiring: Wiring, path: str | Path) -> None:
    """Write a board to a .csv or .json file."""
    check_board(wiring)
    path = place(path)
    text = {".csv": _to_csv, ".json": _to_json}.get(path.suffix.lower())
    if text is None:
        raise BoardError(f"{path}: a board is kept as .csv or .json; end the name so")
    with whole_file(path) as half:
        half.write_text(text(wiring), encoding="utf-8")


def load(path: str | Path) -> Wiring:
    """The board in a .csv or .json file; raises BoardError with the first thing that is wrong."""
    wiring, path = read(path), place(path)
    for broken in broken_rules(wiring):
        raise BoardError(f"{path}: {broken}")
    return wiring


def read(path: str | Path) -> Wiring:
    """The board in a file as it stands, its rules unchecked; raises BoardError if it is no board."""
    path = place(path)
    parse = {".csv": _from_csv, ".json": _from_json}.get(path.suffix.lower())
    if parse is None:
        raise BoardError(f"{path}: a board is kept as .csv or .json; end the name so")
    try:
        text = read_text(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        raise BoardError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}; give a board as a file"
        ) from None
    return parse(text, path)


def wiring_list(wiring: Wiring) -> str:
    """The board as a list to plug from: a line for each A-unit."""
    check_board(wiring)
    outs = _outs(wiring)
    lines = []
    for unit, (plus, minus) in enumerate(zip(wiring.excitatory, wiring.inhibitory, strict=True)):
        ends = "  ".join(
            f"{sign} {' '.join(socket(int(cell)) for cell in sorted(cells))}"
            for sign, cells in (("+", plus), ("-", minus))
            if len(cells)
        )
        lines.append(f"A{unit + 1:<4} {ends}  out {' '.join(f'R{r + 1}' for r in outs[unit]) or 'nowhere'}")
    return "\n".join(lines) + "\n"


def _outs(wiring: Wiring) -> list[list[int]]:
    """The R-units that each A-unit is patched to."""
    outs: list[list[int]] = [[] for _ in wiring.excitatory]
    for response, fed in enumerate(banks_of(wiring)):
        for unit in fed:
            outs[unit].append(response)
    return outs


def _to_csv(wiring: Wiring) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADING)
    for sign, side in (("+", wiring.excitatory), ("-", wiring.inhibitory)):
        for (unit, plug), cell in np.ndenumerate(side):
            lines.writerow([f"A{unit + 1}", f"{sign}{plug + 1}", socket(int(cell))])
    for response, fed in enumerate(banks_of(wiring), 1):
        lines.writerows([f"A{unit + 1}", "out", f"R{response}"] for unit in fed)
    return text.getvalue()


def _number(kind: str, most: int, text: str, where: str) -> int:
    """The number in a name such as A17, from 0."""
    found = counted(text, kind, most)
    if found is None:
        meant = f"write {text.upper()}" if counted(text.upper(), kind, most) is not None else ""
        raise BoardError(f"{where}: {text!r} is no name; {meant or f'{kind}1 to {kind}{most} are'}")
    return found


def _cell(text: str, where: str) -> int:
    found = cell_at(text)
    if found is None:
        meant = f"write {text.upper()}" if cell_at(text.upper()) is not None else ""
        raise BoardError(f"{where}: {text!r} is no photocell; {meant or f'S1.1 to {socket(CELLS - 1)} are'}")
    return found


def _from_csv(text: str, path: Path) -> Wiring:
    try:
        (_, heading), *lines = list(rows(text)) or [(1, ["nothing"])]
    except ValueError as error:
        raise BoardError(f"{path}, {error}; a line of a board is such as A1,+1,S7.15") from None
    if heading != HEADING:
        first = ",".join(heading)[:100]
        raise BoardError(f"{path}, line 1: it is {first!r} and must be {','.join(HEADING)!r}")
    sides: dict[str, dict[tuple[int, int], int]] = {"+": {}, "-": {}}
    banks: dict[int, list[int]] = {}
    for number, line in lines:
        where = f"{path}, line {number}"
        if len(line) != len(HEADING):
            raise BoardError(f"{where}: {len(line)} columns; give {len(HEADING)}: {', '.join(HEADING)}")
        unit, plug, end = _number("A", MOST_PLUGS, line[0], where), line[1], line[2]
        if plug == "out":
            banks.setdefault(_number("R", MOST_RESPONSES, end, where), []).append(unit)
            continue
        if plug[:1].isdigit():
            plug = f"+{plug}"
        if plug[:1] not in sides:
            raise BoardError(f"{where}: {plug!r} is no plug; +1, +2 …, -1, -2 … and out are")
        hole = unit, _number(plug[0], CELLS, plug, where)
        if hole in sides[plug[0]]:
            raise BoardError(f"{where}: A{unit + 1} plug {plug} has a cord already; one is allowed")
        sides[plug[0]][hole] = _cell(end, where)
    return _assembled(sides, banks, path)


def _assembled(
    sides: dict[str, dict[tuple[int, int], int]], banks: dict[int, list[int]], path: Path
) -> Wiring:
    units = 1 + max((unit for holes in sides.values() for unit, _ in holes), default=-1)
    arrays = {}
    for sign, holes in sides.items():
        plugs = 1 + max((plug for _, plug in holes), default=-1)
        arrays[sign] = np.full((units, plugs), -1, np.int32)
        for hole, cell in holes.items():
            arrays[sign][hole] = cell
        if len(holes) < units * plugs:
            unit, plug = np.unravel_index(np.argmin(arrays[sign]), (units, plugs))
            hole = f"A{unit + 1} plug {sign}{plug + 1}"
            raise BoardError(f"{path}: {hole} is empty; every A-unit has the same plugs")
    responses = range(1 + max(banks, default=-1))
    return with_banks(arrays["+"], arrays["-"], [banks.get(response, []) for response in responses])


def _to_json(wiring: Wiring) -> str:
    board = {
        "format": 1,
        "excitatory": wiring.excitatory.tolist(),
        "inhibitory": wiring.inhibitory.tolist(),
        "banks": [fed.tolist() for fed in banks_of(wiring)],
    }
    return json.dumps(board) + "\n"


def _from_json(text: str, path: Path) -> Wiring:
    try:
        board = json.loads(text, parse_int=_whole)
    except json.JSONDecodeError as error:
        raise BoardError(f"{path}, line {error.lineno}: {error.msg}; it is no JSON") from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else error
        raise BoardError(f"{path}: {reason}; a board is lists of whole numbers below 16,000") from None
    keys = {"format", "excitatory", "inhibitory", "banks"}
    if not isinstance(board, dict) or set(board) != keys or board["format"] != 1:
        raise BoardError(f"{path}: it must be an object with format 1, excitatory, inhibitory and banks")
    try:
        plus, minus = (_plugs(_lists(board[name], MOST_PLUGS)) for name in ("excitatory", "inhibitory"))
        banks = _lists(board["banks"], MOST_RESPONSES * MOST_PLUGS)
    except ValueError:
        raise BoardError(
            f"{path}: excitatory and inhibitory are a row of photocells for each A-unit, "
            "banks a row of A-units for each R-unit, all whole numbers below 16,000"
        ) from None
    return with_banks(plus, minus, banks)


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"it holds a number of {len(digits)} digits")
    return int(digits)


def _lists(given: object, most: int) -> list[list[int]]:
    """Lists of whole numbers that fit the arrays, `most` of them; or a ValueError."""
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise ValueError
    if max(len(given), sum(map(len, given))) > most:
        raise ValueError
    if not all(type(number) is int and abs(number) <= MOST_PLUGS for row in given for number in row):
        raise ValueError
    return given


def _plugs(side: list[list[int]]) -> np.ndarray:
    return np.array(side, np.int32).reshape(len(side), -1)
