"""What was asked of a run's experiment: kept with the run, checked, and made a command again.

What stands in a store is data. A command is built here from the name of an experiment that came with
markone and from the options that say what is measured; all others are refused.
"""

import functools
import json
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import click

from markone.devices.asked import ENDING
from markone.study.found import HOME, name_of, path_of
from markone.study.imports import PACKAGE
from markone.study.options import options
from markone.terminal import pasted
from markone.tracking.tags import ASKED

COMMAND = "command"
WHAT = ("seeds", "quick", "device", "sweep", "search", "maximise", "minimise", "case", "seed", "models")
WHERE_AND_HOW = ("again", "workers", "scheduler", "tracking_uri", "figures", "tracked")
"""Options that say what is measured, and those that do not and are not kept."""


def given(context: click.Context) -> list[str]:
    """The options of a call that say what is measured."""
    said: list[str] = []
    for option in context.command.params:
        source = context.get_parameter_source(str(option.name))
        if source is not click.core.ParameterSource.COMMANDLINE or option.name not in WHAT:
            continue
        value = context.params[str(option.name)]
        for one in value if isinstance(value, tuple) else (value,):
            said += [option.opts[0]] if one is True else [option.opts[0], str(one)]
    return said


def tags(script: Path | None, arguments: list[str]) -> dict[str, str]:
    """What is kept with a run; nothing where it came from no script."""
    if script is None:
        return {}
    start, named = _start_of(script)
    return {COMMAND: pasted([*start, named, *arguments]), ASKED: json.dumps([named, *arguments])}


@functools.cache
def _start_of(script: Path) -> tuple[tuple[str, ...], str]:
    """How a command with a script begins, and what it calls the script; asked once a run."""
    name = name_of(script)
    return (("markone", "run"), name) if name else (("python",), _place_of(script))


def _place_of(script: Path) -> str:
    """Its place in the project's folder; that on this machine if it stands elsewhere, or reads as a name."""
    inside = script.is_relative_to(PACKAGE.parent)
    place = (script.relative_to(PACKAGE.parent) if inside else script).as_posix()
    return script.as_posix() if path_of(place) else place


def _asked(kept: Mapping[str, str]) -> tuple[str, list[str]]:
    """The script that a run's tags name, and the options; a ValueError for what cannot have been asked."""
    if ASKED not in kept:
        raise ValueError(
            "it was not made by a script, or by an older markone: nothing of what was asked is kept"
        )
    try:
        words = json.loads(kept[ASKED])
        if not isinstance(words, list) or not words or not all(isinstance(one, str) for one in words):
            raise ValueError("it is no list of words")
        script, *arguments = words
        return script, _checked(arguments)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"what its tag {ASKED} says was asked is nothing that can be: {error}") from None


def _checked(arguments: list[str]) -> list[str]:
    """The options as an experiment reads them; a ValueError for any that does not say what is measured."""

    @click.command(add_help_option=False)
    @options
    def asking(**_: object) -> None:
        pass

    asking.params = [option for option in asking.params if option.name in WHAT]
    try:
        context = asking.make_context("asked", list(arguments))
        if ENDING in (context.params["device"] or ""):
            raise ValueError(
                "a device file, and no file is read that a store names; run it yourself with --device FILE"
            )
        return given(context)
    except click.UsageError as error:
        raise ValueError(error.format_message()) from None


def of(run_id: str, kept: Mapping[str, str], script: Path | None = None) -> list[str]:
    """The command of a run with these tags, for this Python.

    It is that of an experiment that came with markone, or of the `script` that is given by hand.
    Raises ValueError where there is none.
    """
    try:
        named, arguments = _asked(kept)
    except ValueError as error:
        raise ValueError(f"run {run_id} cannot be made again: {error}") from None
    path = script or path_of(named)
    if path is None:
        raise ValueError(
            f"run {run_id} was made by {named[:200]!r}, which is no experiment in "
            f"{HOME}: if you trust that script, give it with --script FILE"
        )
    return [sys.executable, str(path.resolve()), *arguments]


def shown(kept: Mapping[str, str]) -> str:
    """The command of a run with these tags, for people to read; it says so where there is none."""
    try:
        named, arguments = _asked(kept)
    except ValueError:
        return "not kept"
    path = path_of(named)
    start = ["markone", "run", path.stem] if path else ["python", named if _is_ours(named) else "SCRIPT"]
    return pasted([*start, *arguments])


def _is_ours(named: str) -> bool:
    """Whether a script that a tag names is a file of this project."""
    place = PurePosixPath(named)
    plain = place.as_posix() == named and not place.is_absolute() and ".." not in place.parts
    return plain and (PACKAGE.parent / named).is_file()
