"""What does the second lesson leave of the first? Catastrophic forgetting and replay, MLP and Mark I.

Both learners say whether a handwritten digit is odd. Lesson A shows them 0 to 4, lesson B shows 5 to
9, and then A comes once more. With replay, lesson B has a share of A's slides among its own. The Mark
I has one lamp here, so that both of its patchings are one machine. Before lesson B, copies of
each learner are taught a single slide of B that they get wrong, and nothing else, until it is right.

Expect that B undoes much of A in both; that A is back after few epochs; that replay keeps most of
A at little cost to B; and that one slide is enough to change some answers about all others.

With five seeds it takes about half a minute on two cores, with --quick about ten seconds.
"""

import copy
import warnings
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split

from markone import stimuli
from markone.draw.forgetting import forgetting_curves
from markone.learners import MarkOneClassifier, MLPClassifier
from markone.study import Found, Measured, Study
from markone.study.data import Task, accuracy
from markone.study.results import interval

A, B = (0, 1, 2, 3, 4), (5, 6, 7, 8, 9)
TAUGHT = ("A: 0 to 4", "B: 5 to 9", "A again")


@dataclass(frozen=True)
class Config:
    """How many seeds and digits, the epochs of a lesson, the share of A replayed in B, and single slides."""

    seeds: int = 5
    epochs: int = 10
    digits: int = 1797
    replay: float = 0.3
    slides: int = 10


class Case(NamedTuple):
    """Who is taught, and with which share of A replayed in B."""

    learner: str
    replay: float


def cases(config: Config) -> dict[str, Case]:
    """Both learners, without and with replay."""
    return {
        "MLP": Case("MLP", 0),
        "MLP, replay": Case("MLP", config.replay),
        "Mark I": Case("Mark I", 0),
        "Mark I, replay": Case("Mark I", config.replay),
    }


def odd_or_even(numerals: tuple[int, ...], seed: int, config: Config) -> Task:
    """Slides of some numerals, and whether each is odd."""
    X, y = stimuli.digits()
    X, y = X[: config.digits], y[: config.digits]
    chosen = np.isin(y, numerals)
    X, y = X[chosen], y[chosen]
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    return Task(X, y % 2, X_test, y_test % 2)


def with_replay(new: Task, old: Task, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The new task's training data with a share of the old one's among them."""
    rows = np.random.default_rng(seed).permutation(len(old.y))[: round(share * len(old.y))]
    return np.concatenate([new.X, old.X[rows]]), np.concatenate([new.y, old.y[rows]])


def new_learner(name: str, seed: int) -> Any:
    """One that keeps what it knows when it is taught further."""
    if name == "Mark I":
        return MarkOneClassifier(random_state=seed)
    return MLPClassifier((64,), batch_size=32, warm_start=True, random_state=np.random.default_rng(seed))


def teach(learner: Any, X: np.ndarray, y: np.ndarray, epochs: int, after: Any, weight: Any = None) -> None:
    """So many epochs more, with `after` called after each; it ends the lesson with a true answer."""
    if isinstance(learner, MarkOneClassifier):
        seen = y if weight is None else y[weight > 0]
        X = X if weight is None else X[weight > 0]
        for _ in range(epochs):
            learner.partial_fit(X, seen, classes=[0, 1])
            if after(learner, None):
                break
        return
    learner.set_params(max_iter=epochs, n_iter_no_change=epochs, callbacks=[after])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        learner.fit(X, y, sample_weight=weight)


def changed_by_one_slide(learner: Any, first: Task, second: Task, slides: int) -> float:
    """The share of answers about A that are others after one slide of B: the mean of several tries."""
    before = learner.predict(first.X_test)
    wrong = np.flatnonzero(learner.predict(second.X) != second.y)[:slides]
    return float(np.mean([(one_more(learner, second, row, first) != before).mean() for row in wrong]))


def one_more(learner: Any, task: Task, row: int, first: Task) -> np.ndarray:
    """The answers about A of a copy that has learnt one slide, and that alone, until it was right."""
    learner = copy.deepcopy(learner)
    other = np.flatnonzero(task.y != task.y[row])[0]  # of no weight: `fit` wants to see both classes
    X, y = task.X[[row, other]], task.y[[row, other]]
    teach(learner, X, y, 1000, lambda taught, _: taught.predict(X[:1])[0] == y[0], np.array([1.0, 0.0]))
    return learner.predict(first.X_test)


def measure(case: Case, seed: int, config: Config) -> Measured:
    """Teach A, B and A again, and score both after every epoch."""
    first, second = (odd_or_even(numerals, seed, config) for numerals in (A, B))
    learner = new_learner(case.learner, seed)
    scores: dict[str, list[float]] = {"A": [], "B": []}

    def after(learner: Any, _: Any) -> None:
        for name, task in (("A", first), ("B", second)):
            scores[name].append(accuracy(learner, task.X_test, task.y_test))

    teach(learner, first.X, first.y, config.epochs, after)
    changed = changed_by_one_slide(learner, first, second, config.slides)
    teach(learner, *with_replay(second, first, case.replay, seed), config.epochs, after)
    teach(learner, first.X, first.y, config.epochs, after)
    learnt, second_learnt = config.epochs - 1, 2 * config.epochs - 1
    metrics = {
        "A learnt": scores["A"][learnt],
        "A after B": scores["A"][second_learnt],
        "A again": scores["A"][-1],
        "B learnt": scores["B"][second_learnt],
        "one slide": changed,
    }
    return Measured(metrics, scores)


def figures(found: Found, config: Config) -> dict[str, Any]:
    """A panel per case."""
    panels = {
        title: {
            name: np.array([measured.curves[task] for measured in group])
            for task, name in (("A", "0 to 4"), ("B", "5 to 9"))
        }
        for title, group in found.items()
    }
    return {"forgetting": forgetting_curves(panels, TAUGHT)}


def answer(found: Found, config: Config) -> str:
    """How much is forgotten, and how much of that replay saves."""

    def mean(title: str, metric: str) -> str:
        return f"{interval([measured.metrics[metric] for measured in found[title]])[0]:.3f}"

    return " ".join(
        f"{name}: lesson B takes A from {mean(name, 'A learnt')} to {mean(name, 'A after B')}, with replay "
        f"to {mean(f'{name}, replay', 'A after B')}; A again brings it to {mean(name, 'A again')}; a single "
        f"slide changes {mean(name, 'one slide')} of the answers."
        for name in ("MLP", "Mark I")
    )


STUDY = Study(
    name="forgetting",
    question="What does the second lesson leave of the first?",
    doc=__doc__,
    config=Config(),
    quick=Config(seeds=2, epochs=3, digits=500, slides=2),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
