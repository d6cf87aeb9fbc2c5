"""`--search N`: Optuna chooses the next points by what the last ones gave.

It asks in rounds of a fixed size, each point from a seed of its own, so that the points are the same
whatever the number of workers, and the same after a kill.
"""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from markone.store import StoreError, address, project_folder, shown, sqlite_path
from markone.study.key import key_of
from markone.study.measured import Measured
from markone.study.plan import Goal, Plan
from markone.study.results import Found, Tried
from markone.study.runner import Runner
from markone.study.sweep import Point

ROUND = 8
"""Points that are asked for before the answers to them are known."""


def search(plan: Plan, goal: Goal, runner: Runner) -> Tried:
    """Try N points; what each gave, in the order in which they were tried."""
    wanted = plan.how.search or 0
    study = _opened(plan, goal, runner.store.uri)
    tried: Tried = []
    while len(tried) < wanted:
        numbers = range(len(tried), min(len(tried) + ROUND, wanted))
        points = [_asked(study, number, plan) for number in numbers]
        for number, (point, found) in zip(numbers, runner.at(plan, points), strict=True):
            tried.append((point, found))
            _tell(study, number, _value(found, goal.metric) if found else None)
    return tried


def best(goal: Goal, tried: Tried) -> tuple[Point, float] | None:
    """The point that came nearest to the goal, and what it gave."""
    sign = -1 if goal.direction == "maximize" else 1
    values = [(point, _value(found, goal.metric)) for point, found in tried if found]
    return min(values, key=lambda pair: sign * pair[1], default=None)


def _value(found: Found, metric: str) -> float:
    """The metric's mean over cases and seeds."""
    return float(np.mean([_of(one, metric) for group in found.values() for one in group]))


def _of(measured: Measured, metric: str) -> float:
    if metric in measured.metrics:
        return measured.metrics[metric]
    if metric in measured.curves:
        return measured.curves[metric][-1]
    known = ", ".join([*measured.metrics, *measured.curves])
    raise ValueError(f"no metric is called {metric!r}; there is {known}")


def _asked(study: Any, number: int, plan: Plan) -> Point:
    """The point of a trial: what it was before a kill, or else a new one."""
    from optuna.trial import Trial

    trials = study.get_trials(deepcopy=False)
    trial = Trial(study, trials[number]._trial_id) if number < len(trials) else study.ask()
    if number < len(trials) and trials[number].state.is_finished():
        indices = trials[number].params
    else:
        indices = {key: _suggested(study, trial, key, plan) for key in plan.axes}
    return {key: values[indices[key]] for key, values in plan.axes.items()}


def _suggested(study: Any, trial: Any, key: str, plan: Plan) -> int:
    """The place of a parameter's value in its list; numbers have an order, texts have none."""
    from optuna.samplers import TPESampler

    study.sampler = TPESampler(seed=int(key_of(plan=plan.key, trial=trial.number, key=key)[:8], 16))
    values = plan.axes[key]
    if isinstance(values[0], str | bool):
        return trial.suggest_categorical(key, list(range(len(values))))
    return trial.suggest_int(key, 0, len(values) - 1)


def _tell(study: Any, number: int, value: float | None) -> None:
    from optuna.trial import TrialState

    if not study.get_trials(deepcopy=False)[number].state.is_finished():
        lost = value is None or not np.isfinite(value)
        study.tell(number, None if lost else value, TrialState.FAIL if lost else TrialState.COMPLETE)


def _opened(plan: Plan, goal: Goal, uri: str) -> Any:
    """The search of this plan in Optuna's own database."""
    try:
        import optuna
    except ImportError:
        raise StoreError("--search needs Optuna: pip install 'markone[scale]'") from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    place = database(uri)
    path = sqlite_path(place)
    try:
        with FileLock(f"{path}.lock") if path else _made(place):
            return optuna.create_study(
                storage=place, study_name=plan.key, direction=goal.direction, load_if_exists=True
            )
    except Exception as error:
        reason = str(error).strip().splitlines()[0]
        raise StoreError(f"Optuna cannot keep its trials in {shown(place)} ({reason})") from None


def database(uri: str) -> str:
    """Where Optuna keeps its trials: beside the store, or in a database of its own on the same server.

    It cannot share one with MLflow. A tracking server does not say where its database is; then the
    trials are kept in the project's folder.
    """
    path = sqlite_path(uri) if uri else None
    if uri and path is None and not uri.startswith("http"):
        return re.sub(r"^(\w+)(\+\w+)?(://[^/]*)/[^?]*", r"\1\2\3/optuna", uri)
    folder = path.parent if path else project_folder()
    return address(Path(folder) / "optuna.db")


@contextlib.contextmanager
def _made(place: str) -> Iterator[None]:
    """Make a server's database `optuna` if it is not there."""
    import sqlalchemy

    url = sqlalchemy.make_url(place)
    engine = sqlalchemy.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    if url.get_backend_name() == "postgresql":
        with engine.connect() as connection:
            there = sqlalchemy.text("select 1 from pg_database where datname = 'optuna'")
            if connection.execute(there).first() is None:
                connection.execute(sqlalchemy.text("create database optuna"))
    engine.dispose()
    yield
