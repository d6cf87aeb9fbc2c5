"""What `markone device` says of devices and fits, as tables that fit the terminal."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from markone.devices.device import Number
from markone.devices.models import MODELS
from markone.draw.device_card import written
from markone.streams import say
from markone.terminal import plain_console

_HEAD = ("number", "value", "95 %", "what it means")
_WIDEST = 24
"""Letters of a value that stand in one line; the factors of a table take more."""
_ROOM = 20
"""Columns of a terminal in which one can read what a number means."""


def listed(rows: list[dict[str, Any]]) -> None:
    """Print a line for each device that comes along."""
    drawn = Table(title="Weight devices, by the number of their steps")
    for heading in ("name", "steps", "model", "what it is"):
        drawn.add_column(heading, justify="right" if heading == "steps" else "left")
    for row in rows:
        lacks = f" (not runnable: {', '.join(row['missing'])} unknown)" if row["missing"] else ""
        steps = f"{row['steps']:,.0f}" if row["steps"] else "unknown"
        drawn.add_row(row["name"], steps, row["model"], row["title"] + lacks)
    plain_console(is_lasting=False).print(drawn)


def told(device: Any) -> None:
    """Print a device: its numbers, those of one kind and source below a heading that names both once."""
    steps = f"{device.steps:,.0f} steps" if device.steps else "number of steps unknown"
    unit = f", in {device.unit}" if device.unit else ""
    say(f"{device.title or device.name}: {device.model}, {steps}{unit}")
    _print_numbers(device)
    if device.notes:
        say(device.notes)
    if device.missing():
        say(f"It cannot be run: no source gives its {', '.join(device.missing())}.")


def _print_numbers(device: Any) -> None:
    """One heading of columns above all; on a narrow terminal one in each group, or row by row."""
    console = plain_console(is_lasting=False)
    rows = {name: _row(device.model, name, number) for name, number in device.numbers.items()}
    columns = _columns(list(rows.values()))
    narrow = console.width < sum(width or _ROOM for width in columns.values())
    console.print()
    if not narrow:
        _print_rows(console, [dict(zip(_HEAD, _HEAD, strict=True))], columns)
    for heading, names in _by_source(device.numbers).items():
        console.print(f"\n{heading}", style="bold", highlight=False)
        _print_rows(console, [rows[name] for name in names], columns, narrow)
    console.print()


def _columns(rows: list[dict[str, str]]) -> dict[str, int | None]:
    """The width of each column that says anything; None for the last, which takes what is left."""
    widths = {head: max((len(row[head]) for row in rows), default=0) for head in _HEAD[:-1]}
    return {head: min(max(width, len(head)), _WIDEST) for head, width in widths.items() if width} | {
        _HEAD[-1]: None
    }


def _by_source(numbers: dict[str, Number]) -> dict[str, list[str]]:
    """Names of numbers by who says so, in the order in which they come."""
    groups: dict[str, list[str]] = {}
    for name, number in numbers.items():
        heading = f"{number.kind}: {number.source}" if number.source else number.kind
        groups.setdefault(heading, []).append(name)
    return groups


def _row(model: str, name: str, number: Number) -> dict[str, str]:
    told = name, written(number.value), _interval(number), MODELS[model][name].meaning
    return dict(zip(_HEAD, told, strict=True))


def _interval(number: Number) -> str:
    return f"{number.interval[0]:.4g} to {number.interval[1]:.4g}" if number.interval else ""


def _print_rows(
    console: Console, rows: list[dict[str, str]], columns: dict[str, int | None], headed: bool = False
) -> None:
    drawn = Table(box=None, show_header=headed, pad_edge=False, padding=(0, 2, 0, 0))
    for head, width in columns.items():
        drawn.add_column(head, width=width)
    for row in rows:
        drawn.add_row(*(row[head] for head in columns))
    console.print(Padding(drawn, (0, 0, 0, 2), expand=False), highlight=False)


def told_fit(found: Any) -> None:
    """Print every model that was fitted, which was chosen and why, and the numbers of the device."""
    drawn = Table(title="Every model that was fitted")
    for heading in ("model", "numbers", "AIC", "error of withheld readings", ""):
        drawn.add_column(heading, justify="left" if heading in ("model", "") else "right")
    for each in found.candidates:
        mark = "chosen" if each is found.chosen else f"not taken: {each.why_not}" if each.why_not else ""
        drawn.add_row(each.title, str(each.fitted), f"{each.aic:.1f}", f"{each.error:.4g}", mark)
    plain_console(is_lasting=False).print(drawn)
    say(found.sentence)
    for name, number in found.device.numbers.items():
        sure = f", 95 %: {_interval(number)}" if number.interval else ""
        say(f"  {name:<17}{written(number.value)}{sure}")
