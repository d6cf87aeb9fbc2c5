"""The switches and dials of the panel: one row for each, read by panel, past and procedures alike.

`add_switch` adds another row, `remove_switch` takes it away again.
"""

from markone.switches.added import OTHER_WORDS, add_switch, remove_switch
from markone.switches.switch import CONSTANTS, OFF_ON, SETTINGS, Range, Switch, with_constant
from markone.switches.table import SWITCHED_OFF, SWITCHES, dials, find, switches

__all__ = [
    "CONSTANTS",
    "OFF_ON",
    "OTHER_WORDS",
    "SETTINGS",
    "SWITCHED_OFF",
    "SWITCHES",
    "Range",
    "Switch",
    "add_switch",
    "dials",
    "find",
    "remove_switch",
    "switches",
    "with_constant",
]
