"""What is said once of a store that holds runs from before keys were made as they are now."""

from typing import Any

from markone.tracking import Store
from markone.tracking.tags import KEY, SCHEME

NOW = "2"
"""How keys are made, a number that goes up when no key of before is found again."""
SAID = (
    "The store holds runs of an earlier markone, which go by other keys: they stay readable, and each is "
    "measured anew when it is asked for again."
)


def notice(store: Store) -> str:
    """The sentence where it is due; and a note in the store that it was said, or need not be.

    A store in which no experiment bears the number of now was never opened by this markone to measure: what
    it holds with a key has one of before. A store that takes no note is told again at the next start.
    """
    told: list[str] = []
    if store.uri:
        store.took(lambda: told.extend(_looked(store)))
    return "".join(told)


def _looked(store: Store) -> list[str]:
    """The sentence or nothing, once the store holds the note."""
    client = store.client
    if client.get_experiment(store.experiment_id).tags.get(SCHEME) == NOW:
        return []
    known = client.search_experiments(filter_string=f"tags.`{SCHEME}` = '{NOW}'", max_results=1)
    before = [] if known else _with_keys(client)
    client.set_experiment_tag(store.experiment_id, SCHEME, NOW)
    return [SAID] if before else []


def _with_keys(client: Any) -> list[Any]:
    ids = [one.experiment_id for one in client.search_experiments()]
    return list(client.search_runs(ids, f"tags.`{KEY}` != ''", max_results=1))
