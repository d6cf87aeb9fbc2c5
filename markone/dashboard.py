"""MLflow's pages on what was recorded, served on this machine only."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import IO
from urllib import request

import psutil

from markone import store

Say = Callable[[str], object]
OPENED = "markone.opened"
"""A tag of an experiment that says when it was opened last."""


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
    with socket.socket() as taken:
        if taken.connect_ex(("127.0.0.1", port)) == 0:
            raise store.StoreError(f"port {port} is taken; choose another with --port")
    say("Starting the pages, which takes some seconds; Ctrl-C ends them.")
    with tempfile.TemporaryFile("w+") as log:
        server = _start(uri, port, log)
        try:
            _wait(server, f"http://127.0.0.1:{port}", log)
            _open(f"http://127.0.0.1:{port}", say, launch)
            server.wait()
        except KeyboardInterrupt:
            say("Stopped.")
        finally:
            _end(server)


def _start(uri: str, port: int, log: IO[str]) -> subprocess.Popen:
    """MLflow's server on loopback, without the jobs that make it slow to start."""
    command = [sys.executable, "-m", "mlflow", "ui", "--backend-store-uri", uri]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    quiet = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    return subprocess.Popen(command, env=quiet, stdout=log, stderr=log)


def _end(server: subprocess.Popen) -> None:
    """End the server and the workers it started; those that will not hear are killed."""
    family = [psutil.Process(server.pid)] if server.poll() is None else []
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
    with contextlib.suppress(OSError, HTTPException, ValueError, KeyError):
        found = json.loads(store.ask(address, store.ASK, body, 5))["experiments"]
        opened = {
            tag["value"]: one["experiment_id"]
            for one in found
            for tag in one.get("tags", [])
            if tag["key"] == OPENED
        }
        if opened:
            return f"#/experiments/{opened[max(opened)]}/runs?workflowType=machine_learning"
    return "?workflowType=machine_learning"
