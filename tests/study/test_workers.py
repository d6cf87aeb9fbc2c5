"""Several workers: the same numbers, and what becomes of a run whose worker dies. Real processes."""

import os
import time
from collections import Counter

import pytest
from toss import table

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def scores(coins):
    """What each run measured, by name."""
    return {
        run.info.run_name: run.data.metrics["heads"] for run in coins.runs() if "heads" in run.data.metrics
    }


def once_each(coins):
    return set(Counter(run.info.run_name for run in coins.runs()).values()) == {1}


@POSIX
def test_a_worker_that_dies_loses_only_its_own_run(coins):
    """Seed 1 kills its worker whenever it is tried, seed 2 once; the others are not touched."""
    said = coins("--seeds", 8, "--sweep", f"deadly={coins.folder / 'once'}", "--workers", 2, code=1)
    assert "1 run has FAILED" in said
    assert "seed 1: its worker died 3 times" in said
    runs = {int(run.data.tags["seed"]): run for run in coins.runs()}
    assert len(runs) == len(coins.runs()) == 8
    assert {seed for seed, run in runs.items() if run.info.status != "FINISHED"} == {1}
    assert runs[1].info.status == "FAILED"
    assert (coins.folder / "once").exists()


@POSIX
@pytest.mark.timeout(300)
def test_a_cluster_with_a_worker_killed_in_the_middle_gives_the_same_numbers(cluster, coins):
    address, workers = cluster
    arguments = ("--seeds", 8, "--sweep", "bias=0.3,0.6", "--sweep", "work_ms=200")
    process = coins.start(*arguments, "--scheduler", address)
    while len(scores(coins)) < 4:
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    workers[0].kill()
    said, wrong = process.communicate(timeout=120)
    assert process.returncode == 0, wrong
    assert len(scores(coins)) == 16
    assert once_each(coins)
    assert {run.info.status for run in coins.runs()} == {"FINISHED"}
    assert table(said) == table(coins(*arguments, "--no-tracking", "--workers", 2))
    assert len({run.data.tags["markone.pid"] for run in coins.runs()}) == 3
