"""One run of a comparison: who it was, on what, with which seed, and what it gave."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markone.tracking.tags import MEASURED

CONTENDER, TASK = ("contender", "case_name", "case", "learner"), ("task", "stimuli")
"""Tags that say what is compared, and on what; the first that is there counts."""
WHERE = ("seed", "case_name", "case", "contender", "task")
"""Parameters that only say where a run belongs."""


@dataclass(frozen=True)
class Child:
    """One contender on one task with one seed."""

    id: str
    name: str
    status: str
    task: str
    contender: str
    seed: int
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str] = field(repr=False)

    @property
    def settings(self) -> dict[str, str]:
        """Its parameters, without the versions of libraries and its place in the comparison."""
        return {
            key: value
            for key, value in self.params.items()
            if not key.startswith("version/") and key not in WHERE
        }


def child_of(run: Any) -> Child:
    tags = run.data.tags
    name = tags.get("mlflow.runName", run.info.run_id)
    contender = next((tags[key] for key in CONTENDER if key in tags), name)
    task = next((tags[key] for key in TASK if key in tags), "")
    seed = tags.get("seed", run.data.params.get("seed", ""))
    number = int(seed) if re.fullmatch("-?[0-9]{1,18}", seed) else 0
    info, params, metrics = run.info, run.data.params, _in_order(run.data.metrics, tags)
    return Child(info.run_id, name, info.status, task, contender, number, params, metrics, tags)


def _in_order(metrics: Mapping[str, float], tags: Mapping[str, str]) -> dict[str, float]:
    """A run's metrics, those that its study names first and in the study's order."""
    try:
        named = [str(name) for name in json.loads(tags.get(MEASURED, "{}")).get("metrics", [])]
    except (ValueError, TypeError, AttributeError, RecursionError):
        named = []  # somebody else's tag: the order is all that is lost
    return {name: metrics[name] for name in dict.fromkeys([*named, *sorted(metrics)]) if name in metrics}


def told_apart(children: Sequence[Child]) -> list[Child]:
    """One child for each task, contender and seed.

    Where a contender ran several times with a seed, as in a sweep, the parameters that differ
    belong to its name; of runs that are alike the last one counts.
    """
    places: dict[tuple, list[Child]] = defaultdict(list)
    for child in children:
        places[child.task, child.contender, child.seed].append(child)
    differing: dict[tuple, dict[str, None]] = defaultdict(dict)
    for (task, contender, _), group in places.items():
        differing[task, contender] |= dict.fromkeys(differing_keys([child.settings for child in group]))
    told = {}
    for child in children:
        keys = differing[child.task, child.contender]
        values = [f"{key}={child.settings[key]}" for key in keys if key in child.settings]
        named = replace(child, contender=", ".join([child.contender, *values]))
        told[named.task, named.contender, named.seed] = named
    return list(told.values())


def differing_keys(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The keys whose values are not the same in all rows."""
    keys = dict.fromkeys(key for row in rows for key in row)
    return [key for key in keys if len({row.get(key) for row in rows}) > 1]
