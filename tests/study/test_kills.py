"""Sweeps that are killed, with SIGKILL and at any moment, and started again."""

import contextlib
import os
import random
import signal
import sqlite3
import time
from collections import Counter

import pytest
from toss import table

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def recorded(path):
    """How many runs have finished, read beside MLflow; what a kill left half written is rolled back."""
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as file:
        query = "select count(*) from runs where status = 'FINISHED' and lifecycle_stage = 'active'"
        return file.execute(query).fetchone()[0]


def kill_at_moments(coins, arguments, at_start, after_a_run):
    """Start the sweep and kill its whole process group, again and again."""
    chance = random.Random(1960)
    for number in range(at_start + after_a_run):
        process = coins.start(*arguments)
        try:
            if number < at_start:
                time.sleep(chance.uniform(0.1, 4.0))
            else:
                _wait_for_a_run(coins, process, chance)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _wait_for_a_run(coins, process, chance):
    before = recorded(coins.uri)
    while recorded(coins.uri) == before and process.poll() is None:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 0.3))


def everything_is_there_once(coins, arguments, seeds, undisturbed):
    assert table(coins(*arguments)) == table(undisturbed)
    runs = coins.runs()
    assert {run.info.status for run in runs} == {"FINISHED"}
    keys = Counter(run.data.tags["markone.key"] for run in runs)
    assert len(keys) == 4 * seeds
    assert set(keys.values()) == {1}
    (parent,) = (run for run in coins.store.search() if "case_name" not in run.data.tags)
    assert parent.info.status == "FINISHED"
    assert {run.data.tags["mlflow.parentRunId"] for run in runs} == {parent.info.run_id}


def sweep(coins, seeds, workers, at_start, after_a_run):
    arguments = ("--seeds", seeds, "--sweep", "bias=0.2:0.8:4", "--workers", workers)
    undisturbed = coins(*arguments, "--no-tracking")
    kill_at_moments(coins, arguments, at_start, after_a_run)
    everything_is_there_once(coins, arguments, seeds, undisturbed)


def test_a_sweep_that_is_killed_three_times_ends_as_if_it_had_not_been(coins):
    sweep(coins, 6, 1, at_start=1, after_a_run=2)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_sweep_that_is_killed_fifty_times_ends_as_if_it_had_not_been(coins):
    sweep(coins, 50, 2, at_start=10, after_a_run=40)
