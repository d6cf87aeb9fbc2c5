"""Who speaks with a store: MLflow's client, with a limit on what a tracking server may take for an answer."""

from collections.abc import Callable
from typing import Any, cast

from markone.store import StoreError, within
from markone.tracking.mlflow_api import mlflow

TIMES = 8
"""An answer may take so many times as long as MLflow waits for its next byte: about a minute, all in all."""


def client_of(uri: str) -> mlflow.MlflowClient:
    """MLflow's client of a store; of a server, one whose calls all end."""
    client = mlflow.MlflowClient(uri)
    return cast(mlflow.MlflowClient, _Bounded(client)) if uri.startswith("http") else client


def bounded(uri: str, call: Callable[..., Any], *args: Any, **how: Any) -> Any:
    """What a call to a server returns; MLflow's error for a silent server if it goes on for too long.

    MLflow itself limits only the wait for the next byte, so a server that drips would hold it for ever.
    """
    byte_s = mlflow.environment_variables.MLFLOW_HTTP_REQUEST_TIMEOUT.get()
    try:
        return within(TIMES * byte_s, uri, lambda: call(*args, **how))
    except StoreError as late:
        raise mlflow.MlflowException(str(late)) from None


class _Bounded:
    """MLflow's client, each of whose calls ends in time."""

    def __init__(self, client: mlflow.MlflowClient) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._client, name)
        if not callable(part):
            return part
        return lambda *args, **how: bounded(self._client.tracking_uri, part, *args, **how)
