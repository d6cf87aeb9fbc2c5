"""Who was compared with whom: a run that asked a question, and the runs below it.

Nothing here writes to a store.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markone.store import StoreError
from markone.tracking import files, reading
from markone.tracking.child import Child, child_of, told_apart
from markone.tracking.mlflow_api import mlflow
from markone.tracking.tags import IMPORTED, KEY, NOTE, PARENT

LIST, LONGEST_LIST = "tables/runs.json", 16_000_000
"""Where a comparison lists its runs, and most bytes of that."""


@dataclass(frozen=True)
class Comparison:
    """A run that asked a question, and its finished children."""

    experiment: str
    id: str
    question: str
    answer: str
    status: str
    started_ms: int
    params: Mapping[str, str]
    tags: Mapping[str, str]
    children: Sequence[Child]
    unfinished: Sequence[Child]
    missing: Sequence[str] = ()
    """Names of runs that it lists and that the store has no more."""

    @property
    def is_short(self) -> bool:
        """Whether it was measured with --quick: to see it run, not to believe it."""
        return reading.version_of(self.tags) == "short"

    @property
    def tasks(self) -> list[str]:
        """What the contenders were compared on, in the order of the runs."""
        return list(dict.fromkeys(child.task for child in self.children))

    def by_contender(self, task: str) -> dict[str, list[Child]]:
        """The children of a task: for each contender its repetitions, by seed."""
        groups: dict[str, list[Child]] = defaultdict(list)
        for child in self.children:
            if child.task == task:
                groups[child.contender].append(child)
        return {name: sorted(group, key=lambda child: child.seed) for name, group in groups.items()}


def comparison(client: mlflow.MlflowClient, experiment: str, run_id: str | None = None) -> Comparison:
    """The last finished comparison of an experiment, or that of the run `run_id`.

    Raises StoreError where there is none.
    """
    found = reading.experiment_of(client, experiment)
    everything = {run.info.run_id: run for run in reading.runs(client, [found.experiment_id])}
    if run_id is not None and run_id not in everything:
        raise StoreError(f"there is no run {run_id!r} in experiment {experiment!r}; see `markone runs`")
    above = {run.data.tags.get(PARENT) for run in everything.values()}
    asked = [everything[one] for one in ([run_id] if run_id else everything) if one in above]
    if not asked:
        which = f"run {run_id!r} of experiment" if run_id else "experiment"
        raise StoreError(f"{which} {experiment!r} compares nothing: it has no runs below it")
    parent = max(asked, key=_weight)
    mine, missing = _below(client, parent, everything)
    return replace(_compared(found.name, parent, mine), missing=missing)


def _weight(run: Any) -> tuple[bool, bool, int]:
    """Of two comparisons that one is reported which is whole, which finished, which ended last."""
    whole = run.data.tags.get("kind") != "part"
    return whole, run.info.status == "FINISHED", run.info.end_time or run.info.start_time


def _below(
    client: mlflow.MlflowClient, parent: Any, everything: Mapping[str, Any]
) -> tuple[list[Any], list[str]]:
    """The runs of a comparison, and the names of those that are missing.

    They are those that it lists, as some may now stand below another, and where it lists none, its own.
    Of a run that was measured again, or brought again from an archive, the newest of its key counts.
    """
    listed = _listed(client, parent)
    if listed is None:
        parents = {name: run.data.tags.get(PARENT) for name, run in everything.items()}
        return [run for name, run in everything.items() if parents[name] == parent.info.run_id], []
    newest = {
        run.data.tags[KEY]: run
        for run in everything.values()
        if KEY in run.data.tags and run.info.status == "FINISHED" and _origin(run) == _origin(parent)
    }
    rows = [(name, newest.get(key) or everything.get(run_id)) for name, run_id, key in listed]
    return [run for _, run in rows if run], [name for name, run in rows if not run]


def _origin(run: Any) -> bool:
    """Whether a run was brought from elsewhere, so that it takes no place of one that was measured here."""
    return IMPORTED in run.data.tags


def _listed(client: mlflow.MlflowClient, parent: Any) -> list[tuple[str, str, str]] | None:
    """Name, id and key of each run that a comparison lists; None where it has no list.

    Raises StoreError for a list that cannot be read.
    """
    if parent.info.status != "FINISHED":
        return None
    its = files.of_run(client, parent)
    if LIST not in its.names("tables"):
        return None
    try:
        told = json.loads(its.read(LIST, LONGEST_LIST))
        table = [dict(zip(map(str, told["columns"]), map(str, row), strict=True)) for row in told["data"]]
        return [(row.get("name", row["run_id"]), row["run_id"], row.get("key", "")) for row in table]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StoreError(
            f"the list of runs of this comparison ({LIST}) cannot be read; measure again"
        ) from None


def _compared(experiment: str, parent: Any, mine: Sequence[Any]) -> Comparison:
    name = parent.data.tags.get("mlflow.runName", "")
    question, _, answer = parent.data.tags.get(NOTE, name).partition("\n\n")
    children = [child_of(run) for run in mine]
    finished = told_apart([child for child in children if child.status == "FINISHED"])
    return Comparison(
        experiment,
        parent.info.run_id,
        question,
        answer,
        parent.info.status,
        parent.info.start_time,
        parent.data.params,
        parent.data.tags,
        finished,
        [child for child in children if child.status != "FINISHED"],
    )
