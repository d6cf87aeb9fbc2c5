"""What was measured, as a table in docs/speed.md and as a figure.

`python -m benchmarks.page` puts docs/speed.json, and docs/speed-avx2.json and docs/growth.json if they are
there, into docs/speed.md.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from markone.draw.style import BACKGROUND, COLOURS, new_figure

DOCS = Path(__file__).parents[1] / "docs"
Entries = Sequence[dict[str, Any]]


def answer(bars: Entries) -> str:
    """The closing sentence."""
    missed = [entry["bar"] for entry in bars if not entry["holds"]]
    ending = f"; missed: {', '.join(missed)}." if missed else "."
    return f"{len(bars) - len(missed)} of {len(bars)} bars hold{ending}"


def ratio_text(ratio: float) -> str:
    """A multiple with three digits."""
    return f"{ratio:,.0f}x" if ratio >= 100 else f"{ratio:.3g}x"


def _row(name: str, part: dict[str, Any]) -> list[str]:
    """One line of the table."""
    ratios = {peer: spread["median"] for peer, spread in part["ratios"].items()}
    best, asked = part["best"], part["asked"]
    others = [f"{peer} {ratio_text(ratio)}" for peer, ratio in ratios.items() if peer != best]
    beside = [f"{other} {ratio_text(spread['median'])}" for other, spread in part["beside"].items()]
    least = [f"{value:.3g}x" + f" {peer}" * (len(asked) > 1) for peer, value in asked.items()]
    if part["most s"]:
        least.append(f"{part['most s']:g} s")
    if part["share asked"]:
        least.append(f"{part['share asked']:.0%}")
    time = [f"{part['seconds']['markone']:.3g} s"] if part["most s"] or not ratios else []
    return [
        name,
        part["work"],
        ", ".join([*time, *([f"{best} {ratio_text(ratios[best])}"] if best else [])]),
        ", ".join([*others, *beside]) or "–",
        f"{part['share']['median']:.0%} of {part['limit']}" if part["share"] else "–",
        ", ".join(least) or "–",
        "**no**" if part["missed"] else "yes" if least else "–",
    ]


HEAD = ["bar", "work", "best peer", "others", "of the limit", "asked", "holds"]


def table(bars: Entries, columns: Sequence[str] = HEAD) -> str:
    """All bars as Markdown, a line for each piece of work, with some `columns` of `HEAD`."""
    rows = [_row(entry["bar"], part) for entry in bars for part in entry["parts"]]
    every = [HEAD, ["---"] * len(HEAD), *rows]
    picked = [[row[HEAD.index(name)] for name in columns] for row in every]
    return "\n".join("| " + " | ".join(row) + " |" for row in picked)


def figure(bars: Entries) -> Figure:
    """Left the ratio to the best peer, right the share of the limit, of each piece of work."""
    rows = [
        (entry["bar"], part) for entry in bars for part in entry["parts"] if part["best"] or part["share"]
    ]
    drawn = new_figure(12, 0.26 * len(rows) + 1.3)
    left, right = drawn.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for at, (_, part) in enumerate(rows):
        best = part["best"]
        if best:
            _bar(left, at, part["ratios"][best]["median"], part["asked"].get(best), 1.0, best)
        if part["share"]:
            _bar(
                right,
                at,
                100 * part["share"]["median"],
                100 * (part["share asked"] or 0) or None,
                0.0,
                part["limit"],
            )
    left.set_yticks(range(len(rows)), [f"{name}  {part['work'][:58]}" for name, part in rows], fontsize=7)
    left.invert_yaxis()
    left.set_xscale("log")
    left.set_xlim(right=8 * left.get_xlim()[1])  # room for names
    left.xaxis.set_major_formatter("{x:g}")
    left.axvline(1, color="0.4", lw=0.8)
    left.set(xlabel="its time / markone's", title="Beside the best peer")
    right.set(xlabel="per cent", xlim=(0, 150), title="Of what the processor can do")
    return drawn


def _bar(axes: Axes, at: int, value: float, asked: float | None, start: float, said: str) -> None:
    """A bar that says whose it is, and a black line where it is asked to reach."""
    colour = BACKGROUND if asked is None else COLOURS[2] if value >= asked else COLOURS[4]
    axes.barh(at, value - start, left=start, color=colour)
    if asked is not None:
        axes.plot([asked, asked], [at - 0.45, at + 0.45], color="black", lw=2)
    axes.annotate(
        said, (max(value, asked or 0, start), at), (4, 0), textcoords="offset points", fontsize=7, va="center"
    )


def _about(found: dict[str, Any]) -> str:
    """On what, in a sentence."""
    about = ", ".join(f"{name} {value}" for name, value in found["about"].items())
    left = f" Not installed, and left out: {', '.join(found['left out'])}." if found["left out"] else ""
    return f"{about}.{left}\n\n{answer(found['bars'])}"


def put(page: str, name: str, text: str) -> str:
    """The page with `text` between the marks called `name`."""
    found = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
    if not found.search(page):
        raise SystemExit(f"docs/speed.md has no marks for {name}")
    return found.sub(lambda marks: f"{marks[1]}{text}{marks[2]}", page)


def speed_text(found: dict[str, Any]) -> str:
    """What the page says of a run."""
    return f"{_about(found)}\n\n{table(found['bars'])}"


def shorter_text(found: dict[str, Any]) -> str:
    """The same of a run on another machine: what is asked stands above already."""
    return f"{_about(found)}\n\n{table(found['bars'], [name for name in HEAD if name != 'asked'])}"


def main() -> None:
    """Write the page and draw the figures."""
    from benchmarks import growth

    page = (DOCS / "speed.md").read_text(encoding="utf-8")
    parts: dict[str, tuple[Callable[..., str], Callable[..., Figure]]] = {
        "speed": (speed_text, lambda found: figure(found["bars"])),
        "speed-avx2": (shorter_text, lambda found: figure(found["bars"])),
        "growth": (growth.table, growth.figure),
    }
    for name, (text, draw) in parts.items():
        file = DOCS / f"{name}.json"
        if file.exists():
            found = json.loads(file.read_text(encoding="utf-8"))
            page = put(page, name, text(found))
            draw(found).savefig(file.with_suffix(".png"), dpi=100)
    (DOCS / "speed.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
