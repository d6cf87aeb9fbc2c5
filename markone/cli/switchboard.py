"""`markone switchboard`: boards as documents."""

from pathlib import Path
from typing import Any

import click

from markone.cli.new_file import refuse_old
from markone.streams import say


@click.group()
def switchboard() -> None:
    """Plug, check, compare and print switchboards (.csv or .json files)."""


def _board(path: Path) -> Any:
    """The board in a file, or one sentence."""
    from markone.switchboard import BoardError, load

    try:
        return load(path)
    except BoardError as error:
        raise click.ClickException(str(error)) from None


BOARD = click.Path(dir_okay=False, path_type=Path)


@switchboard.command("plug")
@click.argument("file", type=BOARD)
@click.option("--responses", default=1, show_default=True, help="R-units, 1 to 8.")
@click.option(
    "--patching", type=click.Choice(["shares", "full", "overlap"]), default="shares", show_default=True
)
@click.option("--overlap", default=0.5, show_default=True, help="Part of every other share, with overlap.")
@click.option("--units", default=512, show_default=True, help="A-units.")
@click.option("--excitatory", default=10, show_default=True, help="Excitatory wires per A-unit.")
@click.option("--inhibitory", default=10, show_default=True, help="Inhibitory wires per A-unit.")
@click.option("--local", is_flag=True, help="Each A-unit looks at a neighbourhood of its own.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def plug_board(file: Path, **how: Any) -> None:
    """Plug a board at random and write it to FILE."""
    from markone.switchboard import plug, save

    refuse_old(file)
    chosen = click.get_current_context().get_parameter_source("overlap")
    if chosen is not click.core.ParameterSource.DEFAULT and how["patching"] != "overlap":
        raise click.UsageError("--overlap goes with --patching overlap")
    try:
        save(plug(**how), file)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Plugged {how['units']} A-units into {file}")


@switchboard.command("check")
@click.argument("file", type=BOARD)
def check_board(file: Path) -> None:
    """Name every rule that the board in FILE breaks, with its hole and unit."""
    from markone.switchboard import BoardError, broken_rules, read

    try:
        broken = list(broken_rules(read(file)))
    except BoardError as error:
        raise click.ClickException(str(error)) from None
    for sentence in broken:
        say(f"{file}: {sentence}")
    if broken:
        raise SystemExit(1)
    click.echo(f"{file} keeps every rule.")


@switchboard.command("compare")
@click.argument("one", type=BOARD)
@click.argument("other", type=BOARD)
def compare_boards(one: Path, other: Path) -> None:
    """Name every plug in which two boards differ; exit code 1 if there is one."""
    from markone.switchboard import differences

    found = differences(_board(one), _board(other))
    for sentence in found:
        say(sentence)
    if found:
        raise SystemExit(1)
    click.echo("The boards are the same.")


@switchboard.command("list")
@click.argument("file", type=BOARD)
def list_board(file: Path) -> None:
    """Print the board as a list to plug from, a line for each A-unit."""
    from markone.switchboard import wiring_list

    click.echo(wiring_list(_board(file)), nl=False)
