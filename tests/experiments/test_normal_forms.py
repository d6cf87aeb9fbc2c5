"""How many units random functions take."""

import numpy as np
from normal_forms import STUDY, Config, answer, figures, measure

from markone.study import Measured


def test_it_runs_quickly(quickly):
    said, folder = quickly(STUDY)
    assert "A random function of 4 inputs takes" in said
    assert (folder / "units.png").exists()


def test_a_function_takes_a_unit_for_each_row_and_the_output():
    for inputs in range(2, 6):
        units = measure(inputs, 7, Config()).metrics
        assert units["DNF"] + units["CNF"] == 2**inputs + 2
        assert units["least"] == min(units["DNF min"], units["CNF min"])
        assert units["DNF min"] <= units["DNF"]
        assert units["CNF min"] <= units["CNF"]


def test_half_of_the_rows_are_true_on_average():
    """A binomial mean: 2^(n-1) rows, and a standard error of sqrt(2^n / 4 / functions)."""
    units = [measure(5, seed, Config()).metrics["DNF"] for seed in range(100)]
    assert abs(np.mean(units) - 17) < 4 * np.sqrt(8 / 100)


def test_what_it_draws_and_says():
    config = Config(2, 2, 3)
    names = ("DNF", "CNF", "DNF min", "CNF min", "least")
    found = {
        "n = 2": [Measured(dict.fromkeys(names, 2.0)), Measured(dict.fromkeys(names, 4.0))],
        "n = 3": [Measured(dict.fromkeys(names, 6.0))] * 2,
    }
    axes = figures(found, config)["units"].axes[0]
    drawn = {line.get_label(): line.get_ydata().tolist() for line in axes.get_lines()}
    assert drawn == {**{name: [3.0, 6.0] for name in names}, "2ⁿ⁻¹ + 1": [3, 5]}
    assert axes.get_xlabel() == "inputs of the function"
    assert axes.get_ylabel() == "units of the net"
    assert axes.get_yscale() == "log"
    assert "takes 6.0 units by DNF" in answer(found, config)
    assert "multiplied these numbers by 2.00, 2.00 and 2.00" in answer(found, config)
