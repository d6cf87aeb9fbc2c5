"""`markone run`: the experiments, and scripts of the same kind."""

import traceback
from pathlib import Path
from typing import Any

import click

from markone.installed import NotInstalledError
from markone.streams import Command
from markone.text import line


@click.command(cls=Command, context_settings={"allow_interspersed_args": False})
@click.option("--list", "listed", is_flag=True, help="Name the experiments with their questions, and end.")
@click.option("--script", is_flag=True, help="What is named is a FILE of your own that holds a study.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[NAME | FILE] [OPTIONS]...")
def run(listed: bool, script: bool, words: tuple[str, ...]) -> None:
    """Run the experiment NAME; all that stands behind the name are options of its own.

    \b
    markone run                              which there are
    markone run compare --help               what it asks, and its options
    markone run compare --quick
    markone run --script mine.py --quick     a study of your own
    """
    if listed or not (words or script):
        _list()
        return
    if not words:
        raise click.UsageError("--script needs the FILE that holds the study")
    name, *options = words
    path = _script(name) if script else _experiment(name)
    command = _study(path).command()
    title = " ".join(["markone run", *(["--script"] if script else []), name])
    with command.make_context(title, options) as context:
        command.invoke(context)


def _list() -> None:
    from rich import box
    from rich.table import Table

    from markone.study.found import experiments
    from markone.terminal import plain_console

    console, drawn = plain_console(is_lasting=False), Table(box=box.SIMPLE_HEAD, padding=(0, 0))
    drawn.add_column("experiment", no_wrap=True)
    drawn.add_column("question")
    for name, experiment in experiments().items():
        drawn.add_row(name, experiment.question)
    console.print(drawn)
    console.print("One is run with: markone run NAME --quick (--help says what to expect)", soft_wrap=True)


def _experiment(name: str) -> Path:
    from markone.study.found import experiments, unknown

    found = experiments().get(name)
    if found is None:
        raise click.ClickException(unknown(name))
    return found.path


def _study(path: Path) -> Any:
    from markone.study.study import studies_in
    from markone.terminal import pasted

    try:
        found = set(studies_in(path.resolve()).values())
    except NotInstalledError:
        raise
    except Exception as error:
        raise click.ClickException(_where(error, path.resolve())) from None
    if len(found) != 1:
        raise click.ClickException(
            f"{path} holds {len(found) or 'no'} studies where one is wanted; "
            f"as a program it is run with: {pasted(['python', str(path)])}"
        )
    return found.pop()


def _where(error: Exception, path: Path) -> str:
    """The line of a script at which an error came up, and what it was."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        number, said = error.lineno, error.msg
    else:
        frames = traceback.extract_tb(error.__traceback__)
        number = next((frame.lineno for frame in reversed(frames) if frame.filename == str(path)), None)
        said = str(error)
    place = f"{path}, line {number}" if number else str(path)
    return f"{place}: {type(error).__name__}: {line(said)}"


def _script(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise click.ClickException(f"{name} is no file: --script needs the FILE that holds the study")
    return path
