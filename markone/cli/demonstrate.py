"""What `markone demo` does with what it is asked: checked before anything is compiled, then shown."""

import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import click

from markone.fields import explained
from markone.streams import STOPPED


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


@explained
class Asked(NamedTuple):
    """What the options say."""

    seed: int | None
    pause: float
    speed: float | None
    step: bool
    state: Path | None
    trace: tuple[Path, ...]
    window: str | None
    why: str | None
    out: Path


def demonstrate(name: str, asked: Asked) -> None:
    """Look at all that was asked before anything is compiled, then show it."""
    if asked.step and not (sys.stdin and sys.stdin.isatty()):
        raise click.BadParameter("there is no keyboard to wait for; leave it out", param_hint="--step")
    if not asked.pause >= 0:
        raise click.BadParameter(f"{asked.pause} is no number of seconds; give 0 to 10", param_hint="--pause")
    from markone.procedure import load

    procedure = load(name, asked.seed)
    if asked.why:
        procedure.number(asked.why, "P")
    _check_out(asked.out)
    from markone.kernels.jit import is_warm
    from markone.machine import load_state
    from markone.terminal import plain_console

    console = plain_console()
    if not is_warm():
        console.print("First run: kernels are compiled, which takes some twenty seconds.")
    begun = load_state(asked.state) if asked.state and asked.state.exists() else None
    _check_traces(asked.trace, asked.state, begun is not None)
    shown = _shown(console, procedure, begun, asked)
    for path in asked.trace:
        shown.say(f"Saved {path}")
    shown.animate(asked.out)
    if asked.why:
        _say_why(shown, asked.why)


def _shown(console: Any, procedure: Any, begun: Any, asked: Asked) -> Any:
    """The demonstration after it has run to its end, traced where that was asked."""
    from markone.demo import Demonstration
    from markone.trace import ALWAYS, Window, record

    parts = procedure.build() if begun is None else begun.parts
    window = Window.parse(asked.window) if asked.window else ALWAYS
    with record(asked.trace, parts, window) as sink:
        shown = Demonstration(
            console,
            procedure,
            begun,
            asked.state,
            asked.speed,
            asked.pause,
            sinks=() if sink is None else (sink,),
            ask=wait_for_key if asked.step else None,
        )
        _follow(shown, asked.state)
    return shown


def _say_why(shown: Any, pot: str) -> None:
    for move in shown.operator.machine.why(pot):
        shown.say(str(move))


def wait_for_key() -> None:
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
        raise click.exceptions.Exit(STOPPED) from None
