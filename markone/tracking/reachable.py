"""Whether a store answers, and whether this MLflow can use it, before MLflow waits for it.

Everything is known within ten seconds, and said in one sentence.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterator
from http.client import HTTPException
from urllib import error

import sqlalchemy
from alembic.script import ScriptDirectory

from markone.store import ASK, StoreError, ask, hidden, probe, shown, sqlite_path, within
from markone.tracking.mlflow_api import alembic_config, mlflow

ANSWER_S = 4
"""How long a server may take for an answer, a health check and a first question each."""


def reason(error: BaseException) -> str:
    """Why, in one line: what the database or the disk itself said, where it said anything."""
    whole = str(error).strip()
    said = re.search(r"\((?:sqlite3|psycopg2?|pymysql|MySQLdb|pyodbc)[\w.]*\) ([^\n]+)", whole)
    return said[1] if said else [*whole.splitlines(), type(error).__name__][0]


def check(uri: str, write: bool = False) -> None:
    """Raise StoreError for a store that does not answer, or that another MLflow has made.

    With `write` also for a file that may only be read.
    """
    path = sqlite_path(uri)
    if uri.startswith("http"):
        probe(uri)
        _ask(uri)
        return
    if path and write and not os.access(path, os.W_OK):
        raise StoreError(
            f"{path} may only be read: allow writing to it (chmod u+w), or choose another --tracking-uri"
        )
    _check_schema(uri, _revision(uri))


def sentence(error: Exception) -> str | None:
    """What a store answered in the middle of work, in one sentence; None for an error that is no store's."""
    if not isinstance(error, mlflow.MlflowException | sqlalchemy.exc.SQLAlchemyError):
        return None
    return (
        f"the store has failed ({hidden(reason(error), '')}): look whether it is whole and its server runs, "
        "then try again"
    )


@contextlib.contextmanager
def refused(uri: str) -> Iterator[None]:
    """Say in one sentence whatever else is wrong with a store."""
    try:
        yield
    except StoreError:
        raise
    except Exception as wrong:
        said = hidden(reason(wrong), uri)
        raise StoreError(
            f"the store {shown(uri)} cannot be used ({said}); choose another --tracking-uri"
        ) from None


def _ask(uri: str) -> None:
    """Put a first question, which a server that only looks healthy does not answer."""
    body = json.dumps({"max_results": 1}).encode()
    try:
        within(ANSWER_S + 1, uri, lambda: ask(uri, ASK, body, ANSWER_S))
    except StoreError:
        raise _silent(uri, "timed out") from None
    except error.HTTPError as refusal:
        if refusal.code >= 500:
            raise _silent(uri, f"it answers {refusal.code}") from None
    except (OSError, ValueError, HTTPException) as reason:
        raise _silent(uri, reason) from None


def _silent(uri: str, reason: object) -> StoreError:
    return StoreError(
        f"the tracking server at {shown(uri)} is there but does not work ({hidden(reason, uri)}): "
        "look at its log and start it again, or choose another --tracking-uri"
    )


def _revision(uri: str) -> str | None:
    """The version of a database's tables; None for an empty database."""
    waiting = {"connect_timeout": ANSWER_S} if uri.startswith("postgresql") else {}
    try:
        engine = sqlalchemy.create_engine(uri, connect_args=waiting)
    except (ImportError, sqlalchemy.exc.ArgumentError) as wrong:
        raise StoreError(
            f"the store {shown(uri)} cannot be opened ({hidden(wrong, uri)}): install the driver of its "
            "database with pip, name it in the address, or choose another --tracking-uri"
        ) from None
    try:
        with engine.connect() as connection:
            if not sqlalchemy.inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(sqlalchemy.text("select version_num from alembic_version"))
            return found.scalar()
    except sqlalchemy.exc.SQLAlchemyError as wrong:
        said = str(getattr(wrong, "orig", None) or wrong).strip().splitlines()[0]
        raise StoreError(
            f"the store {shown(uri)} does not answer ({hidden(said, uri)}): start its server, or choose "
            "another --tracking-uri"
        ) from None
    finally:
        engine.dispose()


def _check_schema(uri: str, revision: str | None) -> None:
    """Raise StoreError unless the tables are those of this MLflow."""
    scripts = ScriptDirectory.from_config(alembic_config(db_url=""))
    if revision is None or revision == scripts.get_current_head():
        return
    if revision in {script.revision for script in scripts.walk_revisions()}:
        raise StoreError(
            f"{shown(uri)} was made by an older MLflow: copy it, then bring it up to date with "
            f"`mlflow db upgrade {shown(uri)}`, or choose another --tracking-uri"
        )
    raise StoreError(
        f"{shown(uri)} was made by a newer MLflow, whose tables this one does not know: use markone "
        "where it was made, or choose another --tracking-uri"
    )
