"""A store that has been opened."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import mlflow
from mlflow.entities import Experiment

from markone.store import StoreError, create, exists, hidden, probe, resolve, shown, sqlite_path, within
from markone.tracking import artifacts, form
from markone.tracking.client import client_of
from markone.tracking.journal import Unreadable, journals, only_one, places
from markone.tracking.process import OPENED, PARENT, is_alive, who
from markone.tracking.reachable import check, reason
from markone.tracking.run import Run, now_ms
from markone.tracking.signals import unbroken
from markone.tracking.sync import send
from markone.tracking.verbs import again, is_gone, is_ours, is_put_aside
from markone.tracking.version import code_version

ROUGH = "(Of a short version: the numbers are rough.) "
RETRY_S = 3.0
"""How long a store that has failed is left alone, at least."""
REST = 3
"""And so many times as long as it took to fail, so that a slow one holds up little of the work."""
OPEN_S = 10.0
"""How long a server may take to answer what is asked of it before work starts, all in all."""


class Store:
    """One experiment in a store that has been found to work."""

    def __init__(self, uri: str | None = None, experiment: str = "markone") -> None:
        self.uri, self.name = resolve(uri), experiment
        self.reason: str | None = None
        """Why the store takes nothing now; None if it does."""
        self.said: str | None = None
        """Why anything was last written to a journal; None if nothing was."""
        self.sent = 0
        """The runs that had waited in journals when the store was opened."""
        self.unsent: list[str] = []
        """What could not be sent of them, a sentence each."""
        path = sqlite_path(self.uri)
        if path and not exists(self.uri):
            create(path)
        try:
            if self.uri.startswith("http"):
                within(OPEN_S, self.uri, self._open)
            else:
                self._open()
            self._send_on()
            self.reap()
        except StoreError:
            raise
        except Exception as error:
            said = hidden(reason(error), self.uri)
            raise StoreError(
                f"the store {shown(self.uri)} cannot be used ({said}); choose another --tracking-uri"
            ) from None
        self._code = code_version()

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
        path = sqlite_path(self.uri)
        if path:
            self._file = _identity(path)
            self.client._tracking_client.store.engine.dispose()

    def current(self) -> str:
        """The experiment's id now; a store that was exchanged meanwhile may give it another."""
        return str(self._experiment().experiment_id)

    def _experiment(self) -> Experiment:
        """The experiment; its files stand beside a SQLite store, wherever we are called from."""
        path = sqlite_path(self.uri)
        found = again(lambda: self._found_or_made(path))
        if path:
            artifacts.check(found, path)
        self.experiment_id = found.experiment_id
        return found

    def _found_or_made(self, path: Path | None) -> Experiment:
        found = self.client.get_experiment_by_name(self.name)
        if found is None:
            folder = artifacts.of_experiment(path, self.name).as_uri() if path else None
            made = self.client.create_experiment(self.name, artifact_location=folder)
            return self.client.get_experiment(made)
        return found

    def _send_on(self) -> None:
        """Send what waits for this experiment in journals whose run has ended or whose process is gone."""
        for place in places():
            try:
                if journals(self.uri, self.name, place):
                    with only_one(place):
                        self._send_from(place)
            except OSError as error:  # a full disk, or one that may only be read
                self.unsent.append(f"what waits in {place} cannot be sent ({error.strerror or error})")

    def _send_from(self, place: Path) -> None:
        for head, journal in journals(self.uri, self.name, place):
            try:
                if journal.has_ended() or not is_alive(head["tags"]):
                    sent = send(self.client, self.experiment_id, journal)
                    self.sent += sent.run_id is not None
                    self.unsent += [sent.aside] if sent.aside else []
            except (mlflow.MlflowException, OSError, Unreadable) as error:
                said = hidden(reason(error), self.uri)
                self.unsent.append(
                    f"run {head['name']!r} could not be sent to {shown(self.uri)} ({said}): "
                    f"it still waits in {journal.home}"
                )

    def reap(self) -> list[Any]:
        """Mark as KILLED what dead processes left RUNNING; those runs."""
        running = self.search("attributes.status = 'RUNNING'")
        left = [run for run in running if not is_alive(run.data.tags)]
        for run in left:
            self.client.set_terminated(run.info.run_id, "KILLED")
        return left

    def search(self, wanted: str = "", order: str = "attributes.start_time ASC") -> list[Any]:
        """All runs of the experiment that MLflow's filter `wanted` lets through, the oldest first."""
        found: list[Any] = []
        token: str | None = ""
        while token is not None:
            page = self.client.search_runs([self.experiment_id], wanted, 1, 1000, [order], token or None)
            found, token = found + list(page), page.token or None
        return found

    def describe(self, question: str, answer: str = "", is_short: bool = False) -> None:
        """What MLflow's pages say of the experiment: the question, and the answer so far.

        That of a short version does not take the place of a full one's.
        """
        self.took(lambda: self._describe(question, answer, is_short))

    def _describe(self, question: str, answer: str, is_short: bool) -> None:
        note = "mlflow.note.content"
        _, _, known = self.client.get_experiment(self.experiment_id).tags.get(note, "").partition("\n\n")
        is_full = bool(known) and not known.startswith(ROUGH)
        if known and (not answer or (is_short and is_full)):
            return
        said = f"\n\n{ROUGH if is_short else ''}{answer}" if answer else ""
        self.client.set_experiment_tag(self.experiment_id, note, f"{question}{said}")

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
        path = sqlite_path(self.uri)
        if path and self._file != _identity(path):
            if not exists(self.uri):
                raise FileNotFoundError(f"{path} is gone")
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

    @contextlib.contextmanager
    def run(
        self,
        name: str,
        tags: Mapping[str, object],
        parent: "Run | str | None" = None,
        run_id: str | None = None,
        models: bool = True,
    ) -> Iterator[Run]:
        """A run that lasts as long as the `with` block: a child of `parent`, or the run `run_id` taken up."""
        run, status = None, "FAILED"
        try:
            with unbroken():
                run = self._begun(name, tags, parent, run_id, models)
            yield run
            status = "FINISHED"
        except KeyboardInterrupt:
            status = "KILLED"
            raise
        finally:
            if run:
                run.end(status)

    def _begun(
        self,
        name: str,
        tags: Mapping[str, object],
        parent: "Run | str | None",
        run_id: str | None,
        models: bool,
    ) -> Run:
        given = {**tags, **who(), "code": self._code}
        told = sorted(given, key=lambda key: key.startswith("markone."))  # MLflow's pages keep this order
        marks = {key: str(given[key]) for key in told}
        if parent:
            marks[PARENT] = parent if isinstance(parent, str) else parent.id
        head = {"uri": self.uri, "experiment": self.name, "name": name, "tags": marks}
        run = Run(self, form.head({**head, "started": now_ms(), "run_id": run_id}), models)
        if run_id:
            self.took(lambda: self.client.update_run(run_id, "RUNNING"))
            run.flush(marks)
        return run


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a place; None where there is none."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_dev, about.st_ino
