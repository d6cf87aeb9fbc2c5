"""Another experiment: one file, which makes a `Study`."""

import csv
import re

import pytest

from markone.cli import main

SCRIPT = '''"""Do more epochs make a perceptron surer?"""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from markone import Perceptron
from markone.study import Measured, Study


@dataclass(frozen=True)
class Config:
    """How much is measured."""

    seeds: int = 3
    slides: int = 40


def points(number, rng):
    X = rng.normal(size=(number, 2))
    return X, (X.sum(axis=1) > 0).astype(int)


def measure(case, seed, config):
    rng = np.random.default_rng(seed)
    learner = Perceptron(random_state=seed, max_iter=case).fit(*points(config.slides, rng))
    return Measured({"accuracy": learner.score(*points(1000, rng))})


def figures(found, config):
    return {"accuracy": Figure()}


def answer(found, config):
    first = found["one epoch"][0].metrics["accuracy"]
    return f"After one epoch it is right in {first:.4f}."


STUDY = Study(
    name="surer",
    question="Do more epochs make a perceptron surer?",
    doc="Some seconds.",
    config=Config(),
    quick=Config(2),
    cases=lambda config: {"one epoch": 1, "ten epochs": 10},
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
'''
ANSWER = r"After one epoch it is right in 0\.\d{4}\."
AGAIN = "finished before and not measured again"
NAMES = [f"{case}, seed {seed}" for case in ("one epoch", "ten epochs") for seed in (0, 1)]
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "surer.py"
    path.write_text(SCRIPT)
    return path


@pytest.fixture
def surer(run, script):
    """`markone run --script surer.py --quick` with more options; what it said."""
    return lambda *more, **how: run("run", "--script", script.name, "--quick", *more, **how)


def test_its_help_tells_what_it_is(script, command):
    said = " ".join(command(main, "run", "--script", script.name, "--help").output.split())
    assert "Some seconds." in said
    assert "[default: 3, or 2 with --quick]" in said


def test_it_is_measured_answered_and_drawn(surer, runs, tmp_path):
    said = surer()
    assert re.search(ANSWER, said)
    assert (tmp_path / "figures" / "surer" / "accuracy.png").exists()
    found = runs("surer")
    assert sorted(found) == NAMES
    assert len({run.data.tags["markone.key"] for run in found.values()}) == 4
    assert all(run.data.params["slides"] == "40" for run in found.values())


def test_what_is_finished_is_not_measured_again(surer, runs):
    first, before = surer(), runs("surer")
    second = surer()
    assert f"4 runs were {AGAIN}" in second
    assert re.search(ANSWER, first)[0] == re.search(ANSWER, second)[0]
    assert f"4 runs were {AGAIN}" in surer("--seeds", 3)
    after = runs("surer")
    assert len(after) == 6
    assert {run.info.run_id for run in before.values()} < {run.info.run_id for run in after.values()}


def test_an_edit_of_what_is_measured_is_another_run(surer, run, runs, tmp_path):
    surer()
    edited = SCRIPT.replace("> 0)", "> 1)")
    (tmp_path / "edited.py").write_text(edited)
    assert AGAIN not in run("run", "--script", "edited.py", "--quick")
    assert len(runs("surer")) == 4  # by name; the keys are others
    (tmp_path / "moved.py").write_text(edited)
    assert f"4 runs were {AGAIN}" in run("run", "--script", "moved.py", "--quick")


def test_a_parameter_is_swept(surer, runs, tmp_path):
    said = surer("--sweep", "slides=10,40")
    assert "2 points, 8 runs." in said
    assert (tmp_path / "figures" / "surer" / "sweep_slides.png").exists()
    assert {run.data.params["slides"] for run in runs("surer").values()} == {"10", "40"}
    assert f"8 runs were {AGAIN}" in surer("--sweep", "slides=10,40")


def test_a_case_and_a_seed_are_run_alone(surer, runs):
    surer("--case", "ten epochs", "--seed", 5)
    assert list(runs("surer")) == ["ten epochs, seed 5"]
    assert "there is no case 'two'; there is 'one epoch', 'ten epochs'" in surer("--case", "two", code=1)


def test_a_report_is_written(surer, run, runs, tmp_path):
    surer()
    said = run("report", "surer", "--out", "out")
    assert "Do more epochs make a perceptron surer?" in said
    with (tmp_path / "out" / "surer.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "mean"]
    assert {row["contender"] for row in rows} == {"one epoch", "ten epochs"}
    found = [runs("surer")[f"one epoch, seed {seed}"].data.metrics["accuracy"] for seed in (0, 1)]
    (mean,) = (float(row["value"]) for row in rows if row["contender"] == "one epoch")
    assert mean == pytest.approx(sum(found) / 2, rel=1e-15)
