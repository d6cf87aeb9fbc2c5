"""An experiment of one question: cases, each measured with many seeds, one figure and one answer.

A script gives the question and four functions; the options, the progress, the records and the table
are the same for all. What has been measured is not measured again.
"""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from markone.store import StoreError
from markone.streams import Command
from markone.study import command
from markone.study.design import Design
from markone.study.options import How, options
from markone.study.perform import perform
from markone.study.plan import Plan
from markone.study.recording import recorded
from markone.study.scripts import module_of
from markone.terminal import plain_console

HELP = {"help_option_names": ["-h", "--help"]}


class Study(Design):
    """A design with the command that carries it out."""

    def command(self) -> click.Command:
        """The script's command, with the options of every experiment."""

        @click.command(cls=Command, help=self.doc, context_settings=HELP)
        @functools.partial(
            options,
            seeds=self.config.seeds,
            quick=self.quick.seeds,
            device=hasattr(self.config, "device"),
        )
        def main(
            seeds: int | None,
            quick: bool,
            tracking_uri: str | None,
            figures: Path,
            device: str | None = None,
            **given: Any,
        ) -> None:
            how, console, folder = How(**given), plain_console(), figures / self.name
            config = self.quick if quick else self.config
            config = replace(config, seeds=seeds or config.seeds)
            said = command.given(click.get_current_context())
            try:
                config = _with_device(config, device)
                plan = Plan(self, config, how, quick, said)
                with recorded(self.name, tracking_uri, folder, console, how.tracked) as store:
                    perform(plan, store, console, folder)
            except (StoreError, ValueError) as error:
                raise click.ClickException(str(error)) from None

        return main


def _with_device(config: Any, words: str | None) -> Any:
    """The same with another device; ValueError for what is none."""
    if words is None:
        return config
    from markone.devices.asked import asked

    return replace(config, device=asked(words))


def studies_in(script: Path) -> dict[str, Study]:
    """The studies of a script by the names it gives them."""
    return {name: value for name, value in vars(module_of(script)).items() if isinstance(value, Study)}
