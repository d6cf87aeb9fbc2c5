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
    pulse_ms: cb.Param[float]
    cycle_ms: cb.Param[float]
    volts_per_ms: cb.Param[float]
    stop_v: cb.Param[float]

    light: cb.Array[float]
    lit: cb.Array[int]
    fires: cb.Array[int]
    volts: cb.Array[float]
    way: cb.Array[float]
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

    volts_now: cb.Dataset = cb.Dataset()
    lamps_then: cb.Dataset = cb.Dataset()

    @cb.process
    def timer(self) -> None:
        """The operator and the timer: slide after slide."""
        cb.hold(1.0)  # until all others have begun
        while self.slide < self.count:
            for cell in range(CELLS):
                self.light[cell] = self.slides[self.slide * CELLS + cell]
                cb.Process(self.cell_at[cell]).resume()
            cb.hold(self.expose_ms)
            for unit in range(UNITS):
                cb.Process(self.unit_at[unit]).resume()
            cb.hold(0.0)
            for cell in range(CELLS):
                self.light[cell] = 0.0
                cb.Process(self.cell_at[cell]).resume()
            cb.hold(self.settle_ms)
            for response in range(RESPONSES):
                cb.Process(self.response_at[response]).resume()
            cb.hold(self.cycle_ms - self.expose_ms - self.settle_ms)
            for response in range(RESPONSES):
                self.lamps_then.record(float(self.lamp[response]))
            self.slide += 1
        for motor in range(MOTORS):
            self.volts_now.record(self.volts[motor])
        cb.end_trial()

    @cb.process(copies=CELLS)
    def cell(self) -> None:
        """A photocell: lit or dark."""
        number = self.cells
        self.cells += 1
        self.cell_at[number] = cb.this_process().pointer
        while True:
            cb.suspend()
            self.lit[number] = 1 if self.light[number] >= 0.5 else 0

    @cb.process(copies=UNITS)
    def unit(self) -> None:
        """An A-unit: counts its lit plugs and latches whether it fires."""
        number = self.units
        self.units += 1
        self.unit_at[number] = cb.this_process().pointer
        while True:
            cb.suspend()
            net = 0
            for plug in range(self.plus):
                net += self.lit[self.plugs[2 * number * self.plus + plug]]
                net -= self.lit[self.plugs[(2 * number + 1) * self.plus + plug]]
            self.fires[number] = 1 if net >= self.theta else 0

    @cb.process(copies=RESPONSES)
    def response(self) -> None:
        """An R-unit: sums what its active pots read, lights its lamp and works the relays of its bank."""
        number = self.responses
        self.responses += 1
        self.response_at[number] = cb.this_process().pointer
        while True:
            cb.suspend()
            total = 0.0
            for unit in range(UNITS):
                if self.fires[unit] == 1:
                    total += self.volts[number * UNITS + unit]
            self.lamp[number] = 1 if round(total * 1e12) > 0 else -1
            target = self.targets[self.slide * RESPONSES + number]
            if target != 0 and target != self.lamp[number]:
                cb.hold(self.operate_ms)
                for unit in range(UNITS):
                    if self.fires[unit] == 1:
                        self.way[number * UNITS + unit] = float(target)
                        cb.Process(self.motor_at[number * UNITS + unit]).resume()
                cb.hold(self.pulse_ms)
                for unit in range(UNITS):
                    if self.way[number * UNITS + unit] != 0.0:
                        self.way[number * UNITS + unit] = 0.0
                        cb.Process(self.motor_at[number * UNITS + unit]).resume()

    @cb.process(copies=MOTORS)
    def motor(self) -> None:
        """A motor: its relay closes, and it turns until the relay opens."""
        number = self.motors
        self.motors += 1
        self.motor_at[number] = cb.this_process().pointer
        while True:
            cb.suspend()
            way, begun = self.way[number], cb.now()
            cb.suspend()
            moved = self.volts[number] + way * self.volts_per_ms * (cb.now() - begun)
            moved = round(moved * 1e12) / 1e12
            self.volts[number] = min(max(moved, -self.stop_v), self.stop_v)


def machine(parts: Any, slides: np.ndarray, targets: np.ndarray) -> Callable[[], tuple[list, list]]:
    """A function that teaches the machine from the start; lamps of each slide, and volts."""
    board, spec = parts.wiring, parts.spec
    rig = Rig()
    plugs = np.concatenate([board.excitatory, board.inhibitory], axis=1)
    for name, values in (("slides", slides), ("targets", targets), ("plugs", plugs)):
        kind = float if name == "slides" else int
        setattr(rig, name, cb.Array([kind(value) for value in np.ravel(values)]))
    for names, size in (
        (("light", "lit", "cell_at"), CELLS),
        (("fires", "unit_at"), UNITS),
        (("volts", "way", "motor_at"), MOTORS),
        (("lamp", "response_at"), RESPONSES),
    ):
        for name in names:
            setattr(rig, name, cb.Array(size))
    rig.plus, rig.theta, rig.count = board.excitatory.shape[1], int(spec.theta), len(slides)
    for name in ("expose_ms", "settle_ms", "operate_ms", "pulse_ms", "cycle_ms"):
        setattr(rig, name, float(getattr(spec, name)))
    rig.volts_per_ms, rig.stop_v = parts.pot.speed_v_per_s / 1000, parts.pot.stop_v
    rig.volts_now.capture()
    rig.lamps_then.capture()
    experiment = cb.Experiment(rig)

    def run() -> tuple[list, list]:
        found = experiment.run()[rig]
        lamps = found.lamps_then.trial(0, 0)[1].astype(int).reshape(len(slides), RESPONSES)
        return lamps.tolist(), found.volts_now.trial(0, 0)[1].tolist()

    return run
