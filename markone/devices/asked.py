"""A device as it is asked for in words: the name of one that comes along, or a device file."""

import hashlib
from pathlib import Path

from markone.bounded import contents
from markone.devices.device import Device
from markone.devices.file import MOST_BYTES
from markone.devices.named import load

ENDING = ".toml"


def asked(words: str) -> str:
    """What is kept of `words`: a name as it is, of a file its place and the digest of what it holds.

    So a record says which device was measured, also when the file has been changed since. Raises ValueError
    for what is no device.
    """
    if not words.endswith(ENDING):
        load(words)
        return words
    place = Path(words).resolve()
    Device.from_file(place)
    return f"{place}#{_digest(place)}"


def device(words: str) -> Device:
    """The device that was `asked` for; ValueError for none, and for a file that is not as it was then."""
    if words.endswith(ENDING):
        raise ValueError(f"{words} is a file, which may change: give it with --device")
    place, _, digest = words.rpartition("#")
    if not place.endswith(ENDING):
        return load(words)
    if digest != _digest(Path(place)):
        raise ValueError(f"{place} has changed since it was asked for; ask again, or put it back")
    return Device.from_file(place)


def _digest(place: Path) -> str:
    return hashlib.sha256(contents(place, MOST_BYTES)).hexdigest()[:12]
