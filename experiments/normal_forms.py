"""How many threshold logic units does a Boolean function take that was drawn at random?

For each number of inputs, truth tables are drawn with a fair coin for every row, and each is built
as a net of two layers: by DNF (a unit for each true row, and the output), by CNF (a unit for each
false row, and the output), and by both after SymPy has minimised them. Every net is run on all of
its rows before it is counted.

Expect 2^(n-1) + 1 units from either form as it is, for half of the rows are true on average. The
minimised forms save more with every input, two thirds of the units with eight; but each further
input still multiplies them, from five inputs on by about 1.8: minimising makes the exponential
smaller and does not remove it. SymPy's choice is not always the least, so the saving is a lower bound.

With twenty functions of each of two to eight inputs it takes about a minute, with --quick some seconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from markone.draw.style import COLOURS, LINES, new_figure
from markone.logic import Net, cnf, dnf, net_truth_table
from markone.statistics import mean_of
from markone.study import Found, Measured, Study

FORMS: dict[str, Callable[..., Net]] = {
    "DNF": dnf,
    "CNF": cnf,
    "DNF min": lambda answers: dnf(answers, minimise=True),
    "CNF min": lambda answers: cnf(answers, minimise=True),
}
LEAST = "least"
"""The smaller of the two that are minimised."""


@dataclass(frozen=True)
class Config:
    """How many functions of each number of inputs."""

    seeds: int = 20
    fewest_inputs: int = 2
    most_inputs: int = 8

    @property
    def inputs(self) -> range:
        """The numbers of inputs that are tried."""
        return range(self.fewest_inputs, self.most_inputs + 1)


def measure(inputs: int, seed: int, config: Config) -> Measured:
    """The units that one random function takes, by each form; a net that errs ends the study."""
    answers = np.random.default_rng((inputs, seed)).random(2**inputs) < 0.5
    units = {}
    for name, form in FORMS.items():
        net = form(answers)
        if not np.array_equal(net_truth_table(net), answers):
            raise RuntimeError(f"the net of {inputs} inputs by {name}, seed {seed}, errs")
        units[name] = float(len(net.units))
    return Measured({**units, LEAST: min(units["DNF min"], units["CNF min"])})


def units_by_inputs(
    sizes: Sequence[float],
    found: Mapping[str, Sequence[Sequence[float]]],
    expected: Mapping[str, Sequence[float]],
    xlabel: str,
    ylabel: str,
) -> Figure:
    """Lines of means over the seeds with bands from least to greatest, on a logarithmic axis.

    `found` gives by name a row of seeds for each of `sizes`; `expected`, by name, closed forms
    (sizes,), drawn as black crosses.
    """
    figure = new_figure(6.2, 4.4)
    axes = figure.subplots()
    for number, (name, rows) in enumerate(found.items()):
        colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
        axes.plot(
            sizes, [mean_of(row).mean for row in rows], line, color=colour, label=name, marker="o", ms=4
        )
        low, high = [min(row) for row in rows], [max(row) for row in rows]
        axes.fill_between(sizes, low, high, color=colour, alpha=0.15, lw=0)
    for name, values in expected.items():
        axes.plot(sizes, values, "x", color="black", ms=8, label=name)
    axes.set_yscale("log", base=2)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xticks(sizes)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.grid(alpha=0.3)
    axes.legend(title="line: mean of the seeds\nband: least to greatest", loc="lower right")
    return figure


def figures(found: Found, config: Config) -> dict[str, Any]:
    """Units against inputs."""
    units = {
        name: [[measured.metrics[name] for measured in group] for group in found.values()]
        for name in (*FORMS, LEAST)
    }
    closed = {"2ⁿ⁻¹ + 1": [2 ** (n - 1) + 1 for n in config.inputs]}
    return {
        "units": units_by_inputs(config.inputs, units, closed, "inputs of the function", "units of the net")
    }


def answer(found: Found, config: Config) -> str:
    """Units at the most inputs, and by what factor they grow with the last one."""
    means = {
        name: [mean_of([measured.metrics[name] for measured in group]).mean for group in found.values()]
        for name in (*FORMS, LEAST)
    }
    last = {name: values[-1] for name, values in means.items()}
    growths = {name: values[-1] / values[-2] for name, values in means.items()}
    return (
        f"A random function of {config.most_inputs} inputs takes {last['DNF']:.1f} units by DNF and "
        f"{last['CNF']:.1f} by CNF, and {last[LEAST]:.1f} by the smaller of the minimised forms; the last "
        f"input multiplied these numbers by {growths['DNF']:.2f}, {growths['CNF']:.2f} and "
        f"{growths[LEAST]:.2f}."
    )


STUDY = Study(
    name="normal_forms",
    question="How many threshold logic units does a random Boolean function take?",
    doc=__doc__,
    config=Config(),
    quick=Config(2, 2, 4),
    cases=lambda config: {f"n = {inputs}": inputs for inputs in config.inputs},
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
