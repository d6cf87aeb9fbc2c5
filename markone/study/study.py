"""An experiment of one question: cases, each measured with many seeds, one figure and one answer.

A script gives the question and four functions; the options, the progress, the records and the table
are the same for all. What has been measured is not measured again (`markone.study`).
"""

import functools
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.table import Table

from markone import tracking
from markone.statistics import mean_of, quartiles_of
from markone.store import StoreError
from markone.streams import Command
from markone.study import command as commands
from markone.study import sweep
from markone.study.experiment import accuracy_text, interval, keep, options, recorded
from markone.study.fingerprint import source_of
from markone.study.job import Work
from markone.study.key import code_of, key_of
from markone.study.measured import Measured
from markone.study.options import How, how_options
from markone.study.sweep import Point
from markone.terminal import plain_console

__all__ = ["Found", "Measured", "Study", "summary", "table"]

CASE = "case_name"
"""The tag and the parameter that name a case: `case` alone is a word of MLflow's filters."""
Found = dict[str, list[Measured]]
"""What was measured: for each case, in its order, one `Measured` per seed."""


def summary(found: Found) -> list[dict[str, Any]]:
    """One row per case and metric: mean and half its 95 % interval.

    Of the `seeds` that the case has, `n` have a finite number: the mean is theirs.
    """
    rows = []
    for title, group in found.items():
        for name in group[0].metrics:
            values = [measured.metrics[name] for measured in group]
            mean, half = interval(values)
            counts = {"n": mean_of(values).n, "seeds": len(group)}
            rows.append({"case": title, "metric": name, "mean": mean, "half": half, **counts})
    return rows


def titled(numbers: Iterable[int]) -> str:
    """The title of a table of means over so many seeds in each row."""
    least, most = min(numbers := list(numbers)), max(numbers)
    seeds = f"{most} seed{'s' * (most != 1)}" if least == most else f"{least} to {most} seeds"
    return f"Mean of {seeds}" + (" ± half its 95 % interval" if most > 2 else "")


def cell(row: Mapping[str, Any], most: int) -> str:
    """A mean as it is printed; where it is of fewer than `most` seeds, it says so."""
    text, n = accuracy_text(row["mean"], row["half"]), row["n"]
    return text if n in (0, most) else f"{text} ({n} seed{'s' * (n != 1)})"


def table(found: Found, config: Any) -> Table:
    """The summary as it is printed: a row per case, a column per metric."""
    seeds = [len(group) for group in found.values()]
    names = list(dict.fromkeys(name for group in found.values() for name in group[0].metrics))
    cells = {(row["case"], row["metric"]): cell(row, max(seeds)) for row in summary(found)}
    return _drawn(
        titled(seeds), {name: {case: cells.get((case, name), "–") for case in found} for name in names}
    )


def medians(title: str, pooled: Mapping[str, Mapping[str, Sequence[float]]]) -> Table:
    """A table of medians over all that is pooled: by column, and in it by case."""
    shown = {
        name: {case: f"{quartiles_of(values).median:.4g}" for case, values in column.items()}
        for name, column in pooled.items()
    }
    return _drawn(title, shown)


def _drawn(title: str, columns: Mapping[str, Mapping[str, str]]) -> Table:
    drawn = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 0))
    drawn.add_column("case")
    for name in columns:
        drawn.add_column(name, justify="right", no_wrap=True)
    for case in next(iter(columns.values())):
        drawn.add_row(case, *(column[case] for column in columns.values()))
    return drawn


def loaded(script: Path, name: str) -> "Study":
    """The study that a script calls so."""
    return studies_in(script)[name]


@functools.cache
def studies_in(script: Path) -> dict[str, "Study"]:
    """The studies of a script by the names it gives them; it is run, but not as the main program."""
    loader = SourceFileLoader(f"markone_script_{script.stem}", str(script))  # whatever its ending
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(script.parent))  # as Python does for a script
    loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if isinstance(value, Study)}


