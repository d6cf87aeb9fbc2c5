"""Who learns what? The Mark I of 1960, a perceptron, stacked perceptrons and an MLP, side by side.

Three sets of stimuli: XOR, fifty points of the lecture, and scikit-learn's handwritten digits. The Mark I
stands with both patchings, 512 potentiometers in shares and 512 to each response unit (R-unit); with two
classes there is one R-unit, and both are the same machine. Expect that only the bare perceptron fails on
XOR, that the points are easy for all, and that the digits part the machine (whose four R-units must each
get a bit right) from the perceptron and the MLP.

With five seeds it takes about half a minute on two cores, with --quick about twelve seconds.
"""

import functools
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import confusion_matrix

from markone import stimuli, tracking
from markone.devices import reach_v
from markone.devices.asked import device
from markone.draw.confusion import confusion
from markone.draw.curves import learning_curves
from markone.draw.potentiometers import potentiometers
from markone.draw.retina import slides
from markone.kernels.lesson import wipers
from markone.learners import MarkOneClassifier, MLPClassifier, Perceptron, PerceptronStack, save
from markone.spec import ASSUMED_SPEC, pace, provenance
from markone.study import Found, Measured, Study, titled
from markone.study.callbacks import AccuracyCallback, PictureCallback
from markone.study.data import Task, retina_digits
from markone.study.recording import warm_up
from markone.study.results import accuracy_text, interval
from markone.terminal import duration

STIMULI = {"xor": "XOR", "points": "Points", "digits": "Digits"}
LEARNERS = {
    "mark_one_shares": "Mark I, shares",
    "mark_one_full": "Mark I, full",
    "perceptron": "Perceptron",
    "stack": "Stack",
    "mlp": "MLP",
}


@dataclass(frozen=True)
class Config:
    """What the experiment varies: how many seeds, and how many epochs at most."""

    seeds: int = 5
    mark_one_epochs: int = 30
    perceptron_epochs: int = 100
    small_mlp_epochs: int = 300
    digits_mlp_epochs: int = 60
    digits: int = 1797
    device: str = "ideal"
    """What keeps the weights of the Mark I (`markone device list`)."""

    @classmethod
    def quick(cls, seeds: int = 2) -> "Config":
        """Few epochs, fewer digits: to see it run, not to believe its numbers."""
        return cls(seeds, 4, 20, 120, 8, digits=800)


@functools.cache
def task_of(name: str, seed: int, digits: int) -> Task:
    """The data of one seed: all of XOR, 50 points and 1,000 fresh ones, or 75 % and 25 % of the digits."""
    if name == "xor":
        X, y = stimuli.xor()
        return Task(X, y, X, y)
    if name == "points":
        ours, fresh = np.random.SeedSequence(seed).spawn(2)
        return Task(*stimuli.points(50, ours), *stimuli.points(1000, fresh))
    return retina_digits(seed, digits)


def contenders(name: str, config: Config) -> dict[str, Callable[..., Any]]:
    """For each learner that takes part in one data set, how to make it from seed and callbacks."""

    def mark_one(patching: str) -> Callable[..., Any]:
        weights = device(config.device)
        return lambda **given: MarkOneClassifier(
            patching, max_iter=config.mark_one_epochs, device=weights, **given
        )

    def perceptron(**given: Any) -> Perceptron:
        return Perceptron(max_iter=config.perceptron_epochs, **given)

    def small_mlp(**given: Any) -> MLPClassifier:
        epochs = config.small_mlp_epochs
        return MLPClassifier((8,), "tanh", learning_rate_init=0.05, max_iter=epochs, **given)

    def digits_mlp(**given: Any) -> MLPClassifier:
        return MLPClassifier((64,), batch_size=32, max_iter=config.digits_mlp_epochs, **given)

    made = {
        "mark_one_shares": mark_one("shares"),
        "mark_one_full": mark_one("full"),
        "perceptron": perceptron,
        "mlp": digits_mlp if name == "digits" else small_mlp,
    }
    return {**made, "stack": PerceptronStack.xor} if name == "xor" else made


def cases(config: Config) -> dict[str, tuple[str, str]]:
    """Who learns what: data set and learner, by title."""
    return {
        f"{STIMULI[name]}, {LEARNERS[learner]}": (name, learner)
        for name in STIMULI
        for learner in contenders(name, config)
    }


def described(learner: Any) -> dict[str, Any]:
    """The parameters of a learner, those of its machine one by one."""
    params = {"learner": type(learner).__name__, **learner.get_params()}
    for name in ("callbacks", "random_state"):
        params.pop(name)
    if isinstance(learner, MarkOneClassifier):
        for name, part in learner.constants().items():
            params.pop(name)
            params |= {f"{name}.{key}": value for key, value in part._asdict().items()}
    return params


