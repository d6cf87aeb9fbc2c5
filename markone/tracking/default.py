"""The store that MLflow's own functions turn to in this process."""

import os

import mlflow

DEFAULT = "MLFLOW_TRACKING_URI"


def point_to(uri: str) -> None:
    """Make `uri` MLflow's own default in this process; what its children inherit stays as it was."""
    before = os.environ.get(DEFAULT)
    mlflow.set_tracking_uri(uri)
    if before is None:
        os.environ.pop(DEFAULT, None)
    else:
        os.environ[DEFAULT] = before
