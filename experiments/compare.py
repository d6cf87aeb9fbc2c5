"""Who learns what? The Mark I of 1960, a perceptron, stacked perceptrons and an MLP, side by side.

Three sets of stimuli: XOR, fifty points of the lecture, and scikit-learn's handwritten digits. The
Mark I stands with both patchings, 512 potentiometers in shares and 512 to each R-unit; with two
classes there is one R-unit, and both are the same machine. Expect that only the bare perceptron
fails on XOR, that the points are easy for all, and that the digits part the machine (whose four
R-units must each get a bit right) from the perceptron and the MLP.

With five seeds it takes about a minute and a half on two cores, with --quick about twelve seconds.
"""

import functools
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

from markone import stimuli, tracking
from markone.draw.confusion import confusion
from markone.draw.curves import learning_curves
from markone.draw.racks import racks
from markone.draw.retina import slides
from markone.experiment import (
    Task,
    Watch,
    accuracy_text,
    interval,
    keep,
    options,
    progress_bar,
    recorded,
)
from markone.kernels.lesson import wipers
from markone.learners import MarkOneClassifier, MLPClassifier, Perceptron, PerceptronStack, save
from markone.spec import provenance
from markone.terminal import duration, plain_console

QUESTION = "Who learns XOR, the points and the digits: the machine of 1960, or what came after?"
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
    """What the experiment varies: how many seeds, and how many passes at most."""

    seeds: int = 5
    mark_one_passes: int = 30
    perceptron_passes: int = 100
    small_mlp_passes: int = 300
    digits_mlp_passes: int = 60
    digits: int = 1797

    @classmethod
    def quick(cls, seeds: int = 2) -> "Config":
        """Few passes, fewer digits: to see it run, not to believe its numbers."""
        return cls(seeds, 4, 20, 120, 8, digits=800)


@dataclass(frozen=True)
class Result:
    """What one learner did on one data set with one seed."""

    stimuli: str
    learner: str
    seed: int
    fitted: Any
    watch: Watch
    seconds: float

    @property
    def mistakes(self) -> int:
        """Wrong answers on the test data."""
        task = self.watch.task
        return int((self.fitted.predict(task.X_test) != task.y_test).sum())

    @property
    def machine_s(self) -> float | None:
        """What the training would have taken in 1960, in seconds; None for later learners."""
        machine_ms = getattr(self.fitted, "machine_ms_", None)
        return None if machine_ms is None else machine_ms / 1000


@functools.cache
def task_of(name: str, seed: int, digits: int) -> Task:
    """The data of one seed: all of XOR, 50 points and 1,000 fresh ones, or 75 % and 25 % of the digits."""
    if name == "xor":
        X, y = stimuli.xor()
        return Task(X, y, X, y)
    if name == "points":
        ours, fresh = np.random.SeedSequence(seed).spawn(2)
        return Task(*stimuli.points(50, ours), *stimuli.points(1000, fresh))
    X, y = stimuli.digits()
    X, y = X[:digits], y[:digits]
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    return Task(X, y, X_test, y_test)


def contenders(name: str, config: Config) -> dict[str, Callable[..., Any]]:
    """For each learner that takes part in one data set, how to make it from seed and callbacks."""

    def mark_one(patching: str) -> Callable[..., Any]:
        return lambda **given: MarkOneClassifier(patching, max_iter=config.mark_one_passes, **given)

    def perceptron(**given: Any) -> Perceptron:
        return Perceptron(max_iter=config.perceptron_passes, **given)

    def small_mlp(**given: Any) -> MLPClassifier:
        passes = config.small_mlp_passes
        return MLPClassifier((8,), "tanh", learning_rate_init=0.05, max_iter=passes, **given)

    def digits_mlp(**given: Any) -> MLPClassifier:
        return MLPClassifier((64,), batch_size=32, max_iter=config.digits_mlp_passes, **given)

    made = {
        "mark_one_shares": mark_one("shares"),
        "mark_one_full": mark_one("full"),
        "perceptron": perceptron,
        "mlp": digits_mlp if name == "digits" else small_mlp,
    }
    return {**made, "stack": PerceptronStack.xor} if name == "xor" else made


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


