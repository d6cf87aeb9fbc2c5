"""One run, done once: found finished, taken up, or measured; and never lost with its worker."""

import contextlib
import functools
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

from markone import tracking
from markone.fields import explained
from markone.store import StoreError
from markone.study.measured import Measured, as_kept, recall, record
from markone.tracking.tags import CODE, KEY, MEASURED, MODELS, NOTE, SESSION, TURN

TURNS = 3
"""How often a run is taken up whose worker dies."""
POLL_S = 0.3
LOOK_S = 1.0
"""How long a session that was alone is taken to be so still."""
_alone: dict[str, tuple[float, bool]] = {}
"""When each session of this process looked last, and whether it was alone."""


@explained
class Work(NamedTuple):
    """One run that is wanted."""

    name: str
    key: str
    case: str
    seed: int
    config: Mapping[str, Any]
    """The study's parameters."""
    params: Mapping[str, Any]
    """What is recorded of them, with case and seed."""
    tags: Mapping[str, Any]
    is_new: bool = False
    """Whether the store had no run of this key, finished or not, when the session looked."""


@explained
class Outcome(NamedTuple):
    """What became of it: `failure` says in a line why there is nothing measured."""

    work: Work
    measured: Measured | None
    run_id: str = ""
    failure: str = ""
    models: bool = True
    """Whether fitted models were kept, where it has any."""
    fresh: bool = True


@functools.cache
def opened(uri: str, name: str) -> tracking.Store:
    """The store, opened once in each process."""
    if not uri:
        return cast(tracking.Store, tracking.Unrecorded())
    return tracking.Store(uri, name)


@dataclass(frozen=True)
class Job:
    """How each run of a session is done; it travels to the workers."""

    measure: Callable[[Work, Any], Measured]
    """(work, run) -> what was measured."""
    uri: str
    experiment: str
    parent: str
    code: str
    session: str
    again: bool = False
    models: bool = True
    script: Path | None = None
    """The file that the measuring stands in, if any."""

    def __call__(self, work: Work) -> Outcome:
        return self.do(work, opened(self.uri, self.experiment))

    def do(self, work: Work, store: tracking.Store) -> Outcome:
        """Do one run in a store that is open."""
        before = [] if work.is_new and self._is_alone(store) else self._before(work, store)
        for run in before:
            if self.counts(run):
                with contextlib.suppress(StoreError):  # what it has measured is lost
                    models = run.data.tags.get(MODELS) == "True"
                    return Outcome(work, recall(store.client, run), run.info.run_id, "", models, False)
        turn = max([int(run.data.tags[TURN]) for run in before if self._is_ours(run)], default=0)
        if turn >= TURNS:
            return self._given_up(work, store, before)
        outcome = self._measured(work, store, turn + 1)
        discard(store, before)
        return outcome

    def _is_alone(self, store: tracking.Store) -> bool:
        """Whether no other session was at work with this code, as the store said within the last second.

        Looking for each run of thousands whether another has begun it would cost more than to write it.
        """
        known = _alone.get(self.session)
        if known is None or time.monotonic() - known[0] > LOOK_S:
            running = _search(store, f"attributes.status = 'RUNNING' and tags.`{CODE}` = '{self.code}'")
            others = [run for run in running if not self._is_ours(run) and run.info.run_id != self.parent]
            known = _alone[self.session] = time.monotonic(), not others
        return known[1]

    def _before(self, work: Work, store: tracking.Store) -> list[Any]:
        """Earlier runs of the same key, the last one first, when none of them is still being worked on."""
        while True:
            before = _search(store, f"tags.`{KEY}` = '{work.key}'")
            if not any(is_living(run) for run in before):
                return before
            time.sleep(POLL_S)

    def counts(self, run: Any) -> bool:
        """Whether a run is finished and need not be measured again."""
        tags = run.data.tags
        return (
            run.info.status == "FINISHED"
            and MEASURED in tags
            and (self._is_ours(run) or not self.again)
            and (tags.get(MODELS) == "True" or not self.models)
        )

    def _is_ours(self, run: Any) -> bool:
        return run.data.tags.get(SESSION) == self.session

    def _given_up(self, work: Work, store: tracking.Store, before: list[Any]) -> Outcome:
        run_id = before[0].info.run_id
        store.client.set_terminated(run_id, "FAILED")
        failure = f"its worker died {TURNS} times"
        discard(store, before[1:])
        store.client.set_tag(run_id, NOTE, failure)
        return Outcome(work, None, run_id, failure)

    def _measured(self, work: Work, store: tracking.Store, turn: int) -> Outcome:
        marks = {KEY: work.key, CODE: self.code, SESSION: self.session, TURN: turn, MODELS: self.models}
        run_id, said = "", ""
        try:
            with store.run(work.name, {**work.tags, **marks}, self.parent or None, models=self.models) as run:
                run_id = run.id
                try:
                    measured = self._record(work, run)
                except Exception:
                    said = traceback.format_exc()
                    run.note(f"{said.splitlines()[-1]}\n\n```\n{said}```")
                    raise
            return Outcome(work, measured, run_id, models=self.models)
        except Exception:
            if not said:
                raise  # not the measuring failed, but the recording
            return Outcome(work, None, run_id, said.splitlines()[-1])

    def _record(self, work: Work, run: tracking.Run) -> Measured:
        run.params({**work.params, **tracking.versions()})
        measured = as_kept(self.measure(work, run))
        record(measured, run)
        return measured


def _search(store: tracking.Store, wanted: str) -> list[Any]:
    """What is found, the last one first; nothing where the store does not answer."""
    found: list[Any] = []
    store.took(lambda: found.extend(store.search(wanted)))
    return found[::-1]


def is_living(run: Any) -> bool:
    """Whether another process of this machine is working on a run."""
    return run.info.status == "RUNNING" and tracking.is_at_work(run.data.tags)


def discard(store: tracking.Store, runs: list[Any]) -> None:
    """Put aside runs that another of the same key has replaced; MLflow keeps them until `gc`."""
    for run in runs:
        store.took(lambda run=run: store.client.delete_run(run.info.run_id))  # type: ignore[misc]
