"""What was recorded, read again: experiments, their runs, and who was compared with whom.

Nothing here writes to a store.
"""

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import mlflow
from mlflow.entities import Experiment

from markone.store import StoreError, exists, resolve, shown
from markone.tracking import files
from markone.tracking.client import client_of
from markone.tracking.process import ASKED, IMPORTED, OPENED, PARENT
from markone.tracking.reachable import check, refused

CONTENDER, TASK = ("contender", "case_name", "case", "learner"), ("task", "stimuli")
"""Tags that say what is compared, and on what; the first that is there counts."""
LIST, LONGEST_LIST = "tables/runs.json", 16_000_000
MEASURED = "markone.measured"
"""A tag that names what a study has measured, in its order."""
WHERE = ("seed", "case_name", "case", "contender", "task")
"""Parameters that only say where a run belongs."""
KEY, SHORT = "markone.key", "short"
"""Tags: what a run measured, as a digest; whether a comparison is a short version."""


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
        return version_of(self.tags) == "short"

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


def connect(uri: str | None = None) -> tuple[str, mlflow.MlflowClient]:
    """The address of a store that is there, and who speaks with it; a StoreError says what is wrong."""
    address = resolve(uri)
    if not exists(address):
        raise StoreError(
            f"there is no store at {shown(address)}; run an experiment first, or name another --tracking-uri"
        )
    check(address)
    with refused(address):
        client = client_of(address)
        client.search_experiments(max_results=1)
    return address, client


def run_of(client: mlflow.MlflowClient, run_id: str) -> Any:
    """The run of an id, or the last one that was imported and had this id where it was measured.

    Raises StoreError where there is none.
    """
    with contextlib.suppress(mlflow.MlflowException):
        return client.get_run(run_id)
    if re.fullmatch("[0-9a-f]{32}", run_id):
        brought = everything(client, f"tags.`{IMPORTED}` = '{run_id}'")
        if brought:
            return brought[-1]
    raise StoreError(f"there is no run {run_id!r} in {shown(client.tracking_uri)}; `markone runs` lists them")


def experiment_of(client: mlflow.MlflowClient, name: str) -> Experiment:
    """The experiment of a name; StoreError lists those that there are."""
    found = client.get_experiment_by_name(name)
    if found is None or found.lifecycle_stage != "active":
        there = ", ".join(sorted(names(client))) or "none yet"
        raise StoreError(f"there is no experiment {name!r}; there are: {there}")
    return found


def names(client: mlflow.MlflowClient) -> list[str]:
    """The names of all experiments that hold runs of ours, the last opened first."""
    found = [one for one in client.search_experiments() if one.name != "Default"]
    return [one.name for one in sorted(found, key=_opened, reverse=True)]


def _opened(experiment: Experiment) -> str:
    """When it was opened last; older versions kept that in a tag that everybody sees."""
    return experiment.tags.get(OPENED) or experiment.tags.get("markone.opened", "")


def runs(
    client: mlflow.MlflowClient, experiment_ids: Sequence[str], wanted: str = "", **how: Any
) -> Iterator[Any]:
    """All runs that MLflow's filter `wanted` lets through, the oldest first."""
    token: str | None = None
    how = {"order_by": ["attributes.start_time ASC"], **how}
    while True:
        page = client.search_runs(list(experiment_ids), wanted, max_results=1000, page_token=token, **how)
        yield from page
        token = page.token
        if not token:
            return


def everything(client: mlflow.MlflowClient, wanted: str = "") -> list[Any]:
    """All runs of a store that the filter lets through, the oldest first."""
    return list(runs(client, [one.experiment_id for one in client.search_experiments()], wanted))


def chosen(
    client: mlflow.MlflowClient,
    experiment_ids: Sequence[str],
    wanted: str,
    where: Sequence[tuple[str, str]],
    status: str | None,
) -> list[Any]:
    """The runs that MLflow's filter lets through, with these tags or parameters, the last first.

    Raises ValueError for a filter that MLflow does not understand.
    """
    try:
        found = list(runs(client, experiment_ids, wanted, order_by=["attributes.start_time DESC"]))
    except mlflow.MlflowException as error:
        if error.error_code != "INVALID_PARAMETER_VALUE":
            raise
        raise ValueError(
            f'{wanted!r} is no filter ({str(error).splitlines()[0]}); try "metrics.`test/accuracy` > 0.9"'
        ) from None
    known = [(run, words_of(run)) for run in found]
    return [
        run
        for run, words in known
        if status in (None, run.info.status) and all(words.get(key) == value for key, value in where)
    ]


