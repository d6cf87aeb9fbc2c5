"""The words of what the operator does."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from markone.devices import reach_v
from markone.procedure.plan import SHOW_WORDS, Procedure
from markone.procedure.steps import Show, Step
from markone.procedure.values import choice, number, one, settings, whole
from markone.switches import Range, Switch, dials, find

MOST_PASSES, MOST_PAUSE_S = 10_000, 86_400


def switch(row: Switch, procedure: Procedure, words: list[str], line: int) -> None:
    """Set a switch or a dial to what the words say, after the address if each part has one."""
    address = words[:1] if row.part else []
    if row.part and not words:
        raise ValueError("no address follows")
    for name in address:
        procedure.number(name, row.part)
    procedure.with_switch(line, row, address, _mark(row.marks, words[len(address) :]))


def _mark(marks: Range | Mapping[str, Any], words: list[str]) -> str | float:
    if not isinstance(marks, Range):
        return choice(words, marks)
    read = whole if marks.whole else number
    return read(one(words), marks.low, marks.high)


def dial(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    name, *given = words or [""]
    row = find(name, dials(), "dial")
    if len(given) != 1 + bool(row.part):
        raise ValueError(f"a dial has a name and a value, such as: dial {row.usage()}")
    switch(row, procedure, given, line)


def hand(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if len(words) != 2:
        raise ValueError("a potentiometer and its volts are wanted, such as P17 2.5, or random 0.5")
    most = min(reach_v(procedure.pot), 1e6)
    volts = number(words[1], 0 if words[0] == "random" else -most, most)
    if words[0] != "random":
        procedure.number(words[0], "P")
    procedure.steps.append(Step(line, "hand", (words[0], volts)))


def pause(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if words[1:] != ["s"]:
        raise ValueError("a pause has seconds, such as: pause 10 s")
    ms = round(1000 * number(words[0], 0.001, MOST_PAUSE_S))
    procedure.steps.append(Step(line, "pause", (ms,)))


def show(procedure: Procedure, words: list[str], folder: Path, line: int) -> None:
    if procedure.stands.get("mains") == "off":
        raise ValueError("the mains are off; switch them on before a slide is shown")
    given = settings([word for word in words if "=" in word], {"passes": 1, "until": ""})
    names = [word for word in words if "=" not in word]
    if Counter(names)["shuffled"] > 1:
        raise ValueError("shuffled is said twice; say it once")
    rows = tuple(_rows_of(procedure, [name for name in names if name != "shuffled"]))
    if not rows:
        raise ValueError("no slide is named; say all, new, or names of slides above")
    until = choice([given.get("until", "")], ("", "right"))
    passes = whole(str(given.get("passes", 1)), 1, MOST_PASSES)
    if until and not any(procedure.target(row).any() for row in rows):
        raise ValueError("until=right, and none of these slides has a target")
    procedure.with_show(line, Show(rows, "shuffled" in names, passes, until == "right"))


def _rows_of(procedure: Procedure, names: list[str]) -> Iterable[int]:
    """The slides that are named, in that order and as often; all of them, or those since the last show."""
    if names == ["all"]:
        return range(len(procedure.slides))
    if names == ["new"]:
        return range(procedure.new, len(procedure.slides))
    for name in names:
        if name not in procedure.rows and name not in SHOW_WORDS:
            raise ValueError(f"no slide above is called {name!r}, and show knows no such word")
    for name in filter(SHOW_WORDS.__contains__, names):
        raise ValueError(f"{name} stands alone, without names of slides")
    return [row for name in names for row in procedure.rows[name]]
