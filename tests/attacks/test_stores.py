"""Stores that others made, moved, copied, deleted or exchanged; servers and places that misbehave."""

import contextlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.request import url2pathname

import mlflow
import numpy as np
import psutil
import pytest
from click.testing import CliRunner
from pace import allowed

from markone import tracking
from markone.cli import main
from markone.learners import Perceptron, save
from markone.store import StoreError, exists, resolve, shown, sqlite_path
from markone.tracking import files, process
from markone.tracking.client import client_of

LOADER = "markone.learners.saved"
POSIX = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")


@pytest.fixture
def path(blank_store, tmp_path):
    """A store of this test alone."""
    return Path(shutil.copy(blank_store, tmp_path / "mlflow.db"))


def gc(path, *arguments, said=None):
    done = CliRunner().invoke(main, ["gc", *arguments, "--tracking-uri", str(path)], input=said)
    assert done.exit_code == 0, done.output
    return done.output


def broken_run(path, name="broken", experiment="tests"):
    """A run that FAILED and has a file; the file."""
    store = tracking.Store(str(path), experiment)
    with store.run(name, {}) as run:
        run.table("rows", {"a": [1]})
    store.client.set_terminated(run.id, "FAILED")
    place = url2pathname(store.client.get_run(run.id).info.artifact_uri.removeprefix("file://"))
    return Path(place) / "tables" / "rows.json"


def say(path, *acts):
    """Change a database as somebody else would."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        for act, values in acts:
            file.execute(act, values)
        file.commit()


def test_neighbours_keep_their_files_apart(path, blank_store, tmp_path):
    other = Path(shutil.copy(blank_store, tmp_path / "other.db"))
    mine, theirs = broken_run(path), broken_run(other)
    assert mine.relative_to(tmp_path).parts[0] == "mlflow-artifacts"
    assert theirs.relative_to(tmp_path).parts[0] == "other-artifacts"
    gc(path, "--yes")
    assert not mine.exists()
    assert theirs.exists()


@pytest.mark.parametrize("place", ["copy.db", "backup/mlflow.db"])
def test_a_copy_deletes_nothing_of_its_original(path, tmp_path, place):
    """Neither the files of runs that both know nor those that only the original knows."""
    both = broken_run(path)
    copy = tmp_path / place
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(path, copy)
    later = broken_run(path, "later")
    assert "1 run is broken" in gc(copy, "--yes")
    assert both.exists()
    assert later.exists()
    with pytest.raises(StoreError, match="the store was moved or copied"):
        tracking.Store(str(copy), "tests")  # what it wrote there would be nobody's for the original
    assert broken_run(copy, experiment="new").relative_to(copy.parent).parts[0].startswith(copy.stem)


def test_a_folder_without_the_mark_is_left(path, tmp_path):
    """A store made before has one; what no run is known of there may be anybody's."""
    old = tmp_path / "mlruns" / "tests"
    (old / ("a" * 32)).mkdir(parents=True)
    mlflow.MlflowClient(f"sqlite:///{path}").create_experiment("tests", old.as_uri())
    file = broken_run(path)
    assert file.is_relative_to(old)
    assert "The folders that go" not in gc(path, "--yes")
    assert file.exists()
    assert (old / ("a" * 32)).exists()


@pytest.mark.parametrize(
    "change",
    [
        "update runs set artifact_uri = :place",
        "update experiments set artifact_location = :above where name = 'tests'",
        "update logged_models set artifact_location = :place",
    ],
)
def test_what_a_store_says_of_foreign_folders_deletes_nothing(path, tmp_path, change):
    victim = tmp_path / "victim" / "deep" / ("b" * 32) / "artifacts"
    victim.mkdir(parents=True)
    (victim / "thesis.tex").write_text("x")
    broken_run(path)
    store = tracking.Store(str(path), "tests")
    run_id = store.search()[0].info.run_id
    store.client.create_logged_model(store.experiment_id, "model", run_id)
    above = victim.parent.parent.as_uri()
    said = {"place": victim.as_uri(), "above": above}
    say(path, (change, {key: value for key, value in said.items() if f":{key}" in change}))
    assert "victim" not in gc(path, "--yes")
    assert (victim / "thesis.tex").exists()


