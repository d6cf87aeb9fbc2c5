"""Fitted learners in the store: sealed when they are kept, checked before they are opened.

What a model's files hold is data. They are still checked before MLflow reads them, since a changed
`MLmodel` could name another module, or bring code, for MLflow to run.
"""

import hashlib
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from markone import zipped
from markone.store import StoreError
from markone.tracking import files, reading
from markone.tracking.mlflow_api import entities, mlflow

SEAL = "markone.sha256"
"""The tag of a model that holds the digest of its files; it stands in the database, not beside them."""
LOADER = "markone.learners.saved"
FILES = {
    "MLmodel",
    "conda.yaml",
    "python_env.yaml",
    "requirements.txt",
    "input_example.json",
    "serving_input_example.json",
    "data/learner/learner.json",
    "data/learner/arrays.npz",
}
"""All that a model of ours consists of."""
FLAVOUR = {"code": None, "data": "data/learner", "loader_module": LOADER, "streamable": False}
FREE = {"env", "python_version"}
"""Of the flavour: what must be so, and what may be anything."""
NOTE = "registered_model_meta"
"""What MLflow itself adds when it opens a model by its name; it is never read here."""
PLAIN = {"is_signature_from_type_hint": False, "type_hint_from_example": False, "prompts": None}
TOLD = {
    "artifact_path",
    "flavors",
    "mlflow_version",
    "model_id",
    "model_size_bytes",
    "model_uuid",
    "run_id",
    "saved_input_example_info",
    "signature",
    "utc_time_created",
}
"""Of the MLmodel file, the same."""
LARGEST, TOLD_BYTES, ARRAYS = 1 << 16, 4 << 20, 128 << 20
"""Most bytes of an MLmodel file, of another text, and of the arrays once they are unpacked."""


def files_of(folder: Path) -> list[Path]:
    """All files of a model, in the order of their names."""
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return [path for path in found if path != folder / NOTE]


def digest(folder: Path) -> str:
    """The names and contents of all files in a folder, as one SHA-256."""
    whole = hashlib.sha256()
    for path in files_of(folder):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{content}  {path.relative_to(folder).as_posix()}\n".encode())
    return whole.hexdigest()


def write(folder: Path, learner: Path, loader: str, X: np.ndarray, answers: np.ndarray) -> None:
    """Write a saved learner to a new `folder` in MLflow's form; X and its `answers` show what it takes."""
    mlflow.pyfunc.save_model(
        str(folder),
        loader_module=loader,
        data_path=str(learner),
        signature=mlflow.models.infer_signature(X, answers),
        input_example=X[:2],
        pip_requirements=[f"markone=={metadata.version('markone')}"],
    )


def keep(client: mlflow.MlflowClient, run_id: str, folder: Path, name: str) -> None:
    """Keep a learner in a run as the model `name`, with the digest of its files, if it has not got it.

    Raises ValueError for files that are none of ours.
    """
    check_form(folder)
    run, sealed = client.get_run(run_id), digest(folder)
    kept = run.outputs.model_outputs if run.outputs else []
    if any(client.get_logged_model(one.model_id).tags.get(SEAL) == sealed for one in kept):
        return
    put(client, run.info.experiment_id, run_id, folder, name, sealed)


def put(
    client: mlflow.MlflowClient, experiment_id: str, run_id: str, folder: Path, name: str, sealed: str
) -> None:
    """Write the files in a folder to a run as the model `name`, with this seal."""
    made = client.create_logged_model(experiment_id, name, run_id, {SEAL: sealed})
    client.log_model_artifacts(made.model_id, str(folder))
    client.finalize_logged_model(made.model_id, "READY")
    client.log_outputs(run_id, [entities.LoggedModelOutput(made.model_id, 0)])


