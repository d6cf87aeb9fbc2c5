"""Do the closed forms of 1957 and 1958 say what boards do?

In the ideal environment, random dots on half of the photocells, each of two responses is forced for n
stimuli; then all are asked again. The share that is right is held against the learning curves of the theory,
and against what was simulated for comparison, for five systems: the sum or the mean of the active values of
two source-sets, reinforced by alpha or gamma, and one bipolar response over both. So is the share of
A-units that fire, P_a, for dots and for bars, and the share of these that fire for another bar too, P_c. With
200 boards it takes less than a minute on two cores.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import inf, sqrt
from typing import Any, NamedTuple

import numpy as np

from markone import theory
from markone.draw.style import COLOURS, new_figure
from markone.kernels.lesson import read, wipers
from markone.kernels.machine import Spec
from markone.learners.fleet import random_machines
from markone.replication import MANY, Claim, Published, Replication
from markone.statistics import mean_of
from markone.stimuli.shapes import BAR
from markone.study import Found, Measured, Study
from markone.study.boards import Dials, answers, measured, of_boards, pooled, show, simulations
from markone.switchboard import plug

CELLS, SIDE, UNITS = 400, 20, 512
WITHIN = 0.03
"""How far a share that is right may lie from the theory's and from the simulated one."""
SLIDES = 20
"""Patterns of dots for which a board's A-units are counted, for each share of light."""


class Row(NamedTuple):
    """One machine of the table, and what was simulated and is right of each of `theory.CURVES`."""

    units: int
    wires: int
    theta: int
    n: int
    simulated: tuple[float, ...]

    @property
    def title(self) -> str:
        """Its case."""
        return f"2 x {self.units}, {self.wires} + {self.wires}, theta {self.theta}, n {self.n}"

    def p_correct(self, system: str) -> float:
        """What the theory says."""
        p_a = theory.p_active(self.wires, self.wires, self.theta, 0.5, CELLS)
        units = 2 * self.units if system == "bipolar" else self.units
        return theory.p_correct(system, self.n, units, p_a)


ROWS = (
    Row(256, 5, 2, 20, (0.834, 0.979, 0.983, 0.984, 0.997)),
    Row(256, 5, 2, 100, (0.594, 0.833, 0.851, 0.849, 0.902)),
    Row(256, 5, 2, 300, (0.534, 0.718, 0.730, 0.729, 0.779)),
    Row(256, 10, 4, 100, (0.656, 0.856, 0.862, 0.862, 0.933)),
    Row(512, 5, 3, 100, (0.713, 0.937, 0.940, 0.942, 0.980)),
)
SHARES = (0.05, 0.10, 0.20, 0.30, 0.50)
ACTIVE = {
    (10, 0, 2): (0.084024, 0.263391, 0.627251, 0.854027, 0.990017),
    (10, 0, 4): (0.000795, 0.011629, 0.118188, 0.349365, 0.831240),
    (5, 5, 1): (0.181765, 0.271057, 0.340905, 0.364548, 0.377123),
    (5, 5, 2): (0.017379, 0.050995, 0.111722, 0.148321, 0.172216),
    (5, 5, 3): (0.000813, 0.005056, 0.021792, 0.039412, 0.054932),
    (8, 2, 1): (0.312099, 0.498249, 0.701263, 0.815787, 0.945949),
    (10, 10, 2): (0.055369, 0.122830, 0.197961, 0.231730, 0.252006),
    (10, 10, 4): (0.000532, 0.004927, 0.023920, 0.042496, 0.057898),
}
"""P_a of 400 photocells by x, y, theta, in the order of `SHARES`."""
DOTS, BARS = "A-units that dots excite", "A-units that bars excite"
CASES: Mapping[str, Any] = {**{row.title: row for row in ROWS}, DOTS: DOTS, BARS: BARS}


