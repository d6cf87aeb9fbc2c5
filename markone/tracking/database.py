"""How a new SQLite store is made: MLflow's first tables, and all of its changes to them since."""

import os
import tempfile
from pathlib import Path

import sqlalchemy
from alembic import command
from filelock import FileLock, Timeout

from markone.signals import unbroken
from markone.store import StoreError, address, exists, writable
from markone.tracking.mlflow_api import FirstTables, alembic_config
from markone.tracking.reachable import reason

LOCK_S = 60
"""How long to wait for another process that makes the same store."""


def create(path: Path) -> None:
    """Make a new SQLite store, whole or not at all.

    Processes that race to make one would break it, so it is made under a lock, under another
    name, and then moved to its place.
    """
    try:
        writable(path.parent)
        with FileLock(f"{path}.lock", timeout=LOCK_S):
            if not exists(address(path)):
                _make(path)
    except Timeout:
        raise StoreError(f"another process has been making {path} for {LOCK_S} s; end it, or wait") from None
    except (OSError, sqlalchemy.exc.SQLAlchemyError) as error:
        raise StoreError(
            f"no store can be made at {path} ({reason(error)}); choose another --tracking-uri"
        ) from None


def _make(path: Path) -> None:
    """Make it; who stops the program meanwhile waits these two seconds."""
    with unbroken(), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        new = Path(folder) / "new.db"
        _make_tables(address(new))
        os.replace(new, path)


def _make_tables(uri: str) -> None:
    """What `mlflow db upgrade` does with an empty file; no connection stays open, so that it can be moved."""
    engine = sqlalchemy.create_engine(uri, poolclass=sqlalchemy.NullPool)
    FirstTables.metadata.create_all(engine)
    command.upgrade(alembic_config(uri), "heads")
