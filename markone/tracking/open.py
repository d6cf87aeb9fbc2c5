"""A store that has been opened."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import mlflow
from mlflow.entities import Experiment

from markone.store import (
    StoreError,
    create,
    exists,
    probe,
    resolve,
    shown,
    sqlite_path,
    writable,
)
from markone.tracking.default import point_to
from markone.tracking.journal import journals, only_one
from markone.tracking.process import OPENED, PARENT, is_alive, who
from markone.tracking.reachable import check
from markone.tracking.run import Run, now_ms
from markone.tracking.signals import unbroken
from markone.tracking.sync import send
from markone.tracking.verbs import again, is_ours
from markone.tracking.version import code_version

ROUGH = "(Of a short version: the numbers are rough.) "
RETRY_S = 3.0
"""How long a store that has failed is left alone."""


def first_line(error: Exception) -> str:
    """An error in one line."""
    return [*str(error).strip().splitlines(), type(error).__name__][0]


class Store:
    """One experiment in a store that has been found to work."""

    def __init__(self, uri: str | None = None, experiment: str = "markone") -> None:
        self.uri, self.name = resolve(uri), experiment
        self.reason: str | None = None
        """Why the store takes nothing now; None if it does."""
        self.sent = 0
        """The runs that had waited in journals when the store was opened."""
        path = sqlite_path(self.uri)
        if path and not exists(self.uri):
            create(path)
        check(self.uri, write=True)
        try:
            point_to(self.uri)
            self.client = mlflow.MlflowClient(self.uri)
            self.experiment_id = self._experiment(experiment, path)
            self._send_on()
            self.reap()
        except StoreError:
            raise
        except Exception as error:
            raise StoreError(
                f"the store {shown(self.uri)} cannot be used ({first_line(error)}); "
                "choose another --tracking-uri"
            ) from None
        self._code = code_version()

    def _experiment(self, name: str, path: Path | None) -> str:
        """The experiment's id; its files stand beside a SQLite store, wherever we are called from."""
        folder = writable(path.parent / "mlruns" / name).as_uri() if path else None
        found = again(lambda: self._found_or_made(name, folder))
        if folder and found.artifact_location != folder:
            raise StoreError(
                f"the store was moved: experiment {name!r} keeps its files in {found.artifact_location}, "
                f"not in {folder}: move it back, or choose another --tracking-uri"
            )
        opened = str(time.time())
        again(lambda: self.client.set_experiment_tag(found.experiment_id, OPENED, opened))
        return found.experiment_id

    def _found_or_made(self, name: str, folder: str | None) -> Experiment:
        found = self.client.get_experiment_by_name(name)
        if found is None:
            made = self.client.create_experiment(name, artifact_location=folder)
            return self.client.get_experiment(made)
        return found

    def _send_on(self) -> None:
        """Send what waits for this experiment in journals whose run has ended or whose process is gone."""
        with only_one():
            for head, journal in journals(self.uri, self.name):
                ended = any(act.get("verb") == "end" for act in journal.acts())
                if ended or not is_alive(head["tags"]):
                    send(self.client, self.experiment_id, journal)
                    self.sent += 1

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
        try:
            write()
        except Exception as error:
            if is_ours(error):
                raise
            self.reason, self._ask = first_line(error), time.monotonic() + RETRY_S
            return False
        self.reason = None
        return True

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
        run = Run(self, {**head, "started": now_ms(), "run_id": run_id}, models)
        if run_id:
            self.took(lambda: self.client.update_run(run_id, "RUNNING"))
            run.flush(marks)
        return run


def find(uri: str, run_id: str) -> tuple[Store, Any]:
    """The store of a run, and the run; StoreError where there is none of this id."""
    if not exists(resolve(uri)):
        raise StoreError(f"there is no store at {shown(resolve(uri))}; name another --tracking-uri")
    client = mlflow.MlflowClient(resolve(uri))
    check(resolve(uri))
    try:
        run = client.get_run(run_id)
    except mlflow.MlflowException:
        raise StoreError(f"there is no run {run_id!r} in {shown(resolve(uri))}") from None
    experiment = client.get_experiment(run.info.experiment_id)
    return Store(uri, experiment.name), run