@POSIX
def test_a_link_in_the_own_folder_is_not_followed(path, tmp_path):
    file = broken_run(path)
    home = file.parents[2]
    victim = tmp_path / "victim" / home.name
    shutil.move(home, victim)
    home.symlink_to(victim)
    (home.parent / ("c" * 32)).symlink_to(victim)
    gc(path, "--yes")
    assert (victim / "artifacts" / "tables" / "rows.json").exists()


def test_every_folder_is_listed_before_it_is_asked(path):
    files = [broken_run(path, f"run {number}") for number in range(7)]
    said = gc(path, said="n\n")
    assert said.index("The folders that go:") < said.index("Delete all this for good?")
    assert all(f"  {file.parents[2]}\n" in said for file in files)
    assert all(file.exists() for file in files)


@pytest.mark.parametrize("name", ["..", ".", "/etc", "a/b", "..\\x", "é" * 300, "a", "A b-c"])
def test_no_name_of_an_experiment_leads_out_of_the_own_folder(path, name):
    file = broken_run(path, experiment=name)
    own = path.parent / "mlflow-artifacts"
    assert file.resolve().is_relative_to(own)
    assert len(file.relative_to(own).parts) == 5
    assert file.exists()
    gc(path, "--yes")
    assert not file.exists()


ODD = ["a?b.db", "a%20b.db", "a%3Fb.db", "a%b.db", "a#b.db", "a b&c=d.db", "ä;.db"]


@pytest.mark.parametrize("name", ODD)
def test_a_store_is_written_to_the_file_that_was_named(blank_store, tmp_path, name):
    shutil.copy(blank_store, tmp_path / name)
    assert sqlite_path(resolve(str(tmp_path / name))) == tmp_path / name
    assert resolve(resolve(str(tmp_path / name))) == resolve(str(tmp_path / name))
    with tracking.Store(str(tmp_path / name), "tests").run("one", {}):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / name)) as file:
        assert file.execute("select count(*) from runs").fetchone() == (1,)
    assert {one.name for one in tmp_path.iterdir() if one.is_file()} <= {name, f"{name}.lock"}


def test_a_question_mark_in_an_address_is_refused(tmp_path):
    with pytest.raises(StoreError, match="write %3F"):
        resolve(f"sqlite:///{tmp_path}/a?b.db")
    assert sqlite_path(resolve(f"sqlite:///{tmp_path}/a%20b.db")) == tmp_path / "a b.db"


SECRET = [
    "http://user:s3cret@127.0.0.1:1",
    "https://user:s3cret@127.0.0.1:1/x",
    "http://user:s3cret@s3cret/@127.0.0.1:1",
    "postgresql://u:s3cret@127.0.0.1:1/x",
    "postgresql://u:s3cret@s3cret@127.0.0.1:1/x",
    "postgresql://127.0.0.1:1/x?user=u&password=s3cret",
    "mysql://u:s3cret@127.0.0.1:1/x",
    "mssql+nodriver://u:s3cret@127.0.0.1:1/x",
    "ftp://u:s3cret@there/x.db",
]


@pytest.mark.parametrize("uri", SECRET)
def test_no_password_is_printed(uri):
    """And a database without its driver is a sentence too."""
    assert "s3cret" not in shown(uri)
    for call in (["runs"], ["sync"], ["dashboard", "--no-open"], ["gc"]):
        done = CliRunner().invoke(main, [*call, "--tracking-uri", uri])
        assert done.exit_code in (0, 1, 2)
        assert "s3cret" not in done.output
        assert isinstance(done.exception, SystemExit | None)
    with pytest.raises(StoreError) as caught:
        tracking.Store(uri)
    assert "s3cret" not in str(caught.value)


def test_a_missing_driver_is_named():
    with pytest.raises(StoreError, match=r"No module named 'MySQLdb'.*install the driver"):
        tracking.Store("mysql://u:p@127.0.0.1:1/x")


@contextlib.contextmanager
def dripping(start):
    """A server that sends `start`, and then a byte every now and then, for ever."""
    over = threading.Event()

    def drip(connection):
        with connection, contextlib.suppress(OSError):
            connection.recv(10_000)
            connection.sendall(start)
            while not over.wait(0.3):
                connection.sendall(b"x")

    def serve(server):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=drip, args=server.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: "], ids=["status", "header"])
def test_a_server_that_drips_is_refused_within_ten_seconds(start):
    with dripping(start) as uri:
        begun = time.monotonic()
        with pytest.raises(StoreError, match="timed out"):
            tracking.Store(uri)
    assert time.monotonic() - begun < allowed(11)


