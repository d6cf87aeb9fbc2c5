"""The response units: each lights its lamp when its current is positive."""

from markone.kernels.jit import inlined


@inlined
def lamp_beyond(zone, hold, current, before):
    """+1 for lit or -1 for dark, from a current and the lamp `before`.

    Inside the dead zone, from -`zone` to `zone` in the unit of the current, a lamp is dark, or with
    `hold` stays as it was. u = 0 is always part of it.
    """
    if current > zone:
        return 1
    if current < -zone or not hold:
        return -1
    return before


@inlined
def lamp_for(spec, current, before):
    """`lamp_beyond` the dead zone of `spec`, for a current in volts."""
    return lamp_beyond(spec.dead_zone_v, spec.hold, current, before)


@inlined
def decide(spec, current, lamp):
    """Write to `lamp` (responses, int8) what each R-unit shows, from `current` (float64)."""
    for response in range(lamp.size):
        lamp[response] = lamp_for(spec, current[response], lamp[response])
