"""The command that runs a procedure before the clocked machine."""

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

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
    markone demo                                   two letters
    markone demo letters --pause 0                 the alphabet, without waiting
    markone demo left-right --speed 60 --pause 0   a minute of 1960 in each of our seconds
    markone demo letters --state abc.npz           stop it with Ctrl-C, go on with the same line
    markone demo letters --text > mine.txt         change it, then: markone demo mine.txt
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
            _run(procedure, **how)
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _check_out(out: Path) -> None:
    if out.suffix.lower() != ".gif":
        raise click.BadParameter(
            f"{out}: the animation is a GIF, so end the name in .gif", param_hint="--out"
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists():
            out.open("ab").close()
        else:
            tempfile.TemporaryFile(dir=out.parent).close()
    except OSError as error:
        raise click.ClickException(
            f"{out} cannot be written ({error.strerror}); choose another --out"
        ) from None


def _run(
    name: str,
    seed: int | None,
    pause: float,
    speed: float | None,
    step: bool,
    state: Path | None,
    trace: tuple[Path, ...],
    window: str | None,
    why: str | None,
    out: Path,
) -> None:
    if step and not (sys.stdin and sys.stdin.isatty()):
        raise click.BadParameter("there is no keyboard to wait for; leave it out", param_hint="--step")
    if not pause >= 0:
        raise click.BadParameter(f"{pause} is no number of seconds; give 0 to 10", param_hint="--pause")
    from markone.procedure import load

    procedure = load(name, seed)
    if why:
        procedure.number(why, "P")
    _check_out(out)
    from markone.demo import Demonstration
    from markone.kernels.jit import is_warm
    from markone.machine import load_state
    from markone.terminal import plain_console
    from markone.trace import ALWAYS, Window, record

    console = plain_console()
    if not is_warm():
        console.print("First run: kernels are compiled, which takes some twenty seconds.")
    begun = load_state(state) if state and state.exists() else None
    parts = procedure.build() if begun is None else begun.parts
    _check_traces(trace, state, begun is not None)
    with record(trace, parts, Window.parse(window) if window else ALWAYS) as sink:
        shown = Demonstration(
            console,
            procedure,
            begun,
            state,
            speed,
            pause,
            sinks=() if sink is None else (sink,),
            ask=_wait_for_key if step else None,
        )
        _follow(shown, state)
    for path in trace:
        shown.say(f"Saved {path}")
    shown.animate(out)
    if why:
        _say_why(shown, why)


def _say_why(shown: Any, pot: str) -> None:
    for move in shown.operator.machine.why(pot):
        shown.say(str(move))


def _wait_for_key() -> None:
    """Any key but q, Ctrl-C and the end of what is typed, all of which stop; none if no terminal has keys."""
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        return
    try:
        if click.getchar() in ("q", "Q", "\x04"):
            raise KeyboardInterrupt
    except EOFError:
        raise KeyboardInterrupt from None


def _check_traces(traces: tuple[Path, ...], state: Path | None, goes_on: bool) -> None:
    """No file is written twice, and none of an earlier part is lost."""
    if state in traces:
        raise ValueError(f"{state} is named for state and trace; give two files")
    for path in traces:
        if goes_on and path.exists():
            raise ValueError(f"{path} is the trace of an earlier part; name another file")


def _follow(shown: Any, state: Path | None) -> None:
    """Run to the end, or until Ctrl-C, after which it can go on."""
    try:
        shown.run()
    except KeyboardInterrupt:
        shown.save()
        again = "The same line goes on from here." if state else "With --state FILE it can go on later."
        slides = shown.operator.machine.panel.slides_shown
        shown.console.print(f"\nStopped at slide {slides}. {again}")
        raise click.exceptions.Exit(130) from None
