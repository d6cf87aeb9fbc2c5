"""A store of thousands of runs in seconds: copies of one that was recorded, each what its own seed would be.

Recording ten thousand runs takes minutes. For what reads them the copies are the same: each has its own id,
name, key and files, and as many rows as the first.
"""

import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.toss import STUDY, Config
from markone.study.job import Work
from markone.study.options import How
from markone.tracking.tags import ATTEMPT, KEY, PARENT

TABLES = ("runs", "tags", "params", "metrics", "latest_metrics")


def grow(database: Path, number: int) -> None:
    """Give the study in an SQLite store so many runs; it has at least one."""
    works = STUDY.works(Config(seeds=number), {}, How(), False)
    with closing(sqlite3.connect(database)) as store, store:
        have = {key for (key,) in store.execute("select value from tags where key = ?", (KEY,))}
        (first,) = store.execute("select run_uuid from tags where key = ?", (PARENT,)).fetchone()
        rows = {table: _rows(store, table, first) for table in TABLES}
        folder = Path(rows["runs"][0]["artifact_uri"].removeprefix("file://")).parent
        for turn, work in enumerate(work for work in works if work.key not in have):
            run_id = uuid.uuid4().hex
            for table, group in rows.items():
                for row in group:
                    new = _as(row, work, run_id, first, turn)
                    store.execute(f"insert into {table} values ({','.join('?' * len(new))})", new)
            shutil.copytree(folder, folder.with_name(run_id))


def _rows(store: sqlite3.Connection, table: str, run_id: str) -> list[dict[str, Any]]:
    found = store.execute(f"select * from {table} where run_uuid = ?", (run_id,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _as(row: dict[str, Any], work: Work, run_id: str, first: str, turn: int) -> list[Any]:
    """A row of the first run as that of another."""
    own = {KEY: work.key, "seed": str(work.seed), "mlflow.runName": work.name, ATTEMPT: uuid.uuid4().hex}
    new = {**row, "run_uuid": run_id}
    if "start_time" in row:
        later = {"start_time": row["start_time"] + turn, "end_time": row["end_time"] + turn}
        new |= {"name": work.name, "artifact_uri": row["artifact_uri"].replace(first, run_id), **later}
    elif row["key"] in own:
        new["value"] = own[row["key"]]
    return list(new.values())
