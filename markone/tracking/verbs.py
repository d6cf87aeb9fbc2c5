"""What can be done to a run in a store. Each may be done twice, and is then done once.

All that a verb takes is what JSON can hold, so that it may wait in a journal; paths count from `base`.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from markone.tracking import models
from markone.tracking.mlflow_api import entities, get_artifact_repository, mlflow, repositories

Answer = TypeVar("Answer")
BATCH, FEW = 1000, 100
"""Most metrics, and most parameters or tags, that one call may carry."""
HOMES = 1000
"""Of so many runs MLflow keeps in mind where their files go."""
TRIES = 5
"""How often a write is tried that another process may have been quicker with."""
OURS = {
    "INVALID_PARAMETER_VALUE",
    "RESOURCE_ALREADY_EXISTS",
    "MALFORMED_REQUEST",
    "INVALID_STATE",
}
"""What MLflow calls errors in what is written; all others are the store's."""


def is_ours(error: Exception) -> bool:
    """Whether what was to be written is wrong, and not the store or the run in it."""
    ours = isinstance(error, mlflow.MlflowException) and error.error_code in OURS
    return ours and not is_put_aside(error)


def is_put_aside(error: Exception) -> bool:
    """Whether somebody has deleted the run in MLflow's pages meanwhile; it is still there for a while."""
    return isinstance(error, mlflow.MlflowException) and "must be in the 'active' state" in str(error)


def is_gone(error: Exception) -> bool:
    """Whether the store knows nothing of the run or the experiment: it was deleted, or is another one."""
    return isinstance(error, mlflow.MlflowException) and error.error_code == "RESOURCE_DOES_NOT_EXIST"


def is_refusal(error: Exception) -> bool:
    """Whether trying again cannot help: what was to be written is wrong, or is not there."""
    told = isinstance(error, mlflow.MlflowException) and error.error_code == "BAD_REQUEST"
    return told or is_ours(error) or is_put_aside(error) or isinstance(error, ValueError | FileNotFoundError)


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
    """A new run's id; where its files go, if here, MLflow keeps in mind and need not ask again."""
    info = client.create_run(experiment_id, head["started"], head["tags"], head["name"]).info
    if info.artifact_uri.startswith("file:"):
        repositories[info.run_id] = get_artifact_repository(info.artifact_uri)
        if len(repositories) > HOMES:
            repositories.popitem(last=False)
    return str(info.run_id)


def batch(
    client: mlflow.MlflowClient,
    run_id: str,
    base: Path,
    metrics: Sequence[Sequence[Any]] = (),
    params: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write metrics (key, value, ms, step), parameters and tags."""
    given = [entities.Param(*pair) for pair in (params or {}).items()]
    marks = [entities.RunTag(*pair) for pair in (tags or {}).items()]
    room = BATCH - 2 * FEW if given or marks else BATCH
    rows = [entities.Metric(*row) for row in metrics]
    for turn in range(max(-(-len(given) // FEW), -(-len(marks) // FEW), -(-len(rows) // room))):
        few, many = slice(turn * FEW, (turn + 1) * FEW), slice(turn * room, (turn + 1) * room)
        client.log_batch(run_id, rows[many], given[few], marks[few], synchronous=True)


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
    used = entities.DatasetInput(
        entities.Dataset(**data), [entities.InputTag("mlflow.data.context", context)]
    )
    again(lambda: client.log_inputs(run_id, [used]))


def model(client: mlflow.MlflowClient, run_id: str, base: Path, path: str, name: str = "model") -> None:
    """Keep a fitted learner, which is in MLflow's form already, under a `name`."""
    models.keep(client, run_id, base / path, name)


VERBS: dict[str, Callable[..., None]] = {verb.__name__: verb for verb in (batch, end, file, dataset, model)}
PATH = "path"
"""What names a file or a folder, of which a journal keeps a copy."""
