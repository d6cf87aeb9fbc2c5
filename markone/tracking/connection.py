"""A connection with one experiment in a store: found to work, left alone while it fails, found again.

It knows nothing of runs; those who write them ask it whether the store `took` what they write.
"""

import time
from collections.abc import Callable
from pathlib import Path

from markone.store import StoreError, exists, hidden, probe, resolve, sqlite_path, within
from markone.tracking import artifacts
from markone.tracking.client import client_of
from markone.tracking.database import create
from markone.tracking.mlflow_api import entities
from markone.tracking.reachable import check, reason, refused
from markone.tracking.tags import OPENED
from markone.tracking.verbs import again, is_gone, is_ours, is_put_aside

RETRY_S = 3.0
"""How long a store that has failed is left alone, at least."""
REST = 3
"""And so many times as long as it took to fail, so that a slow one holds up little of the work."""
LOOK_S = 1.0
"""How long the experiment's id is taken to be the same in a store that was not exchanged."""
OPEN_S = 10.0
"""How long a server may take to answer what is asked of it before work starts, all in all."""


class Connection:
    """One experiment in a store that has been found to work; StoreError for one that does not."""

    def __init__(self, uri: str | None = None, experiment: str = "markone") -> None:
        self.uri, self.name = resolve(uri), experiment
        self.reason: str | None = None
        """Why the store takes nothing now; None if it does."""
        self.said: str | None = None
        """Why anything was last not taken; None if all was."""
        self.unsent: list[str] = []
        """What was not taken and is not tried again now, a sentence each."""
        self._path = sqlite_path(self.uri)
        """The file of an SQLite store."""
        if self._path and not exists(self.uri):
            create(self._path)
        with refused(self.uri):
            if self.uri.startswith("http"):
                within(OPEN_S, self.uri, self._open)
            else:
                self._open()

    def _open(self) -> None:
        """Ask whether the store works, and for the experiment."""
        check(self.uri, write=True)
        self.client = client_of(self.uri)
        self._renew()
        found = self._experiment()
        opened = str(time.time())
        again(lambda: self.client.set_experiment_tag(found.experiment_id, OPENED, opened))

    def _renew(self) -> None:
        """Let go of an SQLite file that was opened before; another one may lie in its place."""
        self._looked = -LOOK_S
        if self._path:
            self._file = _identity(self._path)
            self.client._tracking_client.store.engine.dispose()

    def current(self) -> str:
        """The experiment's id now; a store that was exchanged meanwhile may give it another."""
        if time.monotonic() - self._looked >= LOOK_S:
            self._experiment()
        return str(self.experiment_id)

    def _experiment(self) -> entities.Experiment:
        """The experiment; its files stand beside a SQLite store, wherever we are called from."""
        found = again(self._found_or_made)
        if self._path:
            artifacts.check(found, self._path)
        self.experiment_id, self._looked = found.experiment_id, time.monotonic()
        return found

    def _found_or_made(self) -> entities.Experiment:
        found = self.client.get_experiment_by_name(self.name)
        if found is not None:
            return found
        folder = artifacts.of_experiment(self._path, self.name).as_uri() if self._path else None
        return self.client.get_experiment(self.client.create_experiment(self.name, artifact_location=folder))

    def took(self, write: Callable[[], object]) -> bool:
        """Whether the store has taken what `write` writes; one that has failed is left alone for a while."""
        if self.reason is not None and not self._is_back():
            return False
        begun = time.monotonic()
        try:
            self._look_for_the_file()
            write()
        except Exception as error:
            if is_ours(error):
                raise
            self.said = hidden(reason(error), self.uri)
            if not (is_gone(error) or is_put_aside(error)):  # of one run; others are taken
                now = time.monotonic()
                self.reason, self._ask = self.said, now + max(RETRY_S, REST * (now - begun))
            return False
        self.reason = None
        return True

    def _look_for_the_file(self) -> None:
        """Raise OSError where an SQLite store is gone: what is written to it would be lost in silence."""
        if self._path and self._file != _identity(self._path):
            if not exists(self.uri):
                raise FileNotFoundError(f"{self._path} is gone")
            self._renew()

    def _is_back(self) -> bool:
        """Whether a store that has failed may be tried again; a server says so itself."""
        if time.monotonic() < self._ask:
            return False
        try:
            if self.uri.startswith("http"):
                probe(self.uri, 2)
        except StoreError:
            self._ask = time.monotonic() + RETRY_S
            return False
        return True


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a place; None where there is none."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_dev, about.st_ino
