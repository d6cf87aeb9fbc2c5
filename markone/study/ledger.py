"""The finished runs below a parent, and what they measured, copied to a few files of the parent.

So a study of thousands is told again at once, and not run by run. It is a copy: where it is not there,
cannot be read, or does not fit what the store says now, the runs themselves are read.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from markone import archive, tracking
from markone.store import StoreError
from markone.study import pages
from markone.study.measured import DATA, Measured, recall
from markone.study.pages import Row
from markone.tracking import files, reading
from markone.tracking.tags import CODE, LEDGER, MODELS, PARENT

PAGE = 1000
"""Runs of a file."""
LARGEST = 1 << 26
"""Most bytes of one."""


class Ledger:
    """The rows of one parent and one code, by key."""

    def __init__(self, store: tracking.Store, parent: str, code: str) -> None:
        self.store, self.parent, self.code = store, parent, code
        self.rows: dict[str, Row] = {}
        self._changed: set[str] = set()
        """The keys of rows that no file has."""
        self._files = 0
        self._home: Path | None = None
        """The folder of the experiment's files, where it is on this computer."""
        if store.uri:
            self._read()

    def is_right(self) -> bool:
        """Whether the store has these runs below the parent, their files too, and no others of this code.

        So many runs, and of the last one the numbers: more would be to read them all.
        """
        wanted = (
            f"attributes.status = 'FINISHED' and tags.`{PARENT}` = '{self.parent}' "
            f"and tags.`{CODE}` = '{self.code}'"
        )
        client, number = self.store.client, len(self.rows)
        last = reading.last_of(client, self.store.experiment_id, wanted, number) if number else None
        known = {row.run_id: row for row in self.rows.values()}
        row = known.get(last.info.run_id) if last else None
        return row is not None and _agrees(row, last) and all(map(self._is_whole, self.rows.values()))

    def _is_whole(self, row: Row) -> bool:
        """Whether a run that keeps data still does; a server is not asked, as the copy is enough."""
        if self._home is None or row.measured is None or row.measured.data is None:
            return True
        return os.path.isfile(f"{self._home}/{row.run_id}/artifacts/{DATA}")

    def renew(self, runs: Mapping[str, Any]) -> dict[str, Row]:
        """Rows of all runs of the store that are finished; those below the parent are the ledger's now."""
        told = {
            key: Row(run.info.run_id, run.data.tags.get(MODELS) == "True", self._copy_of(key, run), run)
            for key, run in runs.items()
        }
        self.rows = {key: row for key, row in told.items() if row.run.data.tags.get(PARENT) == self.parent}
        self._changed = set(self.rows)
        return told

    def _copy_of(self, key: str, run: Any) -> Measured | None:
        """What the ledger has of a run, if the run is the same and whole."""
        row = self.rows.get(key)
        same = row is not None and row.run_id == run.info.run_id and self._is_whole(row) and _agrees(row, run)
        return row.measured if row and same else None

    def recall(self, row: Row) -> Measured:
        """What the run of a row has measured; StoreError where the store does not hold it."""
        client = self.store.client
        return row.measured or recall(client, row.run or reading.run_of(client, row.run_id))

    def add(self, key: str, row: Row) -> None:
        """Take in what a run has measured."""
        known = self.rows.get(key)
        if known is None or known.run_id != row.run_id or known.measured is None:
            self.rows[key] = row
            self._changed.add(key)

    def write(self, parent: tracking.Run, least: int = 1) -> None:
        """Write to the parent what has changed, once that is `least` rows."""
        if not self.store.uri or len(self._changed) < least:
            return
        rows = list(self.rows.items())
        groups = [rows[start : start + PAGE] for start in range(0, len(rows), PAGE)]
        groups += [[]] * (self._files - len(groups))  # nothing can be deleted from a run
        with tempfile.TemporaryDirectory() as folder:
            for number, group in enumerate(groups):
                if not group or not self._changed.isdisjoint(key for key, _ in group):
                    path = Path(folder) / f"{number:05}.npz"
                    pages.write(path, group)
                    parent.file(path, LEDGER)
        self._files = len(groups)
        self._changed.clear()

    def _read(self) -> None:
        try:
            self.rows = dict(self._pages())
        except (StoreError, *archive.UNREADABLE):
            self.rows = {}

    def _pages(self) -> Iterator[tuple[str, Row]]:
        client = self.store.client
        its = files.of_run(client, reading.run_of(client, self.parent))
        names = its.names(LEDGER)
        self._home = its.local and its.local.parents[1]
        self._files = len(names)
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                yield from pages.read(its.copy(name, Path(folder) / name, LARGEST))


def _agrees(row: Row, run: Any) -> bool:
    """Whether the store says the same numbers of a run as its copy."""
    metrics = row.measured.metrics if row.measured else {}
    said = [run.data.metrics.get(name, np.inf) for name in metrics]
    return np.array_equal(said, [*metrics.values()], equal_nan=True)
