"""The response units: each lights its lamp when its current is positive."""

from markone.kernels.jit import jit


@jit
def lamp_for(spec, current, before):
    """+1 for lit or -1 for dark, from a current in volts and the lamp `before`.

    Inside the dead zone, of which u = 0 is always part, a lamp is dark, or with `spec.hold` stays
    as it was.
    """
    if current > spec.dead_zone_v:
        return 1
    if current < -spec.dead_zone_v or not spec.hold:
        return -1
    return before


@jit
def decide(spec, current, lamp):
    """Write to `lamp` (responses, int8) what each R-unit shows, from `current` (float64)."""
    for response in range(lamp.size):
        lamp[response] = lamp_for(spec, current[response], lamp[response])