def test_a_server_that_is_well_and_then_drips_is_refused_within_ten_seconds(monkeypatch):
    """The limit is on all that is asked before work starts."""
    monkeypatch.setattr("markone.tracking.connection.check", lambda uri, write: None)
    monkeypatch.setattr("markone.tracking.connection.OPEN_S", 1.0)
    with dripping(b"HTTP/1.1 200 OK\r\nX: ") as uri:
        begun = time.monotonic()
        with pytest.raises(StoreError, match="timed out"):
            tracking.Store(uri)
    assert time.monotonic() - begun < allowed(3)


def test_a_server_that_drips_in_mid_run_holds_up_little_and_costs_no_measurement(mlflow_server, monkeypatch):
    """A byte comes every now and then, so that no wait for the next one is too long."""
    monkeypatch.setattr("markone.tracking.client.TIMES", 0.1)
    store = tracking.Store(mlflow_server.uri, "drips")
    well = store.client
    with dripping(b"HTTP/1.1 200 OK\r\nX: ") as uri:
        with store.run("one", {}) as run:
            run.metrics({"x": 1.0}, step=1)
            run.flush()
            store.client = client_of(uri)
            begun = time.monotonic()
            for step in range(2, 30):
                run.metrics({"x": float(step)}, step=step)
                run.flush()
            run.table("rows", {"a": [1]})
            with store.run("two", {}) as other:
                other.metrics({"x": 7.0})
        assert time.monotonic() - begun < allowed(5)
        assert "has not answered within" in store.said
        with pytest.raises(mlflow.MlflowException, match="has not answered within"):
            files.Files("mlflow-artifacts:/1/x/artifacts", None, uri).names()
    found = tracking.Store(mlflow_server.uri, "drips")
    assert found.sent == 2
    assert not found.unsent
    assert metrics(found) == {"one": ("FINISHED", {"x": 29.0}), "two": ("FINISHED", {"x": 7.0})}
    assert len(well.get_metric_history(run.id, "x")) == 29


def metrics(store):
    return {run.info.run_name: (run.info.status, run.data.metrics) for run in store.search()}


@pytest.mark.parametrize("exchanged", [False, True])
def test_a_store_deleted_under_its_runs_gets_them_again(path, blank_store, exchanged):
    """From then on what is measured waits, and another opening makes the runs again, child below parent."""
    uri = str(path)
    store = tracking.Store(uri, "tests")
    with store.run("parent", {}) as parent, store.run("child", {"seed": 3}, parent) as run:
        run.metrics({"before": 1.0}, step=1)
        run.flush()
        path.unlink()
        if exchanged:
            shutil.copy(blank_store, path)
            tracking.Store(uri, "another")  # takes the id that the experiment had
        run.metrics({"after": 2.0}, step=2)
        run.flush()
        run.metrics({"last": 3.0}, step=3)
    again = tracking.Store(uri, "tests")
    assert again.unsent == []
    found = metrics(again)
    assert found["child"] == ("FINISHED", {"after": 2.0, "last": 3.0})
    assert found["parent"][0] == "FINISHED"
    new = {run.info.run_name: run for run in again.search()}
    assert new["child"].data.tags["mlflow.parentRunId"] == new["parent"].info.run_id
    assert new["child"].data.tags["seed"] == "3"
    assert tracking.waiting(again.uri) == []
    assert len(tracking.Store(uri, "another").search()) == 0


def test_a_run_deleted_in_the_pages_does_not_stop_the_work(path):
    store = tracking.Store(str(path), "tests")
    with store.run("deleted", {}) as run:
        run.metrics({"x": 1.0}, step=1)
        run.flush()
        store.client.delete_run(run.id)
        run.metrics({"x": 2.0}, step=2)
        run.flush()
        with store.run("other", {}) as other:
            other.metrics({"y": 1.0})
    again = tracking.Store(str(path), "tests")
    assert metrics(again) == {"other": ("FINISHED", {"y": 1.0})}
    (sentence,) = again.unsent
    aside = Path(re.search("is put aside in (.*)", sentence)[1])
    kept = aside.parent.glob(f"{aside.name[:32]}-*/*/acts.jsonl")
    assert "2.0" in "".join(file.read_text() for file in kept)
    assert tracking.Store(str(path), "tests").unsent == []


