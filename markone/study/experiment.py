"""What every experiment does the same way: options, store, progress, curves, intervals, figures."""

import functools
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, cast

import click
import numpy as np
from rich.console import Console

from markone import store as stores
from markone import tracking
from markone.fields import explained
from markone.kernels.jit import is_warm
from markone.statistics import mean_of
from markone.terminal import pasted
from markone.tracking.reachable import sentence


@explained
class Task(NamedTuple):
    """One data set, split."""

    X: np.ndarray
    y: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def small_digits(seed: int, digits: int = 1797) -> Task:
    """The first `digits` of scikit-learn's as they are, 64 columns in [0, 1], for learners without a retina.

    75 % and 25 %, split anew for each seed.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    data = load_digits()
    X, y = data.data[:digits] / 16.0, data.target[:digits]
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    return Task(X, y, X_test, y_test)


def accuracy(learner: Any, X: np.ndarray, y: np.ndarray) -> float:
    """The share of right answers."""
    return float((learner.predict(X) == y).mean())


class Watch:
    """Scores a learner after each pass, and knows how long that took, so that training can be timed."""

    def __init__(self, task: Task, run: tracking.Run) -> None:
        self.task, self.run = task, run
        self.train: list[float] = []
        self.test: list[float] = []
        self.seconds = 0.0

    def __call__(self, learner: Any, passed: int) -> None:
        start = time.perf_counter()
        self.train.append(accuracy(learner, self.task.X, self.task.y))
        same = self.task.X_test is self.task.X
        self.test.append(self.train[-1] if same else accuracy(learner, self.task.X_test, self.task.y_test))
        self.run.metrics({"train/accuracy": self.train[-1], "test/accuracy": self.test[-1]}, step=passed)
        self.seconds += time.perf_counter() - start


class Album:
    """A picture after passes 1, 2, 4, 8 and so on, and how long that took."""

    def __init__(self, run: tracking.Run, key: str, draw: Callable[[Any], Any]) -> None:
        self.run, self.key, self.draw = run, key, draw
        self.seconds = 0.0

    def __call__(self, learner: Any, passed: int) -> None:
        start = time.perf_counter()
        if passed & (passed - 1) == 0:
            self.run.image(self.key, passed, lambda: self.draw(learner))
        self.seconds += time.perf_counter() - start


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean, and half the width of its 95 % interval, as `mean_of` has them; NaN for fewer than three."""
    found = mean_of(values)
    return found.mean, found.high - found.mean


def accuracy_text(mean: float, half: float) -> str:
    """A mean with half its interval, which two seeds are too few to show."""
    return f"{mean:.3f}" if np.isnan(half) else f"{mean:.3f}±{half:.3f}"


def options(command: Callable[..., None], seeds: int = 5, quick: int = 2) -> Callable[..., None]:
    """The options that every experiment takes: --seeds, --quick, --tracking-uri, --figures.

    So many `seeds` it has where none are asked for, and with --quick.
    """
    for option in (
        click.option(
            "--figures",
            type=click.Path(file_okay=False, path_type=Path),
            default="figures",
            show_default=True,
            help="Folder in which the experiment's folder of figures is made.",
        ),
        click.option(
            "--tracking-uri",
            metavar="URI",
            help="MLflow store: sqlite:///FILE.db, a path that ends in .db, or http://HOST:PORT.  "
            "[default: MLFLOW_TRACKING_URI, or mlflow.db in the project's folder]",
        ),
        click.option("--quick", is_flag=True, help="A short version: to see it run, not to believe it."),
        click.option(
            "--seeds",
            type=click.IntRange(1, 1000),
            help=f"Repetitions, with seeds from 0 on.  [default: {seeds}, or {quick} with --quick]",
        ),
    ):
        command = option(command)
    return command


@functools.cache
def warm_up() -> None:
    """Call the kernels of every learner once, so that none is compiled while it is timed."""
    from markone.learners import MarkOneClassifier, MLPClassifier, Perceptron, PerceptronStack

    X, y = np.arange(32.0)[:, None] % 2, np.arange(32) % 2  # enough for a Mark I to be taught in bits
    stop = [lambda learner, passed: True]
    for learner in (Perceptron, PerceptronStack, MarkOneClassifier, MLPClassifier):
        learner(callbacks=stop).fit(X, y).predict(X)


@contextmanager
def _stoppable(say: Callable[[str], None]) -> Iterator[None]:
    """End the command with exit code 130 on Ctrl-C and SIGTERM, and say what becomes of the runs."""
    try:
        with tracking.Interruptible():
            yield
    except KeyboardInterrupt:
        say("Stopped. What was measured so far is in the store, marked KILLED.")
        say("The same command goes on from here.")
        sys.exit(130)


def _open(
    name: str, tracking_uri: str | None, figures: Path, say: Callable[[str], None]
) -> tuple[str, tracking.Store]:
    """The store's address and the store, with kernels compiled beside; or one sentence."""
    try:
        figures.mkdir(parents=True, exist_ok=True)
        uri = stores.resolve(tracking_uri)
        say(f"Recording to {stores.shown(uri)}")
        if not (is_warm() and stores.exists(uri)):
            say("First run: kernels are compiled and the store is made, which takes half a minute or more.")
        compiling = Thread(target=warm_up, daemon=True)
        compiling.start()
        store = tracking.Store(uri, name)
        compiling.join()
    except stores.StoreError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"no figures can be written to {figures} ({error.strerror}); choose another --figures"
        ) from None
    return uri, store


def _say_what_waits(store: tracking.Store, say: Callable[[str], None]) -> None:
    """What the store did not take, if anything, and how to send it on."""
    for unsent in store.unsent:
        say(unsent)
    waiting = len(tracking.waiting(store.uri))
    if waiting:
        runs = "1 run waits" if waiting == 1 else f"{waiting} runs wait"
        command = pasted([sys.executable, "-m", "markone", "sync"])
        say(f"The store did not take everything ({store.said}): {runs} on this machine.")
        say(f"Send on what waits:\n{command}")


@contextmanager
def recorded(
    name: str, tracking_uri: str | None, figures: Path, console: Console, tracked: bool = True
) -> Iterator[tracking.Store]:
    """The store of experiment `name`, open; says where it is before, and how to look at it after.

    Where it is not `tracked` nothing is recorded, and only figures are kept.

    A store or a folder of `figures` that cannot be used ends the command with one sentence. Ctrl-C
    and SIGTERM end it with exit code 130, after the runs have been closed.
    """

    def say(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False, markup=False)

    if not tracked:
        figures.mkdir(parents=True, exist_ok=True)
        yield cast(tracking.Store, tracking.Unrecorded())
        return
    with _stoppable(say):
        uri, store = _open(name, tracking_uri, figures, say)
        try:
            yield store
        except Exception as error:
            said = sentence(error)
            if said is None:
                raise
            raise click.ClickException(said) from None
        finally:
            _say_what_waits(store, say)
    command = [sys.executable, "-m", "markone", "dashboard", "--tracking-uri", stores.shown(uri)]
    say(f"Open the dashboard:\n{pasted(command)}")


def keep(figures: Mapping[str, Any], folder: Path, run: tracking.Run) -> None:
    """Write matplotlib figures as PNG files to `folder`, and into the run."""
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        figure.savefig(path)
        run.file(path, "figures")