def of_dots(wires: tuple[int, int, int], lit: float) -> str:
    """The statistic of one P_a."""
    return f"P_a {wires[0]} + {wires[1]}, theta {wires[2]}, R {lit:.2f}"


def _three_errors(p: float) -> float:
    """What 1.96 standard errors of 200 boards lack of three: units and patterns are independent."""
    return (3 - 1.96) * sqrt(p * (1 - p) / (200 * UNITS * SLIDES))


def _curves(system: str, place: int) -> tuple[Claim, Claim]:
    """What the theory says of one system, and what was simulated of it."""
    of_theory, before = (
        tuple(
            Published(row.title, p, p, row.title, system, MANY, WITHIN)
            for row, p in zip(ROWS, said, strict=True)
        )
        for said in ([row.p_correct(system) for row in ROWS], [row.simulated[place] for row in ROWS])
    )
    source = "Psychological Review 65, 1958, equation 4; constants derived anew"
    return (
        Claim(
            f"theory: {system}",
            "The learning curve: the share of taught stimuli that is right.",
            source,
            "D",
            of_theory,
        ),
        Claim(
            f"simulated: {system}",
            "The share of taught stimuli that is right, by other code.",
            "simulated for comparison, 40 machines",
            "D",
            before,
        ),
    )


def _bars(words: str, p: float, name: str, tolerance: float = 0.001) -> Published:
    return Published(words, p, p, BARS, name, MANY, tolerance)


CLAIMS = (
    *(claim for place, system in enumerate(theory.CURVES) for claim in _curves(system, place)),
    Claim(
        "P_a of dots",
        "The share of A-units that fire, for a retina of 400 points.",
        "Cornell Aeronautical Laboratory report 85-460-1, 1957, equation 1, computed",
        "D",
        tuple(
            Published(of_dots(wires, lit), p, p, DOTS, of_dots(wires, lit), MANY, _three_errors(p))
            for wires, row in ACTIVE.items()
            for lit, p in zip(SHARES, row, strict=True)
        ),
    ),
    Claim(
        "bars",
        "Bars of 4 x 20 on a retina whose edges meet, 5 + 5 wires, theta 2: which fire, and for two bars.",
        "computed exactly, and confirmed with 400,000 A-units",
        "D",
        (
            _bars("P_a", 0.111722, "P_a"),
            _bars("P_c, lying and standing", 0.111107, "crossed"),
            _bars("P_c, one cell apart", 0.530597, "apart 1", 0.003),
            _bars("P_c, two cells apart", 0.289946, "apart 2", 0.003),
            _bars("P_c, three cells apart", 0.135420, "apart 3", 0.003),
            _bars("P_c, no cell in common", 0.032528, "apart 4", 0.003),
        ),
    ),
)
REPLICATION = Replication(
    CLAIMS,
    unsaid={
        "how many cells dots light": "exactly the share R, for the learning curves half",
        "what an equal sum or mean is": "half right; the bipolar response is dark at 0",
        "stops": "none, so that values are sums as in the theory",
        "a source-set without an active A-unit": "its mean is 0",
    },
    finding=lambda found, config: apart_words(found),
)


@dataclass(frozen=True)
class Config(Dials):
    """What is assumed; each row of the table has its own wires, threshold and A-units."""

    stop_v: float = inf


def cases(config: Config) -> Mapping[str, Any]:
    """The rows of the table, and the A-units that dots and bars excite."""
    return CASES


