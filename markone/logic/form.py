"""Any Boolean function as two layers of units: by DNF, by CNF, and with fewer units.

A pattern is a row of ones, zeros and `EITHER`, one for each input. One unit can watch for one
pattern: the ones excite it, the zeros inhibit it, and its threshold is the number of ones. A
disjunctive form (DNF) has a watcher for patterns that together make up the rows that are true, and
says yes when one of them fires. A conjunctive form (CNF) does so for the rows that are false, and
says no when one of them fires. All rows themselves are such patterns; fewer ones come from SymPy.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from markone.logic.net import LAWS, Net, Unit, check_net, run
from markone.logic.table import MOST_INPUTS, check_table, rows

EITHER = -1
"""In a pattern: an input that does not matter."""
OUTPUT, LAYERS = "y", 2
MOST_MINIMISED = 8
"""Inputs of a form that is to be minimised: with nine SymPy takes up to a minute, with ten minutes."""


def _patterns(true: np.ndarray, minimise: bool) -> np.ndarray:
    """Patterns that together make up the rows at which `true` (2^n,) is: (patterns, n) int8."""
    inputs = true.size.bit_length() - 1
    if not minimise:
        return rows(inputs)[true].astype(np.int8)
    if inputs > MOST_MINIMISED:
        raise ValueError(
            f"a table of {inputs} inputs is too long to minimise; give at most {MOST_MINIMISED} inputs, "
            "or minimise=False"
        )
    return _minimised(np.flatnonzero(true).tolist(), inputs)


def _minimised(numbers: list[int], inputs: int) -> np.ndarray:
    """Few patterns for the rows of these numbers, found by SymPy (Quine and McCluskey's method).

    It returns prime patterns only. Among them it picks by dominance and then by a rule of thumb,
    so that now and then one pattern more is left than need be.
    """
    from sympy import And, Or, SOPform, symbols

    variables = symbols(f"x:{inputs}")
    form = SOPform(variables, numbers)
    found = []
    for term in Or.make_args(form) if numbers else ():
        literals = And.make_args(term)
        signs = dict.fromkeys(literals, 1) | {~literal: 0 for literal in literals}
        found.append([signs.get(variable, EITHER) for variable in variables])
    return np.array(found, np.int8).reshape(-1, inputs)


def _names(names: Sequence[str] | None, inputs: int) -> tuple[str, ...]:
    names = tuple(f"x{number}" for number in range(1, inputs + 1)) if names is None else tuple(names)
    if len(names) != inputs:
        raise ValueError(f"{len(names)} names came for a table of {inputs} inputs; give one for each")
    return names


def _watcher(pattern: np.ndarray, names: tuple[str, ...]) -> Unit:
    """The unit that fires at one pattern and at nothing else."""
    ones = tuple(name for name, value in zip(names, pattern, strict=True) if value == 1)
    zeros = tuple(name for name, value in zip(names, pattern, strict=True) if value == 0)
    return Unit(ones, zeros, len(ones))


def _clause(pattern: np.ndarray, names: tuple[str, ...]) -> Unit:
    """The unit that fires at everything but one pattern, by subtraction: an OR of literals."""
    watcher = _watcher(pattern, names)
    return Unit(watcher.inhibited_by, watcher.excited_by, 1 - len(watcher.excited_by))


def _name(pattern: np.ndarray) -> str:
    """A pattern as it is written, such as 10-."""
    return "".join("-" if value == EITHER else str(value) for value in pattern)


def dnf(answers: ArrayLike, names: Sequence[str] | None = None, minimise: bool = False) -> Net:
    """A net of two layers for a truth table (2^n,) of 0 and 1, by its disjunctive normal form.

    One unit for each true row (or pattern), and the output y that is excited by all. Right under
    both laws of inhibition. The table is in the order of `rows`; `names` are those of the inputs.
    All thresholds of the first layer are positive just where the table begins with 0 (theorem 3).
    """
    true = check_table(answers)
    inputs = _names(names, true.size.bit_length() - 1)
    first = {_name(pattern): _watcher(pattern, inputs) for pattern in _patterns(true, minimise)}
    return Net(inputs, {**first, OUTPUT: Unit(tuple(first), (), 1)})


def cnf(
    answers: ArrayLike,
    names: Sequence[str] | None = None,
    minimise: bool = False,
    inhibition: str = "absolute",
) -> Net:
    """A net of two layers for a truth table (2^n,) of 0 and 1, by its conjunctive normal form.

    One unit for each false row (or pattern). With absolute inhibition no unit can be an OR in which
    a negated input stands beside others, so the first layer watches for false rows and each of them
    silences the output, whose threshold is 0. With relative inhibition the first layer are
    the clauses themselves and the output fires when all of them do.
    """
    true = check_table(answers)
    if inhibition not in LAWS:
        raise ValueError(f"inhibition is {inhibition!r}; choose one of {', '.join(LAWS)}")
    inputs = _names(names, true.size.bit_length() - 1)
    patterns = _patterns(~true, minimise)
    if inhibition == "absolute":
        first = {_name(pattern): _watcher(pattern, inputs) for pattern in patterns}
        return Net(inputs, {**first, OUTPUT: Unit((), tuple(first), 0)})
    first = {f"not {_name(pattern)}": _clause(pattern, inputs) for pattern in patterns}
    return Net(inputs, {**first, OUTPUT: Unit(tuple(first), (), len(first))}, inhibition)


def truth(net: Net, output: str = OUTPUT, layers: int = LAYERS) -> np.ndarray:
    """The truth table that a net computes, found by running it: (2^n,) bool, in the order of `rows`.

    The net is a pipeline: every step brings the next row, and the answer comes out as many steps
    later as there are layers. It must have no circles, and each line must lead to the next layer.
    """
    check_net(net)
    inputs = len(net.inputs)
    if not 1 <= inputs <= MOST_INPUTS or output not in net.units:
        raise ValueError(
            f"a net of {inputs} inputs came, with the units {', '.join(net.units)}; "
            f"it needs 1 to {MOST_INPUTS} inputs and the unit {output!r}"
        )
    fed = np.pad(rows(inputs), ((0, layers), (0, 0)))
    history = run(net, len(fed), dict(zip(net.inputs, fed.T, strict=True)))
    return history[output][layers : layers + 2**inputs]
