"""What was recorded, read again: stores, experiments and their runs.

Nothing here writes to a store.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markone.store import StoreError, exists, resolve, shown
from markone.tracking.client import client_of
from markone.tracking.mlflow_api import SearchUtils, entities, mlflow
from markone.tracking.reachable import check, refused
from markone.tracking.tags import ASKED, IMPORTED, OPENED, SHORT


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


def experiment_of(client: mlflow.MlflowClient, name: str) -> entities.Experiment:
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


def _opened(experiment: entities.Experiment) -> str:
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


def last_of(client: mlflow.MlflowClient, experiment_id: str, wanted: str, number: int) -> Any:
    """The last run to begin of those that the filter lets through; None unless they are so many.

    A page of one run is asked for where the last must be: nothing else is read.
    """
    token = SearchUtils.create_page_token(number - 1) if number > 1 else None
    order = ["attributes.start_time ASC"]
    page = client.search_runs([experiment_id], wanted, max_results=1, page_token=token, order_by=order)
    return page[0] if len(page) == 1 and not page.token else None


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
