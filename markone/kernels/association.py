"""The association units: each counts its lit plugs and fires at its threshold."""

from markone.kernels.jit import jit

OPEN = -1
"""What stands in the wiring for a plug that has come loose."""


@jit
def _count_lit(plugs, lit):
    """How many of one unit's plugs of one sign lead to a lit photocell."""
    count = 0
    for cell in plugs:
        if cell != OPEN:
            count += lit[cell]
    return count


@jit
def fire(wiring, theta, lit, stuck, active):
    """Write to `active` (units, bool) which A-units fire when `lit` (cells, bool) is seen.

    A unit fires when its lit excitatory plugs less its lit inhibitory plugs reach `theta`
    (Rosenblatt, Psychological Review 65, 1958); `stuck` (units, int8) is +1 for one that always
    fires, -1 for one that never does.
    """
    for unit in range(active.size):
        net = _count_lit(wiring.excitatory[unit], lit) - _count_lit(wiring.inhibitory[unit], lit)
        active[unit] = stuck[unit] > 0 or (stuck[unit] == 0 and net >= theta)
