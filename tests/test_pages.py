"""What MLflow's pages show first: of experiments, runs and models, as MLflow's own client finds it."""

import json
import shutil
from dataclasses import dataclass

import numpy as np
import pytest
from click.testing import CliRunner

from markone.cli import main
from markone.learners import Perceptron, save
from markone.study import Measured, Study
from markone.tracking import reading
from markone.tracking.comparison import comparison

X, Y = np.array([[0.0, 1], [1, 0], [1, 1], [0, 0]]), np.array([0, 1, 1, 0])


@dataclass(frozen=True)
class Config:
    """How long a learner learns."""

    seeds: int = 2
    epochs: int = 3


def measure(case, seed, config, run):
    learner = Perceptron(max_iter=config.epochs, random_state=seed).fit(X, Y)
    run.model(lambda folder: save(learner, folder), "markone.learners.saved", X, learner.predict(X))
    return Measured({"test/accuracy": 1.0})


STUDY = Study(
    name="pages",
    question="Who learns?",
    doc="Pages.",
    config=Config(3, 4),
    quick=Config(),
    cases=lambda config: {"Points, 5%: a/b": None},
    measure=measure,
    figures=lambda found, config: {},
    answer=lambda found, config: f"All, in {config.epochs} epochs.",
    tags=lambda case: {"task": "Points", "contender": 'Perceptron: "5%" a/b'},
    live=True,
)


@pytest.fixture(scope="module")
def pages(blank_store, tmp_path_factory):
    """Run the study as a user does, and look at the store."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copy(blank_store, folder / "mlflow.db")
    where = ["--tracking-uri", str(folder / "mlflow.db"), "--figures", str(folder)]

    def call(*options):
        done = CliRunner().invoke(STUDY.command(), [*options, *where], catch_exceptions=False)
        assert done.exit_code == 0, done.output

    call("--quick")
    _, client = reading.connect(str(folder / "mlflow.db"))
    return call, client


def experiment(client):
    return client.get_experiment_by_name(STUDY.name)


def found(client, wanted=""):
    return client.search_runs([experiment(client).experiment_id], wanted)


def test_an_experiment_is_described_by_its_question_and_the_best_answer_so_far(pages):
    call, client = pages
    note = "mlflow.note.content"
    rough = "Who learns?\n\n(Of a short version: the numbers are rough.) All, in 3 epochs."
    assert experiment(client).tags[note] == rough
    call()
    full = "Who learns?\n\nAll, in 4 epochs."
    assert experiment(client).tags[note] == full
    call("--quick")
    assert experiment(client).tags[note] == full


def test_names_of_parents_begin_with_what_tells_them_apart(pages):
    call, client = pages
    call()
    call("--quick", "--sweep", "epochs=1,2", "--seeds", "1")
    call("--seed", "1")
    parents = [run for run in found(client) if "mlflow.parentRunId" not in run.data.tags]
    assert {run.info.run_name for run in parents} == {
        "short, 2 seeds: Who learns?",
        "3 seeds: Who learns?",
        "short, sweep of epochs, 1 seed: Who learns?",
        "seed 1: Who learns?",
    }
    call("--seeds", "4")  # below the parent of three
    assert len(found(client, "attributes.run_name = '4 seeds: Who learns?'")) == 1
    assert len(found(client, "attributes.run_name = '3 seeds: Who learns?'")) == 0


def test_what_we_note_for_ourselves_stands_last(pages):
    _, client = pages
    for run in found(client):
        shown = [key for key in run.data.tags if not key.startswith("mlflow.")]
        ours = [key.startswith("markone.") for key in shown]
        late = {"markone.measured"}  # written at the end
        assert [is_ours for key, is_ours in zip(shown, ours, strict=True) if key not in late] == sorted(
            is_ours for key, is_ours in zip(shown, ours, strict=True) if key not in late
        )
    assert not [key for key in experiment(client).tags if not key.startswith("mlflow.")]


def test_every_tag_and_parameter_of_a_case_is_found_without_quoting(pages):
    _, client = pages
    run = found(client, "tags.case_name LIKE 'Points%'")[0]
    names = [f"tags.{key}" for key in run.data.tags if "." not in key]
    names += [f"params.{key}" for key in run.data.params if "/" not in key]
    assert {"tags.case_name", "params.case_name", "tags.contender", "tags.task", "params.epochs"} <= {*names}
    for name in names:
        assert found(client, f"{name} LIKE '%'"), name


def test_a_model_is_named_after_learner_and_data(pages):
    _, client = pages
    models = client.search_logged_models([experiment(client).experiment_id])
    assert {model.name for model in models} == {"Perceptron_ _5_ a_b on Points"}


def test_a_model_from_elsewhere_is_named_as_one_from_here(pages, blank_store, tmp_path):
    _, client = pages
    archive = str(tmp_path / "x.zip")
    shutil.copy(blank_store, tmp_path / "mlflow.db")
    for *words, store in (
        ("export", STUDY.name, archive, client.tracking_uri),
        ("import", archive, str(tmp_path / "mlflow.db")),
    ):
        done = CliRunner().invoke(main, [*words, "--tracking-uri", store])
        assert done.exit_code == 0, done.output
    _, other = reading.connect(str(tmp_path / "mlflow.db"))
    models = other.search_logged_models([experiment(other).experiment_id])
    assert {model.name for model in models} == {"Perceptron_ _5_ a_b on Points"}


def test_old_stores_are_read_by_the_old_name(pages):
    """Runs of an older version have `case` in place of `case_name`, and no list with keys."""
    _, client = pages
    number = experiment(client).experiment_id
    parent = client.create_run(number, run_name="old one").info.run_id
    for seed in range(2):
        tags = {"mlflow.parentRunId": parent, "case": "old", "seed": str(seed)}
        child = client.create_run(number, tags=tags).info.run_id
        client.log_metric(child, "score", seed)
        client.set_terminated(child, "FINISHED")
    client.log_dict(parent, {"columns": ["run_id"], "data": [[child]]}, "tables/runs.json")
    client.set_terminated(parent, "FINISHED")
    (only,) = comparison(client, STUDY.name, parent).children
    assert (only.contender, only.seed, json.dumps(only.metrics)) == ("old", 1, '{"score": 1.0}')
    for key in ("case", "case_name"):
        assert len(reading.chosen(client, [number], "", [(key, "old")], None)) == 2
