"""Send what waits in journals to the stores it was meant for."""

from pathlib import Path

from markone.store import StoreError
from markone.tracking import journals
from markone.tracking.store import Store


def sync(uri: str | None = None) -> tuple[dict[str, int], list[str]]:
    """Send all that waits for the store `uri`, or for any: how many runs each store took, what it refused."""
    taken: dict[str, int] = {}
    refused = journals.put_damaged_aside()
    for place in dict.fromkeys((head["uri"], head["experiment"]) for head, _ in journals.of(uri)):
        try:
            store = Store(*place)
        except StoreError as error:
            refused.append(str(error))
        else:
            taken[place[0]] = taken.get(place[0], 0) + store.sent
            refused += store.unsent
    return {place: number for place, number in taken.items() if number}, refused


def waiting(uri: str | None = None) -> list[Path]:
    """The journals that wait for a store."""
    return [journal.home for _, journal in journals.of(uri)]
