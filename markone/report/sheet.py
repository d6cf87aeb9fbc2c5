"""All that a report says, before it has a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markone.draw.bands import bands
from markone.fields import explained
from markone.report.ranking import curve_leaders, is_main, least_first, metrics_of, ranked, values_of
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


@dataclass(frozen=True)
class Sheet:
    """One comparison, worked out."""

    comparison: Comparison
    overview: Overview
    main: list[Section]
    others: list[Section]
    against: list[str]
    """The contenders that all others are compared with; empty where each is compared with each."""
    curves: dict[str, Any]
    """matplotlib figures by the name of the metric."""
    curves_of: str
    """Whose they are, where they are not everybody's."""
    differing: list[Settings]
    same: dict[str, str]
    """Parameters that all runs share."""
    environment: dict[str, str]
    command: str


def sheet(
    compared: Comparison,
    curves: Mapping[str, Mapping[str, Mapping[int, float]]],
    command: str = "not kept",
    *,
    by: str | None = None,
    against: Sequence[str] = (),
) -> Sheet:
    """Work out a comparison; `curves` gives for each metric the values at each step of each child.

    command: the one that gives it again; what a tag says of it is not taken over.
    by: the metric that contenders are ranked by, in place of the first one.
    against: contenders that all others are compared with, in place of each with each, or of the first
    one where they are many.

    Raises ValueError for a metric or contender that there is not.
    """
    metrics = metrics_of(compared, by)
    chosen = _against(compared, metrics, against)
    main = [metric for metric in metrics if is_main(metric, metrics)]
    everybody = {child.contender for child in compared.children}
    drawn = {child.contender for child in curve_leaders(compared, by)}
    return Sheet(
        compared,
        _overview(compared, main),
        _sections(compared, main, chosen),
        _sections(compared, [metric for metric in metrics if metric not in main], chosen),
        chosen,
        {metric: _figure(compared, metric, told) for metric, told in curves.items()},
        f"the first {len(drawn)} of {len(everybody)} contenders" if drawn != everybody else "",
        [found for task in compared.tasks if any((found := _differing(compared, task))[2:])],
        _same([child.settings for child in compared.children]),
        _environment(compared),
        command,
    )


def _against(compared: Comparison, metrics: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Who is compared with all others, if not each with each."""
    known = list(dict.fromkeys(child.contender for child in compared.children))
    for name in wanted:
        if name not in known:
            listed = ", ".join(map(repr, known[:10])) + (", …" if len(known) > 10 else "")
            raise ValueError(f"there is no contender {name!r}; there are {listed}")
    if wanted or len(known) <= FEW or not metrics:
        return list(wanted)
    return ranked(compared, compared.tasks[0], metrics[0])[:1]


def _overview(compared: Comparison, metrics: Sequence[str]) -> Overview:
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


def _sections(compared: Comparison, metrics: Sequence[str], against: Sequence[str]) -> list[Section]:
    return [
        Section(task, metric, means, pairs(values, set(against) or None))
        for metric in metrics
        for task in compared.tasks
        for values in [values_of(compared, task, metric)]
        for means in [{name: mean_of(list(by_seed.values())) for name, by_seed in values.items()}]
        if values
    ]


def _figure(compared: Comparison, metric: str, told: Mapping[str, Mapping[int, float]]) -> Any:
    panels: dict[str, dict[str, list[Mapping[int, float]]]] = {}
    for task in compared.tasks:
        for name, group in compared.by_contender(task).items():
            runs = [told[child.id] for child in group if told.get(child.id)]
            if runs:
                panels.setdefault(task, {})[name] = runs
    return bands(panels, metric)


def _differing(compared: Comparison, task: str) -> Settings:
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


def _same(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    differing = differing_keys(rows)
    return {key: rows[0][key] for key in sorted(rows[0]) if key not in differing} if rows else {}


def _environment(compared: Comparison) -> dict[str, str]:
    """What it ran with: code, libraries, host."""
    versions = {
        key.removeprefix("version/"): value
        for key, value in compared.params.items()
        if key.startswith("version/")
    }
    told = {"code": "code", "host": "markone.host", "user": "mlflow.user"}
    return {**{name: compared.tags[tag] for name, tag in told.items() if tag in compared.tags}, **versions}
