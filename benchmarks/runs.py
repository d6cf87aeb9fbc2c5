"""What runs cost in their thousands: to record, to find again, to list, report, clean up and carry away.

Each store holds ten times as many runs as the last. What reads a store is a command of its own, in a process
of its own: its processor time and its most memory, less what the same command takes on a store of ten. The
last column is the exponent of growth, a line through the logarithms. Recording is measured in turns with
MLflow's own calls for the same run: create_run, log_batch, set_terminated.

With --workers a sweep of runs that wait a tenth of a second is done by Dask workers of this machine instead:
what its leader, its scheduler and its workers take a run, and how much longer than waiting it lasts.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
import psutil
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.grown import grow
from benchmarks.spent import Cost, spent
from benchmarks.toss import STUDY, Config
from markone import tracking
from markone.study.job import Job
from markone.study.options import How
from markone.terminal import plain_console
from markone.tracking.mlflow_api import entities

FEW, ROUNDS, WAIT_MS = 20, 3, 100
"""Runs that are recorded in a turn, turns, and how long a run of a cluster waits."""
Costs = dict[str, dict[int, Cost]]


def study(uri: str, folder: Path, seeds: int, *more: str) -> list[str]:
    """The command of the study."""
    where = ["--tracking-uri", uri, "--figures", str(folder / "figures")]
    return ["-m", "benchmarks.toss", "--seeds", str(seeds), *where, *more]


def ours(store: tracking.Store, turn: int) -> None:
    """Measure and record a few runs that are new."""
    job = Job(STUDY.do, store.uri, STUDY.name, "", "other code", f"session {turn}")
    for work in STUDY.works(Config(FEW), {}, How(), False):
        assert job.do(work._replace(key=f"{turn} {work.key}", is_new=True), store).measured


def theirs(store: tracking.Store, turn: int) -> None:
    """The same runs as somebody would record them with MLflow alone; no files."""
    client, now = store.client, int(time.time() * 1000)
    for work in STUDY.works(Config(FEW), {}, How(), False):
        found = STUDY.do(work, None)  # type: ignore[arg-type]  # the study records nothing itself
        tags = {key: str(value) for key, value in work.tags.items()}
        run_id = client.create_run(store.experiment_id, tags=tags, run_name=work.name).info.run_id
        points = [(name, value, 0) for name, value in found.metrics.items()]
        points += [
            (name, value, step) for name, row in found.curves.items() for step, value in enumerate(row, 1)
        ]
        params = {**work.params, **tracking.versions()}
        client.log_batch(
            run_id,
            [entities.Metric(name, value, now, step) for name, value, step in points],
            [entities.Param(name, str(value)) for name, value in params.items()],
        )
        client.set_terminated(run_id)


def recorded(uri: str) -> tuple[Cost, Cost]:
    """What a run costs, ours and MLflow's own, in turns; the median of all turns but the first."""
    store = tracking.Store(uri, STUDY.name)
    took: dict[Callable[..., None], list[Cost]] = {ours: [], theirs: []}
    for turn in range(ROUNDS + 1):
        for act, found in took.items():
            wall, processor = time.perf_counter(), time.process_time()
            act(store, turn)
            passed = (time.process_time() - processor, time.perf_counter() - wall)
            found.append(Cost(passed[0] / FEW, passed[1] / FEW, 0.0))
    first, second = (Cost(*np.median(found[1:], axis=0).tolist()) for found in took.values())
    return first, second


def costs(sizes: list[int], folder: Path, say: Callable[[str], object]) -> Costs:
    """What each act costs on each store."""
    found: Costs = {}
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        database = place / "runs.db"
        uri = f"sqlite:///{database.as_posix()}"
        spent(study(uri, place, 3))
        grow(database, size)
        found.setdefault("first resume", {})[size] = spent(study(uri, place, size))
        for act, command in _commands(uri, place, size).items():
            found.setdefault(act, {})[size] = spent(command)
        mine, their = recorded(uri)
        found.setdefault("record one", {})[size] = mine
        found.setdefault("MLflow's own", {})[size] = their
        say(f"{size:,} runs: done")
    return found


def _commands(uri: str, place: Path, size: int) -> dict[str, list[str]]:
    there = ["--tracking-uri", uri]
    acts = {
        "runs": ["runs"],
        "runs --all": ["runs", STUDY.name, "--all"],
        "report": ["report", STUDY.name, "--out", str(place)],
        "gc": ["gc", "--dry-run"],
        "export": ["export", STUDY.name, str(place / "all.zip")],
    }
    markone = {name: ["-m", "markone", *words, *there] for name, words in acts.items()}
    return {"resume": study(uri, place, size), **markone}


