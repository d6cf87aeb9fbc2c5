"""An experiment of one question: cases, each measured with many seeds, one figure and one answer.

A script gives the question and four functions; the options, the progress, the records and the table
are the same for all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table

from markone import tracking
from markone.experiment import accuracy_text, interval, keep, options, progress_bar, recorded
from markone.terminal import plain_console


@dataclass(frozen=True)
class Measured:
    """What one case gave with one seed."""

    metrics: Mapping[str, float]
    """Numbers by name: the same names for each seed; they are averaged over the seeds."""
    curves: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Series by name, one number per step."""
    data: Any = None
    """Whatever the figures need; it is not recorded."""


Found = dict[str, list[Measured]]
"""What was measured: for each case, in its order, one `Measured` per seed."""


@dataclass(frozen=True)
class Study:
    """One question and how it is answered."""

    name: str
    """Of the experiment in the store, and of its folder of figures."""
    question: str
    doc: str
    """What to expect and how long it takes: the text of --help."""
    config: Any
    """A frozen dataclass of numbers with a field `seeds`: the full study."""
    quick: Any
    """The same, short."""
    cases: Callable[[Any], Mapping[str, Any]]
    """(config) -> what is compared, by title."""
    measure: Callable[[Any, int, Any], Measured]
    """(case, seed, config) -> what was measured."""
    figures: Callable[[Found, Any], Mapping[str, Any]]
    """(found, config) -> matplotlib figures by file name; the first one answers the question."""
    answer: Callable[[Found, Any], str]
    """(found, config) -> the closing sentence, with the numbers found."""

    def run(self, config: Any, store: tracking.Store, console: Console, folder: Path) -> Found:
        """Measure every case with every seed, a child run for each, and conclude."""
        cases = self.cases(config)
        found: Found = {title: [] for title in cases}
        with store.run(self.question, {"kind": "study"}) as parent, progress_bar(console) as progress:
            parent.params({**vars(config), **tracking.versions()})
            bar = progress.add_task("", total=len(cases) * config.seeds)
            for title, case in cases.items():
                for seed in range(config.seeds):
                    progress.update(bar, description=f"{title}, seed {seed}")
                    with store.run(f"{title}, seed {seed}", {"case": title, "seed": seed}, parent) as child:
                        found[title].append(self._measured(title, case, seed, config, child))
                    progress.advance(bar)
            progress.update(bar, description="Figures")
            self._conclude(found, config, parent, folder)
        return found

    def _measured(self, title: str, case: Any, seed: int, config: Any, run: tracking.Run) -> Measured:
        run.params({**vars(config), "case": title, "seed": seed, **tracking.versions()})
        measured = self.measure(case, seed, config)
        for name, curve in measured.curves.items():
            for step, value in enumerate(curve, 1):
                run.metrics({name: float(value)}, step=step)
        run.metrics({name: float(value) for name, value in measured.metrics.items()})
        return measured

    def _conclude(self, found: Found, config: Any, parent: tracking.Run, folder: Path) -> None:
        rows = summary(found)
        parent.table("summary", {key: [row[key] for row in rows] for key in rows[0]})
        parent.note(f"{self.question}\n\n{self.answer(found, config)}")
        keep(self.figures(found, config), folder, parent)

    def command(self) -> click.Command:
        """The script's command, with the options of every experiment."""

        @click.command(help=self.doc)
        @options
        def main(seeds: int | None, quick: bool, tracking_uri: str | None, figures: Path) -> None:
            console, folder = plain_console(), figures / self.name
            config = self.quick if quick else self.config
            config = replace(config, seeds=seeds or config.seeds)
            with recorded(self.name, tracking_uri, folder, console) as store:
                found = self.run(config, store, console, folder)
                console.print(table(found, config.seeds))
                if quick:
                    console.print("A short version: the numbers are rough.")
                console.print(self.answer(found, config), highlight=False)
                console.print(f"Figures: {folder}", soft_wrap=True, highlight=False)

        return main


def summary(found: Found) -> list[dict[str, Any]]:
    """One row per case and metric: mean and half its 95 % interval over the seeds."""
    rows = []
    for title, group in found.items():
        for name in group[0].metrics:
            mean, half = interval([measured.metrics[name] for measured in group])
            rows.append({"case": title, "metric": name, "mean": mean, "half": half})
    return rows


def table(found: Found, seeds: int) -> Table:
    """The summary as it is printed: a row per case, a column per metric."""
    title = f"Mean of {seeds} seeds" + (" ± half its 95 % interval" if seeds > 2 else "")
    names = list(dict.fromkeys(name for group in found.values() for name in group[0].metrics))
    drawn = Table(title=title, min_width=len(title), box=box.SIMPLE_HEAD, padding=(0, 0))
    drawn.add_column("case")
    for name in names:
        drawn.add_column(name, justify="right", no_wrap=True)
    rows = {(row["case"], row["metric"]): row for row in summary(found)}
    for case in found:
        cells = (rows.get((case, name)) for name in names)
        drawn.add_row(case, *(accuracy_text(cell["mean"], cell["half"]) if cell else "–" for cell in cells))
    return drawn
