"""`markone device`: weight devices, those that come along and your own."""

from pathlib import Path
from typing import Any

import click

from markone.streams import say

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def device() -> None:
    """Weight devices: what stands in the place of the motor and the potentiometer.

    \b
    markone device list                          which come along, by number of steps
    markone device card ecram-li                 one of them on a page
    markone device example pulses.csv            a made-up curve to begin with
    markone device fit pulses.csv --out my.toml  your own, from its pulses
    markone device card my.toml                  and its page

    A device is used by its name, or by its file's.
    """


@device.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_devices(as_json: bool) -> None:
    """List the devices that come along, those with the fewest steps first.

    A step is what one pulse moves a device by. One that cannot be run lacks a number that no source gives;
    give it in a file of your own: `markone device card NAME --toml > mine.toml`.
    """
    import json

    from markone.devices.device import Device
    from markone.devices.named import names

    devices = [Device.named(name) for name in names()]
    rows = [
        {
            "name": each.name,
            "model": each.model,
            "steps": each.steps,
            "missing": each.missing(),
            "title": each.title,
        }
        for each in devices
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    _print(rows)


def _print(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from markone.terminal import plain_console

    drawn = Table(title="Weight devices, by the number of their steps")
    for heading in ("name", "steps", "model", "what it is"):
        drawn.add_column(heading, justify="right" if heading == "steps" else "left")
    for row in rows:
        lacks = f" (not runnable: {', '.join(row['missing'])} unknown)" if row["missing"] else ""
        steps = f"{row['steps']:,.0f}" if row["steps"] else "unknown"
        drawn.add_row(row["name"], steps, row["model"], row["title"] + lacks)
    plain_console().print(drawn)


@device.command("card")
@click.argument("name")
@click.option("--out", type=FILE, help="Draw the card to this PNG file.")
@click.option("--toml", "as_toml", is_flag=True, help="Print it as a device file, to begin your own.")
def card_of(name: str, out: Path | None, as_toml: bool) -> None:
    """Tell all of the device NAME, or of the device file NAME.toml: each number and who says so.

    With --out it is drawn in place of that: curve up and down, step over state, asymmetry, some devices with
    their spread and noise, drift; in its own unit and in volts of the machine, whose range is -11 to 11 V.
    """
    from markone.devices.file import text

    found = _found(name)
    if out:
        _save(out, lambda: _card(found))
        say(f"Drawn to {out}")
    elif as_toml:
        click.echo(text(found), nl=False)
    else:
        _tell(found)


def _found(name: str) -> Any:
    """The device of that name, or in that file; or one sentence."""
    from markone.devices.device import Device

    try:
        return Device.from_file(name) if name.endswith(".toml") else Device.named(name)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _card(found: Any) -> Any:
    from markone.draw.device_card import card

    return card(found)


def _save(out: Path, draw: Any) -> None:
    if out.suffix.lower() != ".png":
        raise click.ClickException(f"{out}: the figure is a PNG, so end the name in .png")
    try:
        draw().savefig(out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror})") from None


def _tell(found: Any) -> None:
    from rich.table import Table

    from markone.devices.models import MODELS
    from markone.draw.device_card import written
    from markone.terminal import plain_console

    steps = f"{found.steps:,.0f} steps" if found.steps else "number of steps unknown"
    say(f"{found.title or found.name}: {found.model}, {steps}{', in ' + found.unit if found.unit else ''}")
    drawn = Table()
    for heading in ("number", "value", "95 %", "kind", "source", "what it means"):
        drawn.add_column(heading)
    for name, number in found.numbers.items():
        sure = f"{number.interval[0]:.4g} to {number.interval[1]:.4g}" if number.interval else ""
        meaning = MODELS[found.model][name].meaning
        drawn.add_row(name, written(number.value), sure, number.kind, number.source, meaning)
    plain_console().print(drawn)
    if found.notes:
        say(found.notes)
    if found.missing():
        say(f"It cannot be run: no source gives its {', '.join(found.missing())}.")


@device.command("fit")
@click.argument("csv", type=FILE)
@click.option("--out", type=FILE, help="Write the device to this new TOML file.")
@click.option(
    "--figure",
    type=FILE,
    help="Draw the fit and its residuals to this PNG file.",
)
@click.option("--columns", help="Names of the columns where the file has none, such as up,down.")
@click.option("--unit", help="Unit of the values; else that of the first line, as in: value (uS).")
@click.option(
    "--range", "bounds", nargs=2, type=float, help="Least and greatest value, where they are known."
)
@click.option("--name", help="Name of the device.  [default: that of the file]")
def fit_csv(csv: Path, out: Path | None, figure: Path | None, columns: str | None, **how: Any) -> None:
    """Find the device model that measured pulses in the file CSV follow, and its numbers.

    \b
    Columns, with their names in the first line:
      pulse,value                   up, or up and then down again
      up,down                       read after n pulses up, and after n pulses down
      device,pulse,direction,value  direction is up or down; any number of devices
    and `ms`, the time of reading, in place of `pulse` for a device that moves as long as current flows.

    Every model is fitted by maximum likelihood, and the simplest taken of those whose AIC is within 2 of the
    best. Noise from pulse to pulse is told from noise of reading by what of it stays. How devices differ is
    told by several devices only.
    """
    from markone.devices.choose import fit

    if out and out.exists():
        raise click.ClickException(f"{out} is there already; name a new file")
    named = [each.strip() for each in columns.split(",")] if columns else None
    try:
        found = fit(csv, columns=named, **{**how, "bounds": how["bounds"] or None})
        if out:
            found.device.to_file(out)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from None
    _tell_fit(found)
    if out:
        say(f"Written to {out}")
    if figure:
        _save(figure, lambda: _fit_figure(found))
        say(f"Drawn to {figure}")


def _fit_figure(found: Any) -> Any:
    from markone.draw.device_fit import device_fit

    return device_fit(found)


def _tell_fit(found: Any) -> None:
    from rich.table import Table

    from markone.terminal import plain_console

    drawn = Table(title="Every model that was fitted")
    for heading in ("model", "numbers", "AIC", "error of withheld readings", ""):
        drawn.add_column(heading, justify="left" if heading in ("model", "") else "right")
    for each in found.candidates:
        mark = "chosen" if each is found.chosen else f"not taken: {each.why_not}" if each.why_not else ""
        drawn.add_row(each.title, str(each.fitted), f"{each.aic:.1f}", f"{each.error:.4g}", mark)
    plain_console().print(drawn)
    say(found.sentence)
    _tell_numbers(found.device)


def _tell_numbers(found: Any) -> None:
    from markone.draw.device_card import written

    for name, number in found.numbers.items():
        sure = f", 95 %: {number.interval[0]:.4g} to {number.interval[1]:.4g}" if number.interval else ""
        say(f"  {name:<17}{written(number.value)}{sure}")


@device.command("example")
@click.argument("out", type=FILE)
def example(out: Path) -> None:
    """Write a made-up curve to OUT, a CSV of four devices, to try `markone device fit` on."""
    from importlib.resources import files

    if out.exists():
        raise click.ClickException(f"{out} is there already; name a new file")
    try:
        out.write_bytes((files("markone.devices") / "made_up.csv").read_bytes())
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror})") from None
    say(f"Written to {out}")