def exponent(by_size: dict[int, Cost], field: str) -> float:
    """How an act grows with the runs above what it takes on the smallest store; NaN where it does not.

    A line through the logarithms of the two largest decades.
    """
    sizes = sorted(by_size)
    least = getattr(by_size[sizes[0]], field)
    points = [(size, getattr(by_size[size], field) - least) for size in sizes[1:]][-3:]
    points = [(size, more) for size, more in points if more > 0.02]
    if len(points) < 2:
        return float("nan")
    sizes_of, more_of = np.array(points).T
    return float(np.polyfit(np.log(sizes_of), np.log(more_of), 1)[0])


def table(found: Costs, sizes: list[int]) -> Table:
    """All acts as they are printed."""
    drawn = Table(
        title="Seconds of the processor (most megabytes)", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    drawn.add_column("act")
    for head in (*(f"{size:,} runs" for size in sizes), "ms a run", "exponent"):
        drawn.add_column(head, justify="right", no_wrap=True)
    for act, by_size in found.items():
        is_one = by_size[sizes[0]].megabytes == 0.0  # of one run, whatever the store holds
        cells = [_cell(by_size[size], is_one) for size in sizes]
        grown = by_size[sizes[-1]].seconds - by_size[sizes[0]].seconds
        each = by_size[sizes[-1]].seconds * 1000 if is_one else grown * 1000 / sizes[-1]
        power = "–" if is_one else f"{exponent(by_size, 'seconds'):.2f}"
        drawn.add_row(act, *cells, f"{each:.2f}", power)
    return drawn


def _cell(cost: Cost, is_one: bool) -> str:
    return f"{cost.seconds * 1000:.1f} ms" if is_one else f"{cost.seconds:.1f} ({cost.megabytes:.0f})"


def on_workers(number: int, runs: int, folder: Path) -> dict[str, float]:
    """A sweep of runs that wait, on so many workers: milliseconds a run, and seconds."""
    import distributed

    place = folder / f"workers {number}"
    place.mkdir()
    kinds: dict[str, Any] = {"n_workers": number, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**kinds) as cluster:
        uri = f"sqlite:///{(place / 'runs.db').as_posix()}"
        sweep = ("--sweep", f"wait_ms={WAIT_MS}", "--scheduler", cluster.scheduler_address)
        start = spent(study(uri, place, number, *sweep))  # workers import
        before, own = _processor(), time.process_time()
        leader = spent(study(uri, place, runs + number, *sweep))
        told = {"scheduler": time.process_time() - own, "workers": _processor() - before}
    told = {"leader": leader.seconds - start.seconds, **told}
    each = {name: value * 1000 / runs for name, value in told.items()}
    return {**each, "seconds": leader.wall, "waiting": runs * WAIT_MS / 1000 / number}


def _processor() -> float:
    """Seconds that processes started here have taken."""
    return sum(sum(one.cpu_times()[:2]) for one in psutil.Process().children(recursive=True))


def workers_table(found: dict[int, dict[str, float]], runs: int) -> Table:
    """What runs of a cluster cost."""
    drawn = Table(title=f"{runs:,} runs that wait {WAIT_MS} ms", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for head in ("workers", "leader ms", "scheduler ms", "workers ms a run", "seconds", "waiting alone"):
        drawn.add_column(head, justify="right")
    for number, told in found.items():
        drawn.add_row(str(number), *(f"{value:.1f}" for value in told.values()))
    return drawn


def _sizes(most: int) -> Iterator[int]:
    size = 10
    while size < most:
        yield size
        size *= 10
    yield most


@click.command(help=__doc__)
@click.option(
    "--runs", type=click.IntRange(20), default=10_000, show_default=True, help="Of the largest store."
)
@click.option("--workers", metavar="2,4,8", help="Numbers of Dask workers (needs the extra 'scale').")
def main(runs: int, workers: str | None) -> None:
    """Measure, and print a table."""
    console: Console = plain_console()
    words = [word.strip() for word in workers.split(",")] if workers else []
    numbers = [int(word) for word in words if word.isdigit() and int(word)]
    if len(numbers) < len(words):
        raise click.BadParameter(f"{workers!r} is no list of numbers; give 2,4,8", param_hint="--workers")
    with tempfile.TemporaryDirectory(prefix="markone-runs-") as name:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        if numbers:
            for number in numbers:
                console.print(workers_table({number: on_workers(number, runs, folder)}, runs))
        else:
            sizes = list(_sizes(runs))
            console.print(table(costs(sizes, folder, console.print), sizes))


if __name__ == "__main__":
    main()
