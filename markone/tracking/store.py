"""A store that has been opened, and the runs in it: begun, found, and those that others left closed."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from markone.signals import unbroken
from markone.store import StoreError, hidden, shown
from markone.tracking import journals, reading, schema
from markone.tracking.connection import Connection
from markone.tracking.journal import Journal, Unreadable
from markone.tracking.mlflow_api import mlflow
from markone.tracking.process import is_alive, who
from markone.tracking.reachable import reason, refused
from markone.tracking.run import Run, now_ms
from markone.tracking.send import send
from markone.tracking.tags import NOTE, PARENT
from markone.tracking.version import code_version

ROUGH = "(Of a short version: the numbers are rough.) "


class Store(Connection):
    """One experiment in a store, and its runs.

    When it is opened, what waits for it in journals is sent, and runs of dead processes are closed.
    """

    def __init__(self, uri: str | None = None, experiment: str = "markone") -> None:
        self.sent = 0
        """The runs that had waited in journals when the store was opened."""
        super().__init__(uri, experiment)
        with refused(self.uri):
            self._send_on()
            self.reap()
        self._code = code_version()

    def _send_on(self) -> None:
        """Send what waits for this experiment in journals whose run has ended or whose process is gone."""
        for place in journals.places():
            try:
                if journals.of(self.uri, self.name, place):
                    with journals.only_one(place):
                        for head, journal in journals.of(self.uri, self.name, place):
                            self._send(head, journal)
            except OSError as error:  # a full disk, or one that may only be read
                self.unsent.append(f"what waits in {place} cannot be sent ({error.strerror or error})")

    def _send(self, head: Mapping[str, Any], journal: Journal) -> None:
        """Send one journal whose run nobody is writing any more."""
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

    def search(self, wanted: str = "") -> list[Any]:
        """All runs of the experiment that MLflow's filter `wanted` lets through, the oldest first."""
        return list(reading.runs(self.client, [self.experiment_id], wanted))

    def describe(self, question: str, answer: str = "", is_short: bool = False) -> None:
        """What MLflow's pages say of the experiment: the question, and the answer so far.

        That of a short version does not take the place of a full one's.
        """
        self.took(lambda: self._describe(question, answer, is_short))

    def _describe(self, question: str, answer: str, is_short: bool) -> None:
        _, _, known = self.client.get_experiment(self.experiment_id).tags.get(NOTE, "").partition("\n\n")
        is_full = bool(known) and not known.startswith(ROUGH)
        if known and (not answer or (is_short and is_full)):
            return
        said = f"\n\n{ROUGH if is_short else ''}{answer}" if answer else ""
        self.client.set_experiment_tag(self.experiment_id, NOTE, f"{question}{said}")

    @contextlib.contextmanager
    def run(
        self,
        name: str,
        tags: Mapping[str, object],
        parent: Run | str | None = None,
        run_id: str | None = None,
        models: bool = True,
    ) -> Iterator[Run]:
        """A run that lasts as long as the `with` block: a child of `parent`, or the run `run_id` taken up."""
        run, status = None, "FAILED"
        above = parent.id if isinstance(parent, Run) else parent
        try:
            with unbroken():
                run = self._begun(name, {**tags, **({PARENT: above} if above else {})}, run_id, models)
            yield run
            status = "FINISHED"
        except KeyboardInterrupt:
            status = "KILLED"
            raise
        finally:
            if run is not None:
                run.end(status)

    def _begun(self, name: str, tags: Mapping[str, object], run_id: str | None, models: bool) -> Run:
        given = {**tags, **who(), "code": self._code}
        told = sorted(given, key=lambda key: key.startswith("markone."))  # MLflow's pages keep this order
        marks = {key: str(given[key]) for key in told}
        head = {"uri": self.uri, "experiment": self.name, "name": name, "tags": marks}
        run = Run(self, schema.header({**head, "started": now_ms(), "run_id": run_id}), models)
        if run_id:
            self.took(lambda: self.client.update_run(run_id, "RUNNING"))
            run.flush(marks)
        return run


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
