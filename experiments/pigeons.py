"""Does the Mark I know a style of painting when it sees one, as pigeons do?

Watanabe, Sakamoto and Wakita (Journal of the Experimental Analysis of Behavior 63, 1995, 165-174)
taught pigeons to tell ten paintings by Monet from ten by Picasso. In the lecture's numbers they
were right on 95 % of paintings that they had seen in training and on 85 % of others. The training
paintings were also shown left-right reversed and upside down; Monet upside down put the pigeons
off, Picasso did not.

Here the machine of 1960 learns two styles of paintings drawn by chance (`stimuli.paintings`): soft
landscapes and hard-edged facets, of equal brightness and contrast. It is shown ten of each, as the
pigeons were, or more; then those again, others of the same styles, and the seen ones mirrored, upside
down, and moved over the retina's edges by a random number of cells both ways.

Expect that the machine knows all that it has seen, and about nine in ten of the rest, more where it
has seen more. Every soft one upside down it takes for a hard one, since its sky is below; the hard
ones, which have no above, it mostly knows. Moved, they leave it little better than guessing: it
has learnt where light falls in each style, not what an edge is. The pigeons' numbers are of
other pictures and of another task; they stand beside ours for scale, and not as a match.

With twenty seeds it takes about a minute, with --quick some seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from markone.draw.retina import slides
from markone.draw.style import COLOURS, new_figure
from markone.kernels.retina import CELLS, COLUMNS, ROWS
from markone.learners import MarkOneClassifier
from markone.statistics import mean_of
from markone.stimuli import STYLES, paintings
from markone.study import Found, Measured, Study

PIGEONS = {"seen": 0.95, "unseen": 0.85}
"""As the lecture has them, from Watanabe et al. 1995."""


@dataclass(frozen=True)
class Config:
    """Repetitions, unseen paintings of each style, and epochs at most."""

    seeds: int = 20
    unseen: int = 200
    epochs: int = 30


def cases(config: Config) -> dict[str, int]:
    """Paintings of each style in training; the pigeons had ten."""
    return {str(number): number for number in (10, 30, 100)}


def changed(light: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The same paintings (n, 400) mirrored, upside down, and moved each by its own way."""
    pictures = light.reshape(-1, ROWS, COLUMNS)
    ways = rng.integers(0, (ROWS, COLUMNS), (len(pictures), 2))
    moved = [np.roll(picture, way, (0, 1)) for picture, way in zip(pictures, ways, strict=True)]
    other = {"mirrored": pictures[:, :, ::-1], "turned": pictures[:, ::-1, ::-1], "moved": np.stack(moved)}
    return {name: np.reshape(shown, (-1, CELLS)) for name, shown in other.items()}


def measure(number: int, seed: int, config: Config) -> Measured:
    """Train on `number` paintings of each style and score all that is shown afterwards."""
    train, test, ways = np.random.SeedSequence((number, seed)).spawn(3)
    X, y = paintings(number, train)
    machine = MarkOneClassifier(max_iter=config.epochs, random_state=seed).fit(X, y)
    other = changed(X, np.random.default_rng(ways))
    right = machine.predict(other["turned"]) == y
    return Measured(
        {
            "seen": machine.score(X, y),
            "unseen": machine.score(*paintings(config.unseen, test)),
            "mirrored": machine.score(other["mirrored"], y),
            "soft turned": float(right[y == "soft"].mean()),
            "hard turned": float(right[y == "hard"].mean()),
            "moved": machine.score(other["moved"], y),
        },
        {"train/mistakes": machine.mistakes_},
    )


MARKERS = "os^Dv"


def score_chart(
    found: Mapping[str, Mapping[str, Sequence[float]]],
    known: Mapping[str, float],
    known_name: str,
    ylabel: str,
    chance: float | None = None,
) -> Figure:
    """For each case by name, and each of its measures by name, the values of the seeds as faint dots,
    and their mean as a marker; `known` gives values from elsewhere, drawn as black bars.

    The places from left to right are the measures of the first case. A dotted line stands at
    `chance`.
    """
    measures = list(next(iter(found.values())))
    figure = new_figure(1.35 * len(measures) + 1.6, 4.2)
    axes = figure.subplots()
    steps = np.linspace(-0.22, 0.22, len(found)) if len(found) > 1 else [0.0]
    for number, ((case, values), step) in enumerate(zip(found.items(), steps, strict=True)):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        for place, name in enumerate(measures):
            seeds = values[name]
            axes.plot([place + step] * len(seeds), seeds, ".", color=colour, alpha=0.3, ms=5)
        means = [mean_of(values[name]).mean for name in measures]
        places = np.arange(len(measures)) + step
        axes.plot(places, means, marker, color=colour, mec="black", mew=0.6, ms=7, label=case)
    spots = [measures.index(name) for name in known]
    left, right = np.array(spots) - 0.38, np.array(spots) + 0.38
    axes.hlines(list(known.values()), left, right, lw=2.6, color="black", label=known_name)
    if chance is not None:
        axes.axhline(chance, color="0.4", ls=":", label="chance")
    axes.set_xticks(range(len(measures)), measures)
    axes.set(xlim=(-0.6, len(measures) - 0.4), ylim=(-0.03, 1.03), ylabel=ylabel)
    axes.grid(axis="y", alpha=0.3)
    figure.legend(loc="outside lower center", ncols=len(found) + 2)
    return figure


def figures(found: Found, config: Config) -> dict[str, Any]:
    """The scores beside the pigeons', and what the paintings look like."""
    scores = {
        f"{case} of each": {
            name.replace(" turned", ",\nupside down"): [one.metrics[name] for one in group]
            for name in group[0].metrics
        }
        for case, group in found.items()
    }
    X, y = paintings(8)
    shown = {f"{style}: light, and the cells lit by it": (X[y == style], y[y == style]) for style in STYLES}
    known = "pigeons (Watanabe et al. 1995)"
    return {
        "styles_known": score_chart(scores, PIGEONS, known, "accuracy", chance=0.5),
        "paintings": slides(shown),
    }


def answer(found: Found, config: Config) -> str:
    """What the machine knew after as many paintings as the pigeons had seen."""
    group = found["10"]
    mean = {name: mean_of([one.metrics[name] for one in group]).mean for name in group[0].metrics}
    return (
        f"After ten paintings of each style the Mark I names {mean['seen']:.1%} of those it has seen and "
        f"{mean['unseen']:.1%} of others (pigeons: 95 % and 85 %). Of the seen ones it names "
        f"{mean['mirrored']:.1%} mirrored, {mean['soft turned']:.1%} of the soft and "
        f"{mean['hard turned']:.1%} of the hard ones upside down, and {mean['moved']:.1%} moved."
    )


STUDY = Study(
    name="pigeons",
    question="Does the Mark I know a style of painting when it sees one, as pigeons do?",
    doc=__doc__,
    config=Config(),
    quick=Config(2, 40, 10),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
