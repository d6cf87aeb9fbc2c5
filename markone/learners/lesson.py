"""What many machines are taught, looked at before the first of them is."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from markone import stimuli
from markone.fields import explained
from markone.kernels.retina import CELLS
from markone.kernels.rule import MODES, RULES
from markone.stimuli.targets import are_targets
from markone.validation import array, choice, count, shown, truth

MOST_EPOCHS = 1_000_000


@explained
class Lesson(NamedTuple):
    """How machines are taught.

    Examples
    --------
    >>> from markone import Lesson, fleet, plug, random_machines, stimuli
    >>> slides, _ = stimuli.letters(alphabet="XE")
    >>> lesson = Lesson(epochs=4)
    >>> fleet(random_machines(plug), slides, [[-1], [1]], number=2, lesson=lesson).mistakes
    array([[ 2,  0, -1, -1],
           [ 2,  0, -1, -1]])
    """

    epochs: int = 10
    """At most; the first without a mistake is the last."""
    shuffle: bool = True
    """Draw a new order for each epoch and machine."""
    mode: str = "error correction"
    """Of `kernels.rule.MODES`."""
    rule: str = "bipolar"
    """Of `kernels.rule.RULES`."""
    seed: int = 0
    """Of the orders: machine k's depend on (seed, k) only."""


@explained
class Course(NamedTuple):
    """What all machines are taught, and how."""

    slides: np.ndarray
    """(n, 400) light, or bool."""
    targets: np.ndarray
    """(n, responses) int8: +1, -1, or 0 for no target."""
    held: tuple[np.ndarray, np.ndarray] | None
    """Slides and targets that are not taught."""
    lesson: Lesson
    """With every value checked."""


def whole_course(slides: ArrayLike, targets: ArrayLike, held: Any, lesson: Lesson) -> Course:
    """All that machines are taught, or a ValueError."""
    light, wanted = _shown("the", slides, targets)
    kept = _held(held)
    if kept and kept[1].shape[1] != wanted.shape[1]:
        raise ValueError(f"held-out targets have {kept[1].shape[1]} columns; the others {wanted.shape[1]}")
    if not isinstance(lesson, Lesson):
        raise ValueError(f"lesson is {shown(lesson)}; give a markone.Lesson")
    checked = Lesson(
        epochs=count("epochs", lesson.epochs, most=MOST_EPOCHS),
        shuffle=truth("shuffle", lesson.shuffle),
        mode=choice("mode", lesson.mode, MODES),
        rule=choice("rule", lesson.rule, RULES),
        seed=count("seed", lesson.seed, least=0),
    )
    return Course(light, wanted, kept and (kept[0].astype(np.float64), kept[1]), checked)


def _shown(name: str, slides: ArrayLike, targets: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Slides (n, 400) of light or bool, and targets (n, responses) int8, or a ValueError."""
    given, wanted = array(f"{name} slides", slides), array(f"{name} targets", targets)
    if given.ndim != 2 or given.shape[1] != CELLS or not len(given):
        raise ValueError(f"{name} slides are {given.shape}; give (n, {CELLS}): use stimuli.resize(image)")
    if wanted.ndim != 2 or len(wanted) != len(given) or not are_targets(wanted):
        raise ValueError(
            f"{name} targets are {wanted.shape}; give one row of +1, -1 or 0 (no target) for each of the "
            f"{len(given)} slides, with a column for each R-unit"
        )
    stimuli.check_targets(wanted, name)
    light = given if given.dtype == bool else stimuli.check_light(given.astype(np.float64))
    return np.ascontiguousarray(light), np.ascontiguousarray(wanted, np.int8)


def _held(held: tuple[ArrayLike, ArrayLike] | None) -> tuple[np.ndarray, np.ndarray] | None:
    """Held-out slides and targets, or a ValueError."""
    if held is None:
        return None
    if not isinstance(held, tuple | list) or len(held) != 2:
        raise ValueError("held is no pair; give (slides, targets) that are not taught, or None")
    slides, targets = _shown("held-out", *held)
    if not targets.any():
        raise ValueError("the held-out targets are all 0, which is no target; give +1 and -1")
    return slides, targets