def measure(case: Any, seed: int, config: Config) -> Measured:
    """Twenty boards of one row, or their A-units counted."""
    if case == DOTS:
        return measured(of_boards(itself, lambda k, rng: dots_excite(k, seed, rng), seed))
    if case == BARS:
        return measured(of_boards(real_boards((5, 5, 2), seed), lambda parts, rng: bars_excite(parts), seed))
    dials = replace(config, wires=case.wires, theta=case.theta)
    two, one = (simulations(dials, responses, seed, 2 * case.units) for responses in (2, 1))

    def ask(k: Any, rng: np.random.Generator) -> Mapping[str, Any]:
        slides, sign = dots(2 * case.n, 0.5, rng), np.resize([1, -1], 2 * case.n)
        found: dict[str, float] = {}
        for rule in ("alpha", "gamma"):
            for name, difference in taught_two(two(k), slides, sign, rule).items():
                found[f"{rule} {name}"] = ((difference * sign > 0) + 0.5 * (difference == 0)).mean()
        bipolar, wanted = one(k), sign[:, None].astype(np.int8)
        show(bipolar, slides, wanted, np.arange(2 * case.n), "forced")
        return {**found, "bipolar": (answers(bipolar, slides) == wanted).mean()}

    return measured(of_boards(itself, ask, seed))


def itself(k: int) -> Any:
    """The number of a board of which more than one machine is built."""
    return k


def dots(number: int, lit: float, rng: np.random.Generator) -> np.ndarray:
    """Patterns that light exactly a share of the cells at random: (number, 400) of 0.0 and 1.0."""
    rank = np.argsort(rng.random((number, CELLS)), axis=1)
    return (rank < round(lit * CELLS)).astype(float)


def taught_two(parts: Any, slides: np.ndarray, sign: np.ndarray, rule: str) -> Mapping[str, np.ndarray]:
    """By how much the first source-set's active values exceed the second's for each slide: sum and mean.

    Only the response that is wanted is reinforced, as in 1958. The sum is what the R-units receive; the
    machine forms no mean, which is made of where its wipers stand.
    """
    wanted = np.stack([sign > 0, sign < 0], axis=1).astype(np.int8)
    show(parts, slides, wanted, np.arange(len(slides)), "forced", rule)
    currents, bank = read(parts, slides), parts.wiring.bank
    fed = active(parts, slides)[:, parts.wiring.unit]
    values, counts = (
        np.add.reduceat(each, bank[:-1], axis=1) for each in (fed * wipers(parts), fed.astype(int))
    )
    mean = values / np.maximum(counts, 1)
    return {"sum": currents[:, 0] - currents[:, 1], "mean": mean[:, 0] - mean[:, 1]}


def active(parts: Any, slides: np.ndarray) -> np.ndarray:
    """Which A-units fire for each slide: (n, units) bool."""
    fired = np.empty((len(slides), parts.active.size), bool)
    for row, slide in enumerate(slides):
        read(parts, slide[None])
        fired[row] = parts.active
    return fired


def real_boards(wires: tuple[int, int, int], seed: int) -> Any:
    """A function that builds the Mark I's board k, whose photocells have forty sockets each."""
    excitatory, inhibitory, theta = wires
    board = partial(plug, 1, excitatory=excitatory, inhibitory=inhibitory)
    return random_machines(board, seed=seed, spec=Spec(theta=theta))


def dots_excite(k: Any, seed: int, rng: np.random.Generator) -> Mapping[str, Any]:
    """The share of board k's A-units that fire for dots, for all wires and shares of light."""
    slides = {lit: dots(SLIDES, lit, rng) for lit in SHARES}
    found: dict[str, float] = {}
    for wires in ACTIVE:
        parts = real_boards(wires, seed)(k)
        found |= {of_dots(wires, lit): active(parts, slides[lit]).mean() for lit in SHARES}
    return found


