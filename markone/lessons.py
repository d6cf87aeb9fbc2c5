"""Lessons on a user's own pictures: learn a folder, keep the machine, recognise a file."""

import json
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

from markone import stimuli
from markone.draw.confusion import confusion
from markone.draw.retina import slides as draw_slides
from markone.draw.votes import votes
from markone.learners import MarkOneClassifier, load, save
from markone.terminal import duration, pasted

POLARITY = "pictures.json"
"""Beside the machine: how its pictures were shown."""
MOST_WRONG = 12
"""Wrong slides that are drawn."""


def learn(
    console: Console,
    folder: Path,
    out: Path,
    patching: str,
    passes: int,
    held: float,
    seed: int,
    negative: bool,
) -> None:
    """Train a machine on the pictures of `folder`, say how it does, and keep it in the new folder `out`."""
    X, y, _ = stimuli.pictures(folder, negative)
    if X.mean() > 0.5:
        console.print("Most of the retina is lit. If your figures are dark on light, say --dark-on-light.")
    if out.exists():
        raise ValueError(f"{out} is there already; name a new folder with --out")
    if min(np.unique(y, return_counts=True)[1]) < 2 or held * len(y) < len(np.unique(y)):
        train, test = (X, y), None
        console.print("Too few pictures to hold some back: the machine is shown all of them.")
    else:
        X, X_test, y, y_test = train_test_split(X, y, test_size=held, stratify=y, random_state=seed)
        train, test = (X, y), (X_test, y_test)
    machine = MarkOneClassifier(patching, max_iter=passes, retina="image", random_state=seed)
    machine.fit(*train)
    save(machine, out)
    (out / POLARITY).write_text(json.dumps({"dark_on_light": negative}), encoding="utf-8")
    time_1960 = duration(machine.machine_ms_ / 1000)
    console.print(f"{machine.n_exposures_} slides shown in {machine.n_iter_} passes: {time_1960} in 1960.")
    for name, data in (("shown", train), ("held back", test)):
        if data:
            console.print(f"{name:9} {machine.score(*data):6.1%} of {len(data[1])} right")
    seen, named = test or train
    console.print(_table(machine, seen, named))
    _keep_figures(machine, seen, named, out)
    command = pasted(["markone", "recognise", "FILE", "--machine", str(out)])
    console.print(f"Kept in {out}; try: {command}", soft_wrap=True, highlight=False)


def _table(machine: MarkOneClassifier, X: np.ndarray, y: np.ndarray) -> Table:
    """For each class its code on the lamps, and how many of its slides were right."""
    said = machine.predict(X)
    drawn = Table("class", "lamps", "slides", "right", "mostly taken for")
    for label, word in zip(machine.classes_, machine.code_, strict=True):
        answers = said[y == label]
        wrong, times = np.unique(answers[answers != label], return_counts=True)
        taken = str(wrong[times.argmax()]) if wrong.size else "–"
        right = str(int((answers == label).sum()))
        drawn.add_row(str(label), _lamps(word), str(answers.size), right, taken)
    return drawn


def _lamps(word: np.ndarray) -> str:
    return "".join("●" if lamp > 0 else "○" for lamp in word)


def _keep_figures(machine: MarkOneClassifier, X: np.ndarray, y: np.ndarray, out: Path) -> None:
    said, labels = machine.predict(X), [str(label) for label in machine.classes_]
    matrix = confusion_matrix(y, said, labels=machine.classes_)
    confusion({"Mark I": matrix}, labels).savefig(out / "confusion.png")
    wrong = np.flatnonzero(said != y)[:MOST_WRONG]
    if wrong.size:
        named = np.array([f"{y[row]}\n(said {said[row]})" for row in wrong])
        draw_slides({"Wrong slides: the class, and what was said": (X[wrong], named)}).savefig(
            out / "wrong.png"
        )


def _is_negative(folder: Path) -> bool:
    """Whether the machine was taught with negatives, as `learn` wrote down."""
    try:
        return bool(json.loads((folder / POLARITY).read_text(encoding="utf-8"))["dark_on_light"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ValueError(f"{folder} has no {POLARITY} that can be read; learn again") from None


def recognise(console: Console, file: Path, machine_folder: Path, why: Path | None) -> None:
    """Say what the machine in a folder sees in a picture; draw the votes to `why`."""
    machine = load(machine_folder)
    if not isinstance(machine, MarkOneClassifier):
        raise ValueError(
            f"{machine_folder} holds a {type(machine).__name__}; name a folder that `markone learn` made"
        )
    slide = stimuli.picture(file, _is_negative(machine_folder))[None]
    (answer,), (lamps,), (exact,) = machine.predict(slide), machine.lamps(slide), machine.is_code_word(slide)
    sure = "" if exact else " (the nearest class: these lamps are no class's own)"
    console.print(f"{answer}  {_lamps(lamps)}{sure}", highlight=False)
    if why:
        why.parent.mkdir(parents=True, exist_ok=True)
        votes(slide[0], machine.votes(slide[0]), machine.currents(slide)[0], str(answer)).savefig(why)
        console.print(f"Why: {why}", highlight=False, soft_wrap=True)
