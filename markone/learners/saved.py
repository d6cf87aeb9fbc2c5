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
from markone.devices.given import is_described, record_of
from markone.learners import state
from markone.learners.registry import find
from markone.validation import place

FORMAT = 2
LEFT_OUT = ("callbacks", "random_state")
"""Parameters that are not data: what was trained with them stays as it is."""


def _pack_learner(learner: Any, arrays: dict[str, np.ndarray]) -> dict[str, Any] | None:
    """A learner as JSON, and a device as its constants; None for anything else."""
    if is_described(learner):
        return pack(record_of(learner), arrays)
    if not hasattr(learner, "check_state") or isinstance(learner, type):
        return None
    kind = type(learner)
    if find(kind.__name__) is not kind:
        raise ValueError(f"another {kind.__name__} is registered; give this class a name of its own")
    state = {name: part for name, part in vars(learner).items() if name not in LEFT_OUT and name[0] != "_"}
    fields = {name: pack(part, arrays, _pack_learner) for name, part in state.items()}
    return {"learner": kind.__name__, "fields": fields}


def _unpack_learner(packed: dict[str, Any], arrays: Any) -> Any:
    kind = find(packed["learner"])
    learner = kind()
    parameters = learner.get_params(deep=False)
    for said, packed_part in packed["fields"].items():
        name = getattr(kind, "EARLIER_NAMES", {}).get(said, said)
        if name not in parameters and (hasattr(kind, name) or not name.endswith("_")):
            raise ValueError(f"{name} is no parameter and no finding of {kind.__name__}")
        setattr(learner, name, unpack(packed_part, arrays, _unpack_learner))
    return learner


def save(learner: Any, folder: str | Path) -> None:
    """Write a fitted learner to a new `folder`. Raises ValueError for one that could not be loaded.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from markone import Perceptron, save
    >>> with TemporaryDirectory() as folder:
    ...     save(Perceptron().fit([[0], [1]], [0, 1]), f"{folder}/line")
    ...     sorted(file.name for file in Path(folder, "line").iterdir())
    ['arrays.npz', 'learner.json']
    """
    arrays: dict[str, np.ndarray] = {}
    packed, kind = _pack_learner(learner, arrays), type(learner).__name__
    if packed is None:
        raise ValueError(
            f"{kind} is no learner of markone; save one of its own, or register a class with markone.register"
        )
    try:
        state.check(_unpack_learner(packed, arrays))
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
    """The learner in `folder`, fitted as it was saved; a ValueError says what is wrong with it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from markone import Perceptron, load, save
    >>> with TemporaryDirectory() as folder:
    ...     save(Perceptron().fit([[0], [1]], [0, 1]), f"{folder}/line")
    ...     line = load(f"{folder}/line")
    >>> line.predict([[0], [1]])
    array([0, 1])
    """

    def understand(packed: dict[str, Any], arrays: Any) -> Any:
        if "learner" not in packed:
            raise ValueError("what it holds is no learner")
        if "digest" in packed and packed["digest"] != _digest(packed, arrays):
            raise ValueError("it is not what was saved")
        learner = _unpack_learner(packed, arrays)
        state.check(learner)
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
