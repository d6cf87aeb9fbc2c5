"""The exercises of the notebook on the Mark I of 1960."""

from markone.lecture.exercises.exercise import exercise, number, one_of, whole
from markone.spec import PROVENANCE


@exercise(1, number)
def step_in_volts(volts: float) -> str:
    """What a wiper that moves by 1 V/s moves by in a pulse of 250 ms."""
    if abs(volts - 0.25) < 1e-9:
        return ""
    return f"at 1 V/s a wiper needs {abs(volts) * 1000:g} ms for {volts:g} V, and the motor runs for 250 ms."


@exercise(2, whole)
def potentiometers(count: int) -> str:
    """How many there are with full patching and eight R-units."""
    why = {
        512: "that is shares, where each A-unit has one; with full patching it has one for each R-unit.",
        64: "those are the A-units that one R-unit has with shares; full gives it all 512.",
        400: "those are the photocells; the weights lie behind the A-units.",
    }
    if count == 512 * 8:
        return ""
    return why.get(count, "each of the 512 A-units has one for each of the R-units.")


@exercise(3, one_of("primary", "quoted", "secondary", "rumour", "assumed"))
def source_of_the_fan_out(kind: str) -> str:
    """Of what kind the source for the 40 wires of a photocell is."""
    right = PROVENANCE["FAN_OUT"]
    if kind == right.kind:
        return ""
    return f"PROVENANCE['FAN_OUT'] says who states it: {right.text}."


@exercise(4, one_of("up", "down"))
def reversed_motor(way: str) -> str:
    """Where the wiper of a motor wired the wrong way round goes, when its lamp should have been on."""
    if way == "down":
        return ""
    return "up is where a sound motor goes, to make the sum greater; this one is wired the wrong way round."
