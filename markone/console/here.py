"""What stands otherwise at a machine than it is documented, or assumed, to have been delivered."""

from typing import Any

from markone.kernels.rule import RULES
from markone.machine import MarkOne
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, ASSUMED_SPEC, BOARD, PROVENANCE

DELIVERED = (ASSUMED_SPEC, ASSUMED_POT, ASSUMED_PHOTOCELL)


def set_here(machine: MarkOne) -> dict[str, list[Any]]:
    """By the name of a constant, as `spec.PROVENANCE` has it: what it is here, and as it is delivered."""
    parts, found = machine.parts, {}
    rule = next(name for name, code in RULES.items() if code == machine.panel.rule)
    if rule != BOARD["rule"]:
        found["rule"] = [rule, BOARD["rule"]]
    for part, delivered in zip((parts.spec, parts.pot, parts.photocell), DELIVERED, strict=True):
        if type(part) is type(delivered):  # a device of another kind has constants of its own
            found |= _changed(part, delivered)
    return found


def _changed(part: Any, delivered: Any) -> dict[str, list[Any]]:
    kind = type(part).__name__
    pairs = zip(part._fields, part, delivered, strict=True)
    return {
        f"{kind}.{name}": [_plain(now), _plain(then)]
        for name, now, then in pairs
        if now != then and f"{kind}.{name}" in PROVENANCE
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
