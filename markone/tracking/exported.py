"""An experiment as one archive: every run with its numbers, files and models, and a checksum of each part.

The archive is a zip file of JSON and of the runs' own files; nothing in it is code.
"""

import contextlib
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import psutil
from pydantic import ValidationError

from markone.signals import Interruptible
from markone.store import StoreError
from markone.tracking import files, reading
from markone.tracking.archived import ABOUT, SUMS, TOLD, WHOLE, About, Run, place_of, room, written
from markone.tracking.mlflow_api import mlflow
from markone.tracking.models import FILES
from markone.tracking.tags import LEDGER
from markone.zipped import LISTED

STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same experiment gives the same archive."""
CHUNK, PARTS = 1 << 20, 65_000
LOGGED = {"mlflow.loggedArtifacts", "mlflow.loggedImages"}
"""Tags of a run that has tables or images."""
COPIES = rf"{LEDGER}/\d{{5}}\.npz"
"""Files that only say again what the runs say, with ids that hold in one store."""
Tell = Callable[[int, int], object]
"""Called with the number of runs done, and of all."""


class Parts:
    """The parts of an archive, as they are written, with their checksums."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.sums = archive, dict[str, str]()
        self.size = self.listed = 0

    def add(self, name: str, content: BinaryIO) -> None:
        """Write one part; a ValueError where the archive could not be taken in again."""
        about = zipfile.ZipInfo(name, STAMP)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        found = hashlib.sha256()
        with self.archive.open(about, "w", force_zip64=True) as part:
            while chunk := content.read(CHUNK):
                part.write(chunk)
                found.update(chunk)
                self.size += len(chunk)
        self.sums[name] = found.hexdigest()
        self.listed += 64 + len(name.encode())
        if len(self.sums) > PARTS or self.size > WHOLE or self.listed > LISTED:
            raise ValueError(f"an archive holds at most {PARTS:,} files and {WHOLE >> 30} GiB")

    def close(self) -> None:
        """Write the checksums."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items())
        self.archive.writestr(zipfile.ZipInfo(SUMS, STAMP), lines)


def export(client: mlflow.MlflowClient, name: str, file: Path, tell: Tell = lambda done, of: None) -> int:
    """Write experiment `name` to a zip `file`; the number of its runs. All of it is there, or no file.

    Raises StoreError for what no archive can hold.
    """
    found = reading.experiment_of(client, name)
    runs = list(reading.runs(client, [found.experiment_id]))
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove_halves(file)
    half = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with _to(file), Interruptible(), zipfile.ZipFile(half, "w") as archive:
            parts = Parts(archive)
            with _of(f"experiment {name!r}"):
                about = About(format=1, name=name, runs=[run.info.run_id for run in runs])
                parts.add(ABOUT, io.BytesIO(written(about)))
            for number, run in enumerate(runs):
                with _of(f"run {run.info.run_id}"):
                    _add(client, run, parts)
                tell(number + 1, len(runs))
            parts.close()
        if parts.size > room(Path(half)):
            raise StoreError(f"experiment {name!r} repeats itself so much that its archive would be refused")
        os.replace(half, file)
    finally:
        half.unlink(missing_ok=True)
    return len(runs)


@contextlib.contextmanager
def _to(file: Path) -> Any:
    """Say which file could not be written."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(error.filename or file)) from None


@contextlib.contextmanager
def _of(what: str) -> Any:
    """Say of what an archive could not hold it."""
    try:
        yield
    except StoreError:
        raise
    except ValidationError as error:
        wrong = error.errors()[0]
        raise StoreError(
            f"{what} cannot be put into an archive: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
        ) from None
    except ValueError as error:
        reason = str(error).splitlines()[-1].strip()
        raise StoreError(f"{what} cannot be put into an archive: {reason}") from None


def _remove_halves(file: Path) -> None:
    """Delete what killed exports to `file` left half written: they bear the number of their process."""
    for half in file.parent.iterdir():
        number = re.fullmatch(rf"{re.escape(file.name)}\.(\d{{1,10}})\.part", half.name)
        if number and not psutil.pid_exists(int(number[1])):
            half.unlink(missing_ok=True)


def _add(client: mlflow.MlflowClient, run: Any, parts: Parts) -> None:
    """A run's numbers, its files and its models."""
    home = f"runs/{run.info.run_id}"
    models = [output.model_id for output in (run.outputs.model_outputs if run.outputs else [])]
    known = {model_id: client.get_logged_model(model_id) for model_id in models}
    parts.add(f"{home}/{TOLD}", io.BytesIO(written(_told(client, run, known))))
    _add_files(files.of_run(client, run), f"{home}/files", parts, bool(LOGGED & run.data.tags.keys()))
    for model_id, model in known.items():
        _add_files(files.of_model(client, model), f"{home}/models/{model_id}", parts, True, FILES)


def _add_files(
    its: files.Files, under: str, parts: Parts, has_some: bool, only: set[str] | None = None
) -> None:
    names = its.names()
    if has_some and not names:
        raise files.lost(its.address)
    for name in names:
        if name in only if only else not re.fullmatch(COPIES, name):
            place_of(f"{under}/{name}")
            with its.opened(name) as content:
                parts.add(f"{under}/{name}", content)


def _told(client: mlflow.MlflowClient, run: Any, models: dict[str, Any]) -> Run:
    """All that the store knows of a run."""
    info, data = run.info, run.data
    return Run.model_validate(
        {
            "name": info.run_name,
            "status": info.status,
            "started": info.start_time,
            "ended": info.end_time,
            "params": data.params,
            "tags": data.tags,
            "metrics": [
                (point.key, point.value, point.timestamp, point.step)
                for key in sorted(data.metrics)
                for point in client.get_metric_history(info.run_id, key)
            ],
            "datasets": [
                (next((tag.value for tag in used.tags), ""), dict(used.dataset))
                for used in (run.inputs.dataset_inputs if run.inputs else [])
            ],
            "models": {model_id: model.tags for model_id, model in models.items()},
        }
    )
