"""What a page has to know of a machine before its first frame."""

import functools
from typing import Any

from markone import procedure
from markone.console import explain, tray
from markone.console.here import set_here
from markone.console.log import signs
from markone.console.session import Session
from markone.console.sight import codes
from markone.faults import kinds
from markone.kernels.fault import KINDS
from markone.spec import PROVENANCE
from markone.switches import SWITCHES, Range, Switch


def machine_told(session: Session) -> dict[str, Any]:
    """Sizes, boards, switches, procedures, slides and faults, and how the panel stands."""
    parts, wiring = session.machine.parts, session.machine.parts.wiring
    return {
        "is": "machine",
        "responses": int(parts.lamp.size),
        "units": len(wiring.excitatory),
        "pots": int(wiring.unit.size),
        "bank": wiring.bank.tolist(),
        "unit_of": wiring.unit.tolist(),
        "reach_v": session.reach_v,
        "timing": {
            name: int(getattr(parts.spec, name)) for name in parts.spec._fields if name.endswith("_ms")
        },
        "dials": [_row(session, switch) for switch in SWITCHES.values()],
        **_procedures(),
        "tray": {group: list(slides) for group, slides in tray.groups().items()},
        "faults": [_fault(name, at) for name, at in kinds().items()],
        "words": {signs(word): letter for word, letter in tray.words_of(parts.lamp.size).items()},
        "description": session.description.model_dump(),
        "since_ms": session.past.since_ms,
        "here": set_here(session.machine),
        "sources": {kind: explain.sources_of(session, kind) for kind in explain.SOURCES},
    }


@functools.cache
def _procedures() -> dict[str, dict[str, str]]:
    """Titles and texts of the procedures that come along, which are read but once."""
    names = procedure.shipped()
    titles = {name: procedure.load(name).title for name in names}
    return {"procedures": titles, "texts": {name: procedure.text_of(name)[0] for name in names}}


def _fault(name: str, at: str) -> dict[str, Any]:
    """A kind of fault: where it strikes, and what amount it has where it has one."""
    kind = KINDS.get(name)
    amount = {"amount": kind.amount, "most": kind.most} if kind else {"amount": None, "most": 0.0}
    return {"kind": name, "at": at, "code": codes()[name], **amount}


def _row(session: Session, switch: Switch) -> dict[str, Any]:
    """A switch or a dial as a page draws it."""
    scale = switch.marks
    told = {"name": switch.name, "meaning": switch.meaning, "part": switch.part, "at_rest": switch.at_rest}
    if isinstance(scale, Range):
        told |= {"kind": "dial", "low": scale.low, "high": scale.high, "whole": scale.whole}
    else:
        told |= {"kind": "switch", "marks": list(scale)}
    return {**told, "value": _stands(session, switch), "source": _source(switch)}


def marks_of(session: Session) -> dict[str, Any]:
    """At which mark every switch and dial of the whole machine stands."""
    return {switch.name: _stands(session, switch) for switch in SWITCHES.values() if not switch.part}


def _stands(session: Session, switch: Switch) -> Any:
    """At which mark it stands; None where each part has one, or nobody can say."""
    if not isinstance(switch.sets, str) or switch.part:
        return "on" if switch.name == "mains" and session.machine.parts.clock.mains[0] else None
    where, name = switch.sets.split(".")
    holder = session.panel if where == "panel" else getattr(session.machine.parts, where)
    value = getattr(holder, name)
    value = value.item() if hasattr(value, "item") else value
    if isinstance(switch.marks, Range):
        return value
    return next((mark for mark, sets in switch.marks.items() if sets == value), None)


def _source(switch: Switch) -> dict[str, str] | None:
    """Who says what it stands at, where it is a constant of the machine."""
    if not isinstance(switch.sets, str):
        return None
    part, name = switch.sets.split(".")
    key = "rule" if switch.name == "rule" else f"{part.capitalize()}.{name}"
    return explain.source_of(key) if key in PROVENANCE else None