def train(
    name: str, task: Task, make: Callable[..., Any], seed: int, run: tracking.Run
) -> tuple[Any, Watch, float]:
    """Fit one learner under watch and record it: the learner, what was watched, and the seconds taken."""
    watch = Watch(task, run)
    learner = make(random_state=seed, callbacks=[watch])
    run.params({"seed": seed, **described(learner), **tracking.versions()})
    run.dataset(f"{name} train", "train", task.X, task.y)
    run.dataset(f"{name} test", "test", task.X_test, task.y_test)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of passes is the plan
        learner.fit(task.X, task.y)
    seconds = time.perf_counter() - start - watch.seconds
    answers = learner.predict(task.X)
    run.model(lambda folder: save(learner, folder), "markone.learners.saved", task.X, answers)
    return learner, watch, seconds


def measures(result: Result) -> dict[str, float]:
    """What is known of a learner when it has finished."""
    found = {
        "test/mistakes": result.mistakes,
        "train/passes": result.fitted.n_iter_,
        "train/weights": result.fitted.n_weights_,
        "time/train_s": result.seconds,
    }
    if result.machine_s is not None:
        found["machine/time_s"] = result.machine_s
        found["machine/exact_code_words"] = result.fitted.is_code_word(result.watch.task.X_test).mean()
    return found


def run(config: Config, store: tracking.Store, console: Console, folder: Path) -> list[dict[str, Any]]:
    """Train every learner on every data set with every seed, a child run for each; the table's rows."""
    results: list[Result] = []
    plan = [(name, *made) for name in STIMULI for made in contenders(name, config).items()]
    with store.run(QUESTION, {"kind": "comparison"}) as parent, progress_bar(console) as progress:
        parent.params({**asdict(config), **tracking.versions()})
        bar = progress.add_task("", total=len(plan) * config.seeds)
        for name, learner, make in plan:
            for seed in range(config.seeds):
                title = f"{STIMULI[name]}, {LEARNERS[learner]}, seed {seed}"
                progress.update(bar, description=title)
                with store.run(title, {"stimuli": name, "learner": learner, "seed": seed}, parent) as child:
                    task = task_of(name, seed, config.digits)
                    result = Result(name, learner, seed, *train(name, task, make, seed, child))
                    child.metrics(measures(result), step=result.fitted.n_iter_)
                results.append(result)
                progress.advance(bar)
            mean, _ = interval([r.watch.test[-1] for r in results[-config.seeds :]])
            progress.console.print(f"{STIMULI[name]:7} {LEARNERS[learner]:15} test accuracy {mean:.3f}")
        progress.update(bar, description="Figures")
        return conclude(parent, results, folder)


def conclude(parent: tracking.Run, results: list[Result], folder: Path) -> list[dict[str, Any]]:
    """Give the parent run its table, its answer and its figures."""
    rows = summary(results)
    parent.table("comparison", {key: [row[key] for row in rows] for key in rows[0]})
    parent.metrics({f"{row['stimuli']}/{row['learner']}": row["test"] for row in rows})
    machine = next(r.fitted for r in results if isinstance(r.fitted, MarkOneClassifier))
    sources = provenance(**machine.constants())
    parent.table("provenance", {key: [str(row[key]) for row in sources] for key in sources[0]})
    parent.note(f"{QUESTION}\n\n{answer(rows)}")
    keep(figures(results), folder, parent)
    return rows


def summary(results: list[Result]) -> list[dict[str, Any]]:
    """One row per data set and learner: means and intervals over the seeds."""
    groups = defaultdict(list)
    for result in results:
        groups[result.stimuli, result.learner].append(result)
    return [_row(*key, group) for key, group in groups.items()]


