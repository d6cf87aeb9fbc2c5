"""From which starts does a 2-2-1 net learn XOR?

Two maps of 2^20 nets each, a net for each point: logistic units, half the squared error, all four rows in
each of 5,000 steps. On the first map one start is varied in two of its weights, those from x1 to the two
hidden units, with a learning rate of 60, where gradient descent no longer follows the slope but jumps. On
the second each net has a start of its own, of a size from 0.01 to 30, and a learning rate from 0.1 to
10,000.

A net is *solved* when all four outputs are on the right side of one half, *diverged* when its loss is
greater than at the start (or a weight is lost beyond 10,000), else *stuck*. Expect large basins with
sharp borders on the first map, and fractal ones where they meet. On the second expect small starts to be
stuck when the rate is small, because they stay near the saddle where all outputs are one half for longer
than 5,000 steps; the largest to be stuck too, because their units are saturated; luck between the two;
and rates above some hundred to diverge from all but the largest starts.

With three seeds it takes about three minutes on two cores, with --quick some seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from markone.draw.style import new_figure
from markone.fields import explained
from markone.learners import ManyNets, train_many
from markone.stimuli import xor
from markone.study import Found, Measured, Study
from markone.terminal import part_of_it

PLANE, PAIR = "two weights of one start", (0, 3)
"""The weights from x1 to the first and to the second hidden unit."""
SIZES = "size of the start and learning rate"
REACH = 8.0
"""The plane goes from minus this to this."""
RATES, DEVIATIONS = (-1.0, 4.0), (-2.0, np.log10(30.0))
"""Powers of ten."""


@dataclass(frozen=True)
class Config:
    """Nets along a side of each map, steps, and the learning rate of the first map."""

    seeds: int = 3
    side: int = 1024
    epochs: int = 5000
    rate: float = 60.0


def plane(seed: int, config: Config) -> ManyNets:
    """One start, normal with deviation 1, in all variations of two of its weights."""
    ticks = np.linspace(-REACH, REACH, config.side)
    start = np.random.default_rng(seed).normal(size=9).astype(np.float32)
    weights = np.tile(start, (config.side, config.side, 1))
    weights[..., PAIR[0]], weights[..., PAIR[1]] = np.meshgrid(ticks, ticks)
    return _trained(config, weights=weights, learning_rate=config.rate)


def sizes(seed: int, config: Config) -> ManyNets:
    """A start of its own for each net, larger from row to row, with a rate greater from column to column."""
    nets = config.side**2
    return _trained(
        config,
        seeds=np.arange(seed * nets, (seed + 1) * nets).reshape(config.side, config.side),
        initialiser=np.logspace(*DEVIATIONS, config.side)[:, None],
        learning_rate=np.logspace(*RATES, config.side),
    )


def _trained(config: Config, **nets: Any) -> ManyNets:
    """All nets of a map, with a bar that says how many are done."""
    with part_of_it("nets") as tell:
        return train_many(*xor(), epochs=config.epochs, n_jobs=-1, callbacks=[tell], **nets)


def cases(config: Config) -> Mapping[str, Any]:
    """The two maps."""
    return {PLANE: plane, SIZES: sizes}


def measure(case: Any, seed: int, config: Config) -> Measured:
    """Train the nets of one map."""
    nets = case(seed, config)
    metrics = {name: float((nets.outcome == number).mean()) for number, name in enumerate(KINDS)}
    return Measured(metrics, {}, (nets.loss, nets.outcome))


KINDS = {
    "solved": ("#002B4F", "#6CB8E6"),
    "stuck": ("#FFD27A", "#B65A00"),
    "diverged": ("#1A1A1A", "#1A1A1A"),
}
"""In the order of the outcomes 0, 1, 2: the colour of the smallest loss and that of the greatest. They
differ for every eye: solved is blue, stuck orange, diverged black."""
SHADES = {"solved": (1e-5, 0.03), "stuck": (0.03, 0.2), "diverged": (0.1, 1.0)}
"""The losses that have these colours; between them the colour goes with the loss's logarithm."""


