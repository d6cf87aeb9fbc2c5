"""`markone learn` and `markone recognise`: the machine and pictures of one's own."""

from pathlib import Path
from typing import Any

import click

from markone.streams import is_of_output


def _say_if_cold(console: Any) -> None:
    """Say so where kernels have to be compiled first."""
    from markone.kernels.jit import is_warm

    if not is_warm():
        console.print("First run: kernels are compiled, which takes half a minute or more.")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="markone-machine",
    show_default=True,
    help="New folder for the machine and its figures.",
)
@click.option(
    "--patching",
    type=click.Choice(["shares", "full"]),
    default="shares",
    show_default=True,
    help="Each R-unit its own share of the A-units, or all of them.",
)
@click.option("--epochs", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most.")
@click.option(
    "--held",
    type=click.FloatRange(0, 0.9),
    default=0.25,
    show_default=True,
    help="Share of pictures held back.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--dark-on-light", "negative", is_flag=True, help="Figures are dark: show negatives.")
@click.option(
    "--transpose", is_flag=True, help="Pictures lie on their side, as EMNIST's do: set them upright."
)
def learn(folder: Path, **how: Any) -> None:
    """Teach the machine your own pictures: FOLDER has a sub-folder of them for each class.

    Pictures are PNG, JPEG, GIF, BMP or WebP files. What is hidden is passed over.
    """
    from markone.lessons import learn as run
    from markone.terminal import plain_console

    console = plain_console()
    _say_if_cold(console)
    try:
        run(console, folder, **how)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--machine",
    type=click.Path(path_type=Path),
    default="markone-machine",
    show_default=True,
    help="Folder that `markone learn` made.",
)
@click.option(
    "--why", type=click.Path(dir_okay=False, path_type=Path), help="Draw the votes to this PNG file."
)
@click.option(
    "--dark-on-light/--light-on-dark",
    "negative",
    default=None,
    help="How the figure is drawn.  [default: as those that the machine was shown]",
)
def recognise(file: Path, machine: Path, why: Path | None, negative: bool | None) -> None:
    """Say what a machine that has learnt sees in the picture FILE, and how sure it is."""
    if why and why.suffix.lower() != ".png":
        raise click.BadParameter(f"{why}: the figure is a PNG, so end the name in .png", param_hint="--why")
    from markone.lessons import recognise as run
    from markone.terminal import plain_console

    console = plain_console(is_lasting=False)
    _say_if_cold(console)
    try:
        run(console, file, machine, why, negative)
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and (error.filename or is_of_output(error)):
            raise
        raise click.ClickException(str(error)) from None
