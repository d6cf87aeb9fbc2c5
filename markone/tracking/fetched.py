"""Files of a store, copied from where it keeps them."""

from pathlib import Path

import mlflow

from markone.store import StoreError


def fetched(client: mlflow.MlflowClient, location: str, folder: str) -> Path:
    """A copy of what a store keeps at `location`, in `folder`; StoreError where it is not there."""
    try:
        path = mlflow.artifacts.download_artifacts(
            artifact_uri=location, dst_path=folder, tracking_uri=client.tracking_uri
        )
    except (mlflow.MlflowException, OSError):
        raise StoreError(
            f"the store keeps files at {location}, and they are not there: put them back where they were"
        ) from None
    return Path(path)


def fetched_of(client: mlflow.MlflowClient, run_id: str, place: str, folder: str) -> Path:
    """A copy of a run's own file or folder at `place`; StoreError where it is not there."""
    root = client.get_run(run_id).info.artifact_uri.rstrip("/")
    return fetched(client, f"{root}/{place}" if place else root, folder)
