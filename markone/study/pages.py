"""A page of a ledger, as a file: a thousand runs as one text and one array of each kind of number."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from markone import archive
from markone.fields import explained
from markone.study.measured import Measured

FORMAT = 1
TEXT = "text"
"""What holds the text, in UTF-8; the arrays beside it are named by their numbers."""
MOST_BYTES = 1 << 15
"""A run's curves and data that are larger are not copied, but read from the run."""


@explained
class Row(NamedTuple):
    """A run that is finished."""

    run_id: str
    models: bool
    """Whether it kept fitted models, where it has any."""
    measured: Measured | None = None
    """None where it is to be read from the run."""
    run: Any = None
    """The run as the store tells of it, where it was asked; no page has it."""


def write(path: Path, rows: Iterable[tuple[str, Row]]) -> None:
    """Write rows by their keys to a new file."""
    flat: dict[str, list[np.ndarray]] = {}
    places: list[tuple[str, int, tuple[int, ...]]] = []
    ends: dict[str, int] = {}
    told = []
    for key, row in rows:
        packed, arrays = _packed(row.measured)
        for number, array in arrays.items():
            kind = array.dtype.str
            packed["arrays"][number] = len(places)
            places.append((kind, ends.get(kind, 0), array.shape))
            ends[kind] = ends.get(kind, 0) + array.size
            flat.setdefault(kind, []).append(array.ravel())
        told.append((key, row.run_id, row.models, packed))
    text = json.dumps({"rows": told, "places": places, "kinds": list(flat)}).encode()
    whole = {TEXT: np.frombuffer(text, np.uint8)}
    whole |= {str(number): np.concatenate(parts) for number, parts in enumerate(flat.values())}
    archive.write_file(path, whole, FORMAT)


def _packed(measured: Measured | None) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What was measured as JSON, and its arrays by their numbers in it; nothing of what is too large."""
    nothing: dict[str, Any] = {"arrays": {}}
    if measured is None:
        return nothing, {}
    arrays: dict[str, np.ndarray] = {}
    curves = {name: np.array(curve, float) for name, curve in measured.curves.items()}
    data = archive.pack([curves, measured.data], arrays)
    if len(json.dumps(data)) + sum(array.nbytes for array in arrays.values()) > MOST_BYTES:
        return nothing, {}
    return {"metrics": dict(measured.metrics), "data": data, "arrays": {}}, arrays


def read(path: Path) -> Iterator[tuple[str, Row]]:
    """The rows of a file by their keys; a ValueError says what is wrong with it."""
    whole = archive.read_file(path, FORMAT, archive.unpack)
    try:
        told = json.loads(whole[TEXT].tobytes())
        flat = {kind: whole[str(number)] for number, kind in enumerate(told["kinds"])}
        for key, run_id, models, packed in told["rows"]:
            yield str(key), Row(str(run_id), bool(models), _measured(packed, told["places"], flat))
    except archive.UNREADABLE as error:
        raise ValueError(f"{path} is no page of a ledger ({error})") from None


def _measured(
    packed: Mapping[str, Any], places: list[Any], flat: Mapping[str, np.ndarray]
) -> Measured | None:
    if "data" not in packed:
        return None
    arrays = {}
    for number, place in packed["arrays"].items():
        kind, start, shape = places[place]
        arrays[number] = flat[kind][start : start + int(np.prod(shape))].reshape(shape)
    curves, data = archive.unpack(packed["data"], arrays)
    metrics = {str(name): float(value) for name, value in packed["metrics"].items()}
    return Measured(metrics, {name: curve.tolist() for name, curve in curves.items()}, data)
