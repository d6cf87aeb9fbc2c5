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
@tracking_uri
def predict(run_id: str, file: Path, out: Path | None, tracking_uri: str | None) -> None:
    """Let the learner that RUN_ID trained answer the rows in FILE.

    FILE is an .npy array, or a .csv with a row of numbers for each case, below a line of names or
    not. A model whose files have been changed since it was kept is not opened.
    """
    if out and out.suffix != ".npy":
        raise click.BadParameter(
            f"{out}: the answers are an array, so end the name in .npy", param_hint="--out"
        )
    from markone.tracking import models, reading

    with sentences():
        rows = _rows(file)
        _, client = reading.connect(tracking_uri)
        model = models.load(client, run_id)
        try:
            said = models.answers(model, rows)
        except ValueError as error:
            raise ValueError(f"{file} does not fit: {error}") from None
        _give(said, out)


def _give(said: "np.ndarray", out: Path | None) -> None:
    import numpy as np

    if out is None:
        click.echo("\n".join(map(line, said.tolist())))
        return
    np.save(out, said, allow_pickle=False)
    click.echo(f"{len(said)} answers in {out}")


def _rows(file: Path) -> "np.ndarray":
    """The rows in a file; a ValueError says what is wrong with them."""
    import numpy as np

    if file.suffix not in (".npy", ".csv"):
        raise ValueError(f"{file} is neither .npy nor .csv; give rows of numbers in one of them")
    try:
        rows = np.load(file, allow_pickle=False) if file.suffix == ".npy" else _table(file)
    except (OSError, ValueError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise ValueError(f"{file} cannot be read: {reason}") from None
    if not isinstance(rows, np.ndarray) or rows.ndim != 2 or rows.dtype.kind not in "buif" or not rows.size:
        raise ValueError(f"{file} holds no rows of numbers; give an array of two dimensions")
    if not np.isfinite(rows).all():
        raise ValueError(f"{file} holds NaN or infinity; fill or leave out those rows")
    return rows


def _table(file: Path) -> "np.ndarray":
    import numpy as np

    lines = file.read_text(encoding="utf-8-sig").splitlines()
    try:
        list(map(float, lines[0].split(",")))
    except (ValueError, IndexError):
        lines = lines[1:]  # a line of names
    if not any(line.strip() for line in lines):
        raise ValueError("it has no rows")
    return np.loadtxt(lines, delimiter=",", ndmin=2)
