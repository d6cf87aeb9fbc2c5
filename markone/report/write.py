"""A report's three forms: one HTML file that asks no network for anything, Markdown, and CSV."""

import base64
import csv
import io
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2

from markone.report.sections import Section
from markone.report.sheet import Sheet
from markone.statistics import Mean
from markone.text import csv_cell, markdown, printable
from markone.whole_file import whole_file

COLUMNS = (
    "kind", "task", "metric", "contender", "other", "n", "value",
    "low", "high", "sd", "effect", "p", "p_holm",
)  # fmt: skip
"""Of the CSV: a row of kind mean, or of kind difference (contender less other)."""


MOST = 40
"""Rows that a table of a page has at most; the CSV has all."""


def number(value: float) -> str:
    """A number of four figures, or a dash."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def chance(p: float) -> str:
    """A p value as it is printed."""
    if not math.isfinite(p):
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def interval(low: float, high: float) -> str:
    """An interval, or a dash where there are too few repetitions."""
    return f"{number(low)} to {number(high)}" if math.isfinite(low) else "–"


def around(mean: Mean | None) -> str:
    """A mean and half its interval, or a dash for nothing."""
    if mean is None:
        return "–"
    half = f" ± {(mean.high - mean.low) / 2:.2g}" if math.isfinite(mean.low) else ""
    return number(mean.mean) + half


def untested(section: Section) -> str:
    """What the table of pairs does not show, in a sentence; empty where it shows all."""
    shown, few = section.tested[:MOST], [pair for pair in section.pairs if pair.n < 3]
    same = len(section.pairs) - len(section.tested) - len(few)
    said = [
        f"{_pairs(len(section.tested) - len(shown))} more in the CSV." if len(section.tested) > MOST else "",
        f"{_pairs(len(few))} without a test: fewer than three seeds." if few else "",
        f"{_pairs(same)} without a test: the difference is the same with every seed." if same else "",
    ]
    return " ".join(filter(None, said))


def _pairs(number: int) -> str:
    return "1 pair" if number == 1 else f"{number} pairs"


def day(ms: int | None) -> str:
    """A moment, in UTC; a dash where a store names none that there is."""
    try:
        return datetime.fromtimestamp((ms or math.nan) / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return "–"


def svg(figure: Any) -> str:
    """A figure as a picture within the page."""
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"


def write(found: Sheet, pictures: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write EXPERIMENT.html, .md and .csv to `folder`; `pictures` are the comparison's own PNG figures."""
    forms: dict[str, Callable[[], str]] = {
        "html": lambda: _page("page.html.jinja", found, _inline(pictures), svg),
        "md": lambda: _page("page.md.jinja", found, {}, svg),
        "csv": lambda: _table(found),
    }
    paths = []
    for suffix, form in forms.items():
        path = folder / f"{file_name(found.comparison.experiment)}.{suffix}"
        with whole_file(path) as half:
            half.write_text(form(), encoding="utf-8", newline="")
        paths.append(path)
    return paths


def file_name(name: str) -> str:
    """A name as a file may have it on every system."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "experiment"


def _inline(pictures: Mapping[str, bytes]) -> dict[str, str]:
    return {
        name: f"data:image/png;base64,{base64.b64encode(data).decode()}" for name, data in pictures.items()
    }


def _page(template: str, found: Sheet, pictures: Mapping[str, str], draw: Callable[[Any], str]) -> str:
    words = jinja2.Environment(
        loader=jinja2.PackageLoader("markone.report", "."),
        autoescape=lambda name: ".html" in (name or ""),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
    )
    words.filters |= {"number": number, "chance": chance, "day": day, "cell": markdown}
    words.globals |= {"interval": interval, "around": around, "untested": untested, "svg": draw}
    words.globals |= {"most": MOST, "list": list, "first": lambda rows: list(rows)[:MOST]}
    return words.get_template(template).render(
        sheet=found, asked=found.comparison, pictures=pictures, now=int(datetime.now(UTC).timestamp() * 1000)
    )


def _shown(value: object) -> object:
    """What a template is given, without control characters."""
    return printable(value) if type(value) is str else value  # what macros make is no str, but Markup


def _table(found: Sheet) -> str:
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(COLUMNS)
    for section in (*found.main, *found.others):
        rows.writerows(_rows(section))
    return file.getvalue()


def _rows(section: Section) -> list[list[object]]:
    where = [section.task, section.metric]
    means = [
        ["mean", *where, name, "", m.n, m.mean, m.low, m.high, m.sd, "", "", ""]
        for name, m in section.means.items()
    ]
    differences = [
        ["difference", *where, p.one, p.other, p.n, p.difference, p.low, p.high, "", p.effect, p.p, p.p_holm]
        for p in section.pairs
    ]
    return [[_known(value) for value in row] for row in means + differences]


def _known(value: object) -> object:
    """A value as a cell, or nothing for NaN."""
    return "" if isinstance(value, float) and math.isnan(value) else csv_cell(value)
