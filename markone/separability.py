"""Linear separability: a linear programme finds the separating line, or the proof that there is none.

Source of the question: Minsky and Papert, Perceptrons (1969).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog, nnls

from markone.validation import array, numbers, shown

MOST_INPUTS = 4
"""Of five inputs there are 4,294,967,296 functions."""


@dataclass(frozen=True)
class Separation:
    """The answer of `separable`: true if the classes are linearly separable, and one of two proofs."""

    weights: np.ndarray | None
    """(features + 1,) float64, the bias last: w.x + b > 0 for every row of the greater label, < 0 for
    every other; None if they are not linearly separable."""
    certificate: np.ndarray | None
    """(n,) float64, none negative, with a sum of 1 in either class, such that both classes have the same
    weighted mean. A separating line would have that point on both of its sides (Farkas' lemma). None if
    there is one."""

    def __bool__(self) -> bool:
        return self.weights is not None


def _checked(X: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """X (n, d) float64, and y as (n,) of +1.0 for the greater label and -1.0."""
    rows, labels = numbers("X", X), array("y", y)
    if rows.ndim != 2 or rows.size == 0 or labels.shape != rows.shape[:1]:
        raise ValueError(f"X is {rows.shape} and y {labels.shape}; give (n, features) and (n,)")
    if not np.isfinite(rows).all():
        raise ValueError("X holds NaN or infinity; every value needs a number")
    with np.errstate(over="ignore"):
        spans = np.ptp(rows, axis=0)
    if not np.isfinite(spans).all():
        raise ValueError("a column of X reaches further than a float tells; scale X down")
    classes = np.unique(labels)
    if len(classes) != 2:
        raise ValueError(f"y holds {len(classes)} class(es), {classes.tolist()[:5]}; give two")
    return rows, np.where(labels == classes[1], 1.0, -1.0)


def _signed(X: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """Rows sign * (x, 1), which a separating line must all make positive."""
    return sign[:, None] * np.column_stack([X, np.ones(len(X))])


def separable(X: ArrayLike, y: ArrayLike) -> Separation:
    """Whether two classes are linearly separable (by a line, plane or hyperplane), with the proof of either.

    X: (n, features); y: (n,) of two labels. Raises ValueError for any other number of labels. The
    programme is the least total slack s >= 0 for which sign * (w.x + b) >= 1 - s: it is 0 where they are
    separable and at least 2 where not, and its multipliers are then the certificate. Classes that
    come nearer to each other than about 1e-6 of the range of X count as touching.

    Examples
    --------
    >>> from markone import separable
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> separable(X, [0, 1, 1, 1])  # OR: the line 2 x1 + 2 x2 = 1
    Separation(weights=array([ 2.,  2., -1.]), certificate=None)
    >>> separable(X, [0, 1, 1, 0])  # XOR: the middles of both classes are one point
    Separation(weights=None, certificate=array([0.5, 0.5, 0.5, 0.5]))
    """
    rows, sign = _checked(X, y)
    middle, span = rows.mean(axis=0), np.ptp(rows, axis=0)
    span[span == 0] = 1.0
    A = _signed((rows - middle) / span, sign)
    n, d = A.shape
    found = linprog(
        np.repeat([0.0, 1.0], [d, n]),
        A_ub=-np.column_stack([A, np.eye(n)]),
        b_ub=-np.ones(n),
        bounds=[(None, None)] * d + [(0, None)] * n,
        method="highs",
    )
    if found.fun < 1:
        w = found.x[: d - 1] / span
        return Separation(np.append(w, found.x[d - 1] - w @ middle), None)
    shares = np.maximum(-found.ineqlin.marginals, 0.0)
    return Separation(None, shares / np.where(sign > 0, shares[sign > 0].sum(), shares[sign < 0].sum()))


def max_margin(X: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The weights of maximum margin: the unit vector (features + 1,), bias last, with the greatest least
    sign * (w.x + b).

    The bias counts as a weight, as it does for the perceptron rule, so this is the solution that makes
    Novikoff's bound the smallest. It points to the nearest point of the hull of the signed rows
    sign * (x, 1), which non-negative least squares finds. ValueError where the
    classes are not linearly separable.
    """
    rows, sign = _checked(X, y)
    if not separable(rows, sign):
        raise ValueError(
            "the classes are not linearly separable, so there is no margin; ask separable(X, y) first"
        )
    A = _signed(rows, sign)
    A /= abs(A).max()
    shares, _ = nnls(np.vstack([A.T, np.ones(len(A))]), np.append(np.zeros(A.shape[1]), 1.0))
    nearest = A.T @ shares
    return nearest / np.linalg.norm(nearest)


def masks(X: ArrayLike, order: int) -> np.ndarray:
    """Minsky and Papert's masks: for each set of 1 to `order` columns of binary X, whether all are 1.

    X: (n, columns) of 0 and 1; returns (n, sets) float64. A predicate has order k if it is linearly
    separable by masks of up to k columns and not of fewer; any function of k columns is a sum of such masks.
    """
    cells = numbers("X", X)
    if cells.ndim != 2 or not np.isin(cells, (0.0, 1.0)).all():
        raise ValueError(f"X is {cells.shape}; masks need (n, columns) of 0 and 1")
    columns = cells.shape[1]
    if not isinstance(order, int | np.integer) or not 1 <= order <= columns:
        raise ValueError(f"order is {shown(order)}; a mask has 1 to all {columns} of the columns")
    sets = (each for size in range(1, order + 1) for each in combinations(range(columns), size))
    return np.column_stack([cells[:, each].prod(axis=1) for each in sets])


def order(X: ArrayLike, y: ArrayLike) -> int:
    """The least k for which y is linearly separable by masks of at most k columns of binary X.

    It exists for every function of the columns; ValueError where equal rows have different labels.
    """
    cells = numbers("X", X)
    least = 1
    while not separable(masks(cells, least), y):
        least += 1
        if least > cells.shape[1]:
            raise ValueError("equal rows of X have different labels in y; no predicate of them is y")
    return least


def _check(inputs: object, most: int) -> int:
    if not isinstance(inputs, int | np.integer) or isinstance(inputs, bool) or not 1 <= inputs <= most:
        raise ValueError(f"inputs is {shown(inputs)}; give a whole number from 1 to {most}")
    return int(inputs)


def binary_inputs(inputs: int) -> np.ndarray:
    """All rows of 0 and 1 in the order of `logic.rows`, the first input the highest bit, as float64."""
    from markone.logic import rows

    _check(inputs, 20)
    return rows(inputs, most=20).astype(np.float64)


def separable_functions(inputs: int) -> np.ndarray:
    """Which Boolean functions of 1 to 4 inputs one threshold unit computes: (2^2^inputs,) bool.

    Function f has the value (f >> r) & 1 in row r of `binary_inputs`. Exchanging or negating inputs, and
    negating the answer, leave a function separable or not, so one linear programme serves all of an orbit.
    """
    inputs = _check(inputs, MOST_INPUTS)
    X, symmetries = binary_inputs(inputs), _symmetries(inputs)
    rows = np.arange(len(X))
    said = np.full(2 ** len(X), -1)
    for function in range(said.size):
        if said[function] < 0:
            y = function >> rows & 1
            said[_orbit(function, symmetries)] = y.min() == y.max() or bool(separable(X, y))
    return said.astype(bool)


def _symmetries(inputs: int) -> list[np.ndarray]:
    """For each exchange of neighbours, negation of an input and of the answer: where it takes functions."""
    rows, functions = np.arange(2**inputs), np.arange(2**2**inputs)
    moved = [rows ^ 1]
    for bit in range(inputs - 1):
        differ = (rows >> bit ^ rows >> bit + 1) & 1
        moved.append(rows ^ differ * (3 << bit))
    moves = [sum((functions >> place & 1) << row for row, place in enumerate(places)) for places in moved]
    return [*moves, functions[::-1]]


def _orbit(function: int, symmetries: list[np.ndarray]) -> list[int]:
    """Every function that some chain of `symmetries` makes of one."""
    found, waiting = {function}, [function]
    while waiting:
        one = waiting.pop()
        fresh = {int(to[one]) for to in symmetries} - found
        found |= fresh
        waiting += fresh
    return sorted(found)