@dataclass(frozen=True, eq=False)
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
    measure: Callable[..., Measured]
    """(case, seed, config) -> what was measured; a `live` one takes the run as well."""
    figures: Callable[[Found, Any], Mapping[str, Any]]
    """(found, config) -> matplotlib figures by file name; the first one answers the question."""
    answer: Callable[[Found, Any], str]
    """(found, config) -> the closing sentence, with the numbers found."""
    live: bool = False
    """Whether `measure` records while it works, and takes the run as its fourth argument."""
    kind: str = "study"
    """A tag of the parent run."""
    tags: Callable[[Any], Mapping[str, object]] = lambda case: {}
    """(case) -> further tags of its runs."""
    data: Callable[[Any, int, Any], Any] = lambda case, seed, config: None
    """(case, seed, config) -> data from outside the code, arrays or a text, which a run's key depends on."""
    table: Callable[[Found, Any], Table] = table
    """(found, config) -> what is printed."""
    each: Callable[[str, list[Measured]], str] | None = None
    """(title, measured) -> a line that is printed when a case has all its seeds."""
    conclude: Callable[[tracking.Run, Found, Any], None] = lambda run, found, config: None
    """(parent, found, config): write what the parent run holds beside summary, note and figures."""

    @property
    def code(self) -> str:
        """The digest of all code that measures."""
        return code_of(self.measure, self.cases, type(self.config))

    def works(self, config: Any, point: Point, how: How, quick: bool) -> list[Work]:
        """The runs wanted at one point of a sweep: every case with every seed, or those asked for."""
        config, code = replace(config, **point), self.code
        return [
            self._work(title, case, seed, config, point, quick, code)
            for title, case in self.wanted(config, how).items()
            for seed in (how.seed or range(config.seeds))
        ]

    def wanted(self, config: Any, how: How) -> Mapping[str, Any]:
        """All cases, or those asked for; a ValueError where there is no such case."""
        cases = self.cases(config)
        unknown = [title for title in how.case if title not in cases]
        if unknown:
            raise ValueError(f"there is no case {unknown[0]!r}; there is {', '.join(map(repr, cases))}")
        return {title: cases[title] for title in how.case or cases}

    def _work(
        self, title: str, case: Any, seed: int, config: Any, point: Point, quick: bool, code: str
    ) -> Work:
        params = {name: value for name, value in vars(config).items() if name != "seeds"}
        key = key_of(
            study=self.name,
            question=self.question,
            params=params,
            case=title,
            seed=seed,
            data=self.data(case, seed, config),
            code=code,
        )
        swept = [part for name, value in point.items() for part in ("--sweep", f"{name}={value}")]
        only = [*(["--quick"] if quick else []), *swept, "--case", title, "--seed", str(seed)]
        name = ", ".join(filter(None, (sweep.named(point), title, f"seed {seed}")))
        tags: dict[str, object] = {"mlflow.note.content": f"{self.question}\n\nHere: {name}."}
        tags |= {"contender": title, CASE: title, "seed": seed, **self.tags(case)}
        tags |= commands.tags(self.script, only)
        return Work(name, key, title, seed, params, {**params, CASE: title, "seed": seed}, tags)

    @property
    def script(self) -> Path | None:
        """The file that asks the question."""
        return source_of(self.measure)

    def do(self, work: Work, run: tracking.Run) -> Measured:
        """Measure one case with one seed."""
        config = replace(self.config, **work.config)
        more = (run,) if self.live else ()
        return self.measure(self.cases(config)[work.case], work.seed, config, *more)

    def __reduce__(self) -> Any:
        """A worker loads the script that the study stands in; one that stands in none travels as it is."""
        module = sys.modules.get(getattr(self.measure, "__module__", None) or "")
        names = [name for name, value in vars(module).items() if value is self] if module else []
        if self.script and names:
            return loaded, (self.script, names[0])
        return Study, tuple(getattr(self, field.name) for field in fields(self))

    def keep(self, found: Found, config: Any, parent: tracking.Run, folder: Path) -> None:
        """Give the parent run its table, its answer and its figures."""
        rows = summary(found)
        parent.table("summary", {key: [row[key] for row in rows] for key in rows[0]})
        self.conclude(parent, found, config)
        parent.note(f"{self.question}\n\n{self.answer(found, config)}")
        keep(self.figures(found, config), folder, parent)

    def command(self) -> click.Command:
        """The script's command, with the options of every experiment."""

        @click.command(cls=Command, help=self.doc)
        @functools.partial(options, seeds=self.config.seeds, quick=self.quick.seeds)
        @how_options
        def main(
            seeds: int | None, quick: bool, tracking_uri: str | None, figures: Path, **given: Any
        ) -> None:
            from markone.study.perform import Plan, perform

            how, console, folder = How(**given), plain_console(), figures / self.name
            config = self.quick if quick else self.config
            config = replace(config, seeds=seeds or config.seeds)
            said = commands.given(click.get_current_context())
            try:
                plan = Plan(self, config, how, quick, said)
                with recorded(self.name, tracking_uri, folder, console, how.tracked) as store:
                    perform(plan, store, console, folder)
            except (StoreError, ValueError) as error:
                raise click.ClickException(str(error)) from None

        return main
