"""Learners on disk: numbers as .npz, the rest as JSON; nothing in it can run.

`save` writes a folder, `load` reads it. MLflow loads the same folder through `_load_pyfunc`.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from markone.archive import pack, read, unpack, write
from markone.learners import sound
from markone.learners.mark_one import MarkOneClassifier
from markone.learners.mlp import MLPClassifier, MLPRegressor
from markone.learners.perceptron import Perceptron
from markone.learners.pocket import PocketPerceptron
from markone.learners.stack import PerceptronStack
from markone.validation import place

LEARNERS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        MarkOneClassifier,
        MLPClassifier,
        MLPRegressor,
        Perceptron,
        PerceptronStack,
        PocketPerceptron,
    )
}
FORMAT = 2
LEFT_OUT = ("callbacks", "random_state")
"""Parameters that are not data: what was trained with them stays as it is."""


def _pack_learner(learner: Any, arrays: dict[str, np.ndarray]) -> dict[str, Any] | None:
    """A learner as JSON; None for anything else."""
    if type(learner).__name__ not in LEARNERS:
        return None
    state = {name: part for name, part in vars(learner).items() if name not in LEFT_OUT and name[0] != "_"}
    fields = {name: pack(part, arrays, _pack_learner) for name, part in state.items()}
    return {"learner": type(learner).__name__, "fields": fields}


def _unpack_learner(packed: dict[str, Any], arrays: Any) -> Any:
    kind = LEARNERS[packed["learner"]]
    learner = kind()
    for name, packed_part in packed["fields"].items():
        if hasattr(kind, name) or not (name in vars(learner) or name.endswith("_")):
            raise ValueError(f"{name} is no parameter and no finding of {kind.__name__}")
        setattr(learner, name, unpack(packed_part, arrays, _unpack_learner))
    return learner


def save(learner: Any, folder: str | Path) -> None:
    """Write a fitted learner to a new `folder`. Raises ValueError for one that could not be loaded."""
    arrays: dict[str, np.ndarray] = {}
    packed, kind = _pack_learner(learner, arrays), type(learner).__name__
    if packed is None:
        raise ValueError(f"{kind} is no learner of markone; save {', '.join(LEARNERS)}")
    try:
        sound.check(_unpack_learner(packed, arrays))
    except AttributeError:
        raise ValueError(f"this {kind} is not fitted: fit it before it is saved") from None
    except ValueError as error:
        raise ValueError(f"this {kind} cannot be saved: {error}") from None
    packed["digest"] = _digest(packed, arrays)
    write(place(folder), "learner", {"format": FORMAT, **packed}, arrays)


def _digest(packed: dict[str, Any], arrays: Any) -> str:
    """The SHA-256 of all that makes a learner, which tells what was damaged; old files have none."""
    fields = {name: packed[name] for name in ("learner", "fields")}
    found = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for name in sorted(arrays):
        array = arrays[name]
        found.update(f" {name} {array.dtype.str} {array.shape} ".encode() + array.tobytes())
    return found.hexdigest()


def load(folder: str | Path) -> Any:
    """The learner in `folder`, fitted as it was saved; a ValueError says what is wrong with it."""

    def understand(packed: dict[str, Any], arrays: Any) -> Any:
        if "digest" in packed and packed["digest"] != _digest(packed, arrays):
            raise ValueError("it is not what was saved")
        learner = unpack(packed, arrays, _unpack_learner)
        if type(learner) not in LEARNERS.values():
            raise ValueError("what it holds is no learner")
        sound.check(learner)
        return learner

    return read(place(folder), "learner", FORMAT, understand)


class _Loaded:
    """A learner behind MLflow's one verb."""

    def __init__(self, learner: Any) -> None:
        self.learner = learner

    def predict(self, model_input: ArrayLike, params: dict[str, Any] | None = None) -> np.ndarray:
        return self.learner.predict(np.asarray(model_input))


def _load_pyfunc(path: str) -> _Loaded:
    """What MLflow calls to open a logged model."""
    return _Loaded(load(path))
