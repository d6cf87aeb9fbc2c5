"""Switches that a user adds to the panel."""

import re
from collections.abc import Mapping

from markone.addresses import COUNTED
from markone.switches.switch import CONSTANTS, SETTINGS, Range, Switch
from markone.switches.table import SWITCHES, find
from markone.validation import amount, choice, shown, truth

OTHER_WORDS = frozenset(
    "title seed board pots cells timing slides slide target targets fault dial hand pause show".split()  # noqa: SIM905
)
"""Words of a procedure that are no switches."""
ADDRESSES = ("S", "plug", *COUNTED)
"""Kinds of address of parts that may each have a switch."""
MOST = 1e15
"""No dial goes further."""
_OWN = frozenset(SWITCHES)


def add_switch(switch: Switch) -> None:
    """Add a row: from now on every panel has it, and procedures know its word.

    Raises ValueError for a name that is taken or no word, and for fields that say nothing.
    """
    if not isinstance(switch, Switch):
        raise ValueError(f"{shown(switch)} is no switch; give a markone.switches.Switch")
    _check_name(switch.name)
    _check_marks(switch)
    choice(f"the part of {switch.name}", switch.part, ("", *ADDRESSES))
    truth(f"at_rest of {switch.name}", switch.at_rest)
    _check_target(switch)
    _check_meaning(switch)
    SWITCHES[switch.name] = switch


def remove_switch(name: str) -> None:
    """Take a row away that `add_switch` added; ValueError for a name that is unknown or the machine's own."""
    find(name)
    if name in _OWN:
        raise ValueError(f"{name} is a switch of the machine; only those that were added can be removed")
    del SWITCHES[name]


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise ValueError(f"a switch is called {shown(name)}; give a word of a-z, 0-9 and _")
    if name in SWITCHES or name in OTHER_WORDS:
        raise ValueError(f"a switch is called {name}, which means something already; choose another name")


def _check_marks(switch: Switch) -> None:
    name, marks = switch.name, switch.marks
    if isinstance(marks, Range):
        low = amount(f"the lower end of {name}", marks.low, -MOST, MOST)
        amount(f"the upper end of {name}", marks.high, low, MOST, "high")
        truth(f"whole of {name}", marks.whole)
    elif not isinstance(marks, Mapping) or not marks or not all(map(_is_mark, marks)):
        raise ValueError(f"the marks of {name} are {shown(marks)}; give a Range, or a dict of their values")


def _is_mark(mark: object) -> bool:
    """Whether it is as it would be read from the words of a line."""
    return isinstance(mark, str) and mark != "" and mark == " ".join(mark.split()) and mark.isprintable()


def _check_meaning(switch: Switch) -> None:
    meaning = switch.meaning
    if not isinstance(meaning, str) or not meaning.isprintable() or not meaning:
        raise ValueError(f"the meaning of {switch.name} is {shown(meaning)}; say in a line what it does")


def _check_target(switch: Switch) -> None:
    sets = switch.sets
    if callable(sets) or (isinstance(sets, str) and not switch.part and _is_constant(sets)):
        return
    arguments = "parts, index and value" if switch.part else "parts and value"
    constants = " or ".join(f"{part}.NAME" for part in CONSTANTS)
    raise ValueError(
        f"{switch.name} sets {shown(sets)}; give a function of {arguments}"
        + f", or a constant ({constants})" * (not switch.part)
    )


def _is_constant(name: str) -> bool:
    part, _, field = name.partition(".")
    return name in SETTINGS or (part in CONSTANTS and field.isidentifier())
