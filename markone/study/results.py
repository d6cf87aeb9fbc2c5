"""What a study has measured, as numbers and as tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from rich import box
from rich.table import Table

from markone.statistics import mean_of, quartiles_of
from markone.study.job import Work
from markone.study.measured import Measured
from markone.study.sweep import Point

Found = dict[str, list[Measured]]
"""What was measured: for each case, in its order, one `Measured` per seed."""
Tried = list[tuple[Point, Found]]
"""What each point of a sweep or a search gave."""


def by_case(works: list[Work], measured: Mapping[str, Measured]) -> Found:
    """What was measured, in the order in which it was wanted; cases without any are left out."""
    found: Found = {}
    for work in works:
        if work.key in measured:
            found.setdefault(work.case, []).append(measured[work.key])
    return found


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean, and half the width of its 95 % interval, as `mean_of` has them; NaN for fewer than three."""
    found = mean_of(values)
    return found.mean, found.high - found.mean


def accuracy_text(mean: float, half: float) -> str:
    """A mean with half its interval, which two seeds are too few to show."""
    return f"{mean:.3f}" if np.isnan(half) else f"{mean:.3f}±{half:.3f}"


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