def version_of(tags: Mapping[str, str]) -> str:
    """Of a run with these tags: "short" where --quick was asked for, "full" where not, "" if nobody knows."""
    if SHORT in tags:
        return "short" if tags[SHORT] == "True" else "full"
    try:
        asked = json.loads(tags[ASKED])
    except (KeyError, ValueError, RecursionError):
        return ""
    return "short" if isinstance(asked, list) and "--quick" in asked else "full"


def words_of(run: Any) -> dict[str, str]:
    """A run's parameters and tags; its case by its old name and by its new one."""
    words = {**run.data.params, **run.data.tags}
    old, new = "case", "case_name"
    return {**{one: words[other] for one, other in ((old, new), (new, old)) if other in words}, **words}


def comparison(client: mlflow.MlflowClient, experiment: str, run_id: str | None = None) -> Comparison:
    """The last finished comparison of an experiment, or that of the run `run_id`.

    Raises StoreError where there is none.
    """
    found = experiment_of(client, experiment)
    everything = {run.info.run_id: run for run in runs(client, [found.experiment_id])}
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
    question, _, answer = parent.data.tags.get("mlflow.note.content", name).partition("\n\n")
    children = [_child(run) for run in mine]
    finished = _told_apart([child for child in children if child.status == "FINISHED"])
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


def _child(run: Any) -> Child:
    tags = run.data.tags
    name = tags.get("mlflow.runName", run.info.run_id)
    contender = next((tags[key] for key in CONTENDER if key in tags), name)
    task = next((tags[key] for key in TASK if key in tags), "")
    seed = tags.get("seed", run.data.params.get("seed", ""))
    number = int(seed) if re.fullmatch("-?[0-9]{1,18}", seed) else 0
    return Child(
        run.info.run_id,
        name,
        run.info.status,
        task,
        contender,
        number,
        run.data.params,
        _in_order(run.data.metrics, tags),
        tags,
    )


def _in_order(metrics: Mapping[str, float], tags: Mapping[str, str]) -> dict[str, float]:
    """A run's metrics, those that its study names first and in the study's order."""
    try:
        named = [str(name) for name in json.loads(tags.get(MEASURED, "{}")).get("metrics", [])]
    except (ValueError, TypeError, AttributeError, RecursionError):
        named = []  # somebody else's tag: the order is all that is lost
    return {name: metrics[name] for name in dict.fromkeys([*named, *sorted(metrics)]) if name in metrics}


def _told_apart(children: Sequence[Child]) -> list[Child]:
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


def curves(client: mlflow.MlflowClient, children: Sequence[Child]) -> dict[str, dict[str, dict[int, float]]]:
    """For each metric with several steps and each child's id, its value at each step."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    for metric in _stepped(client, children):
        told = {}
        for child in children:
            if metric in child.metrics:
                history = client.get_metric_history(child.id, metric)
                told[child.id] = {point.step: point.value for point in history}
        found[metric] = told
    return found


def _stepped(client: mlflow.MlflowClient, children: Sequence[Child]) -> list[str]:
    """The metrics with several steps, as the first repetition of each contender has them."""
    firsts = {(child.task, child.contender): child for child in reversed(children)}
    found: dict[str, None] = {}
    for child in reversed(firsts.values()):
        for metric in child.metrics:
            if metric not in found and len(client.get_metric_history(child.id, metric)) > 1:
                found[metric] = None
    return list(found)


def pictures(client: mlflow.MlflowClient, run_id: str, largest: int) -> dict[str, bytes]:
    """A run's own PNG figures by name, those of more than `largest` bytes left out."""
    its, found = files.of_run(client, client.get_run(run_id)), {}
    for name in its.names("figures"):
        with its.opened(name) as file:
            content = file.read(largest + 1)
        if name.endswith(".png") and len(content) <= largest:
            found[name.rpartition("/")[2].removesuffix(".png")] = content
    return found
