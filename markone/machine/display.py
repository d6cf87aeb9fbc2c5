"""What the panel shows: lamps and meters."""

import numpy as np

from markone.addresses import number
from markone.machine.cycle import ClockedMachine


class Display:
    """The lamps and meters of a machine."""

    def __init__(self, machine: ClockedMachine) -> None:
        self.machine = machine

    @property
    def lamps(self) -> np.ndarray:
        """The response lamps: (responses,) int8, +1 shining, -1 dark."""
        self.machine.settle()
        return self.machine.parts.shown.copy()

    @property
    def meters(self) -> np.ndarray:
        """What the R-units received when their lamps were sampled, in volts: (responses,)."""
        return self.machine.parts.current.copy()

    @property
    def cells(self) -> np.ndarray:
        """The field of lamps behind the photocells, as they are at this moment: (400,) bool."""
        return self.machine.lit_cells()

    @property
    def units(self) -> np.ndarray:
        """The lamps of the A-units, as latched: (units,) bool."""
        return self.machine.parts.active.copy()

    def volts(self, name: str) -> float:
        """The meter put to one potentiometer, P1 on: where its wiper stands, in volts."""
        return float(self.machine.volts()[number(name, "P", self.machine.parts.wiring)])
