"""`markone device`: weight devices, those that come along and your own."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from markone.cli.new_file import refuse_old
from markone.streams import say

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def device() -> None:
    """Weight devices: what stands in the place of the motor and the potentiometer.

    \b
    markone device list                          which come along, by their steps
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

    from markone.cli.device_tables import listed
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
    listed(rows)


@device.command("card")
@click.argument("name")
@click.option("--out", type=FILE, help="Draw the card to this PNG file.")
@click.option("--toml", "as_toml", is_flag=True, help="Print it as a device file, to begin your own.")
def card_of(name: str, out: Path | None, as_toml: bool) -> None:
    """Tell all of the device NAME, or of the device file NAME.toml: each number and who says so.

    With --out it is drawn in place of that: curve up and down, step over state, asymmetry, some devices with
    their spread and noise, drift; in its own unit and in volts of the machine, whose range is -11 to 11 V.
    """
    from markone.cli.device_tables import told
    from markone.devices.file import text

    found = _found(name)
    if out:
        _refuse_place(out, ".png")
        _write(out, "Drawn", lambda file: _card(found).savefig(file))
    elif as_toml:
        click.echo(text(found), nl=False)
    else:
        told(found)


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


def _refuse_place(file: Path, ending: str) -> None:
    """Refuse what nothing could be written to, before the work is done that would be lost."""
    if file.suffix.lower() != ending:
        what = {".png": "the figure is a PNG", ".toml": "a device is kept in TOML"}[ending]
        raise click.ClickException(f"{file}: {what}, so end the name in {ending}")
    if not file.parent.is_dir():
        raise click.ClickException(f"{file}: there is no folder {file.parent}; make it, or name another")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise click.ClickException(f"{file} cannot be written (no permission); name another place")


def _write(file: Path, done: str, write: Callable[[Path], Any]) -> None:
    """Write a file and say so, or say in one sentence why not."""
    from markone.whole_file import whole_file

    try:
        with whole_file(file) as half:
            write(half)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written ({error.strerror})") from None
    say(f"{done} to {file}")


@device.command("fit")
@click.argument("csv", type=FILE)
@click.option("--out", type=FILE, help="Write the device to this new file, whose name ends in .toml.")
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
      up,down                       read after n pulses up, and after n down
      device,pulse,direction,value  direction is up or down; any number of devices
    and `ms`, the time of reading, in place of `pulse` for a device that moves
    as long as current flows.

    Every model is fitted by maximum likelihood with a weak prior, and the simplest taken of those whose
    AIC is within 2 of the best. Noise from pulse to pulse is told from noise of reading by what of it
    stays. How devices differ is told by several devices only. 5,000 readings take a minute or more.
    """
    from markone.cli.device_tables import told_fit

    if out:
        refuse_old(out)
        _refuse_place(out, ".toml")
    if figure:
        _refuse_place(figure, ".png")
    named = [each.strip() for each in columns.split(",")] if columns else None
    found = _fitted(csv, columns=named, **{**how, "bounds": how["bounds"] or None})
    if out:
        _write(out, "Written", found.device.to_file)
    if figure:
        _write(figure, "Drawn", lambda file: _fit_figure(found).savefig(file))
    told_fit(found)


def _fitted(csv: Path, **how: Any) -> Any:
    """The fit, with a bar that says which model is being fitted; or one sentence."""
    from markone.devices.choose import fit
    from markone.terminal import single_bar

    try:
        with single_bar("Reading pulses") as tell:
            return fit(csv, tell=lambda done, whole, title: tell(done, whole, f"Fitting: {title}"), **how)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _fit_figure(found: Any) -> Any:
    from markone.draw.device_fit import device_fit

    return device_fit(found)


@device.command("example")
@click.argument("out", type=FILE)
def example(out: Path) -> None:
    """Write a made-up curve to OUT, a CSV of four devices, to try `markone device fit` on."""
    from importlib.resources import files

    refuse_old(out)
    curve = (files("markone.devices") / "made_up.csv").read_bytes()
    _write(out, "Written", lambda file: file.write_bytes(curve))
