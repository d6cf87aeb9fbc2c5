"""What a run asked, asked once more, and the numbers beside the old ones."""

import math
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from markone import tracking
from markone.fields import explained
from markone.store import StoreError
from markone.study import command
from markone.study.measured import CLOCKED, recall
from markone.terminal import pasted
from markone.tracking import reading
from markone.tracking.tags import CODE, IMPORTED, MEASURED, PARENT

PROCESSOR = "version/processor"


@explained
class Difference(NamedTuple):
    """A number that came out otherwise."""

    run: str
    name: str
    then: float
    now: float


def replay(
    uri: str, run_id: str, say: Callable[[str], object], script: Path | None = None
) -> tuple[int, list[Difference]]:
    """Ask once more what a run asked, in a store of its own: how many numbers it has, and which differ.

    The command is built from what was asked last, for an experiment that came with markone or for the
    `script` that is given by hand. Runs below it that another call had asked for are not compared. Raises
    ValueError with one sentence for a run that cannot be made again.
    """
    _, client = reading.connect(uri)
    run = reading.run_of(client, run_id)
    again = command.of(run.info.run_id, run.data.tags, script)
    for note in _notes(run):
        say(note)
    say(pasted(again))
    then = _numbers(client, run)
    if not then:
        raise ValueError(f"run {run_id} has measured nothing that could be compared; give a finished one")
    now = _measured_by(again)
    say("The store and the figures that are named above were its own, and are removed again.")
    asked = {name for name, _ in now}
    others = {name for name, _ in then} - asked
    then = {name: number for name, number in then.items() if name[0] in asked}
    if not then:
        raise StoreError("the command measured none of the runs that are below this one")
    if others:
        runs = "1 run" if len(others) == 1 else f"{len(others)} runs"
        say(f"Not compared: {runs} below it that this command does not ask for.")
    return len(then), [
        Difference(*name, number, now.get(name, math.nan))
        for name, number in then.items()
        if not _same(number, now.get(name))
    ]


def _measured_by(command: list[str]) -> dict[tuple[str, str], float]:
    """The numbers that a command measures, in a store of its own; StoreError where it does not end well."""
    with tempfile.TemporaryDirectory(prefix="markone-replay-") as folder:
        place = str(Path(folder) / "mlflow.db")
        where = ["--tracking-uri", place, "--figures", str(Path(folder) / "figures")]
        if subprocess.run([*command, *where], check=False).returncode:
            raise StoreError("the command did not end well; what it said stands above")
        client = reading.connect(place)[1]
        runs = reading.everything(client)
        return {name: number for run in runs for name, number in _of_one(client, run).items()}


def _notes(run: Any) -> Iterator[str]:
    """Where a run came from, and what has changed since in the code or the processor."""
    tags = run.data.tags
    if IMPORTED in tags:
        yield f"The run was imported; where it was measured it was called {tags[IMPORTED][:32]}."
    then, now = tags.get("code", "unknown")[:100], tracking.code_version()
    if then != now:
        yield f"The run was made by markone {then}; this is {now}."
    here = tracking.versions()[PROCESSOR]
    there = run.data.params.get(PROCESSOR, here)[:100]
    if there != here:
        yield (
            f"The run was measured on a processor {there} (fused multiply-add), and this is one {here}: "
            "numbers of nets may differ in their last digits."
        )


def _numbers(client: Any, run: Any) -> dict[tuple[str, str], float]:
    """All that a run and its children have measured, by run and name."""
    below = f"tags.`{PARENT}` = '{run.info.run_id}'"
    family = [run, *reading.runs(client, [run.info.experiment_id], below)]
    family = [one for one in family if one.info.status == "FINISHED" and one.data.tags.get(CODE)]
    return {name: number for one in family for name, number in _of_one(client, one).items()}


def _of_one(client: Any, run: Any) -> dict[tuple[str, str], float]:
    if MEASURED not in run.data.tags:
        return {}
    measured, name = recall(client, run), run.info.run_name
    single = {(name, metric): value for metric, value in measured.metrics.items()}
    series = {
        (name, f"{metric} [{step}]"): value
        for metric, values in measured.curves.items()
        for step, value in enumerate(values, 1)
    }
    return {key: value for key, value in {**single, **series}.items() if not key[1].startswith(CLOCKED)}


def _same(then: float, now: float | None) -> bool:
    return now is not None and (then == now or (math.isnan(then) and math.isnan(now)))
