"""The association units: each counts its lit plugs and fires at its threshold."""

from markone.kernels.jit import jit


@jit
def fire(wiring, theta, lit, active):
    """Write to `active` (units, bool) which A-units fire when `lit` (cells, bool) is seen.

    A unit fires when its lit excitatory plugs less its lit inhibitory plugs reach `theta`
    (Rosenblatt, Psychological Review 65, 1958).
    """
    for unit in range(active.size):
        net = 0
        for cell in wiring.excitatory[unit]:
            net += lit[cell]
        for cell in wiring.inhibitory[unit]:
            net -= lit[cell]
        active[unit] = net >= theta
