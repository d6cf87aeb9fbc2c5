"""Every switch and dial of the panel, a row for each."""

from collections.abc import Mapping
from difflib import get_close_matches

from markone.kernels.fault import switch_mains
from markone.kernels.machine import Parts
from markone.kernels.rule import MODES, RULES
from markone.switches.switch import OFF_ON, Range, Switch
from markone.validation import shown

SWITCHED_OFF = -2
"""In `Parts.stuck`: an A-unit that its switch has taken out."""


def _switch_unit(parts: Parts, unit: int, on: bool) -> None:
    """One that is broken stays so."""
    if parts.stuck[unit] in (0, SWITCHED_OFF):
        parts.stuck[unit] = 0 if on else SWITCHED_OFF


def _switch_mains(parts: Parts, on: bool) -> None:
    switch_mains(parts, int(on))


# 50 ms to 2 s of pulse_ms are steps of 0.05 to 2 V
SWITCHES: dict[str, Switch] = {
    switch.name: switch
    for switch in (
        Switch("mode", MODES, "panel.mode", "the training procedure", at_rest=False),
        Switch("rule", RULES, "panel.rule", "the rule of reinforcement", at_rest=False),
        Switch("theta", Range(1, 10, True), "spec.theta", "lit plugs, + less -, at which an A-unit fires"),
        Switch("dead_zone_v", Range(0, 11), "spec.dead_zone_v", "currents up to this light no lamp"),
        Switch("expose_ms", Range(1, 10_000, True), "spec.expose_ms", "how long the shutter is open"),
        Switch("settle_ms", Range(0, 10_000, True), "spec.settle_ms", "how long the R-units settle"),
        Switch("pulse_ms", Range(50, 2_000, True), "spec.pulse_ms", "how long a motor runs at a correction"),
        Switch("cycle_ms", Range(100, 60_000, True), "spec.cycle_ms", "from one slide to the next"),
        Switch("light_threshold", Range(0, 1), "photocell.threshold", "light that makes a photocell lit"),
        Switch("hold", OFF_ON, "spec.hold", "in the dead zone a lamp stays as it was (on) or goes dark"),
        Switch("unit", OFF_ON, _switch_unit, "one A-unit, taken out of the machine or put back", part="A"),
        Switch("mains", OFF_ON, _switch_mains, "the supply of all, whatever runs", at_rest=False),
    )
}
"""Every switch and dial of the panel, by its name."""
PLURALS = {"dial": "dials", "switch or dial": "switches and dials"}


def dials() -> dict[str, Switch]:
    """Those with a scale."""
    return {name: switch for name, switch in SWITCHES.items() if switch.is_dial}


def switches() -> dict[str, Switch]:
    """Those with marks that have names."""
    return {name: switch for name, switch in SWITCHES.items() if not switch.is_dial}


def find(name: object, among: Mapping[str, Switch] = SWITCHES, kind: str = "switch or dial") -> Switch:
    """The row of a name; ValueError for one that is not `among` them."""
    if isinstance(name, str) and name in among:
        return among[name]
    near = get_close_matches(name[:50], among, 1) if isinstance(name, str) else []
    meant = "".join(f" (did you mean {one}?)" for one in near)
    raise ValueError(f"there is no {kind} {shown(name)}{meant}; the {PLURALS[kind]} are {', '.join(among)}")
