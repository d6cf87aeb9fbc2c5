"""An archive of an experiment, looked through and then taken into a store.

Whoever made the archive, what is in it is data: it says nothing of where anything is written, it
marks nothing as measured here, and it names no command.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markone import zipped
from markone.store import StoreError
from markone.tracking import comparison, verbs
from markone.tracking.archived import (
    TOLD,
    Place,
    Run,
    room,
)
from markone.tracking.exported import CHUNK, Tell
from markone.tracking.inspected import Inspected, content, inspected
from markone.tracking.mlflow_api import entities
from markone.tracking.models import SEAL
from markone.tracking.schema import model_of
from markone.tracking.store import Store
from markone.tracking.tags import ASKED, ATTEMPT, CODE, HOST, IMPORTED, KEY, MEASURED, MODELS, NOTE, PARENT

HALF = "markone.half_imported"
"""A tag of runs that are not yet whole."""
OURS = {ATTEMPT, HOST, ASKED, CODE, MEASURED, MODELS}
THEIRS = {"mlflow.loggedImages", NOTE, "mlflow.source.type", "mlflow.user"}
"""What is taken of markone's own tags, and of MLflow's."""


def take(
    store_uri: str, file: Path, tell: Tell = lambda done, of: None, trusted: bool = False
) -> tuple[str, int, int]:
    """Take the archive `file` into a store: the experiment's name, how many runs came, how many were there.

    Nothing is written before all of it has been found sound; what a store has already is left. Each
    run keeps its old id as a tag. Studies measure anew what was imported, unless it is `trusted`.
    Raises StoreError for a file that is no such archive, or is not as it was written.
    """
    try:
        with zipped.opened(file, room(file)) as archive:
            looked = inspected(archive)
            return looked.about.name, *_taken(Store(store_uri, looked.about.name), looked, tell, trusted)
    except StoreError:
        raise
    except ValueError as error:
        raise StoreError(f"{file} is no whole archive of an experiment ({error}); export it again") from None


def _taken(store: Store, looked: Inspected, tell: Tell, trusted: bool) -> tuple[int, int]:
    """Write the runs that a store has not: how many came, how many were there."""
    there = _there(store)
    known: dict[str, str] = {}
    came = []
    for number, old in enumerate(looked.about.runs):
        told = looked.told(old)
        attempt = told.tags.get(ATTEMPT, f"imported-{old}")
        if attempt not in there:
            there[attempt] = _made(store, looked, old, told, attempt, trusted)
            came.append(old)
        known[old] = there[attempt]
        tell(number + 1, len(looked.about.runs))
    _connect(store, came, known, looked, trusted)
    return len(came), len(known) - len(came)


def _there(store: Store) -> dict[str, str]:
    """The runs that a store has, by their attempt; what an import left half made is put aside."""
    runs = store.search()
    for run in runs:
        if run.data.tags.get(HALF):
            store.client.delete_run(run.info.run_id)
    return {run.data.tags[ATTEMPT]: run.info.run_id for run in runs
            if ATTEMPT in run.data.tags and not run.data.tags.get(HALF)}  # fmt: skip


def _tags(told: Run, old: str, trusted: bool) -> dict[str, str]:
    """What is kept of a run's tags: all that it was called, and no mark and no command."""
    kept = OURS | THEIRS | ({KEY} if trusted else set())
    free = {key: value for key, value in told.tags.items() if not key.startswith(("markone.", "mlflow."))}
    free.pop("command", None)
    return {**free, **{key: told.tags[key] for key in kept & told.tags.keys()}, IMPORTED: old}


