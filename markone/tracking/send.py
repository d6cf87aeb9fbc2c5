"""Send what waits in one journal to its store."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from markone.fields import explained
from markone.tracking import verbs
from markone.tracking.journal import Journal, Unreadable
from markone.tracking.mlflow_api import entities, mlflow
from markone.tracking.reachable import reason
from markone.tracking.tags import ATTEMPT, PARENT

WAS = "markone.was"
"""A tag of a run that was made again, with the id that it had in a store that is gone."""


def _of(client: mlflow.MlflowClient, experiment_id: str, tag: str, value: str) -> Iterator[Any]:
    if re.fullmatch(r"[\w-]{1,64}", value):
        wanted = f"tags.`{tag}` = '{value}'"
        yield from client.search_runs([experiment_id], wanted, entities.ViewType.ALL)


def _is_there(client: mlflow.MlflowClient, run_id: str) -> bool:
    try:
        client.get_run(run_id)
    except mlflow.MlflowException as error:
        if verbs.is_gone(error):
            return False
        raise
    return True


def _found_again(client: mlflow.MlflowClient, experiment_id: str, old: str) -> str:
    """The id of what is known as `old`: that of an attempt, or of a run that was made again; else `old`."""
    for tag in (ATTEMPT, WAS):
        for run in _of(client, experiment_id, tag, old):
            return str(run.info.run_id)
    return old


def _run(client: mlflow.MlflowClient, experiment_id: str, head: dict[str, Any]) -> str:
    """The run's id in the store, where it is made if it is not there, below its parent and above its own."""
    old, attempt, tags = head["run_id"], head["tags"][ATTEMPT], head["tags"]
    if old and _is_there(client, old):
        return str(old)
    for made in _of(client, experiment_id, ATTEMPT, attempt):
        return str(made.info.run_id)
    if PARENT in tags:
        tags[PARENT] = _found_again(client, experiment_id, tags[PARENT])
    if old:
        tags[WAS] = old
    new = verbs.create(client, experiment_id, head)
    for name in (attempt, old or attempt):
        for child in _of(client, experiment_id, PARENT, name):
            client.set_tag(child.info.run_id, PARENT, new)
    return new


@explained
class Sent(NamedTuple):
    """What became of a journal."""

    run_id: str | None
    aside: str | None
    """A sentence on what the store will never take; None where it took all."""


def send(client: mlflow.MlflowClient, experiment_id: str, journal: Journal) -> Sent:
    """Do in the store all that was noted, and remove the journal.

    What the store refuses for good is put aside. Whatever else stops it in the middle, it may be
    called again.
    """
    head, done = journal.head(), journal.sent()
    try:
        run_id = _run(client, experiment_id, head)
    except Exception as error:
        if not verbs.is_refusal(error):
            raise
        return Sent(None, journal.put_aside(reason(error)))
    for number, act in enumerate(journal.acts()):
        if number >= done:
            _do(client, run_id, journal, number, act)
            journal.mark(number + 1)
    return Sent(run_id, journal.close())


def _do(
    client: mlflow.MlflowClient, run_id: str, journal: Journal, number: int, act: dict[str, Any] | Unreadable
) -> None:
    try:
        if isinstance(act, Unreadable):
            raise act
        verbs.VERBS[act["verb"]](client, run_id, journal.home, **act["what"])
    except Exception as error:
        if not verbs.is_refusal(error):
            raise
        journal.refuse(number, reason(error))
