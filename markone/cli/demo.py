"""The command that runs a procedure before the clocked machine."""

from pathlib import Path
from typing import Any

import click

from markone.cli.demonstrate import Asked, demonstrate
from markone.streams import say
from markone.text import printable


@click.command()
@click.argument("procedure", default="two-letters")
@click.option("--list", "listed", is_flag=True, help="Say which procedures come with markone, and end.")
@click.option("--text", is_flag=True, help="Print the procedure, to be changed and saved, and end.")
@click.option("--words", is_flag=True, help="Explain the words of a procedure, and end.")
@click.option("--seed", type=click.IntRange(0), help="In place of the procedure's own seed.")
@click.option(
    "--pause",
    type=click.FloatRange(0, 10),
    default=0.3,
    show_default=True,
    help="Seconds to look at each change, for the first slides.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0.001, 1e6),
    help="Run in real time (1), or so many times faster.  [default: as fast as possible]",
)
@click.option("--step", is_flag=True, help="Wait for a key after each change; q or Ctrl-C stops.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the machine in this file, and go on from there if it exists.",
)
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    help="Write what happens to a file: .vcd (GTKWave), .json (ui.perfetto.dev) or .parquet; again for more.",
)
@click.option(
    "--window", metavar="FROM:TO", help="Trace these milliseconds only, potentiometers too, such as 0:20000."
)
@click.option("--why", metavar="POT", help="Say at the end what moved a potentiometer, such as P217.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="markone-demo.gif",
    show_default=True,
    help="Where the animation goes; .mp4 beside it where ffmpeg is found.",
)
def demo(procedure: str, listed: bool, text: bool, words: bool, **how: Any) -> None:
    """Watch the clocked machine while an operator follows PROCEDURE, lamp by lamp.

    PROCEDURE is the name of one that comes with markone (--list) or a text file of your own.

    \b
    retina -> switchboard -> A-units -> potentiometers -> R-units -> lamps
    400 cells 10 + 10 wires  512, fire  a motor each,     sums       answer
              an A-unit      or do not  turned where a lamp is wrong
    `markone panels FOLDER` draws it.

    \b
    markone demo                                   two letters
    markone demo letters --pause 0                 the alphabet, without waiting
    markone demo left-right --speed 60 --pause 0   its minute in our second
    markone demo letters --state abc.npz           Ctrl-C stops it; again: goes on
    markone demo letters --text > mine.txt         change it, demo mine.txt
    """
    from markone import procedure as procedures

    try:
        if listed:
            for name in procedures.shipped():
                say(f"{name:12} {procedures.load(name).title}")
        elif words:
            click.echo("\n".join(procedures.explanations()))
        elif text:
            click.echo(printable(procedures.text_of(procedure)[0]), nl=False)
        else:
            demonstrate(procedure, Asked(**how))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
