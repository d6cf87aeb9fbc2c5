"""All that a report says, before it has a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markone.draw.bands import bands
from markone.report.ranking import curve_leaders, is_main, metrics_of, ranked, said_of
from markone.report.sections import FEW, Overview, Section, Settings, differing, overview, sections
from markone.tracking.child import differing_keys
from markone.tracking.comparison import Comparison


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
    return Sheet(
        compared,
        overview(compared, main),
        sections(compared, main, chosen),
        sections(compared, [metric for metric in metrics if metric not in main], chosen),
        chosen,
        {metric: _figure(compared, metric, told) for metric, told in curves.items()},
        said_of(compared, curve_leaders(compared, by)),
        [found for task in compared.tasks if any((found := differing(compared, task))[2:])],
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


def _figure(compared: Comparison, metric: str, told: Mapping[str, Mapping[int, float]]) -> Any:
    panels: dict[str, dict[str, list[Mapping[int, float]]]] = {}
    for task in compared.tasks:
        for name, group in compared.by_contender(task).items():
            runs = [told[child.id] for child in group if told.get(child.id)]
            if runs:
                panels.setdefault(task, {})[name] = runs
    return bands(panels, metric)


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
