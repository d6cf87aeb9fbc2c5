"""Lines and proofs that there is none, against published counts, scikit-learn and the proofs themselves."""

import itertools

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.svm import SVC

import markone
from markone import logic, stimuli
from markone.separability import (
    binary_inputs,
    masks,
    max_margin,
    order,
    separable,
    separable_functions,
)

MEASURED = {1: 4, 2: 14, 3: 104, 4: 1882}
"""Threshold functions of n inputs, constants among them: OEIS A000609; Muroga, Threshold Logic (1971)."""


def proves(found, X, y):
    """Whether the answer proves itself, whatever it is."""
    X, ones = np.asarray(X, float), np.asarray(y) == np.max(y)
    if found:
        assert found.certificate is None
        net = X @ found.weights[:-1] + found.weights[-1]
        return (net[ones] > 0).all() and (net[~ones] < 0).all()
    u = found.certificate
    assert found.weights is None
    assert u.min() >= 0
    assert u[ones].sum() == pytest.approx(1)
    assert u[~ones].sum() == pytest.approx(1)
    return np.allclose(u[ones] @ X[ones], u[~ones] @ X[~ones], atol=1e-6 * np.ptp(X, axis=0).max())


def test_xor_has_the_certificate_of_the_middle():
    X, y = stimuli.xor()
    found = separable(X, y)
    assert not found
    assert found.certificate == pytest.approx([0.5] * 4)
    assert proves(found, X, y)


def test_the_lectures_points_have_a_line():
    for seed in range(20):
        X, y = stimuli.points(seed=seed)
        assert proves(separable(X, y), X, y)
        assert separable(X, y)


@pytest.mark.parametrize("inputs", MEASURED)
def test_as_many_functions_are_separable_as_published(inputs):
    assert separable_functions(inputs).sum() == MEASURED[inputs]


@pytest.mark.parametrize("inputs", [2, 3])
def test_families_say_what_every_function_says_for_itself(inputs):
    X, said = binary_inputs(inputs), separable_functions(inputs)
    for function in range(1, len(said) - 1):
        y = function >> np.arange(len(X)) & 1
        found = separable(X, y)
        assert bool(found) == said[function]
        assert proves(found, X, y)


def test_truth_tables_stand_in_one_order():
    """Counting order, the first input the highest bit, as in `logic`."""
    assert binary_inputs(2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert np.array_equal(binary_inputs(5), logic.rows(5))


def test_of_two_inputs_only_xor_and_its_negation_fail():
    assert np.flatnonzero(~separable_functions(2)).tolist() == [0b0110, 0b1001]


@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(4, 24), st.sampled_from([1e-3, 1.0, 1e6]))
def test_every_answer_proves_itself(seed, features, n, scale):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, features)) * scale + rng.normal(size=features) * 10 * scale
    y = rng.integers(2, size=n)
    y[:2] = 0, 1
    assert proves(separable(X, y), X, y)


def test_equal_rows_of_different_labels_are_certified():
    X = [[0.0], [1.0], [1.0], [3.0]]
    found = separable(X, ["a", "a", "b", "b"])
    assert found.certificate == pytest.approx([0, 1, 1, 0])


def test_a_narrow_gap_is_found():
    for gap in (1e-2, 1e-4):
        X = np.array([[0.0, 0.0], [1.0, 1.0], [gap, 0.0], [1.0 + gap, 1.0]])
        assert separable(X, [0, 0, 1, 1])


def test_the_widest_line_is_scikit_learns():
    """A column of ones and no bias of its own: there the bias counts as a weight, as it does here."""
    for seed in range(5):
        X, y = stimuli.points(30, seed)
        rows = np.column_stack([X, np.ones(30)])
        sign = 2 * y - 1
        signed = sign[:, None] * rows
        mirrored = np.vstack([signed, -signed])  # by symmetry the bias that SVC insists on is zero
        w = SVC(C=1e9, kernel="linear", tol=1e-8).fit(mirrored, np.repeat([1, -1], 30)).coef_[0]
        expected = (signed @ w).min() / np.linalg.norm(w)
        found = (signed @ max_margin(X, y)).min()
        assert expected * (1 - 1e-9) <= found <= expected * 1.001  # SVC stops a little before its goal
        assert np.linalg.norm(max_margin(X, y)) == pytest.approx(1)


def test_masks_are_all_sets_of_columns():
    X = binary_inputs(4)
    for most in range(1, 5):
        sets = [each for k in range(1, most + 1) for each in itertools.combinations(range(4), k)]
        expected = [[float(all(row[c] for c in each)) for each in sets] for row in X]
        assert masks(X, most).tolist() == expected


@pytest.mark.parametrize("cells", range(1, 8))
def test_parity_needs_a_mask_of_all_cells(cells):
    """Minsky and Papert, Perceptrons (1969), theorem 3.1."""
    X = binary_inputs(cells)
    assert order(X, X.sum(axis=1) % 2) == cells


def test_orders_that_are_known():
    X = binary_inputs(5)
    count = X.sum(axis=1)
    assert order(X, count > 2) == 1  # a vote
    assert order(X, count == 2) == 2  # (c - 2)^2 < 1/2
    assert order(X, (count == 1) | (count == 4)) == 4  # it changes four times along the count


def test_the_order_of_connectedness_grows():
    found = {}
    for rows, columns in ((1, 3), (1, 4), (2, 2), (2, 3), (3, 3)):
        X = binary_inputs(rows * columns)
        y = [naive.pieces(row.reshape(rows, columns)) <= 1 for row in X]
        found[rows, columns] = order(X, y)
    assert found == {(1, 3): 1, (1, 4): 2, (2, 2): 2, (2, 3): 2, (3, 3): 3}


def test_the_front_door_has_it():
    assert markone.separable is separable


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: separable([[0.0], [1.0]], [1, 1]), r"y holds 1 class\(es\), \[1\]; give two"),
        (lambda: separable([[0.0], [1.0], [2.0]], [0, 1, 2]), r"y holds 3 class"),
        (lambda: separable([[0.0], [1.0]], [1, 1, 0]), r"X is \(2, 1\) and y \(3,\)"),
        (lambda: separable([[0.0], [np.inf]], [1, 0]), "NaN or infinity"),
        (lambda: max_margin(*stimuli.xor()), "the classes are not linearly separable"),
        (lambda: masks([[0.5]], 1), "0 and 1"),
        (lambda: masks([[0, 1]], 3), "order is 3; a mask has 1 to all 2"),
        (lambda: order([[0, 1], [0, 1]], [0, 1]), "equal rows of X have different labels"),
        (lambda: separable_functions(5), "inputs is 5; give a whole number from 1 to 4"),
        (lambda: binary_inputs(0), "inputs is 0"),
        (lambda: binary_inputs(2.0), "inputs is 2.0"),
        (lambda: separable_functions("2"), "inputs is '2'"),
    ],
)
def test_what_has_no_answer_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize("scale", [1.0, 1e17, 1e200])
def test_the_margin_is_found_whatever_the_unit(scale):
    X, y = np.array([[1, 0.2], [-1, 0.1], [2, 1], [-2, 1], [0.5, -3]]) * scale, np.array([1, 0, 1, 0, 1])
    w = max_margin(X, y)
    assert np.linalg.norm(w) == pytest.approx(1)
    assert (np.where(y, 1, -1) * (X @ w[:2] + w[2])).min() > 0


def test_a_range_that_no_float_tells_is_refused():
    with pytest.raises(ValueError, match="a column of X reaches further than a float tells; scale X down"):
        separable([[1e308], [-1e308]], [1, 0])
