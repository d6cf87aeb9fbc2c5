"""What the tests of the suite need."""

import contextlib
import json
import os
import subprocess
import sys
import time

import psutil
import pytest
from conftest import ROOT
from toss import Coins


@pytest.fixture
def coins(tmp_path, blank_store):
    path = tmp_path / "mlflow.db"
    path.write_bytes(blank_store.read_bytes())
    return Coins(tmp_path, str(path))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and three worker processes, as their commands start them: the address, the workers."""
    distributed, folder = pytest.importorskip("distributed"), tmp_path_factory.mktemp("cluster")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__ADMIN__LOG_LENGTH": "0"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "env": environment}
    place = folder / "scheduler.json"
    listen = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)]
    processes = [subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", *listen], **quiet)]
    for _ in range(600):
        if place.exists() and place.stat().st_size:
            break
        time.sleep(0.1)
    address = json.loads(place.read_text())["address"]
    for _ in range(3):
        worker = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
        processes.append(
            subprocess.Popen([sys.executable, *worker, "--no-nanny", "--host", "127.0.0.1"], **quiet)
        )
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(3, timeout=120)
    yield address, processes[1:]
    for process in processes:
        family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        for one in [*family, process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()
