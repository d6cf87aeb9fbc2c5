"""Things on disk: numbers as .npz, the rest as JSON; nothing in it can run."""

import json
import shutil
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from markone import devices, spec
from markone.arrays import KINDS, MOST_BYTES
from markone.arrays import arrays as arrays_of
from markone.bounded import contents
from markone.kernels.association import Fan, Wiring
from markone.kernels.clock import LONGEST_MS, Clock
from markone.kernels.fault import Faults
from markone.kernels.machine import Parts, Spec
from markone.kernels.retina import Photocell, Retina
from markone.structure import check_structure
from markone.whole_file import whole_file

TUPLES: dict[str, type] = {
    kind.__name__: kind for kind in (Clock, Fan, Faults, Parts, Photocell, Retina, Spec, Wiring)
}
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
    RuntimeError,
    MemoryError,
    OverflowError,
)
"""What a damaged file may end in."""
ARRAYS, INSIDE = "arrays.npz", "json"
LONGEST_REASON = 300
MOST_TEXT = 1 << 23
"""Letters of the JSON."""
Packed = dict[str, Any]


def pack(
    value: Any, arrays: dict[str, np.ndarray], own: Callable[[Any, dict], Packed | None] | None = None
) -> Packed:
    """`value` as JSON; its arrays go to `arrays`, under the number that the JSON names.

    `own` packs what is not known here, or returns None. Raises ValueError for what nobody knows.
    """
    if own and (packed := own(value, arrays)) is not None:
        return packed
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            value = value.astype(str)
        if value.dtype.kind not in KINDS:
            raise ValueError(f"an array of {value.dtype} cannot be saved; only numbers and words can")
        arrays[str(len(arrays))] = value
        return {"array": len(arrays) - 1}
    if isinstance(value, Parts) or (isinstance(value, tuple) and hasattr(value, "_asdict")):
        named = value.by_name() if isinstance(value, Parts) else value._asdict()
        fields = {name: pack(part, arrays, own) for name, part in named.items()}
        return {"tuple": type(value).__name__, "fields": fields}
    if isinstance(value, list | tuple):
        return {"list": [pack(part, arrays, own) for part in value]}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return {"value": value}
    if isinstance(value, dict):
        return {"pairs": [[pack(key, arrays, own), pack(part, arrays, own)] for key, part in value.items()]}
    raise ValueError(f"{type(value).__name__} cannot be saved; only numbers, texts, arrays and lists can")


def unpack(
    packed: Packed,
    arrays: Any,
    own: Callable[[Packed, Any], Any] | None = None,
    kinds: Mapping[str, Callable[..., Any]] = TUPLES,
) -> Any:
    """What `pack` was given; `own` unpacks what `pack`'s did, `kinds` are further named tuples."""

    def again(part: Packed) -> Any:
        return unpack(part, arrays, own, kinds)

    if "array" in packed:
        return arrays[str(packed["array"])]
    if "list" in packed:
        return [again(part) for part in packed["list"]]
    if "pairs" in packed:
        return {again(key): again(part) for key, part in packed["pairs"]}
    if "value" in packed:
        return packed["value"]
    if "tuple" in packed:
        fields = {name: again(part) for name, part in packed["fields"].items()}
        known: dict[str, Callable[..., Any]] = {**TUPLES, **devices.tuples(), **kinds}
        if packed["tuple"] not in known:
            raise ValueError("it holds a part that is not known here, such as a device that was not added")
        return _of_kind(known[packed["tuple"]], fields)
    if own is None:
        raise ValueError("it holds something unknown")
    return own(packed, arrays)


def _of_kind(kind: Any, fields: dict[str, Any]) -> Any:
    """A named tuple again; what is a tuple in it was packed as a list."""
    for name, usual in getattr(kind, "_field_defaults", {}).items():
        if isinstance(usual, tuple) and isinstance(fields.get(name), list):
            fields[name] = tuple(fields[name])
    return kind(**fields)


