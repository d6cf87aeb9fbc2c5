"""Learners on disk: numbers as .npz, the rest as JSON; nothing in it can run.

`save` writes a folder, `load` reads it. MLflow loads the same folder through `_load_pyfunc`.
"""

import json
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike

from markone.kernels.lesson import Parts
from markone.kernels.pot import Pot, Shafts
from markone.kernels.retina import Photocell, Retina
from markone.learners import sound
from markone.learners.mark_one import MarkOneClassifier
from markone.learners.mlp import MLPClassifier, MLPRegressor
from markone.learners.perceptron import Perceptron
from markone.learners.pocket import PocketPerceptron
from markone.learners.stack import PerceptronStack
from markone.spec import Spec
from markone.switchboard import Wiring

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
TUPLES: dict[str, type] = {
    kind.__name__: kind for kind in (Parts, Photocell, Pot, Retina, Shafts, Spec, Wiring)
}
FORMAT = 1
UNREADABLE = (
    OSError,
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    EOFError,
    RecursionError,
    BadZipFile,
    zlib.error,
)
"""What a damaged file may end in."""
LEFT_OUT = ("callbacks", "random_state")
"""Parameters that are not data: what was trained with them stays as it is."""


def _pack(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """`value` as JSON; its arrays go to `arrays`, under the number that the JSON names."""
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            value = value.astype(str)
        arrays[str(len(arrays))] = value
        return {"array": len(arrays) - 1}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        fields = {name: _pack(part, arrays) for name, part in value._asdict().items()}
        return {"tuple": type(value).__name__, "fields": fields}
    if type(value).__name__ in LEARNERS:
        return _pack_learner(value, arrays)
    if isinstance(value, list | tuple):
        return {"list": [_pack(part, arrays) for part in value]}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return {"value": value}
    if isinstance(value, dict):
        return {"pairs": [[_pack(key, arrays), _pack(part, arrays)] for key, part in value.items()]}
    raise ValueError(f"{type(value).__name__} cannot be saved; only numbers, texts, arrays and lists can")


def _pack_learner(learner: Any, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    state = {name: part for name, part in vars(learner).items() if name not in LEFT_OUT and name[0] != "_"}
    fields = {name: _pack(part, arrays) for name, part in state.items()}
    return {"learner": type(learner).__name__, "fields": fields}


def _unpack(packed: dict[str, Any], arrays: Any) -> Any:
    if "array" in packed:
        return arrays[str(packed["array"])]
    if "list" in packed:
        return [_unpack(part, arrays) for part in packed["list"]]
    if "pairs" in packed:
        return {_unpack(key, arrays): _unpack(part, arrays) for key, part in packed["pairs"]}
    if "value" in packed:
        return packed["value"]
    fields = {name: _unpack(part, arrays) for name, part in packed["fields"].items()}
    if "tuple" in packed:
        return TUPLES[packed["tuple"]](**fields)
    kind = LEARNERS[packed["learner"]]
    learner = kind()
    for name, part in fields.items():
        if hasattr(kind, name) or not (name in vars(learner) or name.endswith("_")):
            raise ValueError(f"{name} is no parameter and no finding of {kind.__name__}")
        setattr(learner, name, part)
    return learner


def save(learner: Any, folder: str | Path) -> None:
    """Write a fitted learner to a new `folder`."""
    folder = Path(folder)
    arrays: dict[str, np.ndarray] = {}
    if type(learner).__name__ not in LEARNERS:
        raise ValueError(f"{type(learner).__name__} is no learner of markone; save {', '.join(LEARNERS)}")
    packed = {"format": FORMAT, **_pack_learner(learner, arrays)}
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ValueError(f"{folder} cannot be made ({error.strerror}); name a new folder") from None
    (folder / "learner.json").write_text(json.dumps(packed, indent=1), encoding="utf-8")
    np.savez_compressed(folder / "arrays.npz", **arrays)  # type: ignore[arg-type]


def load(folder: str | Path) -> Any:
    """The learner in `folder`, fitted as it was saved; a ValueError says what is wrong with it."""
    folder = Path(folder)
    try:
        packed = json.loads((folder / "learner.json").read_text(encoding="utf-8"))
        if packed.get("format") != FORMAT:
            raise ValueError(f"its format is {packed.get('format')!r}, not {FORMAT}")
        with (folder / "arrays.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            learner = _unpack(packed, arrays)
        if type(learner) not in LEARNERS.values():
            raise ValueError("what it holds is no learner")
        sound.check(learner)
        return learner
    except UNREADABLE as error:
        raise ValueError(f"{folder} holds no learner that can be read: {error}") from None


class _Loaded:
    """A learner behind MLflow's one verb."""

    def __init__(self, learner: Any) -> None:
        self.learner = learner

    def predict(self, model_input: ArrayLike, params: dict[str, Any] | None = None) -> np.ndarray:
        return self.learner.predict(np.asarray(model_input))


def _load_pyfunc(path: str) -> _Loaded:
    """What MLflow calls to open a logged model."""
    return _Loaded(load(path))
