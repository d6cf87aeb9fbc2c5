"""All that a report says, before it has a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markone.draw.bands import bands
from markone.statistics import Mean, Pair, mean_of, pairs
from markone.tracking.reading import Child, Comparison, differing_keys


class Section(NamedTuple):
    """One metric on one task: each contender's mean, and every pair of them."""

    task: str
    metric: str
    means: dict[str, Mean]
    pairs: list[Pair]


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
    main: list[Section]
    others: list[Section]
    curves: dict[str, Any]
    """matplotlib figures by the name of the metric."""
    differing: list[Settings]
    same: dict[str, str]
    """Parameters that all runs share."""
    environment: dict[str, str]
    command: str


def sheet(
    compared: Comparison, curves: Mapping[str, Mapping[str, Mapping[int, float]]], command: str = "not kept"
) -> Sheet:
    """Work out a comparison; `curves` gives for each metric the values at each step of each child.

    `command` is the one that gives it again; what a tag says of it is not taken over.
    """
    metrics = _metrics(compared)
    main = [metric for metric in metrics if _is_main(metric, metrics)]
    return Sheet(
        compared,
        _sections(compared, main),
        _sections(compared, [metric for metric in metrics if metric not in main]),
        {metric: _figure(compared, metric, told) for metric, told in curves.items()},
        [found for task in compared.tasks if any((found := _differing(compared, task))[2:])],
        _same([child.settings for child in compared.children]),
        _environment(compared),
        command,
    )


def _metrics(compared: Comparison) -> list[str]:
    """All metrics: test/ first, then those without a group, then the others, time/ last."""
    found = dict.fromkeys(metric for child in compared.children for metric in child.metrics)
    order = {"test": 0, "": 1, "train": 2, "time": 4}
    return sorted(found, key=lambda name: order.get(name.rpartition("/")[0], 3))


def _is_main(metric: str, metrics: Sequence[str]) -> bool:
    """What is held back is what counts; without it, what has no group; else everything."""
    for group in ("test/", ""):
        chosen = [name for name in metrics if (name.startswith(group) if group else "/" not in name)]
        if chosen:
            return metric in chosen
    return True


def _sections(compared: Comparison, metrics: Sequence[str]) -> list[Section]:
    return [
        Section(task, metric, means, pairs(values))
        for task in compared.tasks
        for metric in metrics
        for values in [_values(compared, task, metric)]
        for means in [{name: mean_of(list(by_seed.values())) for name, by_seed in values.items()}]
        if values
    ]


def _values(compared: Comparison, task: str, metric: str) -> dict[str, dict[int, float]]:
    """For each contender that has the metric, its value by seed."""
    found: dict[str, dict[int, float]] = {}
    for name, group in compared.by_contender(task).items():
        for child in group:
            if metric in child.metrics:
                found.setdefault(name, {})[child.seed] = child.metrics[metric]
    return found


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
