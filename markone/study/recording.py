"""Where an experiment is recorded: its store open, what goes wrong with it said, its figures kept."""

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, cast

import click
import numpy as np
from rich.console import Console

from markone import store as stores
from markone import tracking
from markone.kernels.jit import is_warm
from markone.streams import STOPPED
from markone.terminal import pasted
from markone.tracking.reachable import sentence


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
        sys.exit(STOPPED)


def _open(
    name: str, tracking_uri: str | None, figures: Path, say: Callable[[str], None]
) -> tuple[str, tracking.Store]:
    """The store's address and the store, with kernels compiled beside; or one sentence."""
    try:
        figures.mkdir(parents=True, exist_ok=True)
        uri = stores.resolve(tracking_uri)
        say(f"Recording to {stores.shown(uri)}")
        if not is_warm():
            say("First run: kernels are compiled and the store is made, which takes half a minute or more.")
        elif not stores.exists(uri):
            say("First run: the store is made, which takes some seconds.")
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
