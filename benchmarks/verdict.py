"""What all bars gave, a verdict for each name."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from math import prod
from typing import Any

from benchmarks.bar import FMA_PEAK, OURS, Bar
from benchmarks.measure import Measured
from benchmarks.peers import PEERS, installed

FILES = {
    "perceptron": ("S1", "S2", "S3"),
    "nets": ("S4", "S5", "S6", "S7", "S8"),
    "many": ("S9",),
    "mark_one": ("S10", "S12"),
    "devices": ("S16", "S17"),
    "clock": ("S13",),
    "tracking": ("S14",),
    "start": ("S15",),
}
"""Where the bars are."""


def every(quick: bool, only: Iterable[str] = ()) -> Iterator[Bar]:
    """All bars, or those whose names are in `only`."""
    names = set(only)
    for file, theirs in FILES.items():
        if not names or names & set(theirs):
            for bar in import_module(f"benchmarks.{file}").bars(quick):
                if not names or bar.name in names:
                    yield bar


def left_out() -> list[str]:
    """The peers that are not installed."""
    return [title for name, title in PEERS.items() if not installed(name)]


def verdicts(measured: Iterable[Measured]) -> list[dict[str, Any]]:
    """One row per name, in order: what came of all bars of that name."""
    groups: dict[str, list[Measured]] = {}
    for each in measured:
        groups.setdefault(each.bar.name, []).append(each)
    return [_verdict(name, group) for name, group in groups.items()]


def _together(group: list[Measured]) -> dict[str, tuple[float, float]]:
    """Geometric mean over the group, and what is asked of it, by peer."""
    least = {peer: asked for each in group for peer, asked in each.bar.together.items()}
    found = {}
    for peer, asked in least.items():
        ratios = [
            each.ratios[peer].median for each in group if peer in each.bar.together and peer in each.ratios
        ]
        if ratios:
            found[peer] = (prod(ratios) ** (1 / len(ratios)), asked)
    return found


def _verdict(name: str, group: list[Measured]) -> dict[str, Any]:
    """The ratio of a peer is the one of the bar that comes nearest to being missed, or their mean."""
    ratios: dict[str, float] = {}
    asked: dict[str, float] = {}
    for each in group:
        for peer, spread in each.ratios.items():
            if peer in each.bar.together:
                continue
            least = each.asked.get(peer)
            if peer not in ratios or spread.median / (least or 1) < ratios[peer] / asked.get(peer, 1):
                ratios[peer] = spread.median
                if least is not None:
                    asked[peer] = least
    for peer, (mean, least) in _together(group).items():
        ratios[peer], asked[peer] = mean, least
    missed = [peer for peer, least in asked.items() if ratios[peer] < least]
    return {
        "bar": name,
        "work": "; ".join(dict.fromkeys(each.bar.work for each in group)),
        "ratios": ratios,
        "asked": asked,
        "holds": not missed,
        "missed": missed,
        "parts": [_part(each) for each in group],
    }


def _part(each: Measured) -> dict[str, Any]:
    return {
        "work": each.bar.work,
        "seconds": each.seconds,
        "ratios": {peer: spread._asdict() for peer, spread in each.ratios.items()},
        "asked": each.asked,
        "rounds": each.rounds,
        "tries": each.tries,
        "flops_per_s": each.bar.flops / each.seconds[OURS],
        "flops_per_byte": each.bar.flops / each.bar.bytes_moved if each.bar.bytes_moved else None,
    }


def ratio_text(peer: str, ratio: float) -> str:
    """A ratio as people read it: a share in per cent, a multiple with three digits."""
    return f"{ratio:.0%}" if peer == FMA_PEAK else f"{ratio:,.0f}x" if ratio >= 100 else f"{ratio:.3g}x"
