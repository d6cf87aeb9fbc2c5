"""A study from its first run to its answer: as it stands, swept, or searched."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from markone import tracking
from markone.study import command, grid, sweep
from markone.study.job import Job, Outcome, Work
from markone.study.key import key_of
from markone.study.measured import Measured
from markone.study.options import How
from markone.study.parent import Lead, parent_of, session
from markone.study.pool import Pool
from markone.study.search import goal, ordered, search
from markone.terminal import progress_bar
from markone.tracking.tags import CODE, NOTE, SHORT

if TYPE_CHECKING:
    from markone.study.study import Found, Study


class Plan:
    """What one call wants: the study, its parameters, what of it is varied, and how it is done.

    Raises ValueError for what cannot be wanted.
    """

    def __init__(self, study: "Study", config: Any, how: How, quick: bool, said: list[str]) -> None:
        self.study, self.config, self.how, self.quick, self.said = study, config, how, quick, said
        self.axes = sweep.axes(how.sweep, config)
        if how.search:
            goal(self)
            self.axes = ordered(self.axes)
        self.points = sweep.grid(self.axes)
        self.part = bool(how.case or how.seed)
        self.kind = "search" if how.search else "sweep" if self.axes else "part" if self.part else study.kind
        base = {name: value for name, value in vars(config).items() if name not in (*self.axes, "seeds")}
        self.params = base
        study.wanted(replace(config, **self.points[0]), how)

    @property
    def key(self) -> str:
        """The parent's: more seeds, and more values of what is varied, come below the same parent."""
        how, searched = self.how, (self.how.maximise, self.how.minimise) if self.how.search else None
        return key_of(
            study=self.study.name,
            question=self.study.question,
            kind=self.kind,
            params=self.params,
            varied=self.how.sweep if searched else sorted(self.axes),
            searched=searched,
            seeds=self.config.seeds if searched else None,
            part=(how.case, how.seed),
            code=self.study.code,
        )

    @property
    def title(self) -> str:
        """What the parent run is called."""
        asked = f"{self.study.question} "
        more = {"search": f"Searched by {', '.join(self.axes)}", "sweep": f"By {', '.join(self.axes)}"}
        return (asked + more.get(self.kind, "A part of it" if self.kind == "part" else "")).strip()

    @property
    def name(self) -> str:
        """The parent run's: what tells it apart first, as MLflow's pages cut a long name."""
        seeds = self.how.seed or range(self.config.seeds)
        told = [
            "short" if self.quick else "",
            f"{self.kind} of {', '.join(self.axes)}" if self.axes else "",
            *self.how.case,
            f"seed {', '.join(map(str, self.how.seed))}" if self.how.seed else _counted(len(seeds), "seed"),
        ]
        return f"{', '.join(filter(None, told))}: {self.study.question}"

    @property
    def tags(self) -> Mapping[str, object]:
        """What the parent is tagged with."""
        return {
            "kind": self.kind,
            "seeds": self.config.seeds,
            SHORT: self.quick,
            "mlflow.runName": self.name,
            NOTE: self.title,
            CODE: self.study.code,
            **command.tags(self.study.script, self.said),
        }

    def works(self, point: sweep.Point) -> list[Work]:
        """The runs wanted at one point."""
        return self.study.works(self.config, point, self.how, self.quick)


def perform(plan: Plan, store: tracking.Store, console: Console, folder: Path) -> None:
    """Do what is wanted, and print what came out.

    Raises ValueError for what cannot be wanted, and StoreError where nothing can be kept; runs that
    fail end the command after all others have been done.
    """
    how = plan.how
    store.describe(plan.study.question)
    with (
        parent_of(store, plan.name, plan.key, plan.tags, {**plan.params, **tracking.versions()}) as parent,
        _leading(plan, store, parent, console) as lead,
    ):
        if how.search:
            grid.conclude(plan, search(plan, lead, store), parent, console, folder)
        elif plan.axes:
            grid.conclude(plan, grid.swept(plan, lead), parent, console, folder)
        else:
            _answer(plan, store, lead, parent, console, folder)
        lead.record(parent)
        _say_failures(lead.failures)


@contextmanager
def _leading(plan: Plan, store: tracking.Store, parent: tracking.Run, console: Console) -> Iterator[Lead]:
    """What does the runs, under a progress bar."""
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
        points = how.search or len(plan.points)
        bar = progress.add_task("", total=points * len(plan.works(plan.points[0])))
        pool, say = Pool(how.workers, how.scheduler), progress.console.print
        yield Lead(store, job, pool, Teller(plan, progress, bar), say)


class Teller:
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


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _answer(
    plan: Plan, store: tracking.Store, lead: Lead, parent: tracking.Run, console: Console, folder: Path
) -> None:
    """Measure, print the table, and unless it is only a part, answer and draw."""
    study, works = plan.study, plan.works({})
    found = by_case(works, lead.do(works))
    if not found:
        return
    console.print(study.table(found, plan.config) if not plan.part else _numbers(found, plan.config))
    if plan.part or lead.failures:
        return
    study.keep(found, plan.config, parent, folder)
    store.describe(study.question, study.answer(found, plan.config), plan.quick)
    if plan.quick:
        console.print("A short version: the numbers are rough.")
    console.print(study.answer(found, plan.config), highlight=False)
    console.print(f"Figures: {folder}", soft_wrap=True, highlight=False)


def _numbers(found: "Found", config: Any) -> Any:
    from markone.study.study import table

    return table(found, config)


def by_case(works: list[Work], measured: Mapping[str, Measured]) -> "Found":
    """What was measured, in the order in which it was wanted; cases without any are left out."""
    found: Found = {}
    for work in works:
        if work.key in measured:
            found.setdefault(work.case, []).append(measured[work.key])
    return found


def _say_failures(failures: list[Outcome]) -> None:
    if failures:
        said = "\n".join(f"  {outcome.work.name}: {outcome.failure}" for outcome in failures[:10])
        more = f"\n  and {len(failures) - 10} more" if len(failures) > 10 else ""
        runs = "1 run has" if len(failures) == 1 else f"{len(failures)} runs have"
        raise click.ClickException(
            f"{runs} FAILED; the same command tries them again, and their notes say where:\n{said}{more}"
        )