def measure(case: tuple[str, str], seed: int, config: Config, run: tracking.Run) -> Measured:
    """Train one learner on one data set, and score it."""
    name, kind = case
    task = task_of(name, seed, config.digits)
    learner, watch, seconds = train(name, task, contenders(name, config)[kind], seed, run)
    answers = learner.predict(task.X_test)
    metrics = {
        "test/mistakes": int((answers != task.y_test).sum()),
        "train/epochs": learner.n_iter_,
        "train/weights": learner.n_weights_,
        "time/train_s": seconds,
    }
    if isinstance(learner, MarkOneClassifier):
        metrics["machine/time_s"] = learner.machine_ms_ / 1000
        metrics["machine/exact_code_words"] = learner.is_code_word(task.X_test).mean()
    curves = {"train/accuracy": watch.train, "test/accuracy": watch.test}
    return Measured(metrics, curves, figure_data(case, seed, task, learner, answers))


def train(
    name: str, task: Task, make: Callable[..., Any], seed: int, run: tracking.Run
) -> tuple[Any, AccuracyCallback, float]:
    """Fit one learner under watch and record it: the learner, what was watched, and the seconds taken."""
    warm_up()
    watch = AccuracyCallback(task, run)
    watchers: list[AccuracyCallback | PictureCallback] = [watch, *pictures(name, seed, make, run)]
    learner = make(random_state=seed, callbacks=watchers)
    run.params(described(learner))
    run.dataset(f"{name} train", "train", task.X, task.y)
    run.dataset(f"{name} test", "test", task.X_test, task.y_test)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is the plan
        learner.fit(task.X, task.y)
    seconds = time.perf_counter() - start - sum(one.seconds for one in watchers)
    answers = learner.predict(task.X)
    run.model(lambda folder: save(learner, folder), "markone.learners.saved", task.X, answers)
    return learner, watch, seconds


def pictures(name: str, seed: int, make: Callable[..., Any], run: tracking.Run) -> list[PictureCallback]:
    """Pictures of the potentiometers while the first Mark I learns the digits."""
    if name != "digits" or seed or not isinstance(make(), MarkOneClassifier):
        return []

    def draw(learner: MarkOneClassifier) -> Any:
        parts = learner.parts_
        return potentiometers({"volts": (parts.wiring, wipers(parts))}, limit=reach_v(parts.pot))

    return [PictureCallback(run, "potentiometers", draw)]


def figure_data(
    case: tuple[str, str], seed: int, task: Task, learner: Any, answers: np.ndarray
) -> dict[str, Any] | None:
    """What the figures need of one learner: its answers to the digits; of the Mark I of seed 0 the rest."""
    name, kind = case
    kept: dict[str, Any] = {}
    if name == "digits":
        kept["answers"] = confusion_matrix(task.y_test, answers, labels=range(10))
        if seed == 0 and isinstance(learner, MarkOneClassifier):
            parts = learner.parts_
            kept |= {"wiring": parts.wiring, "volts": wipers(parts), "stop_v": reach_v(parts.pot)}
    if seed == 0 and kind == "mark_one_full":
        rows = some_of(task.y)
        kept |= {"slides": learner.slides(task.X[rows]), "classes": task.y[rows]}
    return kept or None


def some_of(y: np.ndarray) -> list[int]:
    """Ten rows, the first of each class before others."""
    _, first = np.unique(y, return_index=True)
    return list(dict.fromkeys([*first.tolist(), *range(len(y))]))[:10]


def conclude(parent: tracking.Run, found: Found, config: Config) -> None:
    """Give the parent run its table, the scores by name, and who says so of the machine's constants."""
    rows = summary(found, config)
    parent.table("comparison", {key: [row[key] for row in rows] for key in rows[0]})
    parent.metrics({f"test/{row['stimuli']}/{row['learner']}": row["test"] for row in rows})
    sources = provenance(**MarkOneClassifier(device=device(config.device)).constants())
    parent.table("provenance", {key: [str(row[key]) for row in sources] for key in sources[0]})


def summary(found: Found, config: Config) -> list[dict[str, Any]]:
    """One row per data set and learner: means and intervals over the seeds."""
    known = cases(config)
    return [_row(*known[title], group) for title, group in found.items()]


