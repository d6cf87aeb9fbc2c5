"""The three waves on a line of time."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from markone.draw.style import COLOURS, new_figure
from markone.lecture.waves import Wave

LOW, HIGH = 1940, 2030
YEARS_A_SIGN = 0.56
"""How much of the line of time a letter takes."""


def waves(shown: Sequence[Wave], marks: Sequence[tuple[int, str]]) -> Figure:
    """A bar for each wave with what ended it above; below, years and names. One without an end is open."""
    figure = new_figure(12, 4.4)
    axes = figure.subplots()
    for number, (wave, colour) in enumerate(zip(shown, COLOURS, strict=False)):
        last = HIGH if wave.last is None else wave.last
        axes.barh(0, last - wave.first, left=wave.first, height=0.9, color=colour, alpha=0.35)
        years = f"{wave.first}–" if wave.last is None else f"{wave.first}–{wave.last}"
        axes.text(wave.first + 0.4, 0, f"{wave.name}\n{years}", va="center", fontsize=9)
        place = 1.0 + 0.95 * (len(shown) - 1 - number)
        if wave.last is not None:
            axes.plot([last, last], [-0.45, place], color=colour, lw=1)
            axes.text(last + 0.5, place, f"ended by: {_two_lines(wave.ended)}", va="center", fontsize=9)
    for (year, name), level in zip(marks, _levels(marks), strict=True):
        place = -0.8 - 0.45 * level
        axes.plot([year, year], [-0.45, place], color="0.6", lw=0.8)
        axes.text(year, place, f" {year} {name}", va="top", fontsize=9)
    axes.set(xlim=(LOW, HIGH), ylim=(-3.2, 3.4))
    axes.set_yticks([])
    axes.spines[["top", "left", "right"]].set_visible(False)
    return figure


def _levels(marks: Sequence[tuple[int, str]]) -> list[int]:
    """How deep each name stands: below those after it that it would run into, so that no line crosses it."""
    levels: list[int] = []
    following = (HIGH, 0)
    for year, name in reversed(marks):
        apart = following[0] - year > YEARS_A_SIGN * (len(name) + 6)
        following = (year, 0 if apart else following[1] + 1)
        levels.insert(0, following[1])
    return levels


def _two_lines(text: str) -> str:
    """Broken at the semicolon that lies nearest to the middle."""
    places = [place for place, sign in enumerate(text) if sign == ";"]
    if not places:
        return text
    middle = min(places, key=lambda place: abs(place - len(text) / 2))
    return f"{text[: middle + 1]}\n{text[middle + 2 :]}"