def _bounded(packed: Packed, arrays: dict[str, np.ndarray], indent: int | None = None) -> str:
    """The JSON, if it and the arrays are so small that they are taken when they are read."""
    text, size = json.dumps(packed, indent=indent), sum(array.nbytes for array in arrays.values())
    if len(text) > MOST_TEXT or size + 4 * len(text) > MOST_BYTES - 10_000 * (len(arrays) + 1):
        raise ValueError(f"{size:,} bytes of numbers cannot be saved; at most {MOST_BYTES:,} are read again")
    return text


def _reason(error: BaseException) -> str:
    """What is wrong, in a line that is not longer than one, whatever a damaged file holds."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= LONGEST_REASON else f"{said[:LONGEST_REASON]} …"


def write(folder: Path, name: str, packed: Packed, arrays: dict[str, np.ndarray]) -> None:
    """Write a new `folder` with `name`.json and the arrays; ValueError for more than `read` takes."""
    text = _bounded(packed, arrays, indent=1)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ValueError(f"{folder} cannot be made ({error.strerror}); name a new folder") from None
    try:
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        np.savez_compressed(folder / ARRAYS, **arrays)  # type: ignore[arg-type]
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise ValueError(f"{folder} cannot be written ({error.strerror}); name another folder") from None
        raise


def read(folder: Path, name: str, form: int, understand: Callable[[Packed, Any], Any]) -> Any:
    """What `understand` makes of the packed JSON and the arrays in a folder of format `form`.

    Raises ValueError with one sentence for whatever cannot be read.
    """
    try:
        packed = json.loads(contents(folder / f"{name}.json", MOST_TEXT).decode("utf-8"))
        if packed.get("format") != form:
            raise ValueError(f"its format is {packed.get('format')!r}, not {form}")
        return understand(packed, arrays_of(folder / ARRAYS))
    except UNREADABLE as error:
        raise ValueError(f"{folder} holds no {name} that can be read: {_reason(error)}") from None


def write_file(path: Path, value: Any, form: int) -> None:
    """Write what `pack` takes to one file of format `form`, which is there whole or not at all.

    Raises ValueError for more than `read_file` takes.
    """
    arrays: dict[str, np.ndarray] = {}
    text = _bounded({"format": form, **pack(value, arrays)}, arrays)
    try:
        with whole_file(path) as half, half.open("wb") as file:
            np.savez_compressed(file, **{INSIDE: np.array(text)}, **arrays)  # type: ignore[arg-type]
    except OSError as error:
        raise ValueError(f"{path} cannot be written ({error.strerror}); choose another file") from None


def read_file(path: Path, form: int, understand: Callable[[Packed, Any], Any]) -> Any:
    """What `understand` makes of a file that `write_file` wrote; a ValueError says what is wrong with it."""
    try:
        arrays = arrays_of(path)
        if (text := arrays[INSIDE]).itemsize > 4 * MOST_TEXT:
            raise ValueError(f"its text has more than {MOST_TEXT:,} letters")
        packed = json.loads(str(text))
        if packed.get("format") != form:
            raise ValueError(f"its format is {packed.get('format')!r}, not {form}")
        return understand(packed, arrays)
    except UNREADABLE as error:
        raise ValueError(f"{path} holds nothing that can be read: {_reason(error)}") from None


def check_parts(parts: Any) -> None:
    """Raise ValueError unless a machine from a file is one that kernels can work on safely."""
    check_structure(parts)
    if not all(map(np.array_equal, parts.fan, spec.fan_of(parts.wiring))):
        raise ValueError("parts do not fit the board")
    for array in spec.arrays_in(parts):
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError("parts hold NaN or infinity")
    for part in (parts.spec, parts.pot, parts.photocell):
        if any(type(value) is not type(other) for value, other in zip(part, spec.uniform(part), strict=True)):
            raise ValueError("a constant is of another kind")
    if not 0 <= parts.clock.now_ms[0] <= LONGEST_MS or parts.clock.mains[0] not in (0, 1):
        raise ValueError("its clock cannot stand so")
