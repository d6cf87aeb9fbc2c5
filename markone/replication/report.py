"""All replications in one file: verdicts first, then a page for each study."""

import base64
import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2

from markone.replication.claim import CONFIDENCE
from markone.replication.flips import figure_of
from markone.replication.results import Outcome
from markone.replication.verdict import RE, WORDS
from markone.replication.words import at_least, between, number
from markone.report.write import svg
from markone.terminal import duration
from markone.text import printable

MOST_ROWS = 4
"""Figures of one claim that a table of verdicts shows one by one."""


def write(outcomes: list[Outcome], path: Path, quick: bool) -> None:
    """Write the page, which asks no network for anything."""
    page = _template("page.html.jinja").render(
        outcomes=outcomes,
        pictures={each.study.name: _pictures(each) for each in outcomes},
        quick=quick,
        day=datetime.now(UTC).strftime("%Y-%m-%d"),
    )
    path.write_text(page, encoding="utf-8")


def markdown_table(data: dict[str, Any]) -> str:
    """The table of verdicts as Markdown, from the results as `results.as_data` has them.

    A claim of many figures is one row, which says how many of them are reproduced.
    """
    rows = ["| verdict | claim | figure | published | ours, central 95 % (middle) | percentile |"]
    rows += ["|---|---|---|---|---|---|"]
    for study in data["studies"].values():
        for claim in study["claims"]:
            rows += _rows(claim)
    return "\n".join(rows)


def _rows(claim: dict[str, Any]) -> list[str]:
    figures = claim["figures"]
    if len(figures) > MOST_ROWS:
        same = sum(figure["verdict"] == RE for figure in figures)
        told = f"{len(figures)}, of which {same} {RE}"
        return [f"| {claim['verdict']} | {claim['name']} | {told} | ({claim['confidence']}) | | |"]
    return [_row(claim, figure, number == 0) for number, figure in enumerate(figures)]


def markdown_findings(data: dict[str, Any]) -> str:
    """What each study asked and found, and what changes a verdict, as Markdown."""
    return "\n".join(_section(name, study) for name, study in data["studies"].items())


def _section(name: str, study: dict[str, Any]) -> str:
    lines = [f"### {study['question']}", "", f"`{name}`, {figures_in(study)}."]
    lines += ["", study["finding"]] if study["finding"] else []
    if changed := flipped(study):
        lines += ["", f"Another verdict on a figure comes with {', '.join(changed)}."]
    return "\n".join([*lines, ""])


def figures_in(study: dict[str, Any]) -> str:
    """How many boards a study had, in words."""
    boards = {figure["boards"] for claim in study["claims"] for figure in claim["figures"]}
    return f"{min(boards)} boards" if len(boards) == 1 else f"{min(boards)} to {max(boards)} boards"


def flipped(study: dict[str, Any]) -> list[str]:
    """Which assumptions, moved alone, change the verdict on a figure."""
    base = {
        (each["figure"], each["case"]): each["verdict"] for each in study["flips"] if not each["assumption"]
    }
    return list(
        dict.fromkeys(
            f"{each['assumption']} = {each['value']}"
            for each in study["flips"]
            if each["assumption"] and each["verdict"] != base[each["figure"], each["case"]]
        )
    )


def summary(data: dict[str, Any]) -> str:
    """How many claims of others have which verdict: `4 [Re], 2 [~Re], 3 [¬Re], 5 [?Re]`."""
    claims = [claim for study in data["studies"].values() for claim in study["claims"]]
    found = Counter(claim["verdict"] for claim in claims if claim["confidence"] != "D")
    return ", ".join(f"{found[verdict]} {verdict}" for verdict in WORDS)


def _row(claim: dict[str, Any], figure: dict[str, Any], is_first: bool) -> str:
    low, high, middle, percentile = map(_number, map(figure.get, ("low", "high", "middle", "percentile")))
    published = at_least(*map(_number, map(figure["published"].get, ("low", "high"))))
    alone = "" if len(claim["figures"]) == 1 else f" {figure['verdict']}"
    cells = (
        claim["verdict"] if is_first else "",
        claim["name"] if is_first else "",
        figure["published"]["words"] + alone,
        f"{published} ({claim['confidence']})",
        f"{between(low, high)} ({number(middle)})",
        number(percentile),
    )
    return f"| {' | '.join(cells)} |"


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _template(name: str) -> jinja2.Template:
    words = jinja2.Environment(
        loader=jinja2.PackageLoader("markone.replication", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    words.filters |= {"number": number, "duration": duration}
    words.globals |= {"between": between, "at_least": at_least, "confidence": CONFIDENCE, "verdicts": WORDS}
    words.globals |= {"most_rows": MOST_ROWS, "re": RE, "svg": svg, "tornado": figure_of}
    return words.get_template(name)


def _pictures(outcome: Outcome) -> dict[str, str]:
    """The study's own figures, within the page."""
    if not outcome.found:
        return {}
    figures = outcome.study.figures(outcome.found, outcome.config)
    return {name: _png(figure) for name, figure in figures.items()}


def _png(figure: Any) -> str:
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
