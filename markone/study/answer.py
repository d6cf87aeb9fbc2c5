"""A study as it stands: its table, its answer, and what is kept of both."""

from pathlib import Path

from rich.console import Console

from markone import tracking
from markone.study import results
from markone.study.plan import Plan
from markone.study.recording import keep
from markone.study.results import Found, by_case, summary
from markone.study.runner import Runner


def conclude(plan: Plan, runner: Runner, parent: tracking.Run, console: Console, folder: Path) -> Found:
    """Measure, print the table, and unless it is only a part, answer and draw; what was measured."""
    study, works = plan.study, plan.works({})
    found = by_case(works, runner.do(works))
    if not found:
        return found
    console.print((results.table if plan.part else study.table)(found, plan.config))
    say_if_short(plan, console)
    if plan.part or runner.failures:
        return found
    answer = study.answer(found, plan.config)
    _keep(plan, found, answer, parent, folder)
    runner.store.describe(study.question, answer, plan.quick)
    console.print(answer, highlight=False)
    console.print(f"Figures: {folder}", soft_wrap=True, highlight=False)
    return found


def say_if_short(plan: Plan, console: Console) -> None:
    """A word beside the numbers of a short version."""
    if plan.quick:
        console.print("A short version: the numbers are rough.")


def _keep(plan: Plan, found: Found, answer: str, parent: tracking.Run, folder: Path) -> None:
    """Give the parent run its table, its answer and its figures."""
    rows = summary(found)
    parent.table("summary", {key: [row[key] for row in rows] for key in rows[0]})
    plan.study.conclude(parent, found, plan.config)
    parent.note(f"{plan.study.question}\n\n{answer}")
    keep(plan.study.figures(found, plan.config), folder, parent)
