"""Which bars there are, where they stand, and what becomes of all that have one name."""

from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from typing import Any

from benchmarks.bar import BEST, Bar
from benchmarks.measure import Measured

FILES = {
    "perceptron": ("F1", "F2", "F3"),
    "nets": ("F4", "F5", "F6", "F7", "F8"),
    "many": ("F9",),
    "mark_one": ("F10", "F11", "F12"),
    "clock": ("F13",),
    "first_start": ("F14",),
    "threads": ("F-threads",),
}
"""Where the bars are."""
NAMES = [name for names in FILES.values() for name in names]


def chosen(only: str) -> set[str]:
    """The names in a list such as "F3,F7", or all; ValueError for one that no bar has."""
    names = {name for name in only.replace(" ", "").split(",") if name}
    unknown = sorted(names - set(NAMES))
    if unknown:
        raise ValueError(f"no bar is named {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return names or set(NAMES)


def every(quick: bool, names: Collection[str]) -> Iterator[Bar]:
    """The bars that have one of these names."""
    for file, theirs in FILES.items():
        if set(theirs) & set(names):
            for bar in import_module(f"benchmarks.{file}").bars(quick):
                if bar.name in names:
                    yield bar


def entries(measured: Iterable[Measured]) -> list[dict[str, Any]]:
    """One entry for each name, in order: what came of all bars of that name."""
    groups: dict[str, list[Measured]] = {}
    for each in measured:
        groups.setdefault(each.bar.name, []).append(each)
    return [
        {
            "bar": name,
            "holds": not any(each.missed() for each in group),
            "parts": [part(each) for each in group],
        }
        for name, group in groups.items()
    ]


def part(each: Measured) -> dict[str, Any]:
    """What came of one piece of work, as JSON takes it."""
    bar, best = each.bar, each.best()
    return {
        "work": bar.work,
        "seconds": each.seconds,
        "ratios": {name: spread._asdict() for name, spread in each.ratios.items() if name not in bar.context},
        "beside": {name: spread._asdict() for name, spread in each.ratios.items() if name in bar.context},
        "best": best,
        "asked": {best if peer == BEST else peer: least for peer, least in bar.asked.items()},
        "limit": bar.limit.name if bar.limit else None,
        "share": each.share._asdict() if each.share else None,
        "share asked": bar.share,
        "most s": bar.most_s,
        "rounds": each.rounds,
        "missed": each.missed(),
    }


KEPT = 0.85
"""The least share of a ratio, or of a share of the limit, that has to be left of what it was."""


def fallen(before: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]]) -> list[str]:
    """What of the bars of `now` is worse than it was by more than noise, or not measured any more."""
    then, there = _parts(before), _parts(now)
    bars, found = {bar for bar, _ in there}, []
    for (bar, work), was in then.items():
        if bar in bars and (bar, work) not in there:
            found.append(f"{bar} {work}: it was measured, and is not now")
        if (bar, work) in there:
            found += [f"{bar} {work}: {said}" for said in _worse(was, there[bar, work])]
    return found


def _parts(entries: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """What came of each piece of work, by its bar and what it is."""
    return {(entry["bar"], each["work"]): each for entry in entries for each in entry["parts"]}


def _worse(was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """What is not held of one piece of work: a ratio or share that fell, or a time that is longer than asked.

    A time is not held against what it was: the same machine takes a fifth more at another hour.
    """
    for name, old, new in _compared(was, now):
        if new < KEPT * old:
            yield f"{name} was {old:.3g} and is {new:.3g}"
    if now["most s"] and now["seconds"]["markone"] > now["most s"]:
        yield f"it takes {now['seconds']['markone']:.3g} s, where {now['most s']:g} are asked"


def _compared(was: dict[str, Any], now: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """What is to be held: ratios that are asked, and the share of the limit."""
    for peer in now["asked"].keys() & was["ratios"].keys():
        yield f"the ratio to {peer}", was["ratios"][peer]["median"], now["ratios"][peer]["median"]
    if was["share"] and now["share"]:
        yield "the share of the limit", was["share"]["median"], now["share"]["median"]
