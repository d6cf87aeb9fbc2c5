"""Every study, run a second time: nothing is measured again, and it says and draws the same."""

import importlib

import pytest
from conftest import ROOT
from toss import table

from markone import tracking
from markone.study.measured import CLOCKED
from markone.tracking.tags import MEASURED

STUDIES = sorted(
    path.stem for path in (ROOT / "experiments").glob("*.py") if "STUDY = " in path.read_text("utf-8")
)


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_told_again_from_the_store(name, quickly):
    study = importlib.import_module(name).STUDY
    first, folder = quickly(study, "--seeds", "3", "--again")
    pictures = {path.name: path.read_bytes() for path in folder.iterdir()}
    second, _ = quickly(study, "--seeds", "3")
    assert "finished before and not measured again" in second
    assert from_title(first) == from_title(second)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == pictures


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_two_workers_measure_what_one_does(name, quickly, store_uri):
    study = importlib.import_module(name).STUDY

    def numbers(workers):
        quickly(study, "--again", "--workers", workers)
        store = tracking.Store(store_uri, study.name)
        return {run.info.run_name: untimed(run) for run in store.search() if MEASURED in run.data.tags}

    one = numbers(1)
    assert one
    assert repr(sorted(numbers(2).items())) == repr(sorted(one.items()))  # NaN is NaN


def untimed(run):
    return sorted((name, value) for name, value in run.data.metrics.items() if not name.startswith(CLOCKED))


def from_title(said):
    title = next(one for one in ("Accuracy: mean of", "Median of", "Mean of") if one in said)
    return table(said.replace(title, "Mean of"))
