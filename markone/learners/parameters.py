"""Parameters of learners: each is declared once, with its usual value and the rule that judges it."""

from collections.abc import Callable, Sequence
from dataclasses import field, fields, is_dataclass
from functools import cache, partial
from numbers import Integral
from typing import Any

import numpy as np
from joblib import cpu_count

from markone.validation import array, count, numbers, shown

Callback = Callable[[Any, int], object]
"""Called as callback(learner, epoch) after every epoch from 1 on; a true answer ends the training."""

MOST_THREADS = 1024
MOST_UNITS = 1_000_000
"""Of a hidden layer."""


def parameter(usual: Any, rule: Callable[..., Any], **limits: Any) -> Any:
    """A parameter of a learner, which is a dataclass: its usual value, and what judges any other.

    `rule(name, value, **limits)`, such as those of `markone.validation`, returns the value as it is used or
    raises ValueError in one sentence. It judges what `fit` is given and what comes from a file.
    """
    return field(default=usual, metadata={"rule": partial(rule, **limits)})


def checked(learner: Any) -> dict[str, Any]:
    """Each declared parameter as its rule returns it, or a ValueError."""
    return {name: rule(name, getattr(learner, name)) for name, rule in _rules(learner.__class__)}


@cache
def _rules(kind: type) -> list[tuple[str, Callable[..., Any]]]:
    declared = fields(kind) if is_dataclass(kind) else ()
    return [(one.name, one.metadata["rule"]) for one in declared if "rule" in one.metadata]


def as_threads(name: str, value: Any) -> int:
    """How many threads `n_jobs` stands for: None is one, -1 one for each processor that we may use.

    Affinity and a container's quota bound what we may use, and more threads than that are none.
    """
    if value is None:
        return 1
    if isinstance(value, Integral) and value == -1:
        return cpu_count()
    if count(name, value) > MOST_THREADS:
        raise ValueError(
            f"{name} is {shown(value)}; it must be at most {MOST_THREADS}, or -1 for all processors"
        )
    return min(int(value), cpu_count()) if value > 1 else 1  # counting takes long


def as_callbacks(name: str, value: Any, of: str = "a learner and an epoch") -> Sequence[Callable[..., Any]]:
    """A sequence of functions `of` whatever they are called with."""
    if not isinstance(value, Sequence) or not all(map(callable, value)):
        raise ValueError(f"{name} is {shown(value)}; give a list of functions of {of}")
    return value


def as_random_state(name: str, value: Any) -> Any:
    """What `generator` takes; nothing is drawn from it."""
    is_usual = value is None or (type(value) is int and value >= 0)  # a generator takes long to make
    if not is_usual and not isinstance(value, np.random.RandomState):
        generator(value, name)
    return value


def generator(value: Any, name: str = "random_state") -> np.random.Generator:
    """A generator of its own from an int, None, a Generator, or a RandomState (scikit-learn's habit)."""
    if isinstance(value, np.random.RandomState):
        return np.random.default_rng(value.randint(2**31))
    try:
        return np.random.default_rng(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} is {shown(value)}; give None, a whole number of at least 0, or a Generator"
        ) from None


def as_weights(name: str, value: Any) -> np.ndarray | None:
    """(rows, inputs + 1) finite float64, the bias last, of its own; None stays None."""
    if value is None:
        return None
    weights = np.array(numbers(name, value), ndmin=2)
    if not np.isfinite(weights).all():
        raise ValueError(f"{name} is {shown(value)}; it must be finite numbers, the bias last")
    return weights


def as_sizes(name: str, value: Any) -> list[int]:
    """Units of each hidden layer; a single number is one layer."""
    return [count(name, size, most=MOST_UNITS) for size in np.ravel(array(name, value)).tolist()]
