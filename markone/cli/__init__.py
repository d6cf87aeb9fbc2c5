"""The `markone` command. What is slow to import is imported by the command that needs it."""

import click

from markone.cli.archives import export_, import_
from markone.cli.console import console
from markone.cli.dashboard import dashboard
from markone.cli.demo import demo
from markone.cli.device import device
from markone.cli.gc import gc
from markone.cli.panels import panels
from markone.cli.pictures import learn, recognise
from markone.cli.predict import predict
from markone.cli.provenance import provenance
from markone.cli.replay import replay
from markone.cli.report import report
from markone.cli.run import run
from markone.cli.runs import runs
from markone.cli.switchboard import switchboard
from markone.cli.sync import sync
from markone.cli.warmup import warmup
from markone.streams import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="markone")
def main() -> None:
    """The Mark I Perceptron of 1960, and what came after.

    \b
    markone demo           watch the machine while it learns
    markone console        the whole machine on a page
    markone run            ask one of the experiments
    markone learn          teach it your own pictures
    markone recognise      show it a picture
    markone switchboard    plug, check, compare and print switchboards
    markone device         weight devices that come along, and your own
    markone panels         draw the machine for paper and for a wall
    markone provenance     who says so, constant by constant
    markone dashboard      open MLflow's pages on what was recorded
    markone report         a comparison as a page, with tests and curves
    markone runs           list what was recorded
    markone predict        what a recorded learner says of new data
    markone replay         make a run once more and compare the numbers
    markone sync           send on what a store did not take
    markone gc             delete what is broken or orphaned, when you say so
    markone export         an experiment as one archive
    markone import         take such an archive into a store
    markone warmup         compile ahead, so that no first call has to
    """


COMMANDS = (
    *(
        demo,
        console,
        run,
        learn,
        recognise,
        switchboard,
        device,
        panels,
        provenance,
        dashboard,
        report,
        runs,
        predict,
    ),
    *(replay, sync, gc, export_, import_, warmup),
)
for _command in COMMANDS:
    main.add_command(_command)