def test_work_in_a_thread(path):
    """Signals belong to the main thread; the rest is as it was."""
    failed = []

    def work():
        try:
            store = tracking.Store(str(path), "tests")
            with tracking.Interruptible(), store.run("one", {}) as run:
                run.metrics({"x": 1.0})
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert failed == []
    assert metrics(tracking.Store(str(path), "tests")) == {"one": ("FINISHED", {"x": 1.0})}


@pytest.fixture
def learner():
    X, y = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30) % 2
    return Perceptron(max_iter=3, random_state=0).fit(X, y), X


@pytest.mark.parametrize("same", [True, False])
def test_a_run_of_the_users_own_goes_on_as_if_we_were_not_there(path, blank_store, tmp_path, learner, same):
    theirs = path if same else Path(shutil.copy(blank_store, tmp_path / "theirs.db"))
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{theirs.as_posix()}")
    try:
        mlflow.set_experiment(experiment_id="0")
        with mlflow.start_run() as own:
            uri = mlflow.get_tracking_uri()
            store = tracking.Store(str(path), "tests")
            with store.run("ours", {}) as run:
                run.metrics({"x": 1.0})
                run.model(lambda folder: save(learner[0], folder), LOADER, learner[1], learner[1])
            CliRunner().invoke(main, ["runs", "--tracking-uri", str(path)])
            assert mlflow.active_run().info.run_id == own.info.run_id
            assert mlflow.get_tracking_uri() == uri
            mlflow.log_metric("theirs", 2.0)
        with mlflow.start_run() as after:
            assert after.info.experiment_id == "0"
        client = mlflow.MlflowClient(uri)
        found = client.get_run(own.info.run_id)
        assert (found.info.status, found.data.metrics) == ("FINISHED", {"theirs": 2.0})
    finally:
        mlflow.set_tracking_uri(before)
    assert metrics(store) == {"ours": ("FINISHED", {"x": 1.0})}
    assert store.said is None
    assert len(store.search()[0].outputs.model_outputs) == 1


@POSIX
def test_a_tracked_run_needs_no_home(path, tmp_path, python):
    """Absent, or a file, or unknown altogether: journals are needed only where the store takes nothing."""
    (tmp_path / "file").touch()
    program = (
        "import os, pwd\n"
        "def nobody(*_): raise KeyError('who?')\n"
        "if 'HOME' not in os.environ: pwd.getpwuid = nobody\n"
        "from markone import Perceptron, tracking\n"
        f"store = tracking.Store({str(path)!r}, 'tests')\n"
        "with store.run('one', {}) as run: run.metrics({'x': 1.0})\n"
        "print(len(store.search()), os.path.exists('~'))"
    )
    kept = {key: value for key, value in os.environ.items() if key not in ("HOME", "XDG_STATE_HOME")}
    kept["NUMBA_CACHE_DIR"] = str(tmp_path / "file")
    homes = [{"HOME": str(tmp_path / "file"), "XDG_STATE_HOME": str(tmp_path / "file")}, {}]
    for number, home in enumerate(homes, 1):
        done = python("-c", program, env={**kept, **home, "MPLCONFIGDIR": str(tmp_path / "plots")})
        assert done.stdout == f"{number} False\n", done.stderr
        assert "Traceback" not in done.stderr


