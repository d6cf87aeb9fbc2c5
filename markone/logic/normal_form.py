"""Any Boolean function as two layers of units: by its disjunctive or conjunctive normal form, also minimised.

An implicant is a row of ones, zeros and `DONT_CARE`, one for each input. One unit can stand for one
implicant: the ones excite it, the zeros inhibit it, and its threshold is the number of ones. A
disjunctive normal form (DNF) has a unit for each of the implicants that together cover the rows that
are true, and is true when one of them fires. A conjunctive one (CNF) covers the rows that are false,
and is false when one of them fires. All rows themselves (minterms) are implicants; SymPy finds fewer.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from markone.installed import need
from markone.logic.net import INHIBITIONS, Net, Unit, check_net, run
from markone.logic.truth_table import MOST_INPUTS, check_table, rows

DONT_CARE = -1
"""In an implicant: an input that does not matter."""
OUTPUT, LAYERS = "y", 2
MOST_MINIMISED = 8
"""Inputs of a form that is to be minimised: with nine SymPy takes up to a minute, with ten minutes."""


def _implicants(true: np.ndarray, minimise: bool) -> np.ndarray:
    """Implicants that together cover the rows at which `true` (2^n,) is: (implicants, n) int8."""
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
    """Few implicants for the rows of these numbers, found by SymPy (Quine and McCluskey's method).

    It returns prime implicants only. Among them it picks by dominance and then by a rule of thumb,
    so that now and then one implicant more is left than need be.
    """
    need("sympy", "finding few implicants")
    from sympy import And, Or, SOPform, symbols

    variables = symbols(f"x:{inputs}")
    form = SOPform(variables, numbers)
    found = []
    for term in Or.make_args(form) if numbers else ():
        literals = And.make_args(term)
        signs = dict.fromkeys(literals, 1) | {~literal: 0 for literal in literals}
        found.append([signs.get(variable, DONT_CARE) for variable in variables])
    return np.array(found, np.int8).reshape(-1, inputs)


def _names(names: Sequence[str] | None, inputs: int) -> tuple[str, ...]:
    names = tuple(f"x{number}" for number in range(1, inputs + 1)) if names is None else tuple(names)
    if len(names) != inputs:
        raise ValueError(f"{len(names)} names came for a table of {inputs} inputs; give one for each")
    return names


def _detector(implicant: np.ndarray, names: tuple[str, ...]) -> Unit:
    """The unit that fires at one implicant and at nothing else."""
    ones = tuple(name for name, value in zip(names, implicant, strict=True) if value == 1)
    zeros = tuple(name for name, value in zip(names, implicant, strict=True) if value == 0)
    return Unit(ones, zeros, len(ones))


def _clause(implicant: np.ndarray, names: tuple[str, ...]) -> Unit:
    """The unit that fires at everything but one implicant, by subtraction: an OR of literals."""
    detector = _detector(implicant, names)
    return Unit(detector.inhibited_by, detector.excited_by, 1 - len(detector.excited_by))


def _name(implicant: np.ndarray) -> str:
    """An implicant as it is written, such as 10-."""
    return "".join("-" if value == DONT_CARE else str(value) for value in implicant)


def dnf(answers: ArrayLike, names: Sequence[str] | None = None, minimise: bool = False) -> Net:
    """A net of two layers for a truth table (2^n,) of 0 and 1, by its disjunctive normal form.

    One unit for each true row (or implicant), and the output y that is excited by all. Right under
    both kinds of inhibition. The table is in the order of `rows`; `names` are those of the inputs.
    All thresholds of the first layer are positive just where the table begins with 0 (theorem 3).
    """
    true = check_table(answers)
    inputs = _names(names, true.size.bit_length() - 1)
    first = {_name(each): _detector(each, inputs) for each in _implicants(true, minimise)}
    return Net(inputs, {**first, OUTPUT: Unit(tuple(first), (), 1)})


def cnf(
    answers: ArrayLike,
    names: Sequence[str] | None = None,
    minimise: bool = False,
    inhibition: str = "absolute",
) -> Net:
    """A net of two layers for a truth table (2^n,) of 0 and 1, by its conjunctive normal form.

    One unit for each false row (or implicant). With absolute inhibition no unit can be an OR in which
    a negated input stands beside others, so the first layer detects false rows and each of them
    silences the output, whose threshold is 0. With relative inhibition the first layer are
    the clauses themselves and the output fires when all of them do.
    """
    true = check_table(answers)
    if inhibition not in INHIBITIONS:
        raise ValueError(f"inhibition is {inhibition!r}; choose one of {', '.join(INHIBITIONS)}")
    inputs = _names(names, true.size.bit_length() - 1)
    implicants = _implicants(~true, minimise)
    if inhibition == "absolute":
        first = {_name(each): _detector(each, inputs) for each in implicants}
        return Net(inputs, {**first, OUTPUT: Unit((), tuple(first), 0)})
    first = {f"not {_name(each)}": _clause(each, inputs) for each in implicants}
    return Net(inputs, {**first, OUTPUT: Unit(tuple(first), (), len(first))}, inhibition)


def net_truth_table(net: Net, output: str = OUTPUT, layers: int = LAYERS) -> np.ndarray:
    """The truth table that a net computes, found by running it: (2^n,) bool, in the order of `rows`.

    The net is a pipeline: every step brings the next row, and the answer comes out as many steps
    later as there are layers. It must be without cycles, and each line must lead to the next layer.
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
