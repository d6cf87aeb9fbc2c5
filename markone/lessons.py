"""Lessons on a user's own pictures: learn a folder, keep the machine, recognise a file."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

from markone import stimuli
from markone.bounded import contents
from markone.draw.confusion import confusion
from markone.draw.retina import slides as draw_slides
from markone.draw.votes import votes
from markone.kernels.retina import COLUMNS, ROWS
from markone.learners import MarkOneClassifier, load, save
from markone.spec import IDEAL_PHOTOCELL, pace
from markone.terminal import duration, pasted
from markone.text import printable
from markone.whole_file import check_place, whole_file

POLARITY = "pictures.json"
"""Beside the machine: how its pictures were shown."""
MOST_TOLD = 10_000
"""Most bytes of that."""
MOST_SEED = 2**32 - 1
MOST_WRONG = 12
"""Wrong slides that are drawn."""


def learn(
    console: Console,
    folder: Path,
    out: Path,
    patching: str,
    epochs: int,
    held: float,
    seed: int,
    negative: bool,
    transpose: bool = False,
) -> None:
    """Train a machine on the pictures of `folder`, say how it does, and keep it in the new folder `out`."""
    if not 0 <= held <= 0.9:
        raise ValueError(f"--held is {held}; give a share from 0 to 0.9")
    if out.exists():
        raise ValueError(f"{out} is there already; name a new folder with --out")
    X, y, _ = stimuli.pictures(folder, negative)
    if transpose:
        X = X.reshape(-1, ROWS, COLUMNS).transpose(0, 2, 1).reshape(X.shape)
    _warn(console, X)
    train, test = _split(console, X, y, held, seed)
    machine = MarkOneClassifier(patching, max_iter=epochs, retina="image", random_state=seed)
    machine.fit(*train)
    save(machine, out)
    try:
        (out / POLARITY).write_text(json.dumps({"dark_on_light": negative}), encoding="utf-8")
        _tell(console, machine, train, test)
        _keep_figures(machine, *(test or train), out)
    except BaseException as error:
        shutil.rmtree(out)  # or the same command would find it there already
        if isinstance(error, OSError):
            said = error.strerror or error
            raise ValueError(f"{out} cannot be written ({said}); name another folder with --out") from None
        raise
    command = pasted(["markone", "recognise", "FILE", "--machine", str(out)])
    console.print(f"Kept in {out}; try: {command}", soft_wrap=True, highlight=False, markup=False)


def _tell(console: Console, machine: MarkOneClassifier, train: Any, test: Any) -> None:
    """How long it learned, and how much it has learnt."""
    time_1960 = duration(machine.machine_ms_ / 1000)
    console.print(
        f"{machine.n_exposures_} slides shown in {machine.n_iter_} epochs: {time_1960} in 1960, "
        f"at {pace(machine.parts_.spec)}."
    )
    for name, data in (("shown", train), ("held back", test)):
        if data:
            console.print(f"{name:9} {machine.score(*data):6.1%} of {len(data[1])} right")
    console.print(_table(machine, *(test or train)))


Slides = tuple[np.ndarray, np.ndarray]
"""Light and classes."""


def _warn(console: Console, X: np.ndarray, machine: MarkOneClassifier | None = None) -> None:
    """Say what looks wrong with slides, to the photocells of a machine or of a new one."""
    photocell = IDEAL_PHOTOCELL if machine is None else machine.parts_.photocell
    if doubt := stimuli.brightness_warning(X, photocell.threshold):
        console.print(doubt, highlight=False, soft_wrap=True)


def _split(
    console: Console, X: np.ndarray, y: np.ndarray, held: float, seed: int
) -> tuple[Slides, Slides | None]:
    """What is shown, and what is held back where there is enough; ValueError where too little is left."""
    classes, counts = np.unique(y, return_counts=True)
    if held == 0:
        return (X, y), None
    if counts.min() < 2 or held * len(y) < len(classes):
        console.print("Too few pictures to hold some back: the machine is shown all of them.")
        return (X, y), None
    if len(y) - math.ceil(held * len(y)) < len(classes):
        raise ValueError(
            f"--held {held:g} of {len(y)} pictures leaves fewer than the {len(classes)} classes to be shown; "
            f"hold back at most {(len(y) - len(classes)) / len(y):.2g}"
        )
    if seed > MOST_SEED:
        raise ValueError(f"--seed is {seed}; what is held back is drawn by a seed of at most {MOST_SEED}")
    X, X_test, y, y_test = train_test_split(X, y, test_size=held, stratify=y, random_state=seed)
    if missing := np.setdiff1d(classes, y).tolist():
        raise ValueError(f"--held {held:g} leaves no picture of {missing[0]!r} to be shown; hold back fewer")
    return (X, y), (X_test, y_test)


def _table(machine: MarkOneClassifier, X: np.ndarray, y: np.ndarray) -> Table:
    """For each class its code on the lamps, and how many of its slides were right."""
    said = machine.predict(X)
    drawn = Table("class", "lamps", "slides", "right", "mostly taken for")
    for label, word in zip(machine.classes_, machine.code_, strict=True):
        answers = said[y == label]
        wrong, times = np.unique(answers[answers != label], return_counts=True)
        taken = str(wrong[times.argmax()]) if wrong.size else "–"
        right = str(int((answers == label).sum()))
        drawn.add_row(
            Text(printable(str(label))), _lamps(word), str(answers.size), right, Text(printable(taken))
        )
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
        return bool(json.loads(contents(folder / POLARITY, MOST_TOLD))["dark_on_light"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise ValueError(f"{folder} has no {POLARITY} that can be read; learn again") from None


def recognise(
    console: Console, file: Path, machine_folder: Path, why: Path | None, negative: bool | None = None
) -> None:
    """Say what the machine in a folder sees in a picture, and what speaks for it; draw the votes to `why`.

    `negative`: whether the picture is dark on light; None if it is as those that the machine was shown.
    """
    if why:
        why.parent.mkdir(parents=True, exist_ok=True)
        check_place(why)
    if not machine_folder.is_dir():
        raise ValueError(f"there is no folder {machine_folder}; make it with `markone learn`, or name yours")
    machine = load(machine_folder)
    if not isinstance(machine, MarkOneClassifier):
        raise ValueError(
            f"{machine_folder} holds a {type(machine).__name__}; name a folder that `markone learn` made"
        )
    slide = stimuli.picture(file, _is_negative(machine_folder) if negative is None else negative)[None]
    _warn(console, slide, machine)
    (lamps,), (sums,), (active,) = machine.lamps(slide), machine.currents(slide), machine.active(slide)
    said, answer = _answer(machine, slide, sums)
    console.print(Text(f"{said}  {_lamps(lamps)}"), soft_wrap=True)
    each = ", ".join(f"R{number} {volts:+.2f} V" for number, volts in enumerate(sums, 1))
    fired = f"{int(active.sum())} of {active.size} A-units fired"
    console.print(f"{fired}; sums: {each}", highlight=False, soft_wrap=True)
    if why:
        with whole_file(why) as half:
            votes(slide[0], machine.votes(slide[0]), sums, answer).savefig(half)
        console.print(f"Why: {why}", highlight=False, soft_wrap=True, markup=False)


def _answer(machine: MarkOneClassifier, slide: np.ndarray, sums: np.ndarray) -> tuple[str, str]:
    """What is said of a slide, and in a word or two what was seen."""
    if not (slide >= machine.parts_.photocell.threshold).any():
        return "nothing was seen: no photocell is lit", "nothing"
    (nearest,), (is_exact,) = machine.predict(slide), machine.is_code_word(slide)
    dead_zone_v = machine.parts_.spec.dead_zone_v
    if unsure := [f"R{number}" for number, volts in enumerate(sums, 1) if abs(volts) <= dead_zone_v]:
        zone = f"within {dead_zone_v:g} V of zero" if dead_zone_v else "zero"
        return f"nothing certain: the sum of {', '.join(unsure)} is {zone} (nearest: {nearest})", "uncertain"
    if not is_exact:
        return f"{nearest} (the nearest class: these lamps are no class's own)", str(nearest)
    return str(nearest), str(nearest)
