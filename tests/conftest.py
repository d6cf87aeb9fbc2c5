"""What several tests need."""

import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib import request

import numpy as np
import psutil
import pytest
from hypothesis import settings

settings.register_profile("markone", deadline=None, derandomize=True)  # a first call compiles
settings.load_profile("markone")

gc.disable()  # until all is imported
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or hundreds of processes compile the same modules

ROOT = Path(__file__).parent.parent

for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
    if signal.getsignal(number) == signal.SIG_IGN:  # as a shell's background jobs have it; children would too
        signal.signal(number, usual)


def pytest_collection_finish():
    """What was imported stays, and is not looked through for garbage again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _own_journals(tmp_path_factory):
    """What a store does not take in a test waits in a folder of the tests' own."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session", autouse=True)
def _compiled_ahead():
    """The engine of bits is tested however little work a test has for it."""
    from markone.fast.bits import engine

    engine.TIER.open()
    engine.PULSED_TIER.open()


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def python(tmp_path):
    """Run Python in an empty folder, as a user would; returns the finished process."""

    def run(*arguments, timeout=120, **options):
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **options,
        )

    return run


@pytest.fixture(scope="session")
def blank_store(tmp_path_factory):
    """An SQLite store with no experiment of ours in it, to be copied, because making one takes seconds.

    Processes of pytest-xdist share it.
    """
    from markone.tracking.database import create

    own = tmp_path_factory.getbasetemp()
    path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "blank.db"
    create(path)
    return path


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Call a command of click in this process, in an empty folder; returns its result."""
    from click.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    return lambda command, *arguments: CliRunner().invoke(command, [str(one) for one in arguments])


@pytest.fixture(scope="session")
def store_uri(blank_store, tmp_path_factory):
    """An SQLite store of the session's own."""
    path = tmp_path_factory.mktemp("store") / "mlflow.db"
    shutil.copy(blank_store, path)
    return f"sqlite:///{path.as_posix()}"


@pytest.fixture
def quickly(store_uri, tmp_path):
    """Run a study as its script does with --quick, in this process: its words, its folder of figures."""
    from click.testing import CliRunner

    def run(study, *arguments):
        options = ["--quick", "--tracking-uri", store_uri, "--figures", str(tmp_path), *map(str, arguments)]
        done = CliRunner().invoke(study.command(), options, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output, tmp_path / study.name

    return run


class MlflowServer:
    """MLflow's own server on loopback, which can be killed and started again."""

    def __init__(self, backend, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self.port}"
        self.command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", backend]
        self.command += ["--artifacts-destination", str(folder), "--workers", "1"]
        self.command += ["--host", "127.0.0.1", "--port", str(self.port)]

    def start(self):
        quiet = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        self.process = subprocess.Popen(
            self.command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(240):
            try:
                with request.urlopen(f"{self.uri}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.25)
        raise AssertionError(f"{self.uri} did not start")

    def kill(self):
        family = [self.process]
        with contextlib.suppress(psutil.NoSuchProcess):
            family = [*psutil.Process(self.process.pid).children(recursive=True), self.process]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def mlflow_server(blank_store, tmp_path_factory):
    """A server over an SQLite store of its own; it takes some seconds to start."""
    folder = tmp_path_factory.mktemp("server")
    backend = folder / "mlflow.db"
    backend.write_bytes(blank_store.read_bytes())
    server = MlflowServer(f"sqlite:///{backend.as_posix()}", folder / "artifacts")
    server.start()
    yield server
    server.kill()
