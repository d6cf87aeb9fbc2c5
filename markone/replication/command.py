"""The command that runs all replications of a folder, or some."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from markone import tracking
from markone.replication import report, results
from markone.replication.assumption import Assumption
from markone.replication.perform import Asked, done, loaded
from markone.replication.results import Outcome
from markone.store import StoreError
from markone.streams import Command
from markone.study.options import OPTIONS, How
from markone.study.recording import recorded
from markone.terminal import duration, plain_console

NAME = "replications"
SHARED = ("quick", "tracking_uri", "again", "workers", "scheduler", "tracked")
"""Options of every experiment that all replications take too."""


def command_of(folder: Path, names: Sequence[str], doc: str) -> click.Command:
    """The command that runs the replications of a `folder`, in the order of `names`."""

    @click.command(cls=Command, help=doc)
    @click.option(
        "--only",
        multiple=True,
        metavar="STUDY",
        help="Only this one; several may be named. The page tells of these alone.",
    )
    @click.option("--full", is_flag=True, help="With all that takes hours, such as 65,536 A-units.")
    @click.option("--flips", is_flag=True, help="Also move each assumption, to see what verdicts hang on.")
    @click.option(
        "--assume", multiple=True, metavar="NAME=VALUE", help="Assume another value in what depends on it."
    )
    @click.option(
        "--seeds", type=click.IntRange(1, 1000), help="Seeds, of 20 boards each.  [default: 10; --quick: 1]"
    )
    @click.option(
        "--figures",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("figures") / NAME,
        show_default=True,
        help="Folder for replications.html, replications.json, and a folder of figures for each study.",
    )
    def main(only: tuple[str, ...], assume: tuple[str, ...], tracking_uri: str | None, **given: Any) -> None:
        shared = {name: given.pop(name) for name in ("again", "workers", "scheduler", "tracked")}
        try:
            studies = loaded(folder, _chosen(only, names))
            assumed = _assumed(assume, [one for _, each in studies.values() for one in each.assumptions])
            if assumed:
                studies = {
                    name: pair for name, pair in studies.items() if _depends(pair[1].assumptions, assumed)
                }
            asked = Asked(How(**shared), assumed=assumed, folder=given.pop("figures"), **given)
            _run(studies, asked, tracking_uri)
        except (StoreError, ValueError) as error:
            raise click.ClickException(str(error)) from None

    main.params += [option for option in _shared_options() if option.name in SHARED]
    return main


def _shared_options() -> list[click.Parameter]:
    @click.command()
    def empty(**_: Any) -> None:
        pass

    command: Any = empty.callback
    for option in reversed(OPTIONS):
        command = option(command)
    return list(reversed(command.__click_params__))


def _chosen(only: Sequence[str], names: Sequence[str]) -> list[str]:
    """The studies that are asked for, in the order of all."""
    if unknown := [name for name in only if name not in names]:
        raise ValueError(f"there is no replication {unknown[0]!r}; there is {', '.join(names)}")
    return [name for name in names if name in only or not only]


def _assumed(said: Sequence[str], known: Sequence[Assumption]) -> dict[str, str]:
    """What is assumed instead, by name; ValueError for what nothing here assumes, or not so."""
    dials = {each.name: each for each in known}
    assumed = {}
    for text in said:
        name, equals, value = text.partition("=")
        if not equals or name not in dials:
            every = ", ".join(f"{name} ({dial.words})" for name, dial in dials.items())
            raise ValueError(f"--assume {text!r} is no NAME=VALUE of what is assumed: {every or 'nothing'}")
        dials[name].read(value)
        assumed[name] = value
    return assumed


def _depends(assumptions: Sequence[Assumption], assumed: dict[str, str]) -> bool:
    return any(each.name in assumed for each in assumptions)


def _run(studies: dict[str, Any], asked: Asked, tracking_uri: str | None) -> None:
    """One study after the other, and then the report."""
    console, begun = plain_console(), time.monotonic()
    outcomes: list[Outcome] = []
    with recorded(NAME, tracking_uri, asked.folder, console, asked.how.tracked) as outer:
        for number, (name, (study, replication)) in enumerate(studies.items(), 1):
            passed = duration(time.monotonic() - begun)
            console.print(f"\n{number} of {len(studies)}, after {passed}: {study.question}", highlight=False)
            store = tracking.Store(outer.uri, name) if outer.uri else outer
            outcomes.append(done(study, replication, asked, store, console))
        _report(outcomes, asked, outer)
    for outcome in outcomes:
        for judged in outcome.judged:
            console.print(f"{judged.verdict:6} {judged.claim.name}", highlight=False)
        if outcome.why_not:
            console.print(f"cannot be run: {outcome.study.name}: {outcome.why_not}", highlight=False)
    where = asked.folder / f"{NAME}.html"
    console.print(f"{duration(time.monotonic() - begun)}. Report: {where}", soft_wrap=True, highlight=False)


def _report(outcomes: list[Outcome], asked: Asked, store: tracking.Store) -> None:
    """Write the page and the results, and keep both with a run of their own."""
    page, data = asked.folder / f"{NAME}.html", asked.folder / f"{NAME}.json"
    report.write(outcomes, page, asked.quick)
    results.write(results.as_data(outcomes, asked.quick), data)
    with store.run("What was published, run again", {}) as run:
        for path in (page, data):
            run.file(path, "report")
