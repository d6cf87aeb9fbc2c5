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
from markone.logic.grade import grade
from markone.logic.net import INHIBITIONS, Net, Unit, cycle, run, silenced_by_many
from markone.logic.neuron import neuron
from markone.logic.normal_form import cnf, dnf, net_truth_table
from markone.logic.truth_table import check_table, rows, truth_table

__all__ = [
    "INHIBITIONS",
    "Net",
    "Unit",
    "check_table",
    "cnf",
    "counter",
    "cycle",
    "dnf",
    "gate",
    "grade",
    "heat_illusion",
    "latch",
    "net_truth_table",
    "neuron",
    "nor_latch",
    "ring_oscillator",
    "rows",
    "run",
    "shift_register",
    "silenced_by_many",
    "truth_table",
]
