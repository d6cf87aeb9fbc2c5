"""How a study is run: the options that every experiment takes, beside what it asks."""

from collections.abc import Callable
from dataclasses import dataclass

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
        help="Try only N points of the grid, chosen by Optuna (needs the extra 'scale').",
    ),
    click.option("--maximise", metavar="METRIC", help="What --search looks for: the most of a metric."),
    click.option("--minimise", metavar="METRIC", help="Or the least of it."),
    click.option("--case", multiple=True, metavar="TITLE", help="Only this case, by its title."),
    click.option("--seed", multiple=True, type=click.IntRange(0), help="Only this seed."),
    click.option("--models", is_flag=True, help="Keep fitted models in a sweep too."),
    click.option("--tracking/--no-tracking", "tracked", default=True, help="Whether to record anything."),
)


def how_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of `How`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
