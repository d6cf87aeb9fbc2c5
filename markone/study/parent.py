"""One parent run and the runs below it: which are wanted, which are there, which are to be measured."""

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import platformdirs
from filelock import FileLock, Timeout

from markone import tracking
from markone.store import StoreError
from markone.study.job import Job, Outcome, Work, discard
from markone.study.key import key_of
from markone.study.measured import Measured, recall
from markone.study.pool import Pool
from markone.tracking import Run, Store
from markone.tracking.tags import CODE, KEY, NOTE, PARENT


@contextlib.contextmanager
def only_leader(key: str) -> Iterator[None]:
    """While this lasts no other process of this machine leads the same study."""
    folder = platformdirs.user_cache_path("markone") / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{key}.lock")
    try:
        lock.acquire(timeout=1)
    except Timeout:
        raise StoreError(
            "another process is doing this same study in this store; wait for it, or end it"
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def parent_of(
    store: Store, name: str, key: str, tags: Mapping[str, object], params: Mapping[str, object]
) -> Iterator[Run]:
    """The parent run of this key: taken up where there is one."""
    known = _known(store, key)
    written = known.data.params if known else {}
    answered = known is not None and NOTE in known.data.tags
    tags = {name: value for name, value in tags.items() if not (answered and name == NOTE)}
    with (
        only_leader(key_of(uri=store.uri, key=key)) if store.uri else contextlib.nullcontext(),
        store.run(name, {KEY: key, **tags}, run_id=known.info.run_id if known else None) as parent,
    ):
        parent.params({name: value for name, value in params.items() if name not in written})
        yield parent


def _known(store: Store, key: str) -> Any:
    """The parent as an earlier call left it; None if there is none."""
    if not store.uri:
        return None
    return next(reversed(store.search(f"tags.`{KEY}` = '{key}'")), None)


def session() -> str:
    """A name for this call."""
    return uuid.uuid4().hex


def finished(store: Store, job: Job) -> dict[str, Any]:
    """The runs of this code that need not be measured again, by key; doubles are put aside."""
    if not store.uri:
        return {}
    runs: dict[str, Any] = {}
    wanted = f"attributes.status = 'FINISHED' and tags.`{CODE}` = '{job.code}'"
    for run in store.search(wanted):
        key = run.data.tags.get(KEY)
        if key and job.counts(run):
            discard(store, [runs[key]] if key in runs else [])
            runs[key] = run
    return runs


class Lead:
    """Does the runs of one session, and counts them."""

    def __init__(
        self,
        store: Store,
        job: Job,
        pool: Pool,
        tell: Callable[[Outcome], object] = lambda outcome: None,
        say: Callable[[str], object] = lambda text: None,
    ) -> None:
        self.store, self.job, self.pool, self.tell, self.say = store, job, pool, tell, say
        self.outcomes: list[Outcome] = []

    def do(self, works: list[Work]) -> dict[str, Measured]:
        """What each key has measured; a run that fails is missing, and stands in `failures`."""
        found: dict[str, Measured] = {}
        for outcome in self._outcomes(works):
            self.outcomes.append(outcome)
            if outcome.measured:
                found[outcome.work.key] = outcome.measured
            self.tell(outcome)
        return found

    def _outcomes(self, works: list[Work]) -> Iterator[Outcome]:
        works = list({work.key: work for work in works}.values())
        there = finished(self.store, self.job)
        known = sum(work.key in there for work in works)
        if known:
            runs = "1 run was" if known == 1 else f"{known} runs were"
            self.say(f"{runs} finished before and not measured again; --again measures anew.")
        lost: dict[str, StoreError] = {}
        for work in works:
            if run := there.get(work.key):
                try:
                    measured = recall(self.store.client, run)
                except StoreError as error:
                    lost[work.key] = error
                    continue
                self._adopt(run)
                yield Outcome(work, measured, run.info.run_id, fresh=False)
        if lost:
            runs = "1 of them is" if len(lost) == 1 else f"{len(lost)} of them are"
            self.say(f"{runs} measured anew, as {next(iter(lost.values()))}.")
        anew = [work for work in works if work.key not in there or work.key in lost]
        yield from self.pool.do(self.job, anew, self.store)

    def _adopt(self, run: Any) -> None:
        """Show a run below the parent that asked for it last."""
        if run.data.tags.get(PARENT) != self.job.parent:
            self.store.took(lambda: self.store.client.set_tag(run.info.run_id, PARENT, self.job.parent))

    @property
    def failures(self) -> list[Outcome]:
        """The runs that measured nothing."""
        return [outcome for outcome in self.outcomes if outcome.measured is None]

    def record(self, parent: tracking.Run) -> None:
        """Give the parent the list of its runs, which another may later show below itself."""
        last = {outcome.work.key: outcome for outcome in self.outcomes}
        rows = [(outcome.work.name, outcome.run_id, key) for key, outcome in last.items()]
        names, ids, keys = zip(*rows, strict=True)
        parent.table("runs", {"name": list(names), "run_id": list(ids), "key": list(keys)})
