"""What the checker of the exercises says."""

import pytest

from markone.logic import Net, Unit, cnf, dnf, gate, grade, ring_oscillator, truth_table

NAND = [1, 1, 1, 0]


def test_a_right_net_of_any_depth_is_right():
    deep = Net(("a", "b"), {"y": Unit((), ("n",), 0), "n": Unit(("m",)), "m": Unit(("a", "b"), (), 2)})
    for net in (deep, dnf(NAND), cnf(NAND)):
        assert grade(net, NAND) == "Right: all 4 rows."
    parity = truth_table(lambda *x: sum(x) % 2, 5)
    assert grade(dnf(parity), parity) == "Right: all 32 rows."


@pytest.mark.parametrize(
    ("net", "said"),
    [
        (gate("OR"), "Wrong: with a = 0, b = 0 the unit 'y' says 0 instead of 1."),
        (gate("NOR"), "Wrong: with a = 0, b = 1 the unit 'y' says 0 instead of 1."),
        (gate("NOT"), "Wrong: it needs 2 inputs and a unit 'y'; its lines are a, y."),
        (
            Net(("a", "b"), {"z": Unit()}),
            "Wrong: it needs 2 inputs and a unit 'y'; its lines are a, b, z.",
        ),
        (
            Net(("a", "b"), {"y": Unit((), ("y",), 0)}),
            "Wrong: with a = 0, b = 0 the unit 'y' does not come to rest.",
        ),
    ],
)
def test_a_wrong_net_hears_where(net, said):
    assert grade(net, NAND) == said


def test_every_single_wrong_row_is_found():
    right = [0, 1, 1, 0, 1, 0, 0, 1]
    for row in range(8):
        other = [answer != (number == row) for number, answer in enumerate(right)]
        bits = f"{row:03b}"
        assert grade(dnf(right), other) == (
            f"Wrong: with x1 = {bits[0]}, x2 = {bits[1]}, x3 = {bits[2]} "
            f"the unit 'y' says {right[row]} instead of {1 - right[row]}."
        )


def test_a_wrong_table_is_refused():
    with pytest.raises(ValueError, match=r"a truth table of shape \(3,\) came"):
        grade(ring_oscillator(3), [0, 1, 1])
