"""What one run measures: written in batches, to the store or, where it takes nothing, to a journal."""

import json
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from markone.signals import unbroken
from markone.tracking import journals, models, schema, verbs
from markone.tracking.connection import Connection
from markone.tracking.journal import Act, Journal
from markone.tracking.mlflow_api import mlflow
from markone.tracking.send import send
from markone.tracking.tags import ATTEMPT, NOTE
from markone.tracking.verbs import BATCH

FLUSH_S = 1.0
"""Metrics wait in memory no longer than this while others arrive."""
HERE = Path()


def now_ms() -> int:
    """Now, as MLflow counts time: milliseconds since 1970."""
    return int(time.time() * 1000)


class Run:
    """What one run measures. Metrics are collected and written in batches."""

    def __init__(self, store: Connection, head: Act, models: bool = True) -> None:
        self.store, self.head, self.models = store, head, models
        self.series: set[str] = set()
        """The metrics that were given a step."""
        self._waiting: list[tuple[str, float, int, int]] = []
        self._flushed = time.monotonic()
        self._tables: list[dict[str, str]] = []
        self._journal: Journal | None = None
        self._aside = False
        """Whether the store will never take anything of this run."""
        if head["run_id"] is None:
            self._begin()

    @property
    def id(self) -> str:
        """The run's id in the store; while the store has not taken it, that of this attempt."""
        return self.head["run_id"] or self.head["tags"][ATTEMPT]

    def _begin(self) -> None:
        """Make the run in the store, or else begin its journal."""

        def make() -> None:
            self.head["run_id"] = verbs.create(self.store.client, self.store.current(), self.head)

        if not self.store.took(make):
            self._journal = journals.begin(self.head)

    def _write(self, verb: str, **what: Any) -> None:
        """Do it in the store if it answers and has all that came before; else note it in the journal."""
        what = schema.checked(verb, what)
        if self._journal and not self._aside and self.store.took(self._send):
            self._journal = None
        if self._journal is None:
            do = verbs.VERBS[verb]
            if self.store.took(lambda: do(self.store.client, self.id, HERE, **what)):
                return
            self._journal = journals.begin(self.head)
        kept = {verbs.PATH: self._journal.keep(Path(what[verbs.PATH]))} if verbs.PATH in what else {}
        self._journal.add({"verb": verb, "what": {**what, **kept}})

    def _send(self) -> None:
        """Send what waits in the journal; of a run that was put aside meanwhile, it waits for its end."""
        assert self._journal
        with journals.only_one(self._journal.home.parent):
            sent = send(self.store.client, self.store.current(), self._journal)
        self.head["run_id"] = sent.run_id or self.head["run_id"]
        if sent.aside:
            self.store.unsent.append(sent.aside)
            self._aside = True

    @unbroken()
    def params(self, values: Mapping[str, object]) -> None:
        """Write parameters once."""
        given = [(str(key), str(value)) for key, value in values.items()]
        for first in range(0, len(given), verbs.FEW):
            self._write("batch", params=dict(given[first : first + verbs.FEW]))

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        """Take a value for each metric at a whole `step`; what is not finite is kept as NaN.

        A step beyond 64 bits is kept as the last one that a store holds.
        """
        now = now_ms()
        if step:
            self.series |= values.keys()
        for key, value in values.items():
            number = float(value) if np.isfinite(value) else float("nan")
            self._waiting.append((key, number, now, int(step)))
        if len(self._waiting) >= BATCH or time.monotonic() - self._flushed > FLUSH_S:
            self.flush()

    @unbroken()
    def flush(self, tags: Mapping[str, object] | None = None) -> None:
        """Write what waits, and tags with it."""
        while self._waiting or tags:
            marks = {key: str(value) for key, value in (tags or {}).items()}
            self._write("batch", metrics=self._waiting[:BATCH], tags=marks)
            del self._waiting[:BATCH]
            tags = None
        self._flushed = time.monotonic()

    def note(self, text: str) -> None:
        """What the dashboard shows as the run's description, in Markdown."""
        self.flush({NOTE: text})

    @unbroken()
    def file(self, path: Path, folder: str) -> None:
        """Keep a copy of a file in a folder of the run; a file of the same name gives way."""
        self._write("file", path=str(path), folder=folder)

    def table(self, name: str, columns: Mapping[str, list[Any]]) -> None:
        """Keep a table, one list per column, under tables/; a table of the same name gives way."""
        rows = [list(row) for row in zip(*columns.values(), strict=True)]
        split = {"columns": list(columns), "data": rows}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.json"
            path.write_text(json.dumps(split, default=_plain), encoding="utf-8")
            self.file(path, "tables")
        self._tables.append({"path": f"tables/{name}.json", "type": "table"})
        self.flush({"mlflow.loggedArtifacts": json.dumps(self._tables)})

    def image(self, key: str, step: int, draw: Callable[[], Any]) -> None:
        """Keep the matplotlib figure that `draw` makes as the image `key` at a `step`.

        The dashboard turns from one to the next. The names are those that MLflow's own pages look
        for, the same if it is sent twice.
        """
        if not self.models:
            return
        number = uuid.uuid5(uuid.NAMESPACE_OID, f"{self.head['tags'][ATTEMPT]} {key} {step}")
        figure = draw()
        name = f"{key.replace('/', '~')}+step+{step}+timestamp+{self.head['started']}+{number}"
        with tempfile.TemporaryDirectory() as folder:
            drawn, small = (Path(folder) / f"{name}{ending}" for ending in (".png", "+compressed.webp"))
            figure.savefig(drawn)
            with Image.open(drawn) as picture:  # drawing it again would take ten times as long
                picture.save(small)
            for path in (drawn, small):
                self.file(path, "images")
        self.flush({"mlflow.loggedImages": True})

    @unbroken()
    def dataset(self, name: str, context: str, X: np.ndarray, y: np.ndarray) -> None:
        """Say which data went in, as "train" or "test"; their digest is kept, not the data."""
        data = mlflow.data.from_numpy(X, targets=y, name=name).to_dict()  # type: ignore[attr-defined]
        self._write("dataset", data=data, context=context)

    @unbroken()
    def model(self, save: Callable[[Path], None], loader: str, X: np.ndarray, answers: np.ndarray) -> None:
        """Keep a fitted learner that `save` writes to a folder and the module `loader` reads.

        X and its `answers` give signature and input example. The files hold data and no code.
        """
        if not self.models:
            return
        with tempfile.TemporaryDirectory() as folder:
            learner, path = Path(folder) / "learner", Path(folder) / "model"
            save(learner)
            models.write(path, learner, loader, X, answers)
            self._write("model", path=str(path), name=schema.model_of(self.head["tags"], self.head["name"]))

    @unbroken()
    def end(self, status: str) -> None:
        """Write what waits and close the run."""
        try:
            self.flush()
        finally:
            self._write("end", status=status, ended=now_ms())


def _plain(value: Any) -> Any:
    """A number of NumPy's as Python's own."""
    return value.item() if hasattr(value, "item") else str(value)
