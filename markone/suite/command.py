"""The command that gives a run again, as it is kept with the run and as `markone replay` runs it."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from markone import tracking
from markone.terminal import pasted

COMMAND, ARGUMENTS = "command", "markone.arguments"
LEFT_OUT = {"again", "workers", "scheduler", "tracking_uri", "figures", "tracked"}
"""Options that say where and how, and not what."""


def checkout() -> Path:
    """Where scripts are looked for: the folder that holds the package."""
    return Path(tracking.__file__).parents[2]


def given(context: click.Context) -> list[str]:
    """The options of a call that say what is measured."""
    said: list[str] = []
    for option in context.command.params:
        source = context.get_parameter_source(str(option.name))
        if source is not click.core.ParameterSource.COMMANDLINE or option.name in LEFT_OUT:
            continue
        value = context.params[str(option.name)]
        for one in value if isinstance(value, tuple) else (value,):
            said += [option.opts[0]] if one is True else [option.opts[0], str(one)]
    return said


def tags(script: Path | None, arguments: list[str]) -> dict[str, str]:
    """What is kept with a run; nothing where it came from no script."""
    if script is None:
        return {}
    place = script.relative_to(checkout()) if script.is_relative_to(checkout()) else script
    whole = [place.as_posix(), *arguments]
    return {COMMAND: pasted(["python", *whole]), ARGUMENTS: json.dumps(whole)}


def version_of(run: Any) -> str:
    """Of a run of the store: "short" where --quick was asked for, "full" where not, "" where nobody knows."""
    try:
        asked = json.loads(run.data.tags[ARGUMENTS])
    except (KeyError, ValueError):
        return ""
    return "short" if isinstance(asked, list) and "--quick" in asked else "full"


def of(run: Any) -> list[str]:
    """The command of a run of the store, for this Python; a ValueError where none was kept."""
    try:
        script, *arguments = json.loads(run.data.tags[ARGUMENTS])
    except KeyError:
        raise ValueError(
            f"run {run.info.run_id} was not made by a script, or by an older markone: no command is kept"
        ) from None
    return [sys.executable, str(checkout() / script), *arguments]
