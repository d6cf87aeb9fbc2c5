"""The clocked machine of F13 for cimba: compiled processes, one for each photocell, A-unit, motor and R-unit.

What tests/naive_machine.py is with SimPy, for even motors and ideal photocells.
"""

from collections.abc import Callable
from typing import Any

import cimba as cb
import numpy as np

CELLS, UNITS, RESPONSES = 400, 512, 8
MOTORS = UNITS * RESPONSES


class Rig(cb.Model):
    """All parts on one clock; processes are known by their addresses, and woken by whom they wait for."""

    slides: cb.Array[float]
    targets: cb.Array[int]
    plugs: cb.Array[int]
    plus: cb.Param[int]
    theta: cb.Param[int]
    count: cb.Param[int]
    expose_ms: cb.Param[float]
    settle_ms: cb.Param[float]
    operate_ms: cb.Param[float]
    release_ms: cb.Param[float]
    pulse_ms: cb.Param[float]
    cycle_ms: cb.Param[float]
    volts_per_ms: cb.Param[float]
    stop_v: cb.Param[float]

    light: cb.Array[float]
    lit: cb.Array[int]
    fires: cb.Array[int]
    volts: cb.Array[float]
    way: cb.Array[float]
    since: cb.Array[float]
    lamps: cb.Array[int]
    lamp: cb.Array[int]
    cell_at: cb.Array[int]
    unit_at: cb.Array[int]
    motor_at: cb.Array[int]
    response_at: cb.Array[int]
    cells: int = 0
    units: int = 0
    motors: int = 0
    responses: int = 0
    slide: int = 0
