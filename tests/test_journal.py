"""A store that is gone in mid-run: what is measured waits on this machine, and is sent on whole."""

import contextlib
import re
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time

import numpy as np
import psutil
import pytest
from full_disk import filled

from markone import stimuli, tracking
from markone.learners import Perceptron, save
from markone.store import StoreError
from markone.tracking import models


def series(store, run_id, name):
    return [(point.step, point.value) for point in store.client.get_metric_history(run_id, name)]


def test_a_real_server_keeps_what_is_sent(mlflow_server):
    store = tracking.Store(mlflow_server.uri, "remote")
    with store.run("remote", {"seed": 1}) as run:
        run.metrics({"x": 3.0}, step=2)
        run.table("rows", {"a": [1]})
    found = store.client.get_run(run.id)
    assert found.info.status == "FINISHED"
    assert found.data.metrics == {"x": 3.0}
    assert [file.path for file in store.client.list_artifacts(run.id, "tables")] == ["tables/rows.json"]


def test_a_server_that_goes_in_mid_run_gets_everything_when_it_is_back(mlflow_server, tmp_path, python):
    """Parent and child go on without it; all is there afterwards, and nothing twice."""
    store = tracking.Store(mlflow_server.uri, "gone")
    X, y = stimuli.letters()
    learner = Perceptron(max_iter=2, random_state=0).fit(X, y)
    with store.run("parent", {}) as parent:
        with store.run("before", {}, parent) as before:
            before.metrics({"x": 0.0}, step=1)
            before.flush()
            mlflow_server.kill()
            for step in range(2, 1500):
                before.metrics({"x": step / 3}, step=step)
            before.params({"rate": 0.5})
        with store.run("during", {"seed": 7}, parent) as during:
            during.metrics({"x": np.inf}, step=0)
            during.dataset("letters", "train", X, y)
            during.model(lambda folder: save(learner, folder), "markone.learners.saved", X, y)
            (tmp_path / "x.txt").write_text("x")
            during.file(tmp_path / "x.txt", "texts")
            (tmp_path / "x.txt").unlink()
    assert re.search("refused|reset|aborted|Remote end closed", store.reason), store.reason
    assert len(tracking.waiting(mlflow_server.uri)) == 3
    refused = python("-m", "markone", "sync")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert re.fullmatch(r"Error: no tracking server answers at .*\n", refused.stderr)
    mlflow_server.start()
    done = python("-m", "markone", "sync")
    assert done.stdout == f"3 runs sent to {mlflow_server.uri}\n", done.stderr
    assert python("-m", "markone", "sync").stdout == "Nothing waits to be sent.\n"
    runs = {run.info.run_name: run for run in store.search()}
    assert sorted(runs) == ["before", "during", "parent"]
    assert {run.info.status for run in runs.values()} == {"FINISHED"}
    assert {runs[name].data.tags["mlflow.parentRunId"] for name in ("before", "during")} == {parent.id}
    assert series(store, before.id, "x") == [(1, 0.0), *((step, step / 3) for step in range(2, 1500))]
    assert runs["before"].data.params == {"rate": "0.5"}
    sent = runs["during"]
    assert np.isnan(sent.data.metrics["x"])
    assert sent.inputs.dataset_inputs[0].dataset.name == "letters"
    assert [file.path for file in store.client.list_artifacts(sent.info.run_id, "texts")] == ["texts/x.txt"]
    assert len(sent.outputs.model_outputs) == 1
    model = models.load(store.client, sent.info.run_id)
    assert np.array_equal(model.predict(X), learner.predict(X))


def lose(store):
    """As if the store had just failed, and for good."""
    store.reason, store._ask = "full", float("inf")


def test_a_store_that_is_back_before_the_end_gets_the_rest_directly(store_uri):
    store = tracking.Store(store_uri, "back")
    with store.run("one", {}) as run:
        lose(store)
        run.metrics({"x": 1.0}, step=1)
        run.flush()
        assert len(tracking.waiting(store_uri)) == 1
        store._ask = 0.0
        run.metrics({"x": 2.0}, step=2)
        run.flush()
        assert (tracking.waiting(store_uri), store.reason) == ([], None)
        run.metrics({"x": 3.0}, step=3)
    assert series(store, run.id, "x") == [(1, 1.0), (2, 2.0), (3, 3.0)]
    (found,) = store.search()
    assert found.info.status == "FINISHED"


