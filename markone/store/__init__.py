"""Where records are kept, and whether a store can be used, before MLflow is asked to open it."""

from markone.store.database import exists, writable
from markone.store.server import ASK, ask, probe, within
from markone.store.uri import StoreError, address, hidden, project_folder, resolve, shown, sqlite_path

__all__ = [
    "ASK",
    "StoreError",
    "address",
    "ask",
    "exists",
    "hidden",
    "probe",
    "project_folder",
    "resolve",
    "shown",
    "sqlite_path",
    "within",
    "writable",
]
