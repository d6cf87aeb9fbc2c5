"""Many processes that write at once: one SQLite file, and MLflow's server over SQLite and PostgreSQL."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, MlflowServer

from markone import tracking

WRITER = """
import sys
from markone import tracking
uri, writer, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = tracking.Store(uri, "many")
for number in range(runs):
    with store.run(f"{writer} {number}", {"writer": writer}) as run:
        run.params({"number": number})
        for step in range(1, 21):
            run.metrics({"x": number + step / 32}, step=step)
"""


def write_at_once(uri, writers, runs):
    """Start the writers together; what they said that they should not."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, uri, str(writer), str(runs)], stderr=subprocess.PIPE, text=True
        )
        for writer in range(writers)
    ]
    return [(process.communicate()[1], process.returncode) for process in processes]


def everything_is_there_once(uri, writers, runs):
    store = tracking.Store(uri, "many")  # what had to wait in a journal is sent now
    assert tracking.waiting(uri) == []
    found = store.search()
    names = Counter(run.info.run_name for run in found)
    assert names == {f"{writer} {number}": 1 for writer in range(writers) for number in range(runs)}
    assert {run.info.status for run in found} == {"FINISHED"}
    for run in found[:: max(1, len(found) // 50)]:
        number = int(run.data.params["number"])
        points = store.client.get_metric_history(run.info.run_id, "x")
        assert sorted((point.step, point.value) for point in points) == [
            (step, number + step / 32) for step in range(1, 21)
        ]


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_eight_processes_write_two_thousand_runs_into_one_file(blank_store, tmp_path):
    path = tmp_path / "mlflow.db"
    shutil.copy(blank_store, path)
    uri = tracking.Store(str(path), "many").uri
    assert write_at_once(uri, 8, 250) == [("", 0)] * 8
    everything_is_there_once(uri, 8, 250)


def test_processes_write_through_a_server_over_sqlite(mlflow_server):
    assert write_at_once(mlflow_server.uri, 3, 20) == [("", 0)] * 3
    everything_is_there_once(mlflow_server.uri, 3, 20)


def postgres():
    """The folder of PostgreSQL's programs; None where the package is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    there = shutil.which("initdb") or (str(found[-1]) if found else None)
    return Path(there).parent if there else None


@pytest.fixture
def database(tmp_path_factory):
    """A PostgreSQL cluster of the test's own, on loopback; it refuses to run as root."""
    programs = postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian's package postgresql)")
    pytest.importorskip("psycopg")
    folder = Path("/tmp") / f"markone-postgres-{os.getpid()}"
    folder.mkdir(mode=0o777)
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def program(name, *arguments):
        command = [str(programs / name), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **user)

    program("initdb", "-A", "trust", "-U", "markone", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    with (folder / "log").open("wb") as log:
        start = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-o", options, "start"]
        subprocess.run(start, check=True, stdout=log, stderr=log, cwd=folder, **user)
    try:
        yield f"postgresql://markone@127.0.0.1:{port}/postgres"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            program("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_processes_write_through_a_server_over_postgresql(database, tmp_path, python):
    """And Optuna keeps its trials in a database of its own there."""
    server = MlflowServer(database, tmp_path / "artifacts")
    server.start()
    try:
        assert write_at_once(server.uri, 3, 20) == [("", 0)] * 3
        everything_is_there_once(server.uri, 3, 20)
    finally:
        server.kill()
    arguments = ["--seeds", "1", "--sweep", "bias=0:1:5", "--search", "3", "--maximise", "heads"]
    done = python(ROOT / "tests" / "coins.py", "--tracking-uri", database, *arguments)
    assert "3 trials at " in done.stdout, done.stderr
    with sys.modules["psycopg"].connect(database.replace("/postgres", "/optuna")) as connection:
        assert connection.execute("select count(*) from trials").fetchone() == (3,)
