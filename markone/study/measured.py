"""What a run measured, and how it comes back from the store."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from markone import archive, tracking
from markone.store import StoreError
from markone.tracking import files
from markone.tracking.schema import key
from markone.tracking.tags import MEASURED

DATA, FORMAT = "data/data.npz", 1
"""Where what was measured keeps its data, and their format."""
CLOCKED = "time/"
"""Metrics that no two runs share, as they say how long something took on this computer."""


LARGEST = 128 << 20
"""Most bytes of a run's data, as they are and unpacked."""


class Names(BaseModel):
    """What the tag says."""

    metrics: list[str]
    curves: list[str]
    data: bool


@dataclass(frozen=True)
class Measured:
    """What one case gave with one seed."""

    metrics: Mapping[str, float]
    """Numbers by name: the same names for each seed; they are averaged over the seeds."""
    curves: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Series by name, one number per step."""
    data: Any = None
    """What the figures need beside: arrays, numbers, texts, and lists or dicts of them.

    They are kept with the run, as .npz and JSON, so that a finished run need not be measured again.
    """


def as_kept(measured: Measured) -> Measured:
    """The same with numbers as the store gives them back: floats, and NaN for what is not finite."""
    metrics = {name: _number(value) for name, value in measured.metrics.items()}
    curves = {name: [_number(value) for value in curve] for name, curve in measured.curves.items()}
    return Measured(metrics, curves, measured.data)


def _number(value: float) -> float:
    return float(value) if np.isfinite(value) else float("nan")


def record(measured: Measured, run: tracking.Run) -> None:
    """Write what was measured; series that the run was given while it lasted are not written again."""
    if measured.data is not None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(DATA).name
            archive.write_file(path, measured.data, FORMAT)
            run.file(path, str(Path(DATA).parent))
    for name, curve in measured.curves.items():
        if name not in run.series:
            for step, value in enumerate(curve, 1):
                run.metrics({name: value}, step=step)
    run.metrics(measured.metrics)
    names = {"metrics": list(measured.metrics), "curves": list(measured.curves)}
    run.flush({MEASURED: json.dumps({**names, "data": measured.data is not None})})


def recall(client: Any, run: Any) -> Measured:
    """What a finished run of the store that `client` speaks with has measured.

    Raises StoreError where the store does not hold what it says that it does.
    """
    run_id = run.info.run_id
    try:
        names = Names.model_validate_json(run.data.tags[MEASURED])
        curves = {name: series(client, run_id, key(name)) for name in names.curves}
        metrics = {name: run.data.metrics[key(name)] for name in names.metrics}
        return Measured(metrics, curves, _data(client, run) if names.data else None)
    except (KeyError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise StoreError(f"what run {run_id} has measured cannot be read again ({reason})") from None


def _data(client: Any, run: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = files.of_run(client, run).copy(DATA, Path(folder) / "data.npz", LARGEST)
        return archive.read_file(path, FORMAT, archive.unpack)


def series(client: Any, run_id: str, name: str) -> list[float]:
    """A metric's values in the order of its steps."""
    points = client.get_metric_history(run_id, name)
    return [point.value for point in sorted(points, key=lambda point: point.step)]
