"""MLflow's pages on what was recorded, served on this machine only."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib import request

import psutil

from markone import store
from markone.installed import need

Say = Callable[[str], object]
OPENED = ("mlflow.markone.opened", "markone.opened")
"""A tag of an experiment that says when it was opened last, and what older versions called it."""

NOT_TOLD = (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What it ends in to ask a server that does not work, or is none of MLflow's."""
WATCH = "import sys; from markone.dashboard import _end; sys.stdin.read(); _end(int(sys.argv[1]))"
"""Wait for the end of the input, and end a process with its children."""


def serve(uri: str, port: int, say: Say, launch: Say | None = None) -> None:
    """Show MLflow's pages of the store `uri` until Ctrl-C; `launch` opens them once they are there.

    A store on a server has its pages there already. Raises StoreError for what cannot be shown.
    """
    if uri.startswith("http"):
        store.probe(uri)
        _open(uri, say, launch)
        return
    if not store.exists(uri):
        raise store.StoreError(
            f"there is no store at {store.shown(uri)}; run an experiment first, or name another "
            "--tracking-uri"
        )
    need("mlflow", "the dashboard")
    with socket.socket() as taken:
        if taken.connect_ex(("127.0.0.1", port)) == 0:
            raise store.StoreError(f"port {port} is taken; choose another with --port")
    say("Starting the pages, which takes some seconds; Ctrl-C ends them.")
    with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "log", "w+") as log, _ending():
        server = _start(uri, port, Path(folder), log)
        watcher = _watch(server)
        try:
            _wait(server, f"http://127.0.0.1:{port}", log)
            _open(f"http://127.0.0.1:{port}", say, launch)
            server.wait()
        except KeyboardInterrupt:
            with contextlib.suppress(OSError):  # a terminal that is gone
                say("Stopped.")
        finally:
            if server.poll() is None:
                _end(server.pid)
            watcher.kill()
            watcher.wait()


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """SIGTERM and SIGHUP end what is done here as Ctrl-C does; all are as before afterwards."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in _signals()}
    for number in before:
        if number != signal.SIGINT:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _signals() -> list[signal.Signals]:
    """What ends a command from outside; only the main thread may say what happens then."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [one for one in signal.Signals if one.name in ("SIGINT", "SIGTERM", "SIGHUP")]


def _start(uri: str, port: int, folder: Path, log: IO[str]) -> subprocess.Popen:
    """MLflow's server on loopback, without the jobs that make it slow to start.

    It takes requests that name this machine only, keeps no files for others, and stands in an empty
    folder, so that nothing is written where it was called from.
    """
    command = [sys.executable, "-m", "mlflow", "ui", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--allowed-hosts", f"127.0.0.1:{port},localhost:{port}"]
    command += ["--no-serve-artifacts", "--default-artifact-root", (folder / "artifacts").as_uri()]
    calm = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_SERVER_")}
    calm |= {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_BACKEND_STORE_URI": uri}
    return subprocess.Popen(command, env=calm, cwd=folder, stdout=log, stderr=log)


def _watch(server: subprocess.Popen) -> subprocess.Popen:
    """A process that ends the server should this one be killed: its input ends with us, whatever ends us."""
    command = [sys.executable, "-P", "-c", WATCH, str(server.pid)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, start_new_session=True
    )


def _end(server: int) -> None:
    """End the server and the workers it started; those that will not hear are killed.

    No further signal keeps it from that.
    """
    for number in _signals():
        signal.signal(number, signal.SIG_IGN)
    family = [psutil.Process(server)] if psutil.pid_exists(server) else []
    family += [child for process in family for child in process.children(recursive=True)]
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in psutil.wait_procs(family, timeout=10)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def _wait(server: subprocess.Popen, address: str, log: IO[str]) -> None:
    """Return when the server answers; StoreError with its last words if it ends first."""
    while server.poll() is None:
        try:
            with request.urlopen(f"{address}/health", timeout=2):
                return
        except (OSError, HTTPException):
            time.sleep(0.3)
    log.seek(0)
    words = log.read().strip().splitlines() or ["no reason given"]
    raise store.StoreError(f"MLflow's pages did not start: {words[-1]}")


def _open(address: str, say: Say, launch: Say | None) -> None:
    page = f"{address}/{_last_opened(address)}"
    say(store.shown(page))
    if launch:
        launch(page)


def _last_opened(address: str) -> str:
    """The page of the runs of the experiment that was opened last; MLflow's first page if none was."""
    body = json.dumps({"max_results": 1000}).encode()
    with contextlib.suppress(*NOT_TOLD):
        found = json.loads(store.ask(address, store.ASK, body, 5))["experiments"]
        opened = {
            tag["value"]: one["experiment_id"]
            for one in found
            for tag in one.get("tags", [])
            if tag["key"] in OPENED
        }
        if opened:
            return f"#/experiments/{opened[max(opened)]}/runs?workflowType=machine_learning"
    return "?workflowType=machine_learning"
