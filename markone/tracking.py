"""What was recorded: MLflow is known here and nowhere else.

A store is opened once, before any work starts, and says in one sentence what is wrong with it.
A run that ends by an exception is FAILED, by Ctrl-C or SIGTERM KILLED; what was measured until
then is kept. Runs whose process is gone are marked KILLED when the store is next opened.
"""

import contextlib
import functools
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")

import mlflow
import numpy as np
import psutil
from mlflow.entities import Experiment, Metric, Param

from markone.store import StoreError, create, exists, probe, resolve, shown, sqlite_path, writable

logging.getLogger("mlflow").setLevel(logging.WARNING)

Answer = TypeVar("Answer")
STOPPING = (signal.SIGINT, signal.SIGTERM)
BATCH = 1000
"""Most metrics that one call may carry."""
TRIES = 5
"""How often a write is tried that another process may have been quicker with."""
FLUSH_S = 1.0
"""Metrics wait in memory no longer than this while others arrive."""
LIBRARIES = ("numpy", "numba", "scipy", "simpy", "scikit-learn", "mlflow", "matplotlib")
HOST, PID, STARTED = "markone.host", "markone.pid", "markone.started"
"""Tags by which a run knows its process."""


def _alive(tags: Mapping[str, str]) -> bool:
    """Whether the process that wrote a run still runs; one on another host is taken to."""
    if tags.get(HOST) != socket.gethostname():
        return True
    try:
        process = psutil.Process(int(tags[PID]))
        return abs(process.create_time() - float(tags[STARTED])) < 5.0
    except (psutil.NoSuchProcess, KeyError, ValueError):
        return False


def _said(command: list[str]) -> str:
    """What a command prints; nothing where it fails or is not there."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


@functools.cache
def code_version() -> str:
    """The package's version, and where there is a checkout the commit, with + for uncommitted changes."""
    version, checkout = metadata.version("markone"), Path(__file__).parent.parent
    git = ["git", "-C", str(checkout)]
    top = _said([*git, "rev-parse", "--show-toplevel"])
    if not top or Path(top).resolve() != checkout.resolve():
        return version  # installed, perhaps inside a repository that is not ours
    commit = _said([*git, "rev-parse", "--short=12", "HEAD"])
    changed = _said([*git, "status", "--porcelain"])
    return f"{version} {commit}{'+' if changed else ''}"


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until what is written to the store is whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda sent, _: came.append(sent)) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def _again(write: Callable[[], Answer]) -> Answer:
    """What `write` returns, tried again where another process wrote the same thing at the same time."""
    for _ in range(TRIES - 1):
        try:
            return write()
        except mlflow.MlflowException as error:
            if not re.search("UNIQUE|unique|already exists", str(error)):
                raise
            time.sleep(0.05)
    return write()


class Store:
    """One experiment in a store that has been found to work."""

    def __init__(self, uri: str | None = None, experiment: str = "markone") -> None:
        self.uri = resolve(uri)
        path = sqlite_path(self.uri)
        if path and not exists(self.uri):
            create(path)
        if self.uri.startswith("http"):
            probe(self.uri)
        try:
            mlflow.set_tracking_uri(self.uri)
            self.client = mlflow.MlflowClient(self.uri)
            self.experiment_id = self._experiment(experiment, path)
            self._reap()
        except StoreError:
            raise
        except Exception as error:
            reason = [*str(error).strip().splitlines(), type(error).__name__][0]
            raise StoreError(
                f"the store {shown(self.uri)} cannot be used ({reason}); choose another --tracking-uri"
            ) from None
        self._code = code_version()

    def _experiment(self, name: str, path: Path | None) -> str:
        """The experiment's id; its files stand beside a SQLite store, wherever we are called from."""
        folder = writable(path.parent / "mlruns" / name).as_uri() if path else None
        found = _again(lambda: self._found_or_made(name, folder))
        if folder and found.artifact_location != folder:
            raise StoreError(
                f"the store was moved: experiment {name!r} keeps its files in {found.artifact_location}, "
                f"not in {folder}: move it back, or choose another --tracking-uri"
            )
        opened = str(time.time())
        _again(lambda: self.client.set_experiment_tag(found.experiment_id, "markone.opened", opened))
        return found.experiment_id

    def _found_or_made(self, name: str, folder: str | None) -> Experiment:
        found = self.client.get_experiment_by_name(name)
        if found is None:
            made = self.client.create_experiment(name, artifact_location=folder)
            return self.client.get_experiment(made)
        return found

    def _reap(self) -> None:
        """Mark as KILLED what a dead process left RUNNING."""
        running = self.client.search_runs([self.experiment_id], "attributes.status = 'RUNNING'")
        for run in running:
            if not _alive(run.data.tags):
                self.client.set_terminated(run.info.run_id, "KILLED")

    @contextlib.contextmanager
    def run(self, name: str, tags: Mapping[str, object], parent: "Run | None" = None) -> Iterator["Run"]:
        """A run that lasts as long as the `with` block; a child of `parent` if there is one."""
        process = psutil.Process()
        own = {HOST: socket.gethostname(), PID: process.pid, STARTED: process.create_time()}
        known = {key: str(value) for key, value in {**own, **tags, "code": self._code}.items()}
        run, status = None, "FAILED"
        try:
            with unbroken():
                mlflow.set_tracking_uri(self.uri)  # another store may have been opened since
                active = mlflow.start_run(
                    experiment_id=self.experiment_id, run_name=name, nested=parent is not None, tags=known
                )
                run = Run(self.client, active.info.run_id)
            yield run
            status = "FINISHED"
        except KeyboardInterrupt:
            status = "KILLED"
            raise
        finally:
            if run:
                with unbroken():
                    self._end(run, status)

    def _end(self, run: "Run", status: str) -> None:
        """Write what waits and close the run, which is the innermost one."""
        try:
            run.flush()
        finally:
            mlflow.end_run(status)


