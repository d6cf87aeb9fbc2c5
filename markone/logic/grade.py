"""Whether a net of one's own is right, in a sentence."""

import numpy as np
from numpy.typing import ArrayLike

from markone.logic.net import Net, run
from markone.logic.truth_table import check_table, rows


def grade(net: Net, answers: ArrayLike, output: str = "y") -> str:
    """ "Right", or the first row at which the unit `output` does not settle to the truth table (2^n,).

    The inputs of each row are held until the net has had time to settle, a step for each unit; so
    the net may have any number of layers. One that goes on changing is wrong.
    """
    true = check_table(answers)
    inputs = true.size.bit_length() - 1
    if len(net.inputs) != inputs or output not in net.units:
        return f"Wrong: it needs {inputs} inputs and a unit {output!r}; its lines are {', '.join(net.lines)}."
    steps = len(net.units)
    for row, answer in zip(rows(inputs), true, strict=True):
        held = {name: np.full(2 * steps, value) for name, value in zip(net.inputs, row, strict=True)}
        said = run(net, 2 * steps, held)[output][steps:]
        shown = ", ".join(f"{name} = {value:d}" for name, value in zip(net.inputs, row, strict=True))
        if said.min() != said.max():
            return f"Wrong: with {shown} the unit {output!r} does not come to rest."
        if said[-1] != answer:
            return f"Wrong: with {shown} the unit {output!r} says {said[-1]:d} instead of {answer:d}."
    return f"Right: all {true.size} rows."