@explained
class OutcomeMap(NamedTuple):
    """One map, and what its axes are."""

    loss: np.ndarray
    """(rows, columns), the first row at the bottom."""
    outcome: np.ndarray
    """(rows, columns): 0 solved, 1 stuck, 2 diverged."""
    x: tuple[float, float]
    y: tuple[float, float]
    """First and last value along an axis; exponents of ten where `powers` says so."""
    xlabel: str
    ylabel: str
    powers: bool = False
    """Whether both axes go by powers of ten."""


def coloured(loss: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """The colour of each net, (..., 3) from 0 to 1."""
    picture = np.zeros((*outcome.shape, 3))
    for number, (name, ends) in enumerate(KINDS.items()):
        here, (low, high) = outcome == number, np.log(SHADES[name])
        share = (np.log(np.clip(np.nan_to_num(loss[here], nan=1.0), *SHADES[name])) - low) / (high - low)
        first, last = (np.array(to_rgb(end)) for end in ends)
        picture[here] = first + share[:, None] * (last - first)
    return picture


def _power_ticks(axes: Axes, drawn: OutcomeMap) -> None:
    for axis, (low, high) in ((axes.xaxis, drawn.x), (axes.yaxis, drawn.y)):
        whole = range(int(np.ceil(low)), int(np.floor(high)) + 1)
        axis.set_ticks(list(whole), [f"{10.0**power:g}" for power in whole])


def outcomes(maps: Mapping[str, OutcomeMap]) -> Figure:
    """A map for each title, side by side, and what the colours mean."""
    figure = new_figure(6.2 * len(maps), 6.9)
    figure.set_dpi(180)
    grid = figure.subplots(1, len(maps), squeeze=False)[0]
    for axes, (title, drawn) in zip(grid, maps.items(), strict=True):
        axes.imshow(
            coloured(drawn.loss, drawn.outcome), origin="lower", extent=(*drawn.x, *drawn.y), aspect="auto"
        )
        axes.set(xlabel=drawn.xlabel, ylabel=drawn.ylabel)
        axes.set_title(title, fontsize=11)
        axes.set_box_aspect(1)
        if drawn.powers:
            _power_ticks(axes, drawn)
    patches = [
        Patch(facecolor=colour, label=f"{name}, {size} loss" if len(set(ends)) > 1 else name)
        for name, ends in KINDS.items()
        for colour, size in zip(ends, ("small", "great"), strict=True)
        if size == "small" or ends[0] != ends[1]
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=len(patches), frameon=False)
    return figure


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """Both maps, of the first seed."""
    (plane_loss, plane_kind), (size_loss, size_kind) = (found[title][0].data for title in (PLANE, SIZES))
    reach = (-REACH, REACH)
    x1 = "weight from x1 to the {} hidden unit at the start"
    first = OutcomeMap(plane_loss, plane_kind, reach, reach, x1.format("first"), x1.format("second"))
    second = OutcomeMap(
        size_loss,
        size_kind,
        RATES,
        DEVIATIONS,
        "learning rate",
        "standard deviation of the start",
        powers=True,
    )
    nets = f"{config.side**2:,} nets of the first seed"
    maps = {f"{nets}: {PLANE}": first, f"{nets}: {SIZES}": second}
    return {"xor_map": outcomes(maps)}


def shares(outcome: np.ndarray) -> str:
    """The three kinds in per cent."""
    return ", ".join(f"{(outcome == number).mean():.1%} {name}" for number, name in enumerate(KINDS))


def answer(found: Found, config: Config) -> str:
    """The shares on both maps, and where on the second one most nets solve XOR."""
    whole = {title: np.stack([one.data[1] for one in group]) for title, group in found.items()}
    solved = (whole[SIZES] == 0).mean(axis=0)
    strips = solved[:, : config.side // 16 * 16].reshape(config.side, 16, -1).mean(axis=(0, 2))
    best, edges = int(strips.argmax()), np.logspace(*RATES, 17)
    return (
        f"{PLANE.capitalize()}: {shares(whole[PLANE])}. {SIZES.capitalize()}: {shares(whole[SIZES])}; "
        f"most are solved, {strips[best]:.0%} over all sizes, at learning rates from {edges[best]:.2g} to "
        f"{edges[best + 1]:.2g}."
    )


STUDY = Study(
    name="xor_map",
    question="From which starts does a 2-2-1 net learn XOR?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, side=64, epochs=500),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
