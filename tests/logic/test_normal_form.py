"""Any Boolean function as a net of two layers, held against its truth table."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from markone.logic import check_table, cnf, dnf, gate, net_truth_table, rows, truth_table

ALL_OF_THREE = [np.array(answers) for answers in product((0, 1), repeat=8)]
FORMS = {
    "DNF": dnf,
    "CNF, absolute": cnf,
    "CNF, relative": lambda answers, **given: cnf(answers, inhibition="relative", **given),
}


def fewest_patterns(answers):
    """The least number of patterns that make up the true rows: prime ones, and an exact cover of them."""
    inputs = int(np.log2(len(answers)))
    true = {row for row, answer in zip(product((0, 1), repeat=inputs), answers, strict=True) if answer}
    cubes = {}
    for pattern in product((0, 1, None), repeat=inputs):
        covered = set(product(*((0, 1) if value is None else (value,) for value in pattern)))
        if covered <= true:
            cubes[pattern] = covered
    if not cubes:
        return 0
    holds = np.array([[row in covered for covered in cubes.values()] for row in sorted(true)], float)
    cost = np.ones(len(cubes))
    found = milp(cost, constraints=LinearConstraint(holds, lb=1), integrality=cost, bounds=Bounds(0, 1))
    return round(found.fun)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("minimise", [False, True])
def test_all_256_functions_of_three_inputs(form, minimise):
    for answers in ALL_OF_THREE:
        net = FORMS[form](answers, minimise=minimise)
        assert net_truth_table(net).tolist() == answers.tolist()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("inputs", range(1, 11))
def test_random_functions_of_up_to_ten_inputs(form, inputs):
    rng = np.random.default_rng(inputs)
    for share in (0.1, 0.5, 0.9):
        answers = rng.random(2**inputs) < share
        net = FORMS[form](answers)
        assert np.array_equal(net_truth_table(net), answers)
        watched = answers if form == "DNF" else ~answers
        assert len(net.units) == watched.sum() + 1
        assert net.synapses == watched.sum() * (inputs + 1)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("inputs", range(4, 8))
def test_random_functions_minimised(form, inputs):
    answers = np.random.default_rng(inputs).random(2**inputs) < 0.5
    net = FORMS[form](answers, minimise=True)
    assert np.array_equal(net_truth_table(net), answers)
    assert len(net.units) < len(FORMS[form](answers).units)


def test_the_minimised_form_of_three_inputs_is_the_least():
    for answers in ALL_OF_THREE:
        assert len(dnf(answers, minimise=True).units) - 1 == fewest_patterns(answers)
        assert len(cnf(answers, minimise=True).units) - 1 == fewest_patterns(1 - answers)


def test_the_minimised_form_of_five_inputs_is_the_least_or_nearly():
    rng = np.random.default_rng(0)
    more = []
    for _ in range(12):
        answers = rng.integers(0, 2, 32)
        more.append(len(dnf(answers, minimise=True).units) - 1 - fewest_patterns(answers))
    assert min(more) == 0
    assert max(more) <= 1


def test_dnf_is_right_under_the_relative_law_too():
    for answers in ALL_OF_THREE:
        for net in (dnf(answers), cnf(answers)):
            other = type(net)(net.inputs, net.units, "relative")
            assert net_truth_table(other).tolist() == answers.tolist()


def test_theorem_3_thresholds_are_positive_just_where_silence_is_answered_by_silence():
    for answers in ALL_OF_THREE:
        for minimise in (False, True):
            thresholds = [unit.threshold for unit in dnf(answers, minimise=minimise).units.values()]
            assert (min(thresholds) > 0) == (answers[0] == 0)


def test_parity_cannot_be_minimised():
    for inputs in (2, 3, 4, 5):
        parity = truth_table(lambda *x: sum(x) % 2, inputs)
        assert len(dnf(parity, minimise=True).units) == len(dnf(parity).units) == 2 ** (inputs - 1) + 1


def test_majority_takes_three_pairs():
    net = dnf(truth_table(lambda a, b, c: a + b + c >= 2, 3), names="abc", minimise=True)
    pairs = {unit.excited_by for name, unit in net.units.items() if name != "y"}
    assert pairs == {("a", "b"), ("b", "c"), ("a", "c")}
    assert all(unit.threshold == 2 for name, unit in net.units.items() if name != "y")


@pytest.mark.parametrize(
    ("name", "answers"),
    [("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("NOR", [1, 0, 0, 0]), ("AND NOT", [0, 0, 1, 0])],
)
def test_the_gates(name, answers):
    for inhibition in ("absolute", "relative"):
        net = gate(name)
        assert net_truth_table(type(net)(net.inputs, net.units, inhibition), layers=1).tolist() == answers


def test_not_is_a_unit_that_fires_until_it_is_inhibited():
    assert net_truth_table(gate("NOT"), layers=1).tolist() == [True, False]


def test_an_unknown_gate_is_refused():
    with pytest.raises(ValueError, match="'XOR' is no gate; choose one of AND, OR, NOT, NOR, AND NOT"):
        gate("XOR")


def test_rows_count_upwards():
    assert rows(2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert truth_table(lambda a, b: a and not b, 2).tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([0, 1, 1], r"a truth table of shape \(3,\) came; .*2, 4, 8, \.\.\. \(a power of two"),
        ([], r"a truth table of shape \(0,\) came"),
        ([1], r"a truth table of shape \(1,\) came"),
        ([[0, 1], [1, 0]], r"a truth table of shape \(2, 2\) came"),
        (np.zeros(2**13), r"shape \(8192,\) came.*up to 4096"),
        ([0, 1, 2, 0], "a truth table holds 2; every answer must be 0 or 1"),
        ([0, np.nan], "a truth table holds nan"),
        (["0", "1"], "a truth table holds '0'"),
        (np.array([True, None]), "a truth table holds None"),
    ],
)
def test_what_is_no_truth_table_is_refused(answers, said):
    for form in (check_table, dnf, cnf):
        with pytest.raises(ValueError, match=said):
            form(answers)


def test_what_cannot_be_built_is_refused():
    with pytest.raises(ValueError, match="3 names came for a table of 2 inputs"):
        dnf([0, 0, 0, 1], names="abc")
    with pytest.raises(ValueError, match="'y' is the name of two lines"):
        dnf([0, 0, 0, 1], names="xy")
    with pytest.raises(ValueError, match="of 9 inputs is too long to minimise; give at most 8 inputs, or"):
        dnf(np.zeros(512), minimise=True)
    with pytest.raises(ValueError, match="inhibition is 'strong'; choose one of absolute, relative"):
        cnf([0, 1], inhibition="strong")
    for inputs in (0, 13, 2.0):
        with pytest.raises(ValueError, match=f"{inputs} inputs; give a whole number from 1 to 12"):
            rows(inputs)
    with pytest.raises(ValueError, match=r"a net of 2 inputs came, with the units y; .* the unit 'z'"):
        net_truth_table(gate("AND"), output="z")