def _copied(client: mlflow.MlflowClient, model: Any, folder: Path) -> Path:
    """A copy of a model's files, which nobody changes between the check and the opening."""
    its = files.of_model(client, model)
    names = its.names()
    if not names:
        raise files.lost(its.address)
    for name in names:
        if name != NOTE:
            its.copy(name, folder / name, ARRAYS)
    return folder


def check_form(folder: Path) -> None:
    """Raise ValueError unless the files are those of a learner of ours, and name no code."""
    names = {path.relative_to(folder).as_posix() for path in files_of(folder)}
    if any(path.is_symlink() for path in files_of(folder)):
        raise ValueError("one of its files is a link")
    if not {"MLmodel", "data/learner/learner.json", "data/learner/arrays.npz"} <= names <= FILES:
        raise ValueError(f"its files are {', '.join(sorted(names)) or 'none'}")
    for name in names - {"data/learner/arrays.npz"}:
        if (folder / name).stat().st_size > (LARGEST if name == "MLmodel" else TOLD_BYTES):
            raise ValueError(f"its file {name} is too large")
    zipped.check(folder / "data/learner/arrays.npz", ARRAYS)
    check_description((folder / "MLmodel").read_bytes())


def check_description(content: bytes) -> None:
    """Raise ValueError unless an MLmodel file says what MLflow writes of a learner of ours."""
    try:
        if len(content) > LARGEST or set(content) & set(b"&*!"):  # what is named once may unfold without end
            raise ValueError
        text = content.decode()
        told = yaml.safe_load(text)
        flavours = dict(told["flavors"])
        flavour = dict(flavours.pop("python_function"))
        shown = (told.get("saved_input_example_info") or {}).get("type", "ndarray")
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise ValueError("its MLmodel file cannot be read") from None
    plain = all(told.get(name, value) == value for name, value in PLAIN.items())
    if flavours or shown != "ndarray" or not plain or set(told) - TOLD - set(PLAIN):
        raise ValueError("its MLmodel file asks for more than a learner of markone does")
    if {name: value for name, value in flavour.items() if name not in FREE} != FLAVOUR:
        loader = str(flavour.get("loader_module"))[:60]
        raise ValueError(f"its MLmodel file names another loader, or code: {loader!r}")


def of_run(client: mlflow.MlflowClient, run_id: str) -> Any:
    """The last model that a run kept, as the store describes it; StoreError where there is none."""
    run = reading.run_of(client, run_id)
    kept = run.outputs.model_outputs if run.outputs else []
    if not kept:
        raise StoreError(f"run {run_id} kept no model; give a run that trained a learner")
    return client.get_logged_model(kept[-1].model_id)


def load(client: mlflow.MlflowClient, run_id: str) -> Any:
    """The model of a run, opened by MLflow after its files have been found as they were kept.

    Raises StoreError for a model whose files have been changed or that is none of ours.
    """
    model = of_run(client, run_id)
    sealed = model.tags.get(SEAL)
    if not sealed:
        raise StoreError(f"the model of run {run_id} has no seal, so nobody knows whether it was changed")
    with tempfile.TemporaryDirectory() as folder:
        path = _copied(client, model, Path(folder))
        if digest(path) != sealed:
            raise StoreError(
                f"the model of run {run_id} is not as it was kept: its files in "
                f"{model.artifact_location} have been changed since, so it is not opened"
            )
        try:
            check_form(path)
        except ValueError as wrong:
            raise StoreError(f"the model of run {run_id} is no learner of markone: {wrong}") from None
        return mlflow.pyfunc.load_model(str(path))


def answers(model: Any, rows: Any) -> Any:
    """What a model says of rows of numbers; ValueError where they are not as many as it takes."""
    wanted = model.metadata.get_input_schema().inputs[0]
    if rows.shape[1:] != tuple(wanted.shape[1:]):
        raise ValueError(f"it has rows of {rows.shape[1]} numbers; the model takes {wanted.shape[1]}")
    return model.predict(rows.astype(wanted.type))
