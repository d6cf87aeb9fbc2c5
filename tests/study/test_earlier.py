"""Runs that were recorded when keys were made otherwise: that is said once, and they stay readable."""

from dataclasses import replace
from pathlib import Path

import mlflow
import pytest
from coins import STUDY

from markone.cli import main
from markone.study.earlier import NOW, SAID
from markone.tracking.tags import KEY, SCHEME


def old(coins, name="coins"):
    """A finished run as an earlier markone left it, in an experiment `name`."""
    client = mlflow.MlflowClient(coins.uri if "://" in coins.uri else f"sqlite:///{coins.uri}")
    found = client.get_experiment_by_name(name)
    number = found.experiment_id if found else client.create_experiment(name)
    run = client.create_run(number, tags={KEY: "a" * 32, "case_name": "fair", "mlflow.runName": "old"})
    client.log_metric(run.info.run_id, "heads", 0.5)
    client.set_terminated(run.info.run_id)
    return client


@pytest.fixture
def start(coins, command):
    """Start the study of coins; its complaints."""

    def call(*more, study=STUDY):
        done = command(study.command(), "--tracking-uri", coins.uri, "--seeds", 1, *more)
        assert done.exit_code == 0, done.output
        return done.stderr

    return call


@pytest.mark.parametrize("home", ["coins", "another experiment"])
def test_it_is_said_once_a_store(coins, start, home):
    if home == "coins":
        start()  # so that its folder is the store's own
    client = old(coins, home)
    if home == "coins":
        client.delete_experiment_tag(client.get_experiment_by_name(home).experiment_id, SCHEME)
    assert start() == f"{SAID}\n"
    assert start() == ""
    assert start("--sweep", "throws=10") == ""
    assert client.get_experiment_by_name("coins").tags[SCHEME] == NOW


def test_another_experiment_of_the_same_store_does_not_say_it_again(coins, start):
    old(coins, "elsewhere")
    assert start() == f"{SAID}\n"
    assert start(study=replace(STUDY, name="pennies")) == ""


def test_nothing_is_said_of_a_store_without_such_runs(coins, start):
    assert start() == ""
    old(coins, "elsewhere")  # brought from an archive, say
    assert start() == ""
    assert start("--no-tracking") == ""


def test_old_runs_stay_readable_and_reading_writes_nothing(coins, command):
    old(coins, "elsewhere")
    before = Path(coins.uri).read_bytes()
    done = command(main, "runs", "elsewhere", "--all", "--show", "heads", "--tracking-uri", coins.uri)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "old" in done.stdout
    assert "0.5" in done.stdout
    assert Path(coins.uri).read_bytes() == before


def test_a_store_that_takes_no_note_stops_nothing(coins, start, monkeypatch):
    """It is said at the next start."""
    old(coins, "elsewhere")
    write = mlflow.MlflowClient.set_experiment_tag

    def full(self, number, key, value):
        if key == SCHEME:
            raise OSError(28, "No space left on device")
        write(self, number, key, value)

    monkeypatch.setattr(mlflow.MlflowClient, "set_experiment_tag", full)
    assert start() == ""
    monkeypatch.undo()
    assert start() == f"{SAID}\n"
