"""The dashboard: for this machine only, leaving no trace where it was started, and never left behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from urllib import error, request

import psutil
import pytest

from markone import tracking

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def status(url, method="GET", body=None, **headers):
    """What a server answers to a request, as a number."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = request.Request(url, body, names, method=method)
    try:
        with request.urlopen(asked, timeout=20) as answer:
            return answer.status
    except error.HTTPError as refused:
        return refused.code


@pytest.fixture
def dashboard(blank_store, tmp_path):
    """A dashboard over a store with one run, started in an empty folder: process, address, run, folder."""
    shutil.copy(blank_store, tmp_path / "mlflow.db")
    with tracking.Store(str(tmp_path / "mlflow.db"), "one").run("run", {}) as run:
        run.table("rows", {"a": [1]})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = tmp_path / "here"
    here.mkdir()
    call = [sys.executable, "-m", "markone", "dashboard", "--no-browser", "--port", str(port)]
    call += ["--tracking-uri", str(tmp_path / "mlflow.db")]
    environment = {
        **os.environ,
        "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE": "true",
        "MLFLOW_HOST": "0.0.0.0",
    }
    process = subprocess.Popen(call, cwd=here, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert [process.stdout.readline() for _ in range(2)][1].startswith(f"http://127.0.0.1:{port}/")
        yield process, f"http://127.0.0.1:{port}", run.id, here
    finally:
        process.kill()
        process.wait()


def ended(process, number):
    """Whether a signal ends the process with all that it started."""
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    process.send_signal(number)
    said, _ = process.communicate(timeout=60)
    assert "Stopped." in said
    assert process.returncode == 0
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def test_it_serves_this_machine_only_writes_nothing_here_and_is_not_left_behind(dashboard):
    process, address, run, here = dashboard
    ports = {
        one.laddr
        for child in psutil.Process(process.pid).children(recursive=True)
        for one in child.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN
    }
    assert {place.ip for place in ports} == {"127.0.0.1"}
    port = address.rpartition(":")[2]
    ask, body = f"{address}/api/2.0/mlflow/experiments/search", json.dumps({"max_results": 5}).encode()
    assert status(f"{address}/health") == 200
    assert status(ask, "POST", body, Content_Type="application/json") == 200
    assert status(ask, "POST", body, Content_Type="application/json", Host="evil.example") == 403
    assert status(ask, "POST", body, Content_Type="application/json", Host=f"192.168.0.1:{port}") == 403
    make, named = f"{address}/api/2.0/mlflow/experiments/create", json.dumps({"name": "evil"}).encode()
    assert status(make, "POST", named, Content_Type="application/json", Origin="http://evil.example") == 403
    shown = f"{address}/get-artifact?path=tables/rows.json&run_uuid={run}"
    assert status(shown) == 200
    put = f"{address}/api/2.0/mlflow-artifacts/artifacts/x/y.txt"
    assert status(put, "PUT", b"x") >= 400
    assert list(here.iterdir()) == []
    assert ended(process, signal.SIGTERM)
    assert list(here.iterdir()) == []


def test_a_dashboard_that_is_killed_takes_its_server_along(dashboard):
    process, address, *_ = dashboard
    family = psutil.Process(process.pid).children(recursive=True)
    assert family
    process.kill()
    process.communicate(timeout=30)
    assert not psutil.wait_procs(family, timeout=30)[1]
    with pytest.raises(OSError, match="refused"):
        status(f"{address}/health")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_no_signal_leaves_the_server_behind(dashboard, number):
    process, *_ = dashboard
    assert ended(process, number)