def _made(store: Store, looked: Inspected, old: str, told: Run, attempt: str, trusted: bool) -> str:
    """A run as it was, but for its id, that of its parent, and its marks."""
    client, nowhere = store.client, Path()
    tags = {**_tags(told, old, trusted), ATTEMPT: attempt, HALF: "yes"}
    head = {"started": told.started, "name": told.name, "tags": tags}
    run_id = verbs.create(client, store.experiment_id, head)
    verbs.batch(client, run_id, nowhere, metrics=told.metrics, params=told.params)
    for context, data in told.datasets:
        verbs.dataset(client, run_id, nowhere, data.model_dump(by_alias=True, exclude_none=True), context)
    with tempfile.TemporaryDirectory() as folder:
        tables = _unfold(looked, old, None, Path(folder))
        if any(Path(folder).iterdir()):
            client.log_artifacts(run_id, folder)
        if tables:
            verbs.batch(client, run_id, nowhere, tags={"mlflow.loggedArtifacts": json.dumps(tables)})
    name = model_of(told.tags, told.name)
    for model, tags in told.models.items():
        _model(store, run_id, looked, old, model, name, tags[SEAL])
    status = "KILLED" if told.status in ("RUNNING", "SCHEDULED") else told.status
    verbs.end(client, run_id, nowhere, status, told.ended or told.started)
    return run_id


def _unfold(looked: Inspected, run: str, model: str | None, folder: Path) -> list[dict[str, str]]:
    """Write the files of a run or of a model to an empty folder; what MLflow's pages are told of tables."""
    paths = sorted(place.path for place in looked.parts[run] if place.model == model and place.path != TOLD)
    for path in paths:
        to = folder.joinpath(*path.split("/"))
        to.parent.mkdir(parents=True, exist_ok=True)
        inside = f"runs/{run}/files/{path}" if model is None else f"runs/{run}/models/{model}/{path}"
        with looked.archive.open(inside) as part, to.open("xb") as file:
            shutil.copyfileobj(part, file, CHUNK)
    return [{"path": path, "type": "table"} for path in paths if re.fullmatch(r"tables/[^/]+\.json", path)]


def _model(store: Store, run_id: str, looked: Inspected, old: str, model: str, name: str, seal: str) -> None:
    """A model as it was, named as one from here; whether it may be opened is asked when somebody wants to."""
    with tempfile.TemporaryDirectory() as folder:
        _unfold(looked, old, model, Path(folder))
        made = store.client.create_logged_model(store.experiment_id, name, run_id, {SEAL: seal})
        store.client.log_model_artifacts(made.model_id, folder)
    store.client.finalize_logged_model(made.model_id, "READY")
    store.client.log_outputs(run_id, [entities.LoggedModelOutput(made.model_id, 0)])


def _connect(
    store: Store, came: list[str], known: Mapping[str, str], looked: Inspected, trusted: bool
) -> None:
    """Give parents and lists of runs the ids that the runs have here; then they are whole.

    It also mends what an import that was stopped has left. Below a run that was measured here no
    other comes to stand, unless it is trusted.
    """
    runs = {run.info.run_id: run.data.tags for run in store.search()}
    brought = {old: new for old, new in known.items() if IMPORTED in runs[new]}
    for old, new in brought.items():
        above = known.get(looked.parents[old] or "")
        lost = runs[new].get(PARENT) not in runs
        if above and lost and (trusted or above in brought.values()):
            store.client.set_tag(new, PARENT, above)
        if Place(old, None, comparison.LIST) in looked.parts[old]:
            _list(store, known, looked, old)
    for old in sorted(came, key=lambda old: old in looked.parents.values()):  # parents last
        store.client.delete_tag(known[old], HALF)


def _list(store: Store, known: Mapping[str, str], looked: Inspected, old: str) -> None:
    listed = content(looked.archive, f"runs/{old}/files/{comparison.LIST}")

    def here(found: Any) -> bytes:
        return known.get(found[0].decode(), found[0].decode()).encode()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / comparison.LIST.rpartition("/")[2]
        path.write_bytes(re.sub(b"[0-9a-f]{32}", here, listed))
        store.client.log_artifact(known[old], str(path), "tables")
