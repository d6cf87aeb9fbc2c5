"""What can be done to a run in a store. Each may be done twice, and is then done once.

All that a verb takes is what JSON can hold, so that it may wait in a journal; paths count from `base`.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import mlflow
import numpy as np
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

from markone.tracking.default import point_to
from markone.tracking.models import seal

Answer = TypeVar("Answer")
BATCH, FEW = 1000, 100
"""Most metrics, and most parameters or tags, that one call may carry."""
TRIES = 5
"""How often a write is tried that another process may have been quicker with."""
OURS = {
    "INVALID_PARAMETER_VALUE",
    "RESOURCE_ALREADY_EXISTS",
    "RESOURCE_DOES_NOT_EXIST",
    "MALFORMED_REQUEST",
    "INVALID_STATE",
}
"""What MLflow calls errors in what is written; all others are the store's."""


def is_ours(error: Exception) -> bool:
    """Whether what was to be written is wrong, and not the store."""
    return isinstance(error, mlflow.MlflowException) and error.error_code in OURS


def again(write: Callable[[], Answer]) -> Answer:
    """What `write` returns, tried again where another process wrote the same thing at the same time."""
    for _ in range(TRIES - 1):
        try:
            return write()
        except mlflow.MlflowException as error:
            if not re.search("UNIQUE|unique|already exists", str(error)):
                raise
            time.sleep(0.05)
    return write()


def create(client: mlflow.MlflowClient, experiment_id: str, head: Mapping[str, Any]) -> str:
    """A new run's id."""
    made = client.create_run(experiment_id, head["started"], head["tags"], head["name"])
    return made.info.run_id


def batch(
    client: mlflow.MlflowClient,
    run_id: str,
    base: Path,
    metrics: Sequence[Sequence[Any]] = (),
    params: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write metrics (key, value, ms, step), parameters and tags."""
    given = [Param(*pair) for pair in (params or {}).items()]
    marks = [RunTag(*pair) for pair in (tags or {}).items()]
    room = BATCH - 2 * FEW if given or marks else BATCH
    rows = [Metric(*row) for row in metrics]
    for turn in range(max(-(-len(given) // FEW), -(-len(marks) // FEW), -(-len(rows) // room))):
        few, many = slice(turn * FEW, (turn + 1) * FEW), slice(turn * room, (turn + 1) * room)
        client.log_batch(run_id, metrics=rows[many], params=given[few], tags=marks[few])


def end(client: mlflow.MlflowClient, run_id: str, base: Path, status: str, ended: int) -> None:
    """Close a run."""
    client.set_terminated(run_id, status, ended)


def file(client: mlflow.MlflowClient, run_id: str, base: Path, path: str, folder: str) -> None:
    """Keep a copy of a file in a folder of the run."""
    client.log_artifact(run_id, str(base / path), folder or None)


def dataset(
    client: mlflow.MlflowClient, run_id: str, base: Path, data: Mapping[str, str], context: str
) -> None:
    """Name a data set that went in."""
    used = DatasetInput(Dataset(**data), [InputTag("mlflow.data.context", context)])
    again(lambda: client.log_inputs(run_id, [used]))


def model(
    client: mlflow.MlflowClient,
    run_id: str,
    base: Path,
    path: str,
    loader: str,
    sample: str,
    name: str = "model",
) -> None:
    """Keep a fitted learner as MLflow's model."""
    with np.load(base / sample, allow_pickle=False) as shown:
        X, answers = shown["X"], shown["answers"]
    point_to(client.tracking_uri)  # another store may have been opened since
    mlflow.start_run(run_id=run_id)
    try:
        made = mlflow.pyfunc.log_model(
            name=name,
            loader_module=loader,
            data_path=str(base / path),
            signature=mlflow.models.infer_signature(X, answers),
            input_example=X[:2],
            pip_requirements=[f"markone=={metadata.version('markone')}"],
        )
        seal(client, str(made.model_id))
    finally:
        mlflow.end_run("RUNNING")  # it is only set aside: its end is written when it has ended


VERBS: dict[str, Callable[..., None]] = {verb.__name__: verb for verb in (batch, end, file, dataset, model)}
FILES = ("path", "sample")
"""What names a file or a folder, of which a journal keeps a copy."""
