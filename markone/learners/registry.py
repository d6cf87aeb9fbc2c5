"""Who is a learner: the classes that `markone.learners` exports, and those that a user registers."""

from inspect import Parameter, signature
from typing import Any, TypeVar

from markone.learners.exports import HOMES, exported
from markone.validation import shown

Kind = TypeVar("Kind", bound=type)
_OWN: dict[str, type] = {}
"""What users have registered, by name."""


def register(kind: Kind) -> Kind:
    """Make a learner of one's own known, so that `save` and `load` take it; usable as a decorator.

    Its `__init__` takes parameters that all have a usual value, `get_params` tells them, `fit` leaves
    `n_features_in_` and attributes whose names end in _, and `check_state` raises ValueError unless these
    fit together: what comes from a file is asked before it is used. Parameters that it declares as
    markone's learners do (`learners.parameters.parameter`) are judged too. Register it in each process that
    loads it, under its class's name. Raises ValueError for what is no such class or a name that is taken.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.base import BaseEstimator
    >>> from markone import register
    >>> @register
    ... class Mean(BaseEstimator):
    ...     def fit(self, X, y):
    ...         self.n_features_in_, self.mean_ = len(X[0]), np.mean(y, keepdims=True)
    ...         return self
    ...     def predict(self, X):
    ...         return np.repeat(self.mean_, len(X))
    ...     def check_state(self):
    ...         if self.mean_.shape != (1,):
    ...             raise ValueError("mean_ is not one number")
    """
    if not isinstance(kind, type) or not all(
        callable(getattr(kind, verb, None)) for verb in ("fit", "predict", "get_params", "check_state")
    ):
        raise ValueError(
            f"{shown(kind)} is no learner; register a class with fit, predict, get_params and check_state"
        )
    if needed := [one.name for one in signature(kind).parameters.values() if _is_needed(one)]:
        raise ValueError(f"{kind.__name__} cannot be made without {needed[0]}; give it a usual value")
    known = _OWN.get(kind.__name__)
    taken = known is not None and (known.__module__, known.__qualname__) != (
        kind.__module__,
        kind.__qualname__,
    )
    if taken or kind.__name__ in HOMES:
        raise ValueError(f"there is another learner called {kind.__name__}; give the class a name of its own")
    _OWN[kind.__name__] = kind
    return kind


def _is_needed(one: Parameter) -> bool:
    return one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)


def find(name: Any) -> type:
    """The learner of this name, or a ValueError that says what to do."""
    ours = exported(name) if isinstance(name, str) and name in HOMES else None
    kind = _OWN.get(name) if isinstance(name, str) and ours is None else ours
    if not isinstance(kind, type) or not hasattr(kind, "check_state"):
        raise ValueError(
            f"{shown(name)} is no learner that is known here; register its class with markone.register"
        )
    return kind


def everyone() -> list[type]:
    """All learners that `markone.learners` exports, in the order of their names."""
    return [one for one in map(exported, HOMES) if isinstance(one, type) and hasattr(one, "check_state")]
