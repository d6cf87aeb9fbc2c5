"""An experiment as one archive: every run with its numbers, files and models, and a checksum of each part.

The archive is a zip file of JSON and of the runs' own files; nothing in it is code.
"""

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlflow
import psutil

from markone.tracking import reading
from markone.tracking.fetched import fetched, fetched_of
from markone.tracking.signals import Interruptible

FORMAT, ABOUT, SUMS = 1, "experiment.json", "checksums.sha256"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same experiment gives the same archive."""
Tell = Callable[[int, int], object]
"""Called with the number of runs done, and of all."""


class Parts:
    """The parts of an archive, as they are written, with their checksums."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.sums = archive, dict[str, str]()

    def add(self, name: str, content: bytes) -> None:
        """Write one part."""
        about = zipfile.ZipInfo(name, STAMP)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16
        self.archive.writestr(about, content)
        self.sums[name] = hashlib.sha256(content).hexdigest()

    def add_all(self, folder: Path, under: str) -> None:
        """Write all files of a folder."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                self.add(f"{under}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    def close(self) -> None:
        """Write the checksums."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items())
        self.archive.writestr(zipfile.ZipInfo(SUMS, STAMP), lines)


def export(client: mlflow.MlflowClient, name: str, file: Path, tell: Tell = lambda done, of: None) -> int:
    """Write experiment `name` to a zip `file`; the number of its runs. All of it is there, or no file."""
    found = reading.experiment_of(client, name)
    runs = list(reading.runs(client, [found.experiment_id]))
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove_halves(file)
    half = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with Interruptible(), zipfile.ZipFile(half, "w") as archive:
            parts = Parts(archive)
            parts.add(
                ABOUT, _json({"format": FORMAT, "name": name, "runs": [run.info.run_id for run in runs]})
            )
            for number, run in enumerate(runs):
                _add(client, run, parts)
                tell(number + 1, len(runs))
            parts.close()
        os.replace(half, file)
    finally:
        half.unlink(missing_ok=True)
    return len(runs)


def _remove_halves(file: Path) -> None:
    """Delete what killed exports to `file` left half written: they bear the number of their process."""
    for half in file.parent.iterdir():
        number = re.fullmatch(rf"{re.escape(file.name)}\.(\d{{1,10}})\.part", half.name)
        if number and not psutil.pid_exists(int(number[1])):
            half.unlink(missing_ok=True)


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def _add(client: mlflow.MlflowClient, run: Any, parts: Parts) -> None:
    """A run's numbers, its files and its models."""
    home = f"runs/{run.info.run_id}"
    models = [output.model_id for output in (run.outputs.model_outputs if run.outputs else [])]
    parts.add(f"{home}/run.json", _json(_told(client, run, models)))
    with tempfile.TemporaryDirectory() as folder:
        if client.list_artifacts(run.info.run_id):
            parts.add_all(fetched_of(client, run.info.run_id, "", folder), f"{home}/files")
    for model_id in models:
        model = client.get_logged_model(model_id)
        with tempfile.TemporaryDirectory() as folder:
            parts.add_all(fetched(client, model.artifact_location, folder), f"{home}/models/{model_id}")


def _told(client: mlflow.MlflowClient, run: Any, models: list[str]) -> dict[str, Any]:
    """All that the store knows of a run."""
    info, data = run.info, run.data
    return {
        "name": info.run_name,
        "status": info.status,
        "started": info.start_time,
        "ended": info.end_time,
        "params": data.params,
        "tags": data.tags,
        "metrics": [
            [point.key, point.value, point.timestamp, point.step]
            for key in sorted(data.metrics)
            for point in client.get_metric_history(info.run_id, key)
        ],
        "datasets": [
            [next((tag.value for tag in used.tags), ""), dict(used.dataset)]
            for used in (run.inputs.dataset_inputs if run.inputs else [])
        ],
        "models": {model_id: client.get_logged_model(model_id).tags for model_id in models},
    }
