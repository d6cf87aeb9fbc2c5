"""A sweep is drawn as lines: one panel per metric, one line per case and value of the other parameters."""

import pytest

from markone.draw.sweeps import across, sweep_lines

ROWS = [
    {"rate": rate, "solver": solver, "case": "XOR", "metric": metric, "mean": mean * rate, "half": 0.01}
    for rate in (0.1, 0.3, 0.2)
    for solver, mean in (("sgd", 1), ("adam", 2))
    for metric in ("train/loss", "test/loss")
]


def test_the_parameter_with_most_values_goes_from_left_to_right():
    assert across(ROWS, ["solver", "rate"]) == "rate"
    figure = sweep_lines(ROWS, ["solver", "rate"])
    assert [axes.get_ylabel() for axes in figure.axes] == ["train/loss", "test/loss"]
    assert {axes.get_xlabel() for axes in figure.axes} == {"rate"}
    for axes in figure.axes:
        lines = {container.get_label(): container.lines[0] for container in axes.containers}
        assert list(lines) == ["XOR, solver=sgd", "XOR, solver=adam"]
        assert lines["XOR, solver=adam"].get_xdata() == pytest.approx([0.1, 0.2, 0.3])
        assert lines["XOR, solver=adam"].get_ydata() == pytest.approx([0.2, 0.4, 0.6])


def test_points_that_were_chosen_one_by_one_are_not_joined():
    figure = sweep_lines(ROWS, ["solver", "rate"], joined=False)
    assert {container.lines[0].get_linestyle() for container in figure.axes[0].containers} == {"None"}


def test_what_is_left_of_the_grid_is_not_shown():
    rows = [{**row, "metric": f"{row['metric']} {number}"} for row in ROWS for number in range(2)]
    shown = [axes.get_visible() for axes in sweep_lines(rows, ["rate", "solver"]).axes]
    assert shown == [True] * 4 + [False] * 2
