"""Which part of a stack of perceptrons can the rule train on XOR?

First the proof that one perceptron cannot do it: a linear programme finds no separating line, and its
multipliers show why (the middle of the square is the mean of both classes). Then stacks of two hidden
units: with OR, NAND and AND set by hand, nothing is left to learn; with OR and NAND given, the rule
learns the output unit. The rule has nothing to say to hidden units, because nobody knows what they should
have answered (the credit assignment problem): drawn at random they only sometimes serve, and taught to
give the answer itself they become two perceptrons that fail at XOR, and the one on top with them.

With 100 seeds it takes about a minute (most of it the record of 500 runs), with --quick a few seconds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from markone import separable, stimuli
from markone.draw.style import COLOURS, new_figure
from markone.draw.xor import answers, grid_points
from markone.learners import Perceptron, PerceptronStack
from markone.lecture.xor_net import HAND_CODED, gradient_descent, outputs
from markone.statistics import mean_of
from markone.study import Found, Measured, Study


@dataclass(frozen=True)
class Config:
    """How many seeds, and epochs at most."""

    seeds: int = 100
    epochs: int = 100


def one_perceptron(seed: int, epochs: int) -> Any:
    """A perceptron alone."""
    return Perceptron(max_iter=epochs, random_state=seed)


def by_hand(seed: int, epochs: int) -> Any:
    """OR and NAND below AND: the rule finds nothing to correct."""
    return PerceptronStack.xor(max_iter=epochs, random_state=seed)


def top_learns(seed: int, epochs: int) -> Any:
    """OR and NAND given, the output unit from zero."""
    return PerceptronStack.xor(max_iter=epochs, random_state=seed).set_params(start=None)


def random_hidden(seed: int, epochs: int) -> Any:
    """Two hidden units at random, the output unit from zero."""
    return PerceptronStack(n_hidden=2, max_iter=epochs, random_state=seed)


def hidden_taught(seed: int, epochs: int) -> Any:
    """Two perceptrons taught XOR itself from weights of their own, and a perceptron on top of them."""
    rng = np.random.default_rng(seed)
    hidden = []
    for start in rng.normal(size=(2, 3)):
        unit = Perceptron(start=[start], max_iter=epochs, random_state=rng).fit(*stimuli.xor())
        hidden.append([*unit.coef_[0], unit.intercept_[0]])
    return PerceptronStack(hidden=hidden, max_iter=epochs, random_state=seed)


def stacks(config: Config) -> Mapping[str, Callable[[int, int], Any]]:
    """What is tried, by title."""
    return {
        "one perceptron": one_perceptron,
        "stack, all set by hand": by_hand,
        "hidden units set, top learns": top_learns,
        "hidden units drawn, top learns": random_hidden,
        "hidden units taught XOR too": hidden_taught,
    }


def measure(make: Callable[[int, int], Any], seed: int, config: Config) -> Measured:
    """How many rows are right, and whether all are."""
    X, y = stimuli.xor()
    right = (make(seed, config.epochs).fit(X, y).predict(X) == y).mean()
    return Measured({"rows right": right, "solved": float(right == 1)})


def nets() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The stack set by hand, the lecture's "hand-coded" net, and that net when it has learnt."""
    X, y = stimuli.xor()
    grid, stack = grid_points(), PerceptronStack.xor().fit(X, y)
    taught, _ = gradient_descent(HAND_CODED, rate=5, steps=500)
    return {
        "stack: OR, NAND, AND": (stack.predict(grid), stack.predict(X)),
        'the "hand-coded" net': (outputs(HAND_CODED, grid), outputs(HAND_CODED)),
        "that net, 500 steps on": (outputs(taught, grid), outputs(taught)),
    }


def bar_chart(values: Mapping[str, Sequence[float]], xlabel: str, title: str) -> Figure:
    """A level bar for the mean of each case, from 0 to 1, with its number."""
    figure = new_figure(7.2, 0.5 * len(values) + 1.3)
    axes = figure.subplots()
    means = [mean_of(each).mean for each in values.values()]
    drawn = axes.barh(list(values), means, color=COLOURS[0])
    axes.bar_label(drawn, [f"{mean:.0%}" for mean in means], padding=4)
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.12), xlabel=xlabel, title=title)
    axes.set_xticks(np.linspace(0, 1, 6))
    return figure


def figures(found: Found, config: Config) -> Mapping[str, Any]:
    """How often each was right on all rows, and what three nets answer."""
    solved = {title: [one.metrics["solved"] for one in group] for title, group in found.items()}
    return {
        "stack": bar_chart(solved, "share of the seeds that solve XOR", "What the rule can train"),
        "answers": answers(*stimuli.xor(), nets()),
    }


def answer(found: Found, config: Config) -> str:
    """The proof, and what can be trained."""
    X, y = stimuli.xor()
    certificate = separable(X, y).certificate
    proof = "it is linearly separable" if certificate is None else f"the certificate {certificate.tolist()}"
    solved = {title: mean_of([one.metrics["solved"] for one in group]).mean for title, group in found.items()}
    said = ", ".join(f"{title} {share:.0%}" for title, share in solved.items())
    return f"For one perceptron the linear programme says: {proof}. XOR is solved by: {said}."


STUDY = Study(
    name="stack",
    question="Which part of a stack of perceptrons can the rule train on XOR?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=4, epochs=30),
    cases=stacks,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
