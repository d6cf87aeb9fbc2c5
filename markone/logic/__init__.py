"""Threshold logic of 1943: nets of all-or-none units, and a net for any Boolean function."""

from markone.logic.circuits import (
    counter,
    gate,
    heat_illusion,
    latch,
    nor_latch,
    ring_oscillator,
    shift_register,
)
from markone.logic.form import cnf, dnf, truth
from markone.logic.net import LAWS, Net, Unit, cycle, run, silenced_by_many
from markone.logic.neuron import neuron
from markone.logic.table import check_table, rows, table
from markone.logic.verdict import verdict

__all__ = [
    "LAWS",
    "Net",
    "Unit",
    "check_table",
    "cnf",
    "counter",
    "cycle",
    "dnf",
    "gate",
    "heat_illusion",
    "latch",
    "neuron",
    "nor_latch",
    "ring_oscillator",
    "rows",
    "run",
    "shift_register",
    "silenced_by_many",
    "table",
    "truth",
    "verdict",
]
