"""A run made once more by the command that is kept with it, and its numbers beside the old ones."""

import math
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from markone import tracking
from markone.store import StoreError
from markone.suite import command
from markone.suite.job import CODE
from markone.suite.measured import CLOCKED, NAMES, recall
from markone.terminal import pasted

PROCESSOR = "version/processor"


class Difference(NamedTuple):
    """A number that came out otherwise."""

    run: str
    name: str
    then: float
    now: float


def replay(uri: str, run_id: str, say: Callable[[str], object]) -> tuple[int, list[Difference]]:
    """Run the command of a run again, in a store of its own: how many numbers it has, and which differ.

    Raises ValueError with one sentence for a run that cannot be made again.
    """
    store, run = tracking.find(uri, run_id)
    again = command.of(run)
    say(pasted(again))
    if not Path(again[1]).is_file():
        raise ValueError(f"the script {again[1]} is not there; run this from the markone that has it")
    then = _numbers(store, run)
    if not then:
        raise ValueError(f"run {run_id} has measured nothing that could be compared; give a finished one")
    with tempfile.TemporaryDirectory(prefix="markone-replay-") as folder:
        place = str(Path(folder) / "mlflow.db")
        where = ["--tracking-uri", place, "--figures", str(Path(folder) / "figures")]
        if subprocess.run([*again, *where], cwd=command.checkout(), check=False).returncode:
            raise StoreError("the command did not end well; what it said stands above")
        made = tracking.Store(place, store.name)
        now = {name: number for run in made.search() for name, number in _of_one(made, run).items()}
    return len(then), [
        Difference(*name, number, now.get(name, math.nan))
        for name, number in then.items()
        if not _same(number, now.get(name))
    ]


def changed(uri: str, run_id: str) -> str | None:
    """What has changed since in the code or the processor, in a sentence or two; None if nothing has."""
    _, run = tracking.find(uri, run_id)
    said = []
    then, now = run.data.tags.get("code", "unknown"), tracking.code_version()
    if then != now:
        said.append(f"The run was made by markone {then}; this is {now}.")
    here = tracking.versions()[PROCESSOR]
    if (there := run.data.params.get(PROCESSOR, here)) != here:
        said.append(
            f"The run was measured on a processor {there} (fused multiply-add), and this is one {here}: "
            "numbers of nets may differ in their last digits."
        )
    return " ".join(said) or None


def _numbers(store: tracking.Store, run: Any) -> dict[tuple[str, str], float]:
    """All that a run and its children have measured, by run and name."""
    family = [run, *store.search(f"tags.`{tracking.PARENT}` = '{run.info.run_id}'")]
    family = [one for one in family if one.info.status == "FINISHED" and one.data.tags.get(CODE)]
    return {name: number for one in family for name, number in _of_one(store, one).items()}


def _of_one(store: tracking.Store, run: Any) -> dict[tuple[str, str], float]:
    if NAMES not in run.data.tags:
        return {}
    measured, name = recall(store, run), run.info.run_name
    single = {(name, metric): value for metric, value in measured.metrics.items()}
    series = {
        (name, f"{metric} [{step}]"): value
        for metric, values in measured.curves.items()
        for step, value in enumerate(values, 1)
    }
    return {key: value for key, value in {**single, **series}.items() if not key[1].startswith(CLOCKED)}


def _same(then: float, now: float | None) -> bool:
    return now is not None and (then == now or (math.isnan(then) and math.isnan(now)))
