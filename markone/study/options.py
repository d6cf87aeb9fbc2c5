"""The options that every experiment takes: how much is measured, how, and where it is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True)
class How:
    """The choices of one call."""

    again: bool = False
    workers: int = 1
    scheduler: str | None = None
    sweep: tuple[str, ...] = ()
    search: int | None = None
    maximise: str | None = None
    minimise: str | None = None
    case: tuple[str, ...] = ()
    seed: tuple[int, ...] = ()
    models: bool = False
    tracked: bool = True


OPTIONS = (
    click.option("--quick", is_flag=True, help="A short version: to see it run, not to believe it."),
    click.option(
        "--tracking-uri",
        metavar="URI",
        help="MLflow store: sqlite:///FILE.db, a path that ends in .db, or http://HOST:PORT.  "
        "[default: MLFLOW_TRACKING_URI, or mlflow.db in the project's folder]",
    ),
    click.option(
        "--figures",
        type=click.Path(file_okay=False, path_type=Path),
        default="figures",
        show_default=True,
        help="Folder in which the experiment's folder of figures is made.",
    ),
    click.option("--again", is_flag=True, help="Measure again what has been measured before."),
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help="Processes that measure side by side on this machine.",
    ),
    click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Measure on a Dask cluster, such as tcp://HOST:8786 (needs the extra 'scale').",
    ),
    click.option(
        "--sweep",
        multiple=True,
        metavar="KEY=VALUES",
        help="Vary a parameter: KEY=a,b,c or KEY=lo:hi:n. Several make a grid.",
    ),
    click.option(
        "--search",
        type=click.IntRange(1, 100_000),
        metavar="N",
        help="Make N trials of points of the grid, as Optuna chooses (needs the extra 'scale').",
    ),
    click.option("--maximise", metavar="METRIC", help="What --search looks for: the most of a metric."),
    click.option("--minimise", metavar="METRIC", help="Or the least of it."),
    click.option("--case", multiple=True, metavar="TITLE", help="Only this case, by its title."),
    click.option("--seed", multiple=True, type=click.IntRange(0), help="Only this seed."),
    click.option("--models", is_flag=True, help="Keep fitted models in a sweep too."),
    click.option("--tracking/--no-tracking", "tracked", default=True, help="Whether to record anything."),
)


DEVICE = click.option(
    "--device",
    metavar="NAME|FILE",
    help="What keeps the weights of the Mark I: a device by name (`markone device list`), or a device file.",
)
"""Of an experiment whose Config has a `device`."""


MOST_SEEDS = 1_000_000
"""More than anybody measures; a store's word for what was asked must not fill memory with a plan."""


def options(
    command: Callable[..., None], seeds: int = 5, quick: int = 2, device: bool = True
) -> Callable[..., None]:
    """The options that every experiment takes.

    So many `seeds` it has where none are asked for, and with --quick; some vary the `device`.
    """
    first = click.option(
        "--seeds",
        type=click.IntRange(1, MOST_SEEDS),
        help=f"Repetitions, with seeds from 0 on.  [default: {seeds}, or {quick} with --quick]",
    )
    for option in reversed((first, *OPTIONS, *([DEVICE] if device else []))):
        command = option(command)
    return command
