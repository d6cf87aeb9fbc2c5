"""The `markone` command. What is slow to import is imported by the command that needs it."""

from pathlib import Path

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="markone")
def main() -> None:
    """The Mark I Perceptron of 1960, and what came after.

    \b
    markone demo           watch the machine learn two letters
    markone dashboard      open MLflow's pages on what was recorded

    The experiments are scripts: python experiments/compare.py --help
    """


def _two_letters(context: click.Context, option: click.Parameter, value: str) -> str:
    from markone.stimuli.letters import ALPHABET

    letters = value.upper()
    if len(letters) != 2 or letters[0] == letters[1] or not set(letters) <= set(ALPHABET):
        raise click.BadParameter(f"{value!r}: give two different letters from A to Z, such as XE")
    return letters


@main.command()
@click.option("--letters", default="XE", show_default=True, callback=_two_letters, help="Which two.")
@click.option(
    "--passes",
    type=click.IntRange(1, 500),
    default=30,
    show_default=True,
    help="Show both letters so often at most.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Which board is plugged, and the order of slides.",
)
@click.option(
    "--pause",
    type=click.FloatRange(0, 10),
    default=0.3,
    show_default=True,
    help="Seconds to look at each change of the panel.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="markone-demo.gif",
    show_default=True,
    help="Where the animation goes; .mp4 beside it where ffmpeg is found.",
)
def demo(letters: str, passes: int, seed: int, pause: float, out: Path) -> None:
    """Watch the clocked machine learn two letters, lamp by lamp.

    The lamp of its one R-unit is to be dark for the first letter and lit for the second. After a
    wrong answer the motors of the active A-units run for half a second.
    """
    from rich.console import Console

    from markone.demo import demo as run
    from markone.kernels.jit import is_warm

    if out.suffix.lower() != ".gif":
        raise click.BadParameter(
            f"{out}: the animation is a GIF, so end the name in .gif", param_hint="--out"
        )
    console = Console()
    if not is_warm():
        console.print("First run: kernels are compiled, which takes some seconds.")
    try:
        run(console, letters, passes, seed, pause, out)
    except OSError as error:
        raise click.ClickException(
            f"{out} cannot be written ({error.strerror}); choose another --out"
        ) from None


@main.command()
@click.option(
    "--tracking-uri",
    metavar="URI",
    help="MLflow store.  [default: MLFLOW_TRACKING_URI, or mlflow.db in the project's folder]",
)
@click.option("--port", type=click.IntRange(1, 65535), default=5000, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser.")
def dashboard(tracking_uri: str | None, port: int, browser: bool) -> None:
    """Open MLflow's pages on what was recorded; Ctrl-C ends it.

    The server listens on this machine only.
    """
    from markone import tracking
    from markone.dashboard import serve

    try:
        uri = tracking.resolve(tracking_uri)
        serve(uri, port, click.echo, click.launch if browser else None)
    except tracking.StoreError as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
