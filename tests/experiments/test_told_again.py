"""Every study, run a second time: nothing is measured again, and it says and draws the same."""

import importlib

import pytest
from conftest import ROOT
from toss import table

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


def from_title(said):
    title = "Accuracy: mean of" if "Accuracy: mean of" in said else "Mean of"
    return table(said.replace(title, "Mean of"))
