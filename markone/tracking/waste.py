"""What a store holds that nobody needs: runs put aside, broken or orphaned, and files of no run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import mlflow
from mlflow.entities import Experiment, ViewType

from markone.store import StoreError, sqlite_path
from markone.tracking import reading
from markone.tracking.process import PARENT

AT_ONCE = 500
"""Runs that one call of MLflow's own gc is given."""


class Waste(NamedTuple):
    """What may go, each once."""

    aside: list[Any]
    """Runs that another of the same key has replaced, or that were deleted by hand."""
    orphaned: list[Any]
    """Runs whose parent is gone."""
    broken: list[Any]
    """Runs that FAILED or were KILLED; what they measured goes with them.

    One with runs below it is not among them: its command takes it up again.
    """
    folders: list[Path]
    """Files beside the store of which it knows no run and no model."""

    @property
    def runs(self) -> list[Any]:
        """All runs that may go."""
        return [*self.aside, *self.orphaned, *self.broken]


def find(client: mlflow.MlflowClient, address: str, experiments: Sequence[Experiment]) -> Waste:
    """Look through experiments; nothing is changed."""
    ids = [one.experiment_id for one in experiments]
    aside = list(reading.runs(client, ids, run_view_type=ViewType.DELETED_ONLY))
    active = list(reading.runs(client, ids))
    known = {run.info.run_id for run in active}
    orphaned = [run for run in active if run.data.tags.get(PARENT, "") not in {"", *known}]
    kept = {run.info.run_id for run in orphaned} | {run.data.tags.get(PARENT) for run in active}
    broken = [
        run for run in active if run.info.status in ("FAILED", "KILLED") and run.info.run_id not in kept
    ]
    everyone = known | {run.info.run_id for run in aside}
    folders = [
        folder for one in experiments for folder in _of_nobody(client, address, one, everyone)
    ]  # fmt: skip
    return Waste(aside, orphaned, broken, folders)


def _of_nobody(
    client: mlflow.MlflowClient, address: str, experiment: Experiment, runs: set[str]
) -> list[Path]:
    """The folders beside an SQLite store that belong to no run and no model of an experiment."""
    path = sqlite_path(address)
    home = path.parent / "mlruns" / experiment.name if path else None
    if home is None or not home.is_dir() or experiment.artifact_location != home.as_uri():
        return []
    models = {model.model_id for model in client.search_logged_models([experiment.experiment_id])}
    own = [folder for folder in home.iterdir() if re.fullmatch("[0-9a-f]{32}", folder.name)]
    kept = [folder for folder in (home / "models").glob("m-*") if folder.is_dir()]
    return [folder for folder in own if folder.name not in runs] + [
        folder for folder in kept if folder.name not in models
    ]


def size(folders: Sequence[Path]) -> int:
    """Bytes on disk."""
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())


def remove(client: mlflow.MlflowClient, address: str, waste: Waste) -> None:
    """Delete for good what was found; on a tracking server runs are only put aside."""
    for run in (*waste.orphaned, *waste.broken):
        client.delete_run(run.info.run_id)
    for folder in waste.folders:
        shutil.rmtree(folder, ignore_errors=True)
    if not address.startswith("http"):
        ids = [run.info.run_id for run in waste.runs]
        for first in range(0, len(ids), AT_ONCE):
            _gone(address, ids[first : first + AT_ONCE])


def _gone(address: str, ids: Sequence[str]) -> None:
    """MLflow's own gc: runs that were put aside, their files and their models."""
    command = [
        sys.executable,
        "-m",
        "mlflow",
        "gc",
        "--backend-store-uri",
        address,
        "--run-ids",
        ",".join(ids),
    ]
    told = {**os.environ, "MLFLOW_TRACKING_URI": address}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StoreError(f"MLflow's gc did not end well: {done.stderr.strip().splitlines()[-1:]}")
