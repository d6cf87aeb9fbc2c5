"""The exercises of the notebook on the threshold units of 1943."""

from typing import Any

from markone.lecture.exercises.exercise import exercise
from markone.logic import Net, cycle, grade, truth_table


def _net(given: Any) -> Net:
    if not isinstance(given, Net):
        raise ValueError(f"an answer of the type {type(given).__name__} came; give a net, logic.Net(...).")
    return given


def _wrong_row(net: Net, answers: Any) -> str:
    said = grade(net, answers)
    return "" if said.startswith("Right") else said.removeprefix("Wrong: ")


@exercise(1, _net)
def nand(net: Net) -> str:
    """NAND of two inputs."""
    if net.inhibition != "absolute":
        return f"its inhibition is {net.inhibition}; here an inhibitory line is to forbid a unit to fire."
    return _wrong_row(net, [1, 1, 1, 0])


@exercise(2, _net)
def xor(net: Net) -> str:
    """XOR of two inputs, with three units or fewer."""
    if len(net.units) > 3:
        return f"it has {len(net.units)} units; three are enough."
    return _wrong_row(net, [0, 1, 1, 0])


@exercise(3, _net)
def two_of_three(net: Net) -> str:
    """At least two of three inputs, in one unit."""
    if len(net.units) > 1:
        return f"it has {len(net.units)} units; one is enough."
    return _wrong_row(net, truth_table(lambda a, b, c: a + b + c >= 2, 3))


@exercise(4, _net)
def clock(net: Net) -> str:
    """A net without inputs that repeats itself every ten steps."""
    if net.inputs:
        return f"it has the inputs {', '.join(net.inputs)}; a clock goes by itself."
    _, period = cycle(net)
    return "" if period == 10 else f"it repeats itself every {period} steps and not every 10."
