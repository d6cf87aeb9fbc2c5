"""The parts of a report: who did how well, metric by metric, and with which settings."""

from collections.abc import Sequence
from typing import NamedTuple

from markone.fields import explained
from markone.report.ranking import least_first, ranked, values_of
from markone.statistics import Mean, Pair, mean_of, pairs
from markone.tracking.child import Child, differing_keys
from markone.tracking.comparison import Comparison

FEW = 6
"""So many contenders are compared each with each; of more, each with the first one only."""
WIDE = 6
"""Columns of the overview."""


@explained
class Overview(NamedTuple):
    """Who did how well, on one look: a row for each contender, the first one first."""

    columns: list[str]
    rows: dict[str, list[Mean | None]]
    order: str
    """What the rows go by, in words; empty where they stand as they were asked for."""


@explained
class Section(NamedTuple):
    """One metric on one task: each contender's mean, and pairs of them."""

    task: str
    metric: str
    means: dict[str, Mean]
    pairs: list[Pair]

    @property
    def tested(self) -> list[Pair]:
        """The pairs for which there is a test, the surest difference first where they are many."""
        tested = [pair for pair in self.pairs if pair.p == pair.p]
        return sorted(tested, key=lambda pair: pair.p) if len(self.means) > FEW else tested


@explained
class Settings(NamedTuple):
    """The parameters of a task's contenders that differ: a row each, a column for each contender."""

    task: str
    contenders: list[str]
    rows: dict[str, list[str]]
    own: dict[str, list[str]]
    """Parameters that only some contenders have, with one value."""


def overview(compared: Comparison, metrics: Sequence[str]) -> Overview:
    """Several tasks by the first metric, or one task by the first few."""
    tasks = compared.tasks
    places = [(task, metric) for task in tasks for metric in (metrics[:1] if len(tasks) > 1 else metrics)]
    found = {place: values_of(compared, *place) for place in places[:WIDE]}
    one = len(tasks) == 1 and bool(places)
    names = dict.fromkeys(child.contender for child in compared.children)
    rows = {
        name: [mean_of(list(values[name].values())) if name in values else None for values in found.values()]
        for name in (ranked(compared, *places[0]) if one else names)
    }
    if one:
        return Overview([metric for _, metric in found], rows, _order(places[0][1]))
    return Overview([f"{task}: {metric}" for task, metric in found], rows, "")


def _order(metric: str) -> str:
    return f"{metric}, the {'least' if least_first(metric) else 'greatest'} first"


def sections(compared: Comparison, metrics: Sequence[str], against: Sequence[str]) -> list[Section]:
    return [
        Section(task, metric, means, pairs(values, set(against) or None))
        for metric in metrics
        for task in compared.tasks
        for values in [values_of(compared, task, metric)]
        for means in [{name: mean_of(list(by_seed.values())) for name, by_seed in values.items()}]
        if values
    ]


def differing(compared: Comparison, task: str) -> Settings:
    groups = compared.by_contender(task)
    settings = [child.settings for group in groups.values() for child in group]
    rows: dict[str, list[str]] = {}
    own: dict[str, list[str]] = {}
    for key in sorted(differing_keys(settings)):
        values = {row[key] for row in settings if key in row}
        (rows if len(values) > 1 else own)[key] = [_shown(group, key) for group in groups.values()]
    return Settings(task, list(groups), rows, own)


def _shown(group: Sequence[Child], key: str) -> str:
    """The values that a contender's runs have for a parameter."""
    values = list(dict.fromkeys(child.settings.get(key, "–") for child in group))
    return ", ".join(values[:4]) + (f", … ({len(values)})" if len(values) > 4 else "")
