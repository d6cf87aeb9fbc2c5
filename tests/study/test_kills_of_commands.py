"""`markone gc` and `markone sync` that are killed, with SIGKILL and at any moment, and started again."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from markone import tracking

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals of POSIX"),
    pytest.mark.slow,
    pytest.mark.timeout(3600),
]
RUNS, KILLS = 160, 10


@pytest.fixture
def path(blank_store, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Path(shutil.copy(blank_store, tmp_path / "mlflow.db"))


def start(*arguments):
    """The command, slower than who watches it, also where many others run."""
    command = ["nice", "-n", "15", sys.executable, "-m", "markone", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def killed_and_done(progress, *arguments):
    """Kill the command ten times, each time once it has got further, and then let it end."""
    chance, kills = random.Random(1960), 0
    while kills < KILLS:
        before, process = progress(), start(*arguments)
        while progress() == before and process.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.001))
        assert process.poll() is None, process.communicate()[0]
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
    process = start(*arguments)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert "Traceback" not in said


def filled(path, lost):
    """A store with runs that have numbers and a file; `lost`: all of it still waits in journals."""
    store = tracking.Store(str(path), "tests")
    if lost:
        store.reason, store._ask = "full", float("inf")
    for number in range(RUNS):
        with store.run(f"run {number}", {"number": number}) as run:
            for step in range(1, 30):
                run.metrics({"x": step * number}, step=step)
                run.flush()
            run.table("rows", {"a": [number]})


def everything(path):
    """All that is known of the runs, without ids and times; and what lies beside the store."""
    store = tracking.Store(str(path), "tests")
    told = {}
    for run in store.search():
        points = store.client.get_metric_history(run.info.run_id, "x")
        files = store.client.list_artifacts(run.info.run_id, "tables")
        curve = sorted((point.step, point.value) for point in points)
        told[run.info.run_name] = (run.info.status, curve, [file.path for file in files])
    assert len(told) == len(store.search())
    home = path.parent / "mlflow-artifacts" / "tests"
    return told, len(list(home.iterdir())) if home.is_dir() else 0


def test_gc_that_is_killed_ten_times_ends_as_if_it_had_not_been(path):
    filled(path, lost=False)
    store = tracking.Store(str(path), "tests")
    for run in store.search()[::2]:
        store.client.set_terminated(run.info.run_id, "FAILED")
    home = path.parent / "mlflow-artifacts" / "tests"
    killed_and_done(lambda: len(list(home.iterdir())), "gc", "--yes", "--tracking-uri", path)
    told, folders = everything(path)
    assert list(told) == [f"run {number}" for number in range(1, RUNS, 2)]
    assert folders == len(told)
    assert all(len(curve) == 29 and files == ["tables/rows.json"] for _, curve, files in told.values())


def test_sync_that_is_killed_ten_times_ends_as_if_it_had_not_been(path, blank_store):
    other = path.parent / "undisturbed" / "mlflow.db"
    other.parent.mkdir()
    shutil.copy(blank_store, other)
    filled(other, lost=False)
    filled(path, lost=True)
    assert len(tracking.waiting()) == RUNS
    killed_and_done(lambda: len(tracking.waiting()), "sync")
    assert tracking.waiting() == []
    assert everything(path) == everything(other)
