"""A device as it is given at a public door: constants of a model, a `Device`, or the name of one."""

from typing import Any

from markone.devices.added import check


def is_described(device: object) -> bool:
    """Whether it is a `Device`: numbers with sources, of which the constants for kernels are made."""
    return hasattr(device, "record") and not isinstance(device, tuple | type)


def record_of(device: Any) -> Any:
    """The device as kernels take it; ValueError for what is none, or cannot be run."""
    if isinstance(device, str):
        from markone.devices.device import Device

        device = Device.named(device)
    if is_described(device):
        device = device.record()
    check(device)
    return device