def bars_excite(parts: Any) -> Mapping[str, Any]:
    """P_a of all forty bars, and P_c of all pairs that lie alike, by cells apart, or across."""
    first = np.zeros((SIDE, SIDE))
    first[:BAR] = 1.0
    lying = [np.roll(first, down, axis=0) for down in range(SIDE)]
    fired = active(parts, np.reshape([*lying, *(each.T for each in lying)], (2 * SIDE, CELLS)))
    both = (fired.astype(float) @ fired.T).reshape(2, SIDE, 2, SIDE)
    alike, alone = both[0, :, 0] + both[1, :, 1], fired.sum()
    apart = {}
    for cells in range(1, SIDE):
        apart[cells] = alike[np.arange(SIDE), (np.arange(SIDE) + cells) % SIDE].sum() / alone
    disjoint = np.mean([apart[cells] for cells in range(BAR, SIDE - BAR + 1)])
    across = 2 * both[0, :, 1].sum() / (SIDE * alone)
    near = {f"apart {cells}": apart[cells] for cells in range(1, BAR)}
    return {"P_a": fired.mean(), "crossed": across, **near, "apart 4": disjoint}


def apart_words(found: Found) -> str:
    """How far the theory lies from what boards give, at most."""
    cells = {
        (system, row): mean_of(pooled(found[row.title], system).tolist()).mean - row.p_correct(system)
        for system in theory.CURVES
        for row in ROWS
    }
    (system, row), most = max(cells.items(), key=lambda item: abs(item[1]))
    size = np.mean([abs(each) for each in cells.values()])
    return (
        f"Boards differ from the learning curves by {size:.3f} on average, and most, by {most:+.3f}, "
        f"for {system} with {row.title}."
    )


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Measured against theory, one point a cell: what is right, how it differs, which A-units fire."""
    figure = new_figure(14, 4.6)
    curves, differences, units = figure.subplots(1, 3)
    for place, system in enumerate(theory.CURVES):
        points = [(row.p_correct(system), pooled(found[row.title], system)) for row in ROWS]
        _points(curves, points, system, place)
        _points(differences, [(p, values - p) for p, values in points], system, place)
        before = [row.simulated[place] - row.p_correct(system) for row in ROWS]
        label = None if place else "simulated before"
        differences.plot([p for p, _ in points], before, "D", color="black", mfc="none", ms=9, label=label)
    p_a = [(each.low, pooled(found[DOTS], each.statistic)) for each in CLAIMS[-2].published]
    _points(units, p_a, "P_a of dots", 0)
    p_c = [(each.low, pooled(found[BARS], each.statistic)) for each in CLAIMS[-1].published]
    _points(units, p_c, "P_a and P_c of bars", 4)
    words = "theory: share right"
    curves.set(title="learning curves", xlabel=words, ylabel="boards: share right")
    differences.set(title="their differences", xlabel=words, ylabel="boards less theory", ylim=(-0.05, 0.05))
    units.set(title="A-units that fire", xlabel="theory: share", ylabel="boards: share")
    units.set(xscale="log", yscale="log")
    for axes, x, y in (
        (curves, (0.5, 1), (0.5, 1)),
        (differences, (0.5, 1), (0, 0)),
        (units, (4e-4, 1), (4e-4, 1)),
    ):
        axes.plot(x, y, ":", color="0.35", lw=1)
        if axes is not units:
            axes.fill_between(x, np.subtract(y, WITHIN), np.add(y, WITHIN), color="0.5", alpha=0.18, lw=0)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8, ncols=2 if axes is differences else 1)
    figure.suptitle("point: mean of boards; bar: its 95 % confidence interval; grey: within .03", fontsize=9)
    return {"closed_forms": figure}


def _points(axes: Any, points: list[tuple[float, np.ndarray]], name: str, place: int) -> None:
    """The mean of boards, with its interval, against theory."""
    means = [mean_of(values.tolist()) for _, values in points]
    middle, half = [each.mean for each in means], [each.high - each.mean for each in means]
    expected, colour = [p for p, _ in points], COLOURS[place]
    axes.errorbar(expected, middle, half, fmt="os^Dv"[place], color=colour, ms=5, capsize=3, label=name)


STUDY = Study(
    name="closed_forms",
    question="Do the closed forms of 1957 and 1958 say what boards do?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=1),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=REPLICATION.answer,
    table=REPLICATION.table,
    conclude=REPLICATION.conclude,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
