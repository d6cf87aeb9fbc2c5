"""MLflow, which is imported here and nowhere else, after it has been told how to behave.

Importing this file has these effects, and no others: the environment variables of `TOLD` that nobody
has set are set, as MLflow reads them when it is imported, and the processes that it starts do, too;
two of its loggers become quieter; what is there by then is not searched for garbage any more; and modules
that MLflow brings do what they do when they are imported.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from markone.garbage import leave_unsearched, unsearched

TOLD = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",  # the journal tries again, and doubles nothing
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "8",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
for _name, _value in TOLD.items():
    os.environ.setdefault(_name, _value)


@contextmanager
def _importing() -> Iterator[None]:
    """While MLflow is imported: a home, without which it cannot be, and no search for garbage.

    All that MLflow brings stays: looking through it for garbage is a third of the start.
    """
    known = "HOME" in os.environ
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = os.devnull  # nobody knows it
    try:
        with unsearched():
            yield
            leave_unsearched()
    finally:
        if not known:
            os.environ.pop("HOME", None)


with _importing():
    import mlflow
    import mlflow.environment_variables
    from mlflow import entities
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
    from mlflow.store.db.utils import _get_alembic_config as alembic_config
    from mlflow.store.tracking.dbmodels.initial_models import Base as FirstTables
    from mlflow.tracking._tracking_service.utils import _artifact_repos_cache as repositories
    from mlflow.utils.search_utils import SearchUtils

logging.getLogger("mlflow").setLevel(logging.WARNING)
logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)  # it prints what it raises, at length

__all__ = [
    "TOLD",
    "FirstTables",
    "SearchUtils",
    "alembic_config",
    "entities",
    "get_artifact_repository",
    "mlflow",
    "repositories",
]
