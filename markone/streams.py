"""Standard output and standard error: no character is lost on them, and their end is not the work's."""

import codecs
import contextlib
import errno
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import click

from markone.installed import NotInstalledError
from markone.text import escape, line, printable

SIGNS = dict(zip("–—±×≤≥−…•·▄▀█●○δτ", "--~x<>-~*.,'#*odt", strict=True))
"""Signs of ours, and what stands for them, as wide, on a terminal that lacks them."""


STOPPED = 130
"""How a command ends that Ctrl-C has stopped: 128 and the signal's number, as shells have it."""
EMPTY = re.compile(r"(--[a-z-]+=)?")
"""A word of a command, or an option's, that says nothing."""


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """What an encoding lacks, in signs that it has."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(SIGNS.get(sign) or escape(sign) for sign in lacking), error.end


codecs.register_error("markone", _spelt)


def spell_out() -> None:
    """From here on this process's output loses no character that the terminal's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="markone")


def let_go(stream: Any) -> None:
    """Send what a stream still holds, and all that comes, to nowhere: whoever read it is gone, or full."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def is_of_output(error: OSError) -> bool:
    """Whether it is the output that is full, or that nobody reads any more."""
    return error.errno in (errno.EPIPE, errno.ENOSPC) and not error.filename


def say(text: object) -> None:
    """Print one line; what it was given from outside does not steer the terminal, nor make another line."""
    print(line(text), flush=True)


@contextlib.contextmanager
def _legibly() -> Iterator[None]:
    """What is printed loses nothing; what cannot be is said."""
    spell_out()
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nStopped.", err=True)
        raise click.exceptions.Exit(STOPPED) from None
    except NotInstalledError as error:
        raise click.ClickException(printable(str(error))) from None
    except click.ClickException as error:
        error.message = printable(error.message)  # type: ignore[misc]  # it stays of its own kind
        raise
    except OSError as error:
        if error.filename:
            name, said = printable(str(error.filename)), error.strerror or error
            raise click.ClickException(f"{name} cannot be used ({said}); name another") from None
        if not is_of_output(error) or error.errno == errno.EPIPE:  # click ends without a word
            raise
        let_go(sys.stdout)
        raise click.ClickException(f"the output cannot be written ({error.strerror})") from None


class _Legible(click.Command):
    """A command whose output loses nothing: what the terminal lacks is spelt out.

    What cannot be written is said, and sentences about errors do not steer the terminal.
    """

    def make_context(
        self, info_name: str | None, args: list[str], *given: Any, **options: Any
    ) -> click.Context:
        with _legibly():  # --help is told here
            if any(EMPTY.fullmatch(word) for word in args):
                raise click.UsageError("one of the words is empty; give it, or leave it out")
            return super().make_context(info_name, args, *given, **options)

    def invoke(self, ctx: click.Context) -> Any:
        with _legibly():
            return super().invoke(ctx)


class Command(_Legible):
    """A command of click of this kind."""


class Group(_Legible, click.Group):
    """A group of commands of this kind."""
