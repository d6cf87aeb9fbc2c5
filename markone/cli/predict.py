"""`markone predict`: what a learner of the store says of new data."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from markone.cli.store import sentences, tracking_uri
from markone.text import line

if TYPE_CHECKING:
    import numpy as np


@click.command()
@click.argument("run_id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answers to this .npy file.  [default: print them, a line each]",
)
@click.option(
    "--names/--no-names",
    default=None,
    help="Whether the first line of a .csv holds names.  [default: it does if each begins with a letter]",
)
@tracking_uri
def predict(run_id: str, file: Path, out: Path | None, names: bool | None, tracking_uri: str | None) -> None:
    """Let the learner that RUN_ID trained answer the rows in FILE.

    FILE is an .npy array, or a .csv with a row of numbers for each case, separated by commas. Its
    first line is taken for names if each of them begins with a letter, for a case if each is a
    number, and is asked for by --names or --no-names where it may be either (pandas numbers columns
    from 0). There is an answer for every row, or none at all. A model whose files have been changed
    since it was kept is not opened.
    """
    if out and out.suffix.lower() != ".npy":
        raise click.BadParameter(
            f"{out}: the answers are an array, so end the name in .npy", param_hint="--out"
        )
    if out and out.exists() and file.exists() and out.samefile(file):
        raise click.BadParameter(f"{out} holds the rows; name another file", param_hint="--out")
    from markone.cli.rows import read
    from markone.tracking import models, reading

    with sentences():
        rows, found = read(file, names)
        _, client = reading.connect(tracking_uri)
        model = models.load(client, run_id)
        try:
            said = models.answers(model, rows)
        except ValueError as error:
            raise ValueError(f"{file} does not fit: {error}") from None
        if len(said) != len(rows):
            raise ValueError(f"the model gave {len(said)} answers to {len(rows)} rows; none is shown")
        if found and names is None:
            click.echo(f"The first line of {file} is taken for names; --no-names makes it a case.", err=True)
        _give(said, out)


def _give(said: "np.ndarray", out: Path | None) -> None:
    import numpy as np

    from markone.whole_file import whole_file

    if out is None:
        click.echo("\n".join(map(line, said.tolist())))
        return
    with whole_file(out) as half, half.open("wb") as file:  # under the name that was given, whatever its case
        np.save(file, said, allow_pickle=False)
    click.echo(f"{len(said)} answers in {out}")
