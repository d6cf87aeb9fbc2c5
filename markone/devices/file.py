"""Device files: TOML with a model, a unit, and for each number its value, kind and source."""

import json
import tomllib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from markone.bounded import contents
from markone.devices.device import Device, Number
from markone.devices.models import row_of
from markone.validation import place, shown

MOST_BYTES = 1 << 18
UNKNOWN = "unknown"
"""The value of a number that no source gives."""
_KEYS = ("name", "model", "unit", "title", "notes", "numbers")
_NUMBER_KEYS = ("value", "kind", "source", "interval")


def read(path: str | PathLike) -> Device:
    """The device in a file; ValueError in one sentence, with the file and the key."""
    file = place(path)
    try:
        return parse(contents(file, MOST_BYTES), file.stem)
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: {getattr(error, 'strerror', None) or error}") from None


def parse(data: bytes, name: str = "") -> Device:
    """The device in the bytes of a file, called `name` where it does not say."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8; export it so") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"it is no TOML ({error}); `markone device card NAME --toml` shows one") from None
    _refuse_unknown(table, _KEYS, "")
    if "model" not in table:
        raise ValueError('it names no model; write a line such as model = "linear step"')
    given = table.pop("numbers", {})
    if not isinstance(given, dict):
        raise ValueError(f"numbers is {shown(given)}; write a table [numbers] with a line for each")
    if isinstance(table["model"], str):
        for key in given:
            row_of(table["model"], key)
    return Device(**{"name": name, **table}, numbers={key: _number(key, given[key]) for key in given})


def _number(key: str, entry: Any) -> Number:
    """A number as a file gives it: a table with value, kind and source; a bare value has no source."""
    if not isinstance(entry, dict):
        raise ValueError(
            f"numbers.{key} is {shown(entry)}; write {{ value = ..., kind = ..., source = ... }}, "
            "since each number says where it comes from"
        )
    _refuse_unknown(entry, _NUMBER_KEYS, f"numbers.{key}.")
    for needed in _NUMBER_KEYS[:3]:
        if needed not in entry:
            raise ValueError(f"numbers.{key} has no {needed}; each number has value, kind and source")
    value = None if entry["value"] == UNKNOWN else entry["value"]
    return Number(value, entry["kind"], entry["source"], _interval(key, entry.get("interval")))


def _interval(key: str, given: Any) -> tuple[float, float] | None:
    if given is None:
        return None
    numbers = isinstance(given, list) and len(given) == 2 and all(type(one) in (int, float) for one in given)
    if not numbers or not given[0] <= given[1]:
        raise ValueError(f"numbers.{key}.interval is {shown(given)}; give two numbers, the lower first")
    return float(given[0]), float(given[1])


def _refuse_unknown(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"{where}{key} is no key of a device file; there are {', '.join(known)}")


def text(device: Device) -> str:
    """The device as a file's text."""
    return "\n".join(_lines(device)) + "\n"


def write(device: Device, path: str | PathLike) -> None:
    """Write the device to a file."""
    Path(place(path)).write_text(text(device), encoding="utf-8")


def _lines(device: Device) -> Iterator[str]:
    for key in _KEYS[:-1]:
        if getattr(device, key):
            yield f"{key} = {_toml(getattr(device, key))}"
    yield "\n[numbers]"
    for name, number in device.numbers.items():
        entry = {"value": UNKNOWN if number.value is None else number.value}
        entry |= {"kind": number.kind, "source": number.source}
        if number.interval:
            entry["interval"] = number.interval
        yield f"{name} = {{ {', '.join(f'{key} = {_toml(value)}' for key, value in entry.items())} }}"


def _toml(value: Any) -> str:
    """A value in TOML: JSON's strings are its strings, but for one control character."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(int(value) if isinstance(value, int) else float(value))
