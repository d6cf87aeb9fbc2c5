"""How random wires make XOR linearly separable: which A-units fire for which of its rows."""

from typing import NamedTuple

import numpy as np

from markone.fields import explained


@explained
class Groups(NamedTuple):
    """A-units by the rows for which they fire."""

    fires: np.ndarray
    """For each group, in which rows it fires: (groups, rows) bool."""
    units: np.ndarray
    """How many A-units it has, (groups,) int."""
    volts: np.ndarray
    """What their potentiometers add up to, (groups,)."""

    @property
    def sums(self) -> np.ndarray:
        """What the R-unit adds up in each row, (rows,) volts."""
        return self.volts @ self.fires


def groups(active: np.ndarray, volts: np.ndarray) -> Groups:
    """The A-units of one R-unit by their answers `active` (rows, units) bool; `volts` (units,), one pot each.

    The group that weighs most comes first, silent ones last.
    """
    fires, which = np.unique(np.asarray(active, bool).T, axis=0, return_inverse=True)
    units = np.bincount(which.ravel(), minlength=len(fires))
    total = np.bincount(which.ravel(), weights=volts, minlength=len(fires))
    order = np.lexsort((-units, -np.abs(total), ~fires.any(axis=1)))
    return Groups(fires[order], units[order], total[order])
