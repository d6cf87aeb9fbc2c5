"""Send what waits in journals to the stores it was meant for."""

from pathlib import Path

import mlflow

from markone.store import StoreError
from markone.tracking import verbs
from markone.tracking.journal import Journal, journals
from markone.tracking.process import ATTEMPT, PARENT


def of_attempt(client: mlflow.MlflowClient, experiment_id: str, attempt: str) -> str | None:
    """The id of the run that an attempt made; None if it made none."""
    made = client.search_runs([experiment_id], f"tags.`markone.attempt` = '{attempt}'")
    return made[0].info.run_id if made else None


def send(client: mlflow.MlflowClient, experiment_id: str, journal: Journal) -> str:
    """Do in the store all that was noted, and remove the journal; the run's id.

    Whatever stops it in the middle, it may be called again.
    """
    head, *acts = journal.acts()
    attempt, parent = head["tags"][ATTEMPT], head["tags"].get(PARENT)
    run_id = head["run_id"] or of_attempt(client, experiment_id, attempt)
    if run_id is None:
        known = parent and of_attempt(client, experiment_id, parent)  # a parent that had to wait too
        if known:
            head["tags"][PARENT] = known
        run_id = verbs.create(client, experiment_id, head)
    for number, act in enumerate(acts):
        if number >= journal.sent():
            verbs.VERBS[act["verb"]](client, run_id, journal.home, **act["what"])
            journal.mark(number + 1)
    journal.remove()
    return run_id


def sync(uri: str | None = None) -> tuple[dict[str, int], list[str]]:
    """Send all that waits for the store `uri`, or for any: how many runs each store took, what it refused."""
    from markone.tracking.open import Store

    taken: dict[str, int] = {}
    refused: list[str] = []
    for place in dict.fromkeys((head["uri"], head["experiment"]) for head, _ in journals(uri)):
        try:
            taken[place[0]] = taken.get(place[0], 0) + Store(*place).sent
        except StoreError as error:
            refused.append(str(error))
    return taken, refused


def waiting(uri: str | None = None) -> list[Path]:
    """The journals that wait for a store."""
    return [journal.home for _, journal in journals(uri)]
