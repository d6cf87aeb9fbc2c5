"""The devices that come along, by name: what is published of each, and who says so."""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from markone.devices.device import Device
from markone.devices.file import parse
from markone.validation import shown

_FOLDER = files("markone.devices") / "shipped"


@cache
def names() -> tuple[str, ...]:
    """Their names, those with the fewest steps first; those that cannot be run at the end."""
    every = [each.name.removesuffix(".toml") for each in _FOLDER.iterdir() if each.name.endswith(".toml")]
    return tuple(sorted(every, key=_rank))


def _rank(name: str) -> tuple[bool, float, str]:
    device = load(name)
    return bool(device.missing()), device.steps or float("inf"), name


@cache
def load(name: str) -> Device:
    """A device by its name; ValueError for one that there is not."""
    file = _FOLDER / f"{name}.toml" if isinstance(name, str) and name.replace("-", "").isalnum() else None
    if file is None or not file.is_file():
        near = get_close_matches(str(name), _stems(), 1, 0.4)
        hint = f"; {near[0]!r} is near" if near else ""
        raise ValueError(
            f"{shown(name)} is no device that comes along{hint}; `markone device list` names them"
        )
    return parse(file.read_bytes(), name)


def _stems() -> list[str]:
    return sorted(each.name.removesuffix(".toml") for each in _FOLDER.iterdir())
