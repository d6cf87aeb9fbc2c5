"""The store on a real SQLite file, a real server, and whatever is wrong with either."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import mlflow
import numpy as np
import pytest

from markone import tracking
from markone.store import StoreError, resolve, shown

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def store(store_uri):
    return tracking.Store(store_uri, "tests")


def test_the_address_is_absolute(tmp_path, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    here = tmp_path.as_posix()
    assert resolve() == f"sqlite:///{here}/mlflow.db"
    assert resolve("sub/x.db") == f"sqlite:///{here}/sub/x.db"
    assert resolve("sqlite:///x.db") == f"sqlite:///{here}/x.db"
    assert resolve("http://127.0.0.1:5000") == "http://127.0.0.1:5000"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er")
    assert resolve() == f"sqlite:///{here}/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:7")
    assert resolve() == "http://127.0.0.1:7"
    assert resolve("y.db") == f"sqlite:///{here}/deep/er/y.db"
    assert resolve("Y.DB") == f"sqlite:///{here}/deep/er/Y.DB"


@pytest.mark.parametrize("uri", ["ftp://there/x.db", "folder", "sqlite://x.db", "mlruns/"])
def test_an_address_of_another_kind_is_refused(uri):
    with pytest.raises(StoreError, match=r"is no store: give sqlite:///FILE\.db"):
        resolve(uri)


def test_everything_is_found_again(store, tmp_path):
    with store.run("parent", {"kind": "test"}) as parent, store.run("child", {"seed": 3}, parent) as run:
        run.params({"rate": 0.5, "layers": (3, 4)})
        for step in range(2500):
            run.metrics({"train/accuracy": step / 2500, "odd": np.inf}, step=step)
        run.table("rows", {"a": [1, 2]})
        run.dataset("letters", "train", np.eye(3), np.arange(3))
        (tmp_path / "x.txt").write_text("x")
        run.file(tmp_path / "x.txt", "texts")
        run.note("what was asked")
    found = store.client.get_run(run.id)
    assert found.info.status == "FINISHED"
    assert found.data.tags["seed"] == "3"
    assert found.data.tags["mlflow.parentRunId"] == parent.id
    assert found.data.tags["mlflow.note.content"] == "what was asked"
    assert found.data.tags["code"] == tracking.code_version()
    assert found.data.params == {"rate": "0.5", "layers": "(3, 4)"}
    assert len(store.client.get_metric_history(run.id, "train/accuracy")) == 2500
    assert np.isnan(found.data.metrics["odd"])
    assert found.inputs.dataset_inputs[0].dataset.name == "letters"
    assert [file.path for file in store.client.list_artifacts(run.id, "texts")] == ["texts/x.txt"]


def test_files_stand_beside_the_store(store, store_uri):
    beside = Path(store_uri.removeprefix("sqlite:///")).parent / "mlflow-artifacts" / "tests"
    assert store.client.get_experiment(store.experiment_id).artifact_location == beside.as_uri()


@pytest.mark.parametrize(
    ("raised", "status"), [(RuntimeError, "FAILED"), (KeyboardInterrupt, "KILLED"), (SystemExit, "FAILED")]
)
def test_a_run_that_is_broken_off_keeps_what_was_measured(store, raised, status):
    def work():
        with store.run("broken", {}) as run:
            runs.append(run)
            run.metrics({"x": 1.0}, step=4)
            raise raised

    runs = []
    with pytest.raises(raised):
        work()
    found = store.client.get_run(runs[0].id)
    assert found.info.status == status
    assert found.data.metrics == {"x": 1.0}


def test_runs_of_dead_processes_are_reaped(store, store_uri):
    program = (
        f"import os; from markone import tracking; store = tracking.Store({store_uri!r}, 'tests')\n"
        "with store.run('lost', {}) as run:\n    print(run.id, flush=True)\n    os._exit(1)"
    )
    lost = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    run_id = lost.stdout.split()[0]
    assert store.client.get_run(run_id).info.status == "RUNNING"
    with store.run("alive", {}) as alive:
        tracking.Store(store_uri, "tests")
        assert store.client.get_run(alive.id).info.status == "RUNNING"
    assert store.client.get_run(run_id).info.status == "KILLED"


@POSIX
def test_sigterm_closes_the_run(store, store_uri):
    program = (
        f"import time; from markone import tracking; store = tracking.Store({store_uri!r}, 'tests')\n"
        "with tracking.Interruptible(), store.run('long', {}) as run:\n"
        "    run.metrics({'x': 2.0}); print(run.id, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    run_id = process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    found = store.client.get_run(run_id)
    assert found.info.status == "KILLED"
    assert found.data.metrics == {"x": 2.0}


@POSIX
def test_a_write_is_not_broken_in_the_middle():
    done = []

    def write():
        with tracking.unbroken():
            signal.raise_signal(signal.SIGTERM)
            done.append("whole")
        done.append("never")

    with pytest.raises(KeyboardInterrupt), tracking.Interruptible():
        write()
    assert done == ["whole"]


def test_processes_that_race_make_one_store(tmp_path):
    uri = f"sqlite:///{(tmp_path / 'mlflow.db').as_posix()}"
    program = (
        f"from markone import tracking; store = tracking.Store({uri!r}, 'race')\n"
        "with store.run('one', {}) as run:\n    run.metrics({'x': 1.0})"
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert [(racer.communicate(timeout=200)[1], racer.returncode) for racer in racers] == [("", 0)] * 4
    store = tracking.Store(uri, "race")
    assert len(store.client.search_runs([store.experiment_id])) == 4


def test_a_store_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"files cannot be kept in .* choose another --tracking-uri"):
        tracking.Store(str(tmp_path / "file" / "mlflow.db"))


def test_a_file_that_is_no_store_is_refused(tmp_path):
    (tmp_path / "x.db").write_text("not a database, but long enough to be looked at" * 30)
    with pytest.raises(StoreError, match="cannot be used"):
        tracking.Store(str(tmp_path / "x.db"))
    assert (tmp_path / "x.db").read_text().startswith("not a database")


def test_a_folder_is_no_store(tmp_path):
    (tmp_path / "x.db").mkdir()
    with pytest.raises(StoreError, match="is a folder; name a file"):
        tracking.Store(str(tmp_path / "x.db"))


def test_a_name_that_is_too_long_is_refused(tmp_path):
    with pytest.raises(StoreError, match="cannot be used"):
        tracking.Store(str(tmp_path / ("x" * 300 + ".db")))


def test_another_applications_database_is_left_alone(tmp_path):
    path = tmp_path / "theirs.db"
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("create table accounts (owner text)")
        file.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="holds no MLflow store"):
        tracking.Store(str(path))
    assert path.read_bytes() == before


def test_a_password_is_not_shown():
    assert shown("postgresql://u:secret@host:1/x") == "postgresql://u:***@host:1/x"
    assert shown("sqlite:////a/b.db") == "sqlite:////a/b.db"
    start = time.monotonic()
    with pytest.raises(StoreError, match=r"the store postgresql://u:\*\*\*@") as caught:
        tracking.Store("postgresql://u:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
    assert time.monotonic() - start < 10


def test_processes_may_name_the_same_data_at_once(store_uri):
    program = (
        "import numpy as np; from markone import tracking\n"
        f"store = tracking.Store({store_uri!r}, 'same data')\n"
        "for number in range(25):\n"
        "    with store.run('one', {}) as run:\n"
        "        run.dataset(f'set {number}', 'train', np.full((3, 3), float(number)), np.arange(3))"
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [(racer.communicate(timeout=200)[1], racer.returncode) for racer in racers] == [("", 0)] * 3


def test_a_store_that_was_moved_is_refused(store_uri, tmp_path):
    tracking.Store(store_uri, "moved")
    copy = tmp_path / "mlflow.db"
    copy.write_bytes(Path(store_uri.removeprefix("sqlite:///")).read_bytes())
    with pytest.raises(StoreError, match="the store was moved or copied"):
        tracking.Store(str(copy), "moved")


def test_a_server_that_is_not_there_is_refused_at_once():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    start = time.monotonic()
    with pytest.raises(StoreError, match="no tracking server answers at"):
        tracking.Store(f"http://127.0.0.1:{port}")
    assert time.monotonic() - start < 10


def broken(health, api):
    """A server that answers its health check and its API each with a status; None: not at all."""

    class Broken(BaseHTTPRequestHandler):
        def answer(self, status):
            if status is None:
                time.sleep(6)
            self.send_response(status or 200)
            self.end_headers()

        def do_GET(self):
            self.answer(health)

        def do_POST(self):
            self.answer(api)

        def log_message(self, *_):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Broken)


@pytest.mark.parametrize(
    ("health", "api", "said"),
    [
        (500, 500, "no tracking server answers at .*500"),
        (200, 500, "is there but does not work .it answers 500.: look at its log"),
        (200, None, "is there but does not work .*timed out"),
    ],
)
def test_a_server_that_is_broken_is_refused(health, api, said):
    with broken(health, api) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        start = time.monotonic()
        try:
            with pytest.raises(StoreError, match=said):
                tracking.Store(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()
    assert time.monotonic() - start < 10


def test_a_store_whose_writer_was_killed_in_the_middle_is_opened(blank_store, tmp_path):
    """What it left half written must be rolled back before anybody can read."""
    path = tmp_path / "mlflow.db"
    shutil.copy(blank_store, path)
    program = (
        "import os, sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "for act in ('pragma cache_size = 1', 'begin', 'create table half (x)'): file.execute(act)\n"
        "file.executemany('insert into half values (?)', [('x' * 1000,)] * 2000); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert Path(f"{path}-journal").stat().st_size > 0
    assert tracking.Store(str(path), "whole").search() == []
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("select count(*) from sqlite_master where name = 'half'").fetchone() == (0,)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_store_that_may_only_be_read_is_refused(blank_store):
    """As somebody who may not write; root may."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mlflow.db"
        shutil.copy(blank_store, path)
        Path(folder).chmod(0o755)
        path.chmod(0o444)
        program = (
            "import os, sys; from markone import tracking\n"
            "if os.geteuid() == 0: os.setuid(65534)\n"
            "try: tracking.Store(sys.argv[1])\n"
            "except ValueError as error: print(error)"
        )
        command = [sys.executable, "-c", program, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stdout.startswith(f"{path} may only be read: allow writing to it"), done.stderr


def test_a_place_where_files_cannot_be_kept_is_refused(store_uri, tmp_path):
    copy = tmp_path / "mlflow.db"
    copy.write_bytes(Path(store_uri.removeprefix("sqlite:///")).read_bytes())
    (tmp_path / "mlflow-artifacts").touch()  # a file: another folder is taken
    store = tracking.Store(str(copy), "new")
    folder = Path(store.client.get_experiment(store.experiment_id).artifact_location.removeprefix("file://"))
    assert folder == tmp_path / "mlflow-artifacts-2" / "new"
    shutil.rmtree(folder)
    folder.touch()
    with pytest.raises(StoreError, match="files cannot be kept in"):
        tracking.Store(str(copy), "new")


def test_one_store_by_two_names(store_uri, monkeypatch):
    path = Path(store_uri.removeprefix("sqlite:///"))
    monkeypatch.chdir(path.parent)
    tracking.Store(store_uri, "names")
    assert tracking.Store(f"../{path.parent.name}/{path.name}", "names").uri == store_uri


def test_a_server_of_another_kind_is_refused():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"SSH-2.0-x\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(StoreError, match="no tracking server answers"):
            tracking.Store(f"http://127.0.0.1:{server.getsockname()[1]}")
        thread.join()


def test_versions_name_the_libraries():
    assert tracking.versions()["version/mlflow"] == mlflow.__version__
    assert json.dumps(tracking.versions())