def test_what_a_killed_process_left_in_its_journal_is_sent(store_uri):
    """The writer is killed while its store takes nothing; the next one to open the store sends all."""
    program = (
        f"import os; from markone import tracking; store = tracking.Store({store_uri!r}, 'left')\n"
        "with store.run('lost', {}) as run:\n"
        "    store.reason, store._ask = 'full', float('inf')\n"
        "    run.metrics({'x': 4.0}, step=1); run.flush(); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    store = tracking.Store(store_uri, "left")
    assert store.sent == 1
    (run,) = store.search()
    assert (run.info.status, run.data.metrics) == ("KILLED", {"x": 4.0})


def test_sending_that_is_broken_off_goes_on(store_uri, monkeypatch):
    """Whichever act was the last to be sent: what is sent again is there once."""
    store = tracking.Store(store_uri, "broken off")
    lose(store)
    with store.run("waits", {}) as run:
        for step in range(1, 4):
            run.metrics({"x": float(step)}, step=step)
            run.flush()
    store.reason = None
    monkeypatch.setattr("markone.tracking.journal.Journal.mark", lambda *_: 1 / 0)
    for _ in range(2):
        with pytest.raises(StoreError, match="division by zero"):
            tracking.Store(store_uri, "broken off")
    monkeypatch.undo()
    assert tracking.Store(store_uri, "broken off").sent == 1
    (found,) = store.search()
    assert series(store, found.info.run_id, "x") == [(1, 1.0), (2, 2.0), (3, 3.0)]


def test_a_full_disk_loses_nothing(blank_store, tmp_path):
    """No file may grow beyond the store's size: SQLite says that the disk is full."""
    path = tmp_path / "mlflow.db"
    path.write_bytes(blank_store.read_bytes())
    program = (
        f"import os; from markone import tracking; path = {str(path)!r}\n"
        "store = tracking.Store(path, 'full')\n"
        "with store.run('one', {}) as run:\n"
        + textwrap.indent(filled("os.path.getsize(path)"), "    ")
        + "    for step in range(1, 5001):\n"
        "        run.metrics({'x': step / 7}, step=step)\n"
        "print(store.reason)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch("database or disk is full|disk I/O error", done.stdout.strip()), done.stdout
    store = tracking.Store(str(path), "full")
    (run,) = store.search()
    assert series(store, run.info.run_id, "x") == [(step, step / 7) for step in range(1, 5001)]
    assert run.info.status == "FINISHED"


def test_a_store_of_another_schema_is_refused_in_a_sentence(blank_store, tmp_path):
    path = tmp_path / "mlflow.db"
    path.write_bytes(blank_store.read_bytes())
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("update alembic_version set version_num = '451aebb31d03'")
        file.commit()
    start = time.monotonic()
    with pytest.raises(StoreError, match=r"older MLflow: copy it, then.*mlflow db upgrade"):
        tracking.Store(str(path), "old")
    assert time.monotonic() - start < 10


def test_a_server_that_hangs_is_refused_within_ten_seconds():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        start = time.monotonic()
        with pytest.raises(StoreError, match=r"no tracking server answers at .*timed out"):
            tracking.Store(f"http://127.0.0.1:{server.getsockname()[1]}")
    assert time.monotonic() - start < 10


def test_a_server_that_hangs_in_mid_run_costs_no_measurement(mlflow_server):
    """Its processes are stopped, so it takes connections and answers none."""
    store = tracking.Store(mlflow_server.uri, "hangs")
    family = [*psutil.Process(mlflow_server.process.pid).children(recursive=True)]
    with store.run("one", {}) as run:
        run.metrics({"x": 1.0}, step=1)
        run.flush()
        for process in family:
            process.suspend()
        start = time.monotonic()
        run.metrics({"x": 2.0}, step=2)
        run.flush()
        assert time.monotonic() - start < 10
    for process in family:
        process.resume()
    assert tracking.Store(mlflow_server.uri, "hangs").sent == 1
    assert series(store, run.id, "x") == [(1, 1.0), (2, 2.0)]