def test_missing_files_are_a_sentence_each(path, tmp_path, learner):
    store = tracking.Store(str(path), "tests")
    with store.run("one", {}) as run:
        run.model(lambda folder: save(learner[0], folder), LOADER, learner[1], learner[1])
    shutil.rmtree(tmp_path / "mlflow-artifacts" / "tests")
    np.save(tmp_path / "rows.npy", learner[1])
    calls = [["predict", run.id, str(tmp_path / "rows.npy")], ["export", "tests", str(tmp_path / "x.zip")]]
    for call in calls:
        done = CliRunner().invoke(main, [*call, "--tracking-uri", str(path)])
        assert done.exit_code == 1
        assert "they are not there" in " ".join(done.output.split())
        assert isinstance(done.exception, SystemExit)
    assert not list(tmp_path.glob("x.zip*"))
    with store.run("two", {}) as run:
        run.table("rows", {"a": [1]})
    assert metrics(store)["two"][0] == "FINISHED"
    with tracking.Store(str(path), "others").run("three", {}) as run:
        run.table("rows", {"a": [1]})
    shutil.rmtree(tmp_path / "mlflow-artifacts" / "others")
    done = CliRunner().invoke(
        main, ["export", "others", str(tmp_path / "x.zip"), "--tracking-uri", str(path)]
    )
    assert "they are not there" in " ".join(done.output.split())


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="a clock is set by way of /proc")
def test_a_clock_that_is_set_kills_nobody(tmp_path, monkeypatch):
    """The kernel's time of its start moves with the clock, and with it when processes say they began."""
    tags = {key: str(value) for key, value in process.who().items()}
    fake = tmp_path / "proc"
    fake.mkdir()
    for entry in Path("/proc").iterdir():
        if entry.name != "stat":
            (fake / entry.name).symlink_to(entry)
    stat = Path("/proc/stat").read_text()
    moved = re.sub(r"btime (\d+)", lambda found: f"btime {int(found[1]) + 3600}", stat)
    (fake / "stat").write_text(moved)
    before = psutil.Process().create_time()
    monkeypatch.setattr(psutil, "PROCFS_PATH", str(fake))
    assert psutil.Process().create_time() - before == pytest.approx(3600)
    assert process.is_alive(tags)
    assert not process.is_alive({**tags, process.STARTED: "1.0 another-start"})


@pytest.mark.parametrize("pid", ["-1", "0", "x", str(1 << 70), ""])
def test_odd_processes_are_not_alive(pid):
    tags = {key: str(value) for key, value in process.who().items()}
    assert not process.is_alive({**tags, process.PID: pid})


def test_what_is_logged_is_not_left_to_a_thread(path):
    """MLflow may be told to write beside; then a run would end before its numbers are known to be lost."""
    program = (
        f"from markone import tracking; store = tracking.Store({str(path)!r}, 'tests')\n"
        "import os; gone = store.uri.removeprefix('sqlite:///')\n"
        "with store.run('one', {}) as run:\n"
        "    os.rename(gone, gone + '.away'); run.metrics({'x': 1.0}, step=1)\n"
        "os.rename(gone + '.away', gone)"
    )
    env = {**os.environ, "MLFLOW_ENABLE_ASYNC_LOGGING": "true"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert metrics(tracking.Store(str(path), "tests")) == {"one": ("FINISHED", {"x": 1.0})}


@POSIX
def test_a_killed_export_leaves_nothing_once_it_is_done_again(path, tmp_path):
    with tracking.Store(str(path), "tests").run("one", {}):
        pass
    (tmp_path / "x.zip.999999999.part").write_bytes(b"half")
    (tmp_path / "x.zip.1.part").write_bytes(b"of a process that is at work")
    done = CliRunner().invoke(main, ["export", "tests", str(tmp_path / "x.zip"), "--tracking-uri", str(path)])
    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in tmp_path.glob("x.zip*")) == ["x.zip", "x.zip.1.part"]


def test_an_empty_file_is_made_a_store(tmp_path):
    """SQLite leaves one where a store is deleted while it is written to."""
    (tmp_path / "mlflow.db").touch()
    assert not exists(resolve(str(tmp_path / "mlflow.db")))


@POSIX
def test_a_pipe_is_no_store(tmp_path):
    os.mkfifo(tmp_path / "pipe.db")
    with pytest.raises(StoreError, match="is no file"):
        tracking.Store(str(tmp_path / "pipe.db"))


@pytest.mark.parametrize("call", [["runs"], ["report", "tests"], ["export", "tests", "x.zip"], ["gc"]])
def test_a_store_that_lacks_a_table_is_a_sentence(path, tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    with tracking.Store(str(path), "tests").run("one", {}) as run:
        run.metrics({"x": 1.0})
    with sqlite3.connect(path) as database:
        database.execute("drop table latest_metrics")
    done = CliRunner().invoke(main, [*call, "--tracking-uri", str(path)])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert done.output.strip().splitlines()[-1].startswith("Error: the store has failed (no such table:")
    assert not list(tmp_path.glob("x.zip*"))


def test_a_module_in_the_working_directory_is_not_run(tmp_path, monkeypatch):
    """A store is made by another process, which finds its modules where this one did."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mlflow.py").write_text("open('ran', 'w').close(); raise SystemExit(1)")
    tracking.Store("new.db", "tests")
    assert not (tmp_path / "ran").exists()
