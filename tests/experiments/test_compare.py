"""The main job in quick mode, as a user runs it, against a store of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from browser import chromium, shots
from compare import STUDY
from conftest import ROOT, MlflowServer
from pace import allowed

from markone import stimuli, tracking
from markone.study.recording import warm_up
from markone.tracking import models

SCRIPT = ROOT / "experiments" / "compare.py"
LEARNERS = {"mark_one_shares", "mark_one_full", "perceptron", "mlp"}


@pytest.fixture(scope="module")
def quick(store_uri, tmp_path_factory):
    """One quick run: what it printed, its store, its figures."""
    warm_up()  # compiling, which a first run has to do, is not timed here
    folder = tmp_path_factory.mktemp("quick")
    command = [sys.executable, str(SCRIPT), "--quick", "--tracking-uri", store_uri, "--figures", str(folder)]
    start = os.times().children_user
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stderr
    assert os.times().children_user - start < allowed(30)  # of computing; 15 on a machine that is not busy
    assert done.stderr == ""
    return done.stdout, tracking.Store(store_uri, "compare"), folder / "compare"


def children(store):
    return store.client.search_runs(
        [store.experiment_id], "tags.stimuli != '' and attributes.status = 'FINISHED'", max_results=1000
    )


def test_it_says_where_and_what(quick, store_uri):
    said, *_ = quick
    assert said.startswith(f"Recording to {store_uri}\n")
    assert said.rstrip().endswith(f"-m markone dashboard --tracking-uri {store_uri}")
    for name in ("XOR", "Points", "Digits", "Mark I, shares", "Mark I, full", "Perceptron", "Stack", "MLP"):
        assert name in said
    assert re.search(r"Mark I, full +2,048 +0\.\d{3} +0\.\d{3} +\d+\.\d +[\d.]+ m?s +[\d.]+ h", said)
    assert "…" not in said


def test_every_learner_is_recorded_with_every_seed(quick):
    _, store, _ = quick
    runs = children(store)
    found = sorted(
        (run.data.tags["stimuli"], run.data.tags["learner"], run.data.tags["seed"]) for run in runs
    )
    expected = [
        (name, learner, seed) for name in ("points", "digits", "xor") for learner in LEARNERS for seed in "01"
    ]
    expected += [("xor", "stack", seed) for seed in "01"]
    assert found == sorted(expected)
    parents = {run.data.tags["mlflow.parentRunId"] for run in runs}
    assert len(parents) == 1
    parent = store.client.get_run(parents.pop())
    assert parent.info.status == "FINISHED"
    assert "digits not seen in training" in parent.data.tags["mlflow.note.content"]
    for run in runs:
        assert 0 <= run.data.metrics["train/accuracy"] <= 1
        assert 0 <= run.data.metrics["test/accuracy"] <= 1
        assert run.data.metrics["time/train_s"] > 0
        assert {d.dataset.name for d in run.inputs.dataset_inputs} == {
            f"{run.data.tags['stimuli']} train",
            f"{run.data.tags['stimuli']} test",
        }
        assert {"seed", "version/markone", "version/numpy"} <= set(run.data.params)
        steps = store.client.get_metric_history(run.info.run_id, "test/accuracy")
        assert [point.step for point in steps] == list(range(1, int(run.data.metrics["train/epochs"]) + 1))


def test_the_machine_is_described_constant_by_constant(quick):
    _, store, _ = quick
    run = next(run for run in children(store) if run.data.tags["learner"] == "mark_one_full")
    assert run.data.params["spec.cycle_ms"] == "5000"
    assert run.data.params["device.stop_v"] == "11.0"
    assert run.data.params["photocell.threshold"] == "0.5"
    assert (
        run.data.metrics["machine/time_s"]
        == run.data.metrics["train/epochs"]
        * 5
        * ({"xor": 4, "points": 50, "digits": 600}[run.data.tags["stimuli"]])
    )


def test_the_provenance_of_every_constant_is_recorded(quick):
    from markone.spec import PROVENANCE

    _, store, _ = quick
    parent = children(store)[0].data.tags["mlflow.parentRunId"]
    with open(store.client.download_artifacts(parent, "tables/provenance.json"), encoding="utf-8") as file:
        table = json.load(file)
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["data"]]
    assert [row["constant"] for row in rows] == list(PROVENANCE)
    assert {row["constant"]: row["value"] for row in rows}["Spec.cycle_ms"] == "5000"


def test_xor_is_as_the_history_books_say(quick):
    _, store, _ = quick
    scores = {}
    for run in children(store):
        if run.data.tags["stimuli"] == "xor":
            scores.setdefault(run.data.tags["learner"], []).append(run.data.metrics["test/accuracy"])
    assert max(scores["perceptron"]) <= 0.75
    assert scores["stack"] == [1.0, 1.0]
    assert scores["mlp"] == [1.0, 1.0]


def test_models_come_back_from_the_store(quick):
    _, store, _ = quick
    X, y = stimuli.digits()
    for run in children(store):
        if run.data.tags["stimuli"] == "digits" and run.data.tags["seed"] == "0":
            assert len(store.client.get_run(run.info.run_id).outputs.model_outputs) == 1
            model = models.load(store.client, run.info.run_id)
            assert model.metadata.signature.inputs.to_dict()[0]["tensor-spec"]["shape"] == (-1, 400)
            assert model.metadata.saved_input_example_info is not None
            assert (model.predict(X[:500]) == y[:500]).mean() > 0.4


def test_figures_are_written_and_recorded(quick):
    _, store, folder = quick
    names = {"learning_curves.png", "confusion.png", "retina.png", "potentiometers.png"}
    assert {path.name for path in folder.iterdir()} == names
    parent = store.client.get_run(children(store)[0].data.tags["mlflow.parentRunId"])
    kept = store.client.list_artifacts(parent.info.run_id, "figures")
    assert {file.path for file in kept} == {f"figures/{name}" for name in names}


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_closes_the_runs_and_keeps_their_numbers(store_uri, tmp_path):
    uri = f"sqlite:///{(tmp_path / 'mlflow.db').as_posix()}"
    tracking.Store(uri, "compare")
    command = [sys.executable, str(SCRIPT), "--tracking-uri", uri]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while "XOR     Perceptron" not in process.stdout.readline():
        assert process.poll() is None
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 130
    assert wrong == ""
    assert "Stopped. What was measured so far is in the store, marked KILLED." in said
    store = tracking.Store(uri, "compare")
    runs = store.client.search_runs([store.experiment_id], max_results=1000)
    states = [run.info.status for run in runs]
    assert "RUNNING" not in states
    parent = next(run for run in runs if "mlflow.parentRunId" not in run.data.tags)
    assert parent.info.status == "KILLED"
    assert states.count("FINISHED") >= 15


def numbers(said):
    """The table without the times that training took here, and what stands below it."""
    lines = said[said.index("Accuracy: mean") :].split("Figures:")[0].replace("─", "").splitlines()
    return [re.sub(r"[\d.]+ m?s(?=  )", "", line).split() for line in lines]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_killed_and_started_again_it_ends_with_the_same_table(quick, blank_store, tmp_path):
    path = tmp_path / "mlflow.db"
    path.write_bytes(blank_store.read_bytes())
    command = [sys.executable, str(SCRIPT), "--quick", "--tracking-uri", str(path)]
    for line in ("XOR     Mark I, full", "Points  MLP"):
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, start_new_session=True)
        while line.encode() not in process.stdout.readline():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "18 runs were finished before" in done.stdout or "19 runs" in done.stdout, done.stderr
    assert numbers(done.stdout) == numbers(quick[0])
    store = tracking.Store(str(path), "compare")
    runs = store.search()
    assert [run.info.status for run in runs] == ["FINISHED"] * 27
    assert len({run.info.run_name for run in runs}) == 27


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_stopped_while_the_store_is_made(tmp_path, sent):
    command = [sys.executable, str(SCRIPT), "--quick", "--tracking-uri", str(tmp_path / "new" / "mlflow.db")]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().startswith("Recording to")
    lock, store = tmp_path / "new" / "mlflow.db.lock", tmp_path / "new" / "mlflow.db"
    while not lock.exists() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(getattr(signal, sent))
    said, wrong = process.communicate(timeout=60)
    assert (process.returncode, wrong) == (130, "")
    assert "Stopped." in said
    assert {path.name for path in (tmp_path / "new").iterdir()} <= {lock.name, store.name}
    if store.exists():  # then it is whole
        assert tracking.Store(str(store), "later").search() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tracking-uri", "http://127.0.0.1:9"], "no tracking server answers at http://127.0.0.1:9"),
        (["--tracking-uri", "http://localhost:abc"], "no tracking server answers at http://localhost:abc"),
        (["--figures", str(SCRIPT / "x")], "choose another --figures"),
        (["--seeds", "0"], "0 is not in the range 1<=x<=1000000"),
        (["--sedes", "3"], "Did you mean one of: '--seed', '--seeds'"),
        (
            ["--sweep", "pases=1,2"],
            "'pases' cannot be swept; there is mark_one_epochs (int), ",
        ),
        (["--search", "3"], "nothing to search: say with --sweep"),
        (["--scheduler", "tcp://127.0.0.1:9"], "no Dask scheduler answers at tcp://127.0.0.1:9"),
    ],
)
def test_a_wrong_call_ends_in_one_sentence(command, arguments, said):
    done = command(STUDY.command(), *arguments)
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit)
    assert said in done.stderr


def test_a_wrong_call_of_the_script_ends_in_one_sentence(python):
    done = python(SCRIPT, "--tracking-uri", "ftp://there")
    assert done.returncode == 1
    assert re.fullmatch("Error: 'ftp://there' is no store.*\n", done.stderr)


def test_help_teaches(command):
    said = command(STUDY.command(), "--help").stdout
    for words in ("Who learns what?", "--seeds", "--quick", "--tracking-uri", "mlflow.db"):
        assert words in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0.0124, "12 ms"),
        (1.0, "1.0 s"),
        (52, "52 s"),
        (1000, "17 min"),
        (7200, "2.0 h"),
        (2e5, "56 h"),
    ],
)
def test_durations_are_short(seconds, said):
    from markone.terminal import duration

    assert duration(seconds) == said


def test_an_interval_is_students():
    from markone.study.results import accuracy_text, interval

    mean, half = interval([0.1, 0.2, 0.4])
    assert mean == pytest.approx(0.7 / 3)
    assert half == pytest.approx(4.302653 * np.std([0.1, 0.2, 0.4], ddof=1) / np.sqrt(3), rel=1e-6)
    assert np.isnan(interval([0.5, 0.7])[1])
    assert accuracy_text(0.5, float("nan")) == "0.500"
    assert accuracy_text(0.5, 0.25) == "0.500±0.250"


def test_the_dashboard_explains_itself(quick, tmp_path):
    """MLflow's own pages in a real browser; screenshots are kept where MARKONE_SCREENSHOTS says."""
    _, store, _ = quick
    (parent,) = store.search("tags.kind = 'comparison'")
    machine = store.search("attributes.run_name = 'Digits, Mark I, full, seed 0'")[0].info.run_id
    server = MlflowServer(store.uri, tmp_path / "files")
    server.start()
    try:
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1500, "height": 1100})

            def opened(name, address, *wanted):
                page.goto(f"{server.uri}/#/experiments/{store.experiment_id}/{address}")
                for text in wanted:
                    page.get_by_text(text).first.wait_for(timeout=60_000)
                page.screenshot(path=shots(tmp_path) / f"dashboard-{name}.png")

            opened("runs", "runs", "Who learns XOR", "27 matching runs")
            opened(
                "parent", f"runs/{parent.info.run_id}", "On XOR the perceptron is right on", "mark_one_epochs"
            )
            opened("run", f"runs/{machine}", "Digits, Mark I, full, seed 0", "machine/time_s", "digits train")
            opened("charts", f"runs/{machine}/model-metrics", "exact_code_words")
            page.locator(".js-plotly-plot").nth(3).wait_for(timeout=60_000)
            page.mouse.move(500, 700)
            page.mouse.wheel(0, 5000)
            page.locator("img[src^='data:image'], img[src*='images']").first.wait_for(timeout=60_000)
            page.get_by_text("potentiometers").first.wait_for(timeout=60_000)
            page.screenshot(path=shots(tmp_path) / "dashboard-images.png")
            opened("files", f"runs/{parent.info.run_id}/artifacts", "figures", "tables")
    finally:
        server.kill()
