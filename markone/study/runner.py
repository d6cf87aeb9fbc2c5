"""The runs below one parent: which are there, and which are to be measured."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markone import tracking
from markone.store import StoreError
from markone.study.job import Job, Outcome, Work, discard, is_living
from markone.study.ledger import PAGE, Ledger
from markone.study.measured import Measured
from markone.study.pages import Row
from markone.study.plan import Plan
from markone.study.pool import Pool
from markone.study.results import Tried, by_case
from markone.study.sweep import Point
from markone.tracking import Store
from markone.tracking.tags import CODE, KEY, PARENT


def finished(store: Store, job: Job) -> dict[str, Any]:
    """The runs of this code that need not be measured again, by key; doubles are put aside."""
    runs: dict[str, Any] = {}
    wanted = f"attributes.status = 'FINISHED' and tags.`{CODE}` = '{job.code}'"
    for run in store.search(wanted):
        key = run.data.tags.get(KEY)
        if key and job.counts(run):
            discard(store, [runs[key]] if key in runs else [])
            runs[key] = run
    return runs


class Runner:
    """Does the runs of one session, and counts them."""

    def __init__(
        self,
        store: Store,
        job: Job,
        pool: Pool,
        tell: Callable[[Outcome], object] = lambda outcome: None,
        say: Callable[[str], object] = lambda text: None,
        parent: tracking.Run | None = None,
    ) -> None:
        self.store, self.job, self.pool, self.tell, self.say = store, job, pool, tell, say
        self.parent = parent
        self.outcomes: list[Outcome] = []
        self.ledger = Ledger(store, job.parent, job.code)

    def do(self, works: list[Work]) -> dict[str, Measured]:
        """What each key has measured; a run that fails is missing, and stands in `failures`."""
        found: dict[str, Measured] = {}
        for outcome in self._outcomes(works):
            self.outcomes.append(outcome)
            if outcome.measured:
                found[outcome.work.key] = outcome.measured
                self.ledger.add(outcome.work.key, Row(outcome.run_id, outcome.models, outcome.measured))
                if self.parent:
                    self.ledger.write(self.parent, PAGE)
            self.tell(outcome)
        return found

    def at(self, plan: Plan, points: Sequence[Point]) -> Tried:
        """What a study gives at these points; all of their runs are handed out at once."""
        works = [plan.works(point) for point in points]
        measured = self.do([work for group in works for work in group])
        return [(point, by_case(group, measured)) for point, group in zip(points, works, strict=True)]

    def _outcomes(self, works: list[Work]) -> Iterator[Outcome]:
        works = list({work.key: work for work in works}.values())
        there = self._finished()
        known = [work for work in works if work.key in there]
        if known:
            runs = "1 run was" if len(known) == 1 else f"{len(known)} runs were"
            self.say(f"{runs} finished before and not measured again; --again measures anew.")
        lost: dict[str, StoreError] = {}
        yield from self._recalled(known, there, lost)
        if lost:
            runs = "1 of them is" if len(lost) == 1 else f"{len(lost)} of them are"
            self.say(f"{runs} measured anew, as {next(iter(lost.values()))}.")
        anew = [work for work in works if work.key not in there or work.key in lost]
        yield from self.pool.do(self.job, self._looked_for(anew, there), self.store)

    def _looked_for(self, works: list[Work], there: Mapping[str, Row]) -> list[Work]:
        """The same works, those marked of which the store has no run, below whatever parent.

        What a kill has left of a run that was measured again is put aside: the kill came before that was.
        """
        if not self.store.uri or self.job.again:
            return works
        code = f"tags.`{CODE}` = '{self.job.code}'"
        left = self.store.search(f"attributes.status != 'FINISHED' and {code}")
        discard(self.store, [run for run in left if run.data.tags.get(KEY) in there and not is_living(run)])
        if not works:
            return works
        others = self.store.search(f"tags.`{PARENT}` != '{self.job.parent}' and {code}")
        known = {*there, *self.ledger.rows, *(run.data.tags.get(KEY) for run in [*left, *others])}
        return [work._replace(is_new=work.key not in known) for work in works]

    def _finished(self) -> Mapping[str, Row]:
        """The runs that need not be measured again, by key: of the ledger, or else as the store tells."""
        if not self.store.uri:
            return {}
        if not self.job.again and self.ledger.is_right():
            rows = self.ledger.rows
            return {key: row for key, row in rows.items() if row.models or not self.job.models}
        return self.ledger.renew(finished(self.store, self.job))

    def _recalled(
        self, works: list[Work], there: Mapping[str, Row], lost: dict[str, StoreError]
    ) -> Iterator[Outcome]:
        """What finished runs have measured; those that the store has `lost` are put there."""
        for work in works:
            row = there[work.key]
            try:
                measured = self.ledger.recall(row)
            except StoreError as error:
                lost[work.key] = error
                continue
            self._adopt(row)
            yield Outcome(work, measured, row.run_id, models=row.models, fresh=False)

    def _adopt(self, row: Row) -> None:
        """Show a run below the parent that asked for it last."""
        if row.run and row.run.data.tags.get(PARENT) != self.job.parent:
            self.store.took(lambda: self.store.client.set_tag(row.run_id, PARENT, self.job.parent))

    @property
    def failures(self) -> list[Outcome]:
        """The runs that measured nothing."""
        return [outcome for outcome in self.outcomes if outcome.measured is None]

    def record(self, parent: tracking.Run) -> None:
        """Give the parent its ledger, and a list of its runs, which another may later show below itself."""
        self.ledger.write(parent)
        last = {outcome.work.key: outcome for outcome in self.outcomes}
        rows = [(outcome.work.name, outcome.run_id, key) for key, outcome in last.items()]
        names, ids, keys = zip(*rows, strict=True)
        parent.table("runs", {"name": list(names), "run_id": list(ids), "key": list(keys)})
