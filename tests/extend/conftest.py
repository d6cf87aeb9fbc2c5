"""What the tests need that add an experiment: commands of markone in an empty folder with a store."""

import shutil

import pytest

from markone import tracking
from markone.cli import main
from markone.study.scripts import module_of


@pytest.fixture
def run(command, tmp_path, blank_store, monkeypatch):
    """Call `markone` in the folder of the script; what it said."""
    store = shutil.copy(blank_store, tmp_path / "mlflow.db")
    monkeypatch.syspath_prepend(str(tmp_path))  # as it was before, when the test is over
    module_of.cache_clear()

    def call(*arguments, code=0):
        done = command(main, *arguments, "--tracking-uri", store)
        assert done.exit_code == code, done.output
        return done.output

    return call


@pytest.fixture
def runs(tmp_path):
    """The runs of an experiment by their names, parents left out."""

    def find(name):
        found = tracking.Store(str(tmp_path / "mlflow.db"), name).search()
        return {run.info.run_name: run for run in found if "case_name" in run.data.tags}

    return find
