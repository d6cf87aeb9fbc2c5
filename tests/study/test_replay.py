"""A run made once more, by its own command."""

import json
import os
import platform
import re
import subprocess
import sys

import pytest
from toss import COINS

from markone import tracking
from markone.cli import main
from markone.study.key import code_of
from markone.study.options import How
from markone.tracking.tags import ASKED


@pytest.fixture
def replayed(coins, command):
    def run(run_id):
        return command(main, "replay", run_id, "--tracking-uri", coins.uri, "--script", COINS)

    return run


def test_a_run_is_made_again_to_the_last_bit(coins, replayed):
    coins("--seeds", 2, "--sweep", "bias=0.3", "--sweep", "throws=70")
    run = next(run for run in coins.runs() if run.data.tags["seed"] == "1")
    command = run.data.tags["command"]
    assert command == "python tests/coins.py --sweep bias=0.3 --sweep throws=70 --case fair --seed 1"
    parent = run.data.tags["mlflow.parentRunId"]
    done = replayed(parent)
    assert done.exit_code == 0, done.stderr
    assert "coins.py --seeds 2 --sweep bias=0.3 --sweep throws=70\n" in done.stdout
    assert done.stdout.endswith("All 8 numbers are the same, to the last bit.\n")
    assert len(coins.runs()) == 2  # it left nothing in the store
    coins.store.client.log_metric(run.info.run_id, "heads", 0.123)
    differs = replayed(run.info.run_id)
    assert differs.exit_code == 1
    assert command.removeprefix("python ") in differs.stdout
    assert re.search(r"fair, seed 1: heads was 0\.123 and is 0\.\d+", differs.stdout)
    assert "Error: 1 of 4 numbers differ" in differs.stderr


def test_runs_that_another_call_asked_for_are_not_compared(coins, replayed):
    coins("--seeds", 3, "--sweep", "throws=50,60")
    coins("--seeds", 2, "--sweep", "throws=60")
    parent = coins.runs()[0].data.tags["mlflow.parentRunId"]
    done = replayed(parent)
    assert done.exit_code == 0, done.stderr
    assert "Not compared: 4 runs below it that this command does not ask for." in done.stdout
    assert done.stdout.endswith("All 8 numbers are the same, to the last bit.\n")


def test_what_cannot_be_made_again_is_said_in_a_sentence(coins, replayed):
    with coins.store.run("by hand", {}) as run:
        run.metrics({"x": 1.0})
    done = replayed(run.id)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "was not made by a script" in done.stderr
    assert "there is no run 'nothing' in" in replayed("nothing").stderr


def test_a_processor_of_another_kind_is_said_and_measures_anew(coins, replayed, monkeypatch):
    """Fused multiply-add rounds once where the other kind of processor rounds twice."""
    coins("--seeds", 1)
    here = coins.runs()[0].data.params["version/processor"]
    other = {"with FMA": "without FMA", "without FMA": "with FMA"}[here]
    before, elsewhere = code_of(), {**tracking.versions(), "version/processor": other}
    monkeypatch.setattr(tracking, "versions", lambda: elsewhere)
    assert code_of() != before
    said = replayed(coins.runs()[0].info.run_id).stdout
    assert f"measured on a processor {here} (fused multiply-add), and this is one {other}" in said


def test_numba_told_to_compile_for_any_processor_has_no_fma():
    asked = "from markone import tracking; print(tracking.versions()['version/processor'])"
    generic = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    done = subprocess.run(
        [sys.executable, "-c", asked], check=False, env=generic, capture_output=True, text=True
    )
    expected = "with FMA" if platform.machine().lower() in ("arm64", "aarch64") else "without FMA"
    assert done.stdout.strip() == expected, done.stderr


def test_what_was_changed_in_a_config_is_asked_again():
    """A device, and what is assumed instead, are options of the command that makes one run again."""
    from coins import STUDY, Config

    config = Config(seeds=3, bias=0.25, throws=50, name="nickel")
    work = STUDY.works(config, {"work_ms": 2}, How(), quick=False)[0]
    asked = ["--sweep", "work_ms=2", "--sweep", "bias=0.25", "--sweep", "name=nickel", "--case", "fair"]
    assert json.loads(work.tags[ASKED])[1:-2] == asked
