"""What one call wants: which runs, under which parent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from markone.fields import explained
from markone.study import command, sweep
from markone.study.design import Design
from markone.study.job import Work
from markone.study.key import key_of
from markone.study.options import How
from markone.tracking.tags import CODE, NOTE, SHORT


@explained
class Goal(NamedTuple):
    """What a search is for."""

    metric: str
    direction: Literal["maximize", "minimize"]


class Plan:
    """What one call wants: the study, its parameters, what of it is varied, and how it is done.

    Raises ValueError for what cannot be wanted.
    """

    def __init__(self, study: Design, config: Any, how: How, quick: bool, said: list[str]) -> None:
        self.study, self.config, self.how, self.quick, self.said = study, config, how, quick, said
        if not how.search and (how.maximise or how.minimise):
            raise ValueError("--maximise and --minimise say what --search looks for: add --search N")
        self.axes = sweep.axes(how.sweep, config)
        self.goal = _goal(how, self.axes) if how.search else None
        if self.goal:
            self.axes = sweep.ordered(self.axes)
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
            "question": self.study.question,
            "mlflow.runName": self.name,
            NOTE: self.title,
            CODE: self.study.code,
            **command.tags(self.study.script, self.said),
        }

    @property
    def at_a_point(self) -> int:
        """How many runs are wanted at the first point."""
        cases = self.study.wanted(replace(self.config, **self.points[0]), self.how)
        return len(cases) * len(self.how.seed or range(self.config.seeds))

    def works(self, point: sweep.Point) -> list[Work]:
        """The runs wanted at one point."""
        return self.study.works(self.config, point, self.how, self.quick)


def _goal(how: How, axes: sweep.Axes) -> Goal:
    """What is searched for; a ValueError says what is missing."""
    if not axes:
        raise ValueError("nothing to search: say with --sweep key=a,b,c or key=lo:hi:n what is varied")
    if bool(how.maximise) == bool(how.minimise):
        raise ValueError("--search needs one goal: --maximise METRIC or --minimise METRIC")
    return Goal(how.maximise, "maximize") if how.maximise else Goal(str(how.minimise), "minimize")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
