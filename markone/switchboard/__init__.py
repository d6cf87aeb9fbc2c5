"""The switchboard: both boards, photocells to A-units, and A-units to the banks of the R-units."""

from markone.kernels.association import Wiring
from markone.switchboard.code import code_words
from markone.switchboard.document import BoardError, load, read, save, wiring_list
from markone.switchboard.plug import PATCHINGS, plug, simulated_board
from markone.switchboard.wiring import (
    FAN_OUT,
    MOST_RESPONSES,
    UNITS,
    broken_rules,
    check_board,
    differences,
    from_plan,
    unreadable,
)
from markone.validation import generator

__all__ = [
    "FAN_OUT",
    "MOST_RESPONSES",
    "PATCHINGS",
    "UNITS",
    "BoardError",
    "Wiring",
    "broken_rules",
    "check_board",
    "code_words",
    "differences",
    "from_plan",
    "generator",
    "load",
    "plug",
    "read",
    "save",
    "simulated_board",
    "unreadable",
    "wiring_list",
]