def _row(name: str, learner: str, group: list[Measured]) -> dict[str, Any]:
    train, train_half = interval([one.curves["train/accuracy"][-1] for one in group])
    test, test_half = interval([one.curves["test/accuracy"][-1] for one in group])
    mean = {metric: interval([one.metrics[metric] for one in group])[0] for metric in group[0].metrics}
    return {
        "stimuli": name,
        "learner": learner,
        "weights": int(group[0].metrics["train/weights"]),
        "train": train,
        "train_half": train_half,
        "test": test,
        "test_half": test_half,
        "mistakes": mean["test/mistakes"],
        "seconds": mean["time/train_s"],
        "machine_s": mean.get("machine/time_s"),
    }


def answer(found: Found, config: Config) -> str:
    """The closing sentence, from the numbers found."""
    test = {(row["stimuli"], row["learner"]): row["test"] for row in summary(found, config)}
    digits = ", ".join(
        f"{title} {test['digits', learner]:.3f}"
        for learner, title in LEARNERS.items()
        if ("digits", learner) in test
    )
    return (
        f"On XOR the perceptron is right on {test['xor', 'perceptron']:.3f} of the rows, the stack on "
        f"{test['xor', 'stack']:.3f} and the MLP on {test['xor', 'mlp']:.3f}; on digits not seen in "
        f"training: {digits}."
    )


def table(found: Found, config: Config) -> Table:
    """The comparison as it is printed."""
    rows, title = summary(found, config), f"Accuracy: m{titled(map(len, found.values()))[1:]}"
    caption = f"XOR's four rows are its test too. 1960: at {pace(ASSUMED_SPEC)}."
    drawn = Table(title=title, caption=caption, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    drawn.add_column("learner", no_wrap=True)
    for heading in ("weights", "train", "test", "mistakes", "here", "1960"):
        drawn.add_column(heading, justify="right", no_wrap=True)
    for name, shown in STIMULI.items():
        drawn.add_row(Text(shown, "bold"))
        for row in (row for row in rows if row["stimuli"] == name):
            drawn.add_row(
                f" {LEARNERS[row['learner']]}",
                f"{row['weights']:,}",
                accuracy_text(row["train"], row["train_half"]),
                accuracy_text(row["test"], row["test_half"]),
                f"{row['mistakes']:.1f}",
                duration(row["seconds"]),
                duration(row["machine_s"]),
            )
        drawn.add_section()
    return drawn


def line(title: str, group: list[Measured]) -> str:
    """What a learner did, as soon as it has all its seeds."""
    name, learner = title.split(", ", 1)
    mean, _ = interval([one.curves["test/accuracy"][-1] for one in group])
    return f"{name:7} {learner:15} test accuracy {mean:.3f}"


def figures(found: Found, config: Config) -> dict[str, Any]:
    """Learning curves, confusion matrices, the retina and the potentiometers."""
    curves: dict[str, dict[str, list]] = {title: defaultdict(list) for title in STIMULI.values()}
    answers: dict[str, np.ndarray] = {}
    machines: dict[str, tuple[Any, np.ndarray]] = {}
    shown: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    stop_v = 0.0
    for title, group in found.items():
        name, learner = title.split(", ", 1)
        curves[name][learner] = [one.curves["test/accuracy"] for one in group]
        kept = [one.data or {} for one in group]
        if name == STIMULI["digits"]:
            answers[learner] = np.sum([data["answers"] for data in kept], axis=0)
        if "volts" in kept[0]:
            machines[learner], stop_v = (kept[0]["wiring"], kept[0]["volts"]), kept[0]["stop_v"]
        if "slides" in kept[0]:
            shown[f"{name}: class below each slide"] = (kept[0]["slides"], kept[0]["classes"])
    return {
        "learning_curves": learning_curves(curves),
        "confusion": confusion(answers, list("0123456789"), "Answers to the test digits, all seeds together"),
        "retina": slides(shown),
        "potentiometers": potentiometers(machines, limit=stop_v),
    }


STUDY = Study(
    name="compare",
    question="Who learns XOR, the points and the digits: the machine of 1960, or what came after?",
    doc=__doc__,
    config=Config(),
    quick=Config.quick(),
    cases=cases,
    measure=measure,
    figures=figures,
    answer=answer,
    live=True,
    kind="comparison",
    tags=lambda case: {
        "task": STIMULI[case[0]],
        "contender": LEARNERS[case[1]],
        "stimuli": case[0],
        "learner": case[1],
    },
    data=lambda case, seed, config: task_of(case[0], seed, config.digits)._asdict(),
    table=table,
    each=line,
    conclude=conclude,
)
main = STUDY.command()

if __name__ == "__main__":
    main()