def _row(name: str, learner: str, group: list[Result]) -> dict[str, Any]:
    train, train_half = interval([r.watch.train[-1] for r in group])
    test, test_half = interval([r.watch.test[-1] for r in group])
    machine = [r.machine_s for r in group if r.machine_s is not None]
    return {
        "stimuli": name,
        "learner": learner,
        "weights": group[0].fitted.n_weights_,
        "train": train,
        "train_half": train_half,
        "test": test,
        "test_half": test_half,
        "mistakes": float(np.mean([r.mistakes for r in group])),
        "seconds": float(np.mean([r.seconds for r in group])),
        "machine_s": float(np.mean(machine)) if machine else None,
    }


def answer(rows: list[dict[str, Any]]) -> str:
    """The closing sentence, from the numbers found."""
    test = {(row["stimuli"], row["learner"]): row["test"] for row in rows}
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


def table(rows: list[dict[str, Any]], seeds: int) -> Table:
    """The comparison as it is printed."""
    title = f"Accuracy: mean of {seeds} seeds" + (" ± half its 95 % interval" if seeds > 2 else "")
    caption = "XOR has four rows: they are its test too."
    drawn = Table(title=title, caption=caption, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    drawn.add_column("learner", no_wrap=True)
    for heading in ("weights", "train", "test", "mistakes", "here", "1960"):
        drawn.add_column(heading, justify="right", no_wrap=True)
    for name, shown in STIMULI.items():
        drawn.add_row(f"[bold]{shown}")
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


def figures(results: list[Result]) -> dict[str, Any]:
    """Learning curves, confusion matrices, the retina and the racks."""
    curves: dict[str, dict[str, list]] = {title: defaultdict(list) for title in STIMULI.values()}
    for result in results:
        curves[STIMULI[result.stimuli]][LEARNERS[result.learner]].append(result.watch.test)
    digits = [result for result in results if result.stimuli == "digits"]
    stop_v = digits[0].fitted.parts_.pot.stop_v
    return {
        "learning_curves": learning_curves(curves),
        "confusion": confusion(
            confusions(digits), list("0123456789"), "Answers to the test digits, all seeds together"
        ),
        "retina": slides(dict(shown(results))),
        "racks": racks(dict(machines(digits)), limit=stop_v),
    }


def confusions(digits: list[Result]) -> dict[str, np.ndarray]:
    """For each learner the answers to the test digits of all seeds: rows true, columns said."""
    matrices: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((10, 10), int))
    for r in digits:
        said = r.fitted.predict(r.watch.task.X_test)
        matrices[LEARNERS[r.learner]] += confusion_matrix(r.watch.task.y_test, said, labels=range(10))
    return matrices


def machines(digits: list[Result]) -> Iterable[tuple[str, tuple[Any, np.ndarray]]]:
    """Boards and volts of the Mark I of seed 0, in both patchings."""
    for r in digits:
        if r.seed == 0 and r.learner.startswith("mark_one"):
            parts = r.fitted.parts_
            yield LEARNERS[r.learner], (parts.wiring, wipers(parts))


def shown(results: list[Result]) -> Iterable[tuple[str, tuple[np.ndarray, np.ndarray]]]:
    """Ten slides of each data set, as the Mark I of seed 0 has them on its retina."""
    for r in results:
        if r.seed == 0 and r.learner == "mark_one_full":
            X, y = r.watch.task.X, r.watch.task.y
            _, first = np.unique(y, return_index=True)
            rows = list(dict.fromkeys([*first, *range(len(y))]))[:10]
            yield f"{STIMULI[r.stimuli]}: class below each slide", (r.fitted.slides(X[rows]), y[rows])


@click.command(help=__doc__)
@options
def main(seeds: int | None, quick: bool, tracking_uri: str | None, figures: Path) -> None:
    """Run the comparison and print its table and its answer."""
    console = plain_console()
    config = Config.quick(seeds or 2) if quick else Config(seeds or 5)
    folder = figures / "compare"
    with recorded("compare", tracking_uri, folder, console) as store:
        rows = run(config, store, console, folder)
        console.print(table(rows, config.seeds))
        if quick:
            console.print("A short version: the numbers are rough.")
        console.print(answer(rows))
        console.print(f"Figures: {folder}", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    main()
