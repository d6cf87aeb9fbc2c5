"""Who comes first: by which metric, and whether the least of it or the greatest is best."""

import re
from collections.abc import Sequence

from markone.statistics import mean_of
from markone.tracking.child import Child
from markone.tracking.comparison import Comparison
from markone.tracking.schema import key

GROUPS = {"test": 0, "": 1, "train": 2, "time": 4}
"""What is held back comes first, then what has no group; the rest between, and what takes time last."""
LEAST = re.compile(r"loss|error|mistake|wrong|miss|time|_s$|_ms$|epochs|passes|slides|weights|units")
"""Metrics of which less is better, by their names."""
CURVES = 7
"""Contenders whose learning curves one picture can tell apart."""
PANELS, SEEDS = 6, 50
"""Tasks that one picture of learning curves shows, and repetitions that are read for it."""


def metrics_of(compared: Comparison, by: str | None = None) -> list[str]:
    """All metrics in the order in which they count; `by`, if given, first.

    Raises ValueError where it was not measured.
    """
    found = list(dict.fromkeys(metric for child in compared.children for metric in child.metrics))
    asked, by = by, by if by is None or by in found else key(by)
    if by is not None and by not in found:
        raise ValueError(f"there is no metric {asked!r}; there are {', '.join(map(repr, found)) or 'none'}")

    def place(name: str) -> tuple[bool, int, bool]:
        return name != by, GROUPS.get(name.rpartition("/")[0], 3), not name.endswith("accuracy")

    return sorted(found, key=place)


def is_main(metric: str, metrics: Sequence[str]) -> bool:
    """What is held back is what counts; without it, what has no group; else everything. And what is asked."""
    for group in ("test/", ""):
        chosen = [name for name in metrics if (name.startswith(group) if group else "/" not in name)]
        if chosen:
            return metric in chosen or metric == metrics[0]
    return True


def least_first(metric: str) -> bool:
    """Whether the least of a metric is best, as its name tells."""
    return bool(LEAST.search(metric))


def values_of(compared: Comparison, task: str, metric: str) -> dict[str, dict[int, float]]:
    """For each contender that has the metric, its value by seed."""
    found: dict[str, dict[int, float]] = {}
    for name, group in compared.by_contender(task).items():
        for child in group:
            if metric in child.metrics:
                found.setdefault(name, {})[child.seed] = child.metrics[metric]
    return found


def ranked(compared: Comparison, task: str, metric: str) -> list[str]:
    """The contenders on a task, the best first; those without the metric, or a number for it, last."""
    values = values_of(compared, task, metric)
    sign = 1 if least_first(metric) else -1
    means = {name: mean_of(list(by_seed.values())) for name, by_seed in values.items()}
    known = [name for name, mean in means.items() if mean.n]
    first = sorted(known, key=lambda name: sign * means[name].mean)
    return [*first, *(name for name in compared.by_contender(task) if name not in known)]


def curve_leaders(compared: Comparison, by: str | None = None) -> list[Child]:
    """The runs whose learning curves are drawn: of the first tasks the first contenders and seeds."""
    metrics = metrics_of(compared, by)
    drawn: set[str] = set()
    for task in compared.tasks[:PANELS] if metrics else ():
        groups = compared.by_contender(task)
        for name in ranked(compared, task, metrics[0])[:CURVES]:
            drawn |= {child.id for child in groups[name][:SEEDS]}
    return [child for child in compared.children if child.id in drawn]


def said_of(compared: Comparison, leaders: Sequence[Child]) -> str:
    """Whose learning curves are drawn, in words; empty where they are everybody's."""
    tasks = {child.task for child in leaders}
    beside = [child for child in compared.children if child.task in tasks]
    shown, there = ({child.contender for child in group} for group in (leaders, beside))
    said = [
        f"the first {len(tasks)} of {len(compared.tasks)} tasks" if len(tasks) < len(compared.tasks) else "",
        f"the first {len(shown)} of {len(there)} contenders" if shown != there else "",
        f"the first {SEEDS} seeds"
        if len(leaders) < sum(child.contender in shown for child in beside)
        else "",
    ]
    return ", ".join(filter(None, said))
