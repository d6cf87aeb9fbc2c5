"""How well does a net of one hidden layer approximate a curve, by its width?

The curve is cos(2x) exp(-x^2 / 4) + sin(x) / 2 on [-3, 3]. Four nets are trained by backpropagation,
with tanh, logistic, ReLU and identity units; one is built by hand from bumps, two logistic units to
each; and for two polynomial activations, the square and the cube, hidden weights are drawn and the
best output weights found by least squares, so that no training can be blamed.

Expect that the bumps, once they are narrow, are wrong by half as much with every doubling of the
width; that training gets nearer with far fewer units and then gains little, since what is left is a
fault of the training; and that identity, square and cube end at the best polynomial of degree 1, 2 and 3,
however wide the net. The theorem needs an activation that is no polynomial (Leshno and others,
Neural Networks 6, 1993, p. 861), which the lecture's statement of it leaves out.

With five seeds it takes about two minutes on two cores, with --quick a few seconds.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from markone.draw.approximation import error_by_width, fits
from markone.learners import MLPRegressor
from markone.learners.propagate import propagate
from markone.lecture.exercises.backprop import curve
from markone.lecture.universal_approximation import bumps
from markone.study import Found, Measured, Study
from markone.study.results import interval

X = np.linspace(-3, 3, 201)
Net = Callable[[int, int, "Config"], np.ndarray]
"""(width, seed, config) -> what such a net says to X."""


@dataclass(frozen=True)
class Config:
    """How many seeds, the widths, and the epochs of training."""

    seeds: int = 5
    widths: tuple[int, ...] = (2, 4, 8, 16, 32)
    epochs: int = 600


def trained(activation: str, width: int, seed: int, config: Config) -> np.ndarray:
    """By backpropagation, every weight; with a tenth of the rate at last, to settle."""
    net = MLPRegressor(
        (width,),
        activation,
        alpha=0.0,
        batch_size=20,
        max_iter=config.epochs,
        n_iter_no_change=config.epochs,
        warm_start=True,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        for rate in (0.01, 0.001):
            net.set_params(learning_rate_init=rate).fit(X[:, None], curve(X))
    return net.predict(X[:, None])


def built(width: int, seed: int, config: Config) -> np.ndarray:
    """By hand; nothing is random, so that every seed gives the same."""
    weights = bumps(curve, -3, 3, width // 2)
    return propagate(weights, ["logistic", "identity"], X[:, None], curve(X)[:, None]).outputs[-1][:, 0]


def best(power: int, width: int, seed: int, config: Config) -> np.ndarray:
    """With units net^power, whose hidden weights are drawn, and the best output weights there are."""
    w, b = np.random.default_rng(seed).normal(size=(2, width))
    hidden = np.column_stack([(np.outer(X, w) + b) ** power, np.ones(len(X))])
    output, *_ = np.linalg.lstsq(hidden, curve(X), rcond=None)
    return hidden @ output


def cases(config: Config) -> dict[str, Net]:
    """Ways to come by a net."""
    return {
        "tanh, trained": partial(trained, "tanh"),
        "logistic, trained": partial(trained, "logistic"),
        "ReLU, trained": partial(trained, "relu"),
        "bumps by hand": built,
        "identity, trained": partial(trained, "identity"),
        "square, best": partial(best, 2),
        "cube, best": partial(best, 3),
    }


def measure(net: Net, seed: int, config: Config) -> Measured:
    """The root mean square error at each width."""
    said = {width: net(width, seed, config) for width in config.widths}
    errors = {width: float(np.sqrt(((y - curve(X)) ** 2).mean())) for width, y in said.items()}
    return Measured({f"{width}": error for width, error in errors.items()}, data=said)


def figures(found: Found, config: Config) -> dict[str, Any]:
    """Error by width for every way, and what the first seed's nets look like."""
    errors = {
        title: (config.widths, np.array([list(measured.metrics.values()) for measured in group]))
        for title, group in found.items()
    }
    shown = (config.widths[0], config.widths[1], config.widths[-1])
    panels = {
        title: {f"{width} units": found[title][0].data[width] for width in shown}
        for title in ("tanh, trained", "ReLU, trained", "bumps by hand", "cube, best")
    }
    return {"approximation": error_by_width(errors), "fits": fits(X, curve(X), panels)}


def answer(found: Found, config: Config) -> str:
    """The error of the widest nets, beside that of the best polynomials."""
    widest = config.widths[-1]
    errors = ", ".join(
        f"{title} {interval([measured.metrics[str(widest)] for measured in group])[0]:.3g}"
        for title, group in found.items()
    )
    polynomials = ", ".join(f"{polynomial_error(degree):.3g}" for degree in (1, 2, 3))
    return (
        f"Root mean square error with {widest} units: {errors}. The best polynomials of degree 1, 2 and 3 "
        f"leave {polynomials}."
    )


def polynomial_error(degree: int) -> float:
    """The root mean square error of the best polynomial."""
    fitted = np.polynomial.Polynomial.fit(X, curve(X), degree)
    return float(np.sqrt(((fitted(X) - curve(X)) ** 2).mean()))


STUDY = Study(
    name="approximation",
    question="How well does a net of one hidden layer approximate a curve, by its width?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, widths=(2, 8, 32), epochs=400),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
