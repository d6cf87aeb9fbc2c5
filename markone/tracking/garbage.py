"""What a store holds that nobody needs: runs put aside, broken or orphaned, and files of no run."""

import contextlib
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from markone.fields import explained
from markone.store import sqlite_path
from markone.tracking import artifacts, reading
from markone.tracking.mlflow_api import entities, mlflow
from markone.tracking.tags import PARENT
from markone.tracking.verbs import is_gone

RUN_OR_MODEL = "[0-9a-f]{32}|m-[0-9a-f]{32}"
"""The names of the folders of runs and of models."""


@explained
class Garbage(NamedTuple):
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
    """Files in the store's own folder of which it knows no run and no model."""
    database: Path | None
    """The file of an SQLite store."""
    models: dict[str, list[Any]]
    """The models of runs, by the run's id."""

    def only(self, kinds: Collection[str]) -> "Garbage":
        """What is of these kinds."""
        fields = {"aside": "aside", "orphaned": "orphaned", "broken": "broken", "files": "folders"}
        nothing: Any = {field: [] for kind, field in fields.items() if kind not in kinds}
        return self._replace(**nothing)

    @property
    def runs(self) -> list[Any]:
        """All runs that may go."""
        return [*self.aside, *self.orphaned, *self.broken]

    @property
    def everything(self) -> list[Path]:
        """All folders that would be deleted: those of no run, and those of the runs that may go."""
        return [*self.folders, *(folder for run in self.runs for folder in self.of(run))]

    def of(self, run: Any) -> list[Path]:
        """The folders of a run and its models that lie in the store's own folder; no others are touched."""
        if self.database is None:
            return []
        run_id = run.info.run_id
        kept = [_below(model.artifact_location, "artifacts") for model in self.models.get(run_id, [])]
        own = _below(run.info.artifact_uri, "artifacts")
        found = [folder for folder in kept if folder and _is_home(folder.parent.parent, self.database)]
        if own and own.name == run_id and _is_home(own.parent, self.database):
            found.append(own)
        return [folder for folder in found if folder.is_dir()]


def _below(location: str, name: str) -> Path | None:
    """The folder of whose sub-folder `name` an address is; None for what is on no disk, or is a link."""
    place = artifacts.local(location or "")
    known = place is not None and place.name == name and re.fullmatch(RUN_OR_MODEL, place.parent.name)
    return place.parent if place and known else None


def _is_home(folder: Path, database: Path) -> bool:
    """Whether a folder is that of an experiment in the database's own folder."""
    return artifacts.is_marked(folder.parent, database)


def find(client: mlflow.MlflowClient, address: str, experiments: Sequence[entities.Experiment]) -> Garbage:
    """Look through experiments; nothing is changed."""
    ids = [one.experiment_id for one in experiments]
    aside = list(reading.runs(client, ids, run_view_type=entities.ViewType.DELETED_ONLY))
    active = list(reading.runs(client, ids))
    known = {run.info.run_id for run in active}
    orphaned = [run for run in active if run.data.tags.get(PARENT, "") not in {"", *known}]
    kept = {run.info.run_id for run in orphaned} | {run.data.tags.get(PARENT) for run in active}
    broken = [
        run for run in active if run.info.status in ("FAILED", "KILLED") and run.info.run_id not in kept
    ]
    everyone = known | {run.info.run_id for run in aside}
    models = _models(client, ids)
    database = sqlite_path(address)
    folders = [
        folder
        for one in experiments
        if database
        for folder in _of_nobody(database, one, everyone | {model.model_id for model in models})
    ]
    by_run: dict[str, list[Any]] = {}
    for model in models:
        by_run.setdefault(model.source_run_id, []).append(model)
    return Garbage(aside, orphaned, broken, folders, database, by_run)


def _models(client: mlflow.MlflowClient, ids: Sequence[str]) -> list[Any]:
    """All models of experiments."""
    found: list[Any] = []
    token = None
    while ids:
        page = client.search_logged_models(list(ids), page_token=token)
        found, token = found + list(page), page.token
        if not token:
            break
    return found


def _of_nobody(database: Path, experiment: entities.Experiment, known: set[str]) -> Iterator[Path]:
    """The folders of an experiment, in the database's own, that belong to no run and no model."""
    home = artifacts.local(experiment.artifact_location)
    if home is None or not home.is_dir() or not _is_home(home, database):
        return
    for folder in sorted([*home.iterdir(), *(home / "models").glob("m-*")]):
        named = re.fullmatch(RUN_OR_MODEL, folder.name) and folder.name not in known
        if named and folder.is_dir() and folder.resolve() == folder:
            yield folder


def size(folders: Sequence[Path]) -> int:
    """Bytes on disk."""
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())


def remove(client: mlflow.MlflowClient, address: str, garbage: Garbage) -> None:
    """Delete for good what was found; on a tracking server runs are only put aside.

    A run's files go before its record, so that a run that is cut short is found again.
    """
    for run in (*garbage.orphaned, *garbage.broken):
        client.delete_run(run.info.run_id)
    for folder in garbage.everything:
        shutil.rmtree(folder, ignore_errors=True)
    if not address.startswith("http"):
        store = client._tracking_client.store  # MLflow's own gc asks it for the same
        for run in garbage.runs:
            for model in garbage.models.get(run.info.run_id, []):
                with _already():
                    store._hard_delete_logged_model(model.model_id)
            with _already():
                store._hard_delete_run(run.info.run_id)


@contextlib.contextmanager
def _already() -> Iterator[None]:
    """Another process may have deleted it."""
    try:
        yield
    except mlflow.MlflowException as error:
        if not is_gone(error):
            raise
