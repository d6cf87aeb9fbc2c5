"""The response units: each lights its lamp when its current is positive."""

from markone.kernels.jit import jit


@jit
def decide(spec, current, lamp):
    """Write to `lamp` (responses, int8) +1 for lit or -1 for dark, from `current` (float64).

    Inside the dead zone, of which u = 0 is always part, a lamp is dark, or with `spec.hold`
    stays as it was.
    """
    for response in range(lamp.size):
        if current[response] > spec.dead_zone_v:
            lamp[response] = 1
        elif current[response] < -spec.dead_zone_v or not spec.hold:
            lamp[response] = -1
