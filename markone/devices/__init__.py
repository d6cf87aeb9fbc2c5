"""Weight devices: what stands in the place of the motor and the potentiometer.

Those that markone has are a `Device`: a model and its numbers, each with who says so. One of your own, with
kernels of its own, is added with `add`.
"""

import importlib
from typing import TYPE_CHECKING, Any

from markone.devices.added import add, check, new_weights, reach_v, tuples
from markone.devices.given import record_of

if TYPE_CHECKING:
    from markone.devices.device import Device, Number

__all__ = ["Device", "Number", "add", "check", "new_weights", "reach_v", "record_of", "tuples"]

LATER = {"Device": "device", "Number": "device"}
"""Names that are loaded when they are first used, and the file where each is written."""


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module 'markone.devices' has no attribute {name!r}")
    return getattr(importlib.import_module(f"markone.devices.{LATER[name]}"), name)
