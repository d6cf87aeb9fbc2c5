"""A study travels to workers from wherever it was made, and whatever else its module holds."""

import subprocess
import sys

import faults
import numpy as np
import pytest
from distributed.protocol import pickle

SCRIPT = """
import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd

from markone.draw.style import new_figure
from markone.study import Measured, Study

ARRAY, FRAME = np.arange(3.0), pd.DataFrame({"x": [0.25, 0.5]})

@dataclass(frozen=True)
class Config:
    seeds: int = 2

def measure(case, seed, config):
    return Measured({"x": ARRAY[2] + FRAME.x[seed]})

def made():
    return Study("travel", "Where?", "It tells.", Config(), Config(), lambda config: {"one": 1}, measure,
        lambda found, config: {"x": new_figure(1, 1)},
        lambda found, config: f"{[one.metrics['x'] for one in found['one']]}!")

TOP, LISTED = made(), [made()]
"""
PLACES = {"top": "TOP", "in a list": "LISTED[0]", "in a function": "made()"}


@pytest.mark.parametrize("place", PLACES)
def test_a_study_of_a_script_is_measured_by_workers(place, tmp_path):
    """The module holds an array and a table, which are not compared with anything."""
    path = tmp_path / "places.py"
    path.write_text(f"{SCRIPT}\nif __name__ == '__main__':\n    {PLACES[place]}.command()()\n")
    assert "[2.25, 2.5]!" in said([path], tmp_path)


def test_a_study_that_stands_in_no_file_is_measured_by_workers(tmp_path):
    assert "[2.25, 2.5]!" in said(["-"], tmp_path, f"{SCRIPT}\nmade().command()()\n")


def said(script, folder, text=None):
    options = ["--workers", "2", "--no-tracking", "--figures", folder]
    done = subprocess.run(
        [sys.executable, *map(str, [*script, *options])],
        input=text,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("place", PLACES)
def test_a_study_is_the_same_after_dask_has_carried_it(place):
    """Here it stands in no file, as in a notebook."""
    known = {"__name__": "__main__"}
    exec(SCRIPT, known)
    study = eval(PLACES[place], known)
    there = pickle.loads(pickle.dumps(study))
    assert there.measure(1, 1, there.config).metrics == {"x": 2.5}


def test_an_experiment_that_holds_arrays_is_measured_by_workers(quickly):
    options = ("--case", "A-units dead, 20%", "--seeds", "2", "--again")
    one, two = (quickly(faults.STUDY, *options, "--workers", workers)[0] for workers in (1, 2))
    assert one[one.index("Mean of") :].split("Open")[0] == two[two.index("Mean of") :].split("Open")[0]
    assert isinstance(faults.SLIDES, np.ndarray)
