"""The design of a study: its question, its cases, how one is measured, and the runs that this makes."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rich.table import Table

from markone import tracking
from markone.study import command, results, sweep
from markone.study.fingerprint import source_of
from markone.study.job import Work
from markone.study.key import code_of, key_of
from markone.study.measured import Measured
from markone.study.options import How
from markone.study.results import Found
from markone.study.scripts import loaded
from markone.study.sweep import Point
from markone.tracking.tags import NOTE

CASE = "case_name"
"""The tag and the parameter that name a case: `case` alone is a word of MLflow's filters."""


@dataclass(frozen=True, eq=False)
class Design:
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
    table: Callable[[Found, Any], Table] = results.table
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
        config = replace(config, **point)
        params = {name: value for name, value in vars(config).items() if name != "seeds"}
        options = [*(["--quick"] if quick else []), *self.options(config, quick, point)]
        common = {"study": self.name, "question": self.question, "params": params, "code": self.code}
        works, script = [], self.script
        for title, case in self.wanted(config, how).items():
            for seed in how.seed or range(config.seeds):
                asked = [*options, "--case", title, "--seed", str(seed)]
                name = ", ".join(filter(None, (sweep.named(point), title, f"seed {seed}")))
                told = {**params, CASE: title, "seed": seed}
                key = key_of(case=title, seed=seed, data=self.data(case, seed, config), **common)
                tags = {**self._tags(title, case, seed, name), **command.tags(script, asked)}
                works.append(Work(name, key, title, seed, params, told, tags))
        return works

    def options(self, config: Any, quick: bool, point: Point = MappingProxyType({})) -> list[str]:
        """The options that make a config of the study's own, full or short, but for its number of seeds.

        What a `point` of a sweep says stands first.
        """
        usual, told = vars(self.quick if quick else self.config), {**point, **vars(config)}
        changed = {
            name: value
            for name, value in told.items()
            if name in point or (name != "seeds" and value != usual[name])
        }
        device = ["--device", str(changed.pop("device"))] if "device" in changed else []
        return device + [word for name in changed for word in ("--sweep", f"{name}={changed[name]}")]

    def wanted(self, config: Any, how: How) -> Mapping[str, Any]:
        """All cases, or those asked for; a ValueError where there is no such case."""
        cases = self.cases(config)
        unknown = [title for title in how.case if title not in cases]
        if unknown:
            raise ValueError(f"there is no case {unknown[0]!r}; there is {', '.join(map(repr, cases))}")
        return {title: cases[title] for title in how.case or cases}

    def _tags(self, title: str, case: Any, seed: int, name: str) -> dict[str, object]:
        note = f"{self.question}\n\nHere: {name}."
        return {NOTE: note, "contender": title, CASE: title, "seed": seed, **self.tags(case)}

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
        return type(self), tuple(getattr(self, field.name) for field in fields(self))
