"""Where nothing is kept: what a study runs on with --no-tracking."""

import contextlib
from collections.abc import Iterator
from typing import Any, Self


class Unrecorded:
    """A store and a run in one, which take everything and keep nothing."""

    id, uri = "", ""

    def __init__(self) -> None:
        self.series: set[str] = set()

    @contextlib.contextmanager
    def run(self, *_: Any, **__: Any) -> Iterator[Self]:
        """A run that is not kept."""
        yield self

    def took(self, write: Any) -> bool:
        """Whether it was written: never."""
        return False

    def _take(self, *_: Any, **__: Any) -> None:
        pass

    params = metrics = flush = note = file = table = dataset = model = image = describe = _take
