"""An archive of an experiment, looked through and then taken into a store.

Whoever made the archive, what is in it is data: it says nothing of where anything is written, it
marks nothing as measured here, and it names no command.
"""

import json
import re
import shutil
import tempfile
from pathlib import Path

from markone import zipped
from markone.store import StoreError
from markone.tracking import comparison, models, verbs
from markone.tracking.archived import TOLD, Place, Run, room
from markone.tracking.exported import CHUNK, Tell
from markone.tracking.inspected import Inspected, content, inspected
from markone.tracking.models import SEAL
from markone.tracking.schema import model_of
from markone.tracking.store import Store
from markone.tracking.tags import ASKED, ATTEMPT, CODE, HOST, IMPORTED, KEY, MEASURED, MODELS, NOTE, PARENT

HALF = "markone.half_imported"
"""A tag of runs that are not yet whole."""
OURS = {ATTEMPT, HOST, ASKED, CODE, MEASURED, MODELS}
THEIRS = {"mlflow.loggedImages", NOTE, "mlflow.source.type", "mlflow.user"}
"""What is taken of markone's own tags, and of MLflow's."""
TABLE = r"tables/[^/]+\.json"
"""The files that MLflow's pages show as tables."""


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
            transfer = _Transfer(Store(store_uri, looked.about.name), looked, trusted)
            return looked.about.name, *transfer.done(tell)
    except StoreError:
        raise
    except ValueError as error:
        raise StoreError(f"{file} is no whole archive of an experiment ({error}); export it again") from None


class _Transfer:
    """An archive on its way into a store."""

    def __init__(self, store: Store, looked: Inspected, trusted: bool) -> None:
        self.store, self.looked, self.trusted = store, looked, trusted
        self.known: dict[str, str] = {}
        """The id here of each run of the archive."""

    def done(self, tell: Tell) -> tuple[int, int]:
        """Write the runs that a store has not: how many came, how many were there."""
        there, came, runs = self._there(), [], self.looked.about.runs
        for number, old in enumerate(runs):
            told = self.looked.told(old)
            attempt = told.tags.get(ATTEMPT, f"imported-{old}")
            if attempt not in there:
                there[attempt] = self._made(old, told, attempt)
                came.append(old)
            self.known[old] = there[attempt]
            tell(number + 1, len(runs))
        self._connect(came)
        return len(came), len(self.known) - len(came)

    def _there(self) -> dict[str, str]:
        """The runs that a store has, by their attempt; what an import left half made is put aside."""
        whole = []
        for run in self.store.search():
            if run.data.tags.get(HALF):
                self.store.client.delete_run(run.info.run_id)
            elif ATTEMPT in run.data.tags:
                whole.append(run)
        return {run.data.tags[ATTEMPT]: run.info.run_id for run in whole}

    def _tags(self, told: Run, old: str) -> dict[str, str]:
        """What is kept of a run's tags: all that it was called, and no mark and no command."""
        kept = OURS | THEIRS | ({KEY} if self.trusted else set())
        free = {key: value for key, value in told.tags.items() if not key.startswith(("markone.", "mlflow."))}
        free.pop("command", None)
        return {**free, **{key: told.tags[key] for key in kept & told.tags.keys()}, IMPORTED: old}

    def _made(self, old: str, told: Run, attempt: str) -> str:
        """A run as it was, but for its id, that of its parent, and its marks."""
        client, nowhere = self.store.client, Path()
        tags = {**self._tags(told, old), ATTEMPT: attempt, HALF: "yes"}
        head = {"started": told.started, "name": told.name, "tags": tags}
        run_id = verbs.create(client, self.store.experiment_id, head)
        verbs.batch(client, run_id, nowhere, metrics=told.metrics, params=told.params)
        for context, data in told.datasets:
            verbs.dataset(client, run_id, nowhere, data.model_dump(by_alias=True, exclude_none=True), context)
        self._files(run_id, old)
        for model in told.models:
            self._model(run_id, old, told, model)
        status = "KILLED" if told.status in ("RUNNING", "SCHEDULED") else told.status
        verbs.end(client, run_id, nowhere, status, told.ended or told.started)
        return run_id

    def _files(self, run_id: str, old: str) -> None:
        """A run's own files, of which MLflow's pages are told the tables."""
        with tempfile.TemporaryDirectory() as folder:
            paths = _unfold(self.looked, old, None, Path(folder))
            if paths:
                self.store.client.log_artifacts(run_id, folder)
        tables = [{"path": path, "type": "table"} for path in paths if re.fullmatch(TABLE, path)]
        if tables:
            told = {"mlflow.loggedArtifacts": json.dumps(tables)}
            verbs.batch(self.store.client, run_id, Path(), tags=told)

    def _model(self, run_id: str, old: str, told: Run, model: str) -> None:
        """A model as it was, named as one from here; whether it may be opened is asked later."""
        store, name, sealed = self.store, model_of(told.tags, told.name), told.models[model][SEAL]
        with tempfile.TemporaryDirectory() as folder:
            _unfold(self.looked, old, model, Path(folder))
            models.put(store.client, store.experiment_id, run_id, Path(folder), name, sealed)

    def _connect(self, came: list[str]) -> None:
        """Give parents and lists of runs the ids that the runs have here; then they are whole.

        It also mends what an import that was stopped has left. Below a run that was measured here no
        other comes to stand, unless it is trusted.
        """
        known, parents = self.known, self.looked.parents
        runs = {run.info.run_id: run.data.tags for run in self.store.search()}
        brought = {old: new for old, new in known.items() if IMPORTED in runs[new]}
        for old, new in brought.items():
            above = known.get(parents[old] or "")
            lost = runs[new].get(PARENT) not in runs
            if above and lost and (self.trusted or above in brought.values()):
                self.store.client.set_tag(new, PARENT, above)
            if Place(old, None, comparison.LIST) in self.looked.parts[old]:
                self._list(old)
        for old in sorted(came, key=lambda old: old in parents.values()):  # parents last
            self.store.client.delete_tag(known[old], HALF)

    def _list(self, old: str) -> None:
        """The list of a comparison's runs, with the ids that they have here."""
        listed = content(self.looked.archive, f"runs/{old}/files/{comparison.LIST}")

        def here(found: re.Match[bytes]) -> bytes:
            return self.known.get(found[0].decode(), found[0].decode()).encode()

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / comparison.LIST.rpartition("/")[2]
            path.write_bytes(re.sub(b"[0-9a-f]{32}", here, listed))
            self.store.client.log_artifact(self.known[old], str(path), "tables")


def _unfold(looked: Inspected, run: str, model: str | None, folder: Path) -> list[str]:
    """Write the files of a run or of a model to an empty folder; their paths."""
    paths = sorted(place.path for place in looked.parts[run] if place.model == model and place.path != TOLD)
    for path in paths:
        to = folder.joinpath(*path.split("/"))
        to.parent.mkdir(parents=True, exist_ok=True)
        inside = f"runs/{run}/files/{path}" if model is None else f"runs/{run}/models/{model}/{path}"
        with looked.archive.open(inside) as part, to.open("xb") as file:
            shutil.copyfileobj(part, file, CHUNK)
    return paths