class Run:
    """What one run measures. Metrics are collected and written in batches."""

    def __init__(self, client: mlflow.MlflowClient, run_id: str) -> None:
        self.client, self.id = client, run_id
        self._waiting: list[Metric] = []
        self._flushed = time.monotonic()

    @unbroken()
    def params(self, values: Mapping[str, object]) -> None:
        """Write parameters once."""
        self.client.log_batch(self.id, params=[Param(key, str(value)) for key, value in values.items()])

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        """Take a value for each metric at a whole `step`; what is not finite is kept as NaN."""
        now = int(time.time() * 1000)
        for key, value in values.items():
            number = float(value) if np.isfinite(value) else float("nan")
            self._waiting.append(Metric(key, number, now, int(step)))
        if len(self._waiting) >= BATCH or time.monotonic() - self._flushed > FLUSH_S:
            self.flush()

    @unbroken()
    def flush(self) -> None:
        """Write what waits."""
        while self._waiting:
            self.client.log_batch(self.id, metrics=self._waiting[:BATCH])
            del self._waiting[:BATCH]
        self._flushed = time.monotonic()

    @unbroken()
    def note(self, text: str) -> None:
        """What the dashboard shows as the run's description, in Markdown."""
        self.client.set_tag(self.id, "mlflow.note.content", text)

    @unbroken()
    def file(self, path: Path, folder: str) -> None:
        """Keep a copy of a file in a folder of the run."""
        self.client.log_artifact(self.id, str(path), folder)

    @unbroken()
    def table(self, name: str, columns: Mapping[str, list[Any]]) -> None:
        """Keep a table, one list per column, under tables/."""
        self.client.log_table(self.id, dict(columns), f"tables/{name}.json")

    @unbroken()
    def dataset(self, name: str, context: str, X: np.ndarray, y: np.ndarray) -> None:
        """Say which data went in, as "train" or "test"; their digest is kept, not the data."""
        data = mlflow.data.from_numpy(X, targets=y, name=name)  # type: ignore[attr-defined]
        _again(lambda: mlflow.log_input(data, context=context))

    @unbroken()
    def model(self, save: Callable[[Path], None], loader: str, X: np.ndarray, answers: np.ndarray) -> None:
        """Keep a fitted learner that `save` writes to a folder and the module `loader` reads.

        X and its `answers` give signature and input example. The files hold data and no code.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "learner"
            save(path)
            mlflow.pyfunc.log_model(
                name="model",
                loader_module=loader,
                data_path=str(path),
                signature=mlflow.models.infer_signature(X, answers),
                input_example=X[:2],
                pip_requirements=[f"markone=={metadata.version('markone')}"],
            )


@functools.cache
def versions() -> dict[str, str]:
    """The versions of Python, markone and the libraries that its numbers depend on."""
    found = {f"version/{name}": metadata.version(name) for name in LIBRARIES}
    return {"version/python": sys.version.split()[0], "version/markone": code_version(), **found}


class Interruptible:
    """While this lasts, SIGTERM ends the work as Ctrl-C does, so that runs are closed."""

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGTERM, self._stop)
        return self

    def _stop(self, *_: object) -> NoReturn:
        raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGTERM, self._before)
