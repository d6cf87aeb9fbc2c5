"""A study from its first run to its answer: as it stands, swept, or searched."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from markone import tracking
from markone.study import answer, earlier, grid
from markone.study.job import Job, Outcome
from markone.study.measured import Measured
from markone.study.parent import parent_of, session
from markone.study.plan import Plan
from markone.study.pool import Pool
from markone.study.results import Found, Tried
from markone.study.runner import Runner
from markone.study.search import search
from markone.study.sweep import Point
from markone.terminal import progress_bar


def perform(plan: Plan, store: tracking.Store, console: Console, folder: Path) -> Found:
    """Do what is wanted, and print what came out; what was measured, if nothing was varied.

    Raises ValueError for what cannot be wanted, and StoreError where nothing can be kept; runs that
    fail end the command after all others have been done.
    """
    if said := earlier.notice(store):
        click.echo(said, err=True)
    store.describe(plan.study.question)
    with (
        parent_of(store, plan.name, plan.key, plan.tags, {**plan.params, **tracking.versions()}) as parent,
        _running(plan, store, parent, console, plan.how.search or len(plan.points)) as runner,
    ):
        found: Found = {}
        if plan.goal:
            grid.conclude(plan, search(plan, plan.goal, runner), parent, console, folder)
        elif plan.axes:
            grid.conclude(plan, runner.at(plan, plan.points), parent, console, folder)
        else:
            found = answer.conclude(plan, runner, parent, console, folder)
        runner.record(parent)
        _say_failures(runner.failures)
    return found


def tried_at(plan: Plan, points: Sequence[Point], store: tracking.Store, console: Console) -> Tried:
    """What a study gives at points that need be no grid, below a parent of their own.

    Raises StoreError where nothing can be kept; runs that fail end the command after all others.
    """
    with (
        parent_of(store, plan.name, plan.key, plan.tags, {**plan.params, **tracking.versions()}) as parent,
        _running(plan, store, parent, console, len(points)) as runner,
    ):
        tried = runner.at(plan, points)
        runner.record(parent)
        _say_failures(runner.failures)
    return tried


@contextmanager
def _running(
    plan: Plan, store: tracking.Store, parent: tracking.Run, console: Console, points: int
) -> Iterator[Runner]:
    """What does the runs of so many points, under a progress bar."""
    how = plan.how
    job = Job(
        plan.study.do,
        store.uri,
        plan.study.name,
        parent.id,
        plan.study.code,
        session(),
        how.again,
        how.models or not plan.axes,
        plan.study.script,
    )
    with progress_bar(console) as progress:
        bar = progress.add_task("", total=points * plan.at_a_point)
        pool, say = Pool(how.workers, how.scheduler), progress.console.print
        yield Runner(store, job, pool, Reporter(plan, progress, bar), say, parent)


class Reporter:
    """Says how far the runs have come, and what each case gave when it has all its seeds."""

    def __init__(self, plan: Plan, progress: Progress, bar: TaskID) -> None:
        self.plan, self.progress, self.bar = plan, progress, bar
        self.found: dict[str, list[Measured]] = {}

    def __call__(self, outcome: Outcome) -> None:
        self.progress.update(self.bar, description=outcome.work.name, advance=1)
        study, how = self.plan.study, self.plan.how
        if outcome.measured and study.each and self.plan.kind == study.kind:
            group = self.found.setdefault(outcome.work.case, [])
            group.append(outcome.measured)
            if len(group) == len(how.seed or range(self.plan.config.seeds)):
                self.progress.console.print(study.each(outcome.work.case, group), highlight=False)


def _say_failures(failures: list[Outcome]) -> None:
    if failures:
        said = "\n".join(f"  {outcome.work.name}: {outcome.failure}" for outcome in failures[:10])
        more = f"\n  and {len(failures) - 10} more" if len(failures) > 10 else ""
        runs = "1 run has" if len(failures) == 1 else f"{len(failures)} runs have"
        raise click.ClickException(
            f"{runs} FAILED; the same command tries them again, and their notes say where:\n{said}{more}"
        )
