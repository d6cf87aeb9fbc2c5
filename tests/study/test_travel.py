"""A study travels to workers from wherever it was made, and whatever else its module holds."""

import subprocess
import sys

import approximation
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


@pytest.mark.parametrize(
    "place", ["top", *(pytest.param(place, marks=pytest.mark.slow) for place in PLACES if place != "top")]
)
def test_a_study_of_a_script_is_measured_by_workers(place, tmp_path):
    """The module holds an array and a table, which are not compared with anything."""
    path = tmp_path / "places.py"
    path.write_text(f"{SCRIPT}\nif __name__ == '__main__':\n    {PLACES[place]}.command()()\n")
    assert "[2.25, 2.5]!" in said([path], tmp_path)


@pytest.mark.parametrize("name", ["PLACES.PY", pytest.param("places", marks=pytest.mark.slow)])
def test_a_script_may_have_any_ending(name, tmp_path):
    path = tmp_path / name
    path.write_text(f"{SCRIPT}\nif __name__ == '__main__':\n    TOP.command()()\n")
    assert "[2.25, 2.5]!" in said([path], tmp_path)


def test_a_study_that_stands_in_no_file_is_measured_by_workers(tmp_path):
    assert "[2.25, 2.5]!" in said(["-"], tmp_path, f"{SCRIPT}\nmade().command()()\n")


def said(script, folder, text=None, where=("--workers", "2"), code=0):
    options = [*where, "--no-tracking", "--figures", folder]
    done = subprocess.run(
        [sys.executable, *map(str, [*script, *options])],
        input=text,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.mark.parametrize("place", PLACES)
def test_a_study_is_the_same_after_dask_has_carried_it(place):
    """Here it stands in no file, as in a notebook."""
    known = {"__name__": "__main__"}
    exec(SCRIPT, known)
    study = eval(PLACES[place], known)
    there = pickle.loads(pickle.dumps(study))
    assert there.measure(1, 1, there.config).metrics == {"x": 2.5}


def test_an_experiment_that_holds_arrays_is_measured_by_workers(quickly):
    options = ("--case", "square, best", "--seeds", "2", "--again")
    one, two = (quickly(approximation.STUDY, *options, "--workers", workers)[0] for workers in (1, 2))
    assert one[one.index("Mean of") :].split("Open")[0] == two[two.index("Mean of") :].split("Open")[0]
    assert isinstance(approximation.X, np.ndarray)


@pytest.fixture
def scheduler(cluster):
    """The address of a cluster of processes, which know no folder of the tests."""
    return cluster[0]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_study_of_a_script_is_measured_by_a_cluster(place, tmp_path, scheduler):
    path = tmp_path / "cast.py"
    path.write_text(f"{SCRIPT}\nif __name__ == '__main__':\n    {PLACES[place]}.command()()\n")
    assert "[2.25, 2.5]!" in said([path], tmp_path, where=("--scheduler", scheduler))


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_cluster_measures_with_the_modules_beside_a_script_as_they_are_now(place, tmp_path, scheduler):
    """The workers have them neither on their path nor, after an edit, as they imported them."""
    (tmp_path / "others.py").write_text(
        SCRIPT.replace("+ FRAME", "+ SHIFT + FRAME") + "from shifts import SHIFT\n"
    )
    path = tmp_path / "cast.py"
    path.write_text(f"import others\nif __name__ == '__main__':\n    others.{PLACES[place]}.command()()\n")
    for shift, answer in (("1", "[3.25, 3.5]!"), ("20.0", "[22.25, 22.5]!")):
        (tmp_path / "shifts.py").write_text(f"SHIFT = {shift}\n")
        assert answer in said([path], tmp_path, where=("--scheduler", scheduler))


@pytest.mark.slow
def test_what_cannot_travel_to_a_cluster_is_one_sentence(tmp_path, scheduler):
    held = SCRIPT.replace("ARRAY,", "import threading\nLOCK = threading.Lock()\nARRAY,", 1)
    path = tmp_path / "held.py"
    path.write_text(
        held.replace("    return Measured", "    LOCK\n    return Measured") + "LISTED[0].command()()\n"
    )
    wrong = said([path], tmp_path, where=("--scheduler", scheduler), code=1)
    assert "this study cannot travel to workers (cannot pickle '_thread.lock' object)" in wrong
    assert "Traceback" not in wrong


@pytest.mark.slow
def test_a_script_that_a_worker_cannot_load_is_one_sentence(tmp_path, scheduler):
    path = tmp_path / "barred.py"
    run = "if __name__ == '__main__':\n    TOP.command()()\nelse:\n    raise OSError('no such disk')\n"
    path.write_text(f"{SCRIPT}\n{run}")
    wrong = said([path], tmp_path, where=("--scheduler", scheduler), code=1)
    assert "a worker of the cluster cannot load this study (OSError: no such disk)" in wrong
    assert "Traceback" not in wrong


@pytest.mark.slow
def test_an_experiment_gives_the_same_on_a_cluster(quickly, scheduler):
    options = ("--case", "square, best", "--seeds", "2", "--again")
    here, there = (
        quickly(approximation.STUDY, *options, *where)[0] for where in ((), ("--scheduler", scheduler))
    )
    assert here[here.index("Mean of") :].split("Open")[0] == there[there.index("Mean of") :].split("Open")[0]
