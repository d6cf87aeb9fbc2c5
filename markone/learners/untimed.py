"""A lesson without a clock, in bits where the machine is ideal, part by part where it is not."""

from typing import Any

import numpy as np

from markone.fast.bits import engine
from markone.kernels.lesson import lesson
from markone.kernels.machine import Parts
from markone.kernels.rule import check_codes, rule_of


def teach(
    parts: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, mode: int, rule: int
) -> np.ndarray:
    """`kernels.lesson.lesson`, sooner where the machine allows it and the same in every bit.

    Numbers may have any type: slides (n, cells) of light, or bool, True for light; targets (n, responses)
    of +1, -1 and 0; rows (cycles,) from 0 to n - 1; mode and rule codes of `kernels.rule`. What breaks
    meanwhile breaks in `lesson`; before and after, a machine whose pots, motors and photocells are ideal is
    taught in bits. Raises ValueError for what kernels would misread.
    """
    check_codes(mode, rule_of(rule))
    slides, targets, rows = _normalised(parts, slides, targets, rows)
    lamps, done = np.empty((rows.size, parts.lamp.size), np.int8), 0
    while done < rows.size:
        count, step = engine.can(parts, slides, rows.size - done, mode, rule)
        here, out = rows[done : done + count], lamps[done : done + count]
        taught = 0
        if step is not None and engine.TIER.is_open():
            taught = engine.teach(parts, slides, targets, here, mode, step, out)
        rest = slice(taught, taught + 1 if taught else None)
        out[rest] = _lesson(parts, slides, targets, here[rest], mode, rule)
        engine.TIER.count(0 if step is None or taught else count)
        done += taught + 1 if taught else count
    return lamps


def _normalised(parts: Parts, slides: Any, targets: Any, rows: Any) -> tuple[np.ndarray, ...]:
    """Slides, targets and rows of the types that kernels of bits read, each without gaps."""
    light, wanted, order = np.asarray(slides), np.asarray(targets), np.asarray(rows)
    if light.ndim != 2 or light.shape[1] != parts.retina.lit.size or light.dtype.kind not in "biuf":
        raise ValueError(
            f"slides are {light.dtype} {light.shape}; give light (n, {parts.retina.lit.size}) in [0, 1]"
        )
    if wanted.shape != (len(light), parts.lamp.size) or not _are_targets(wanted):
        raise ValueError(
            f"targets are {wanted.dtype} {wanted.shape}; give +1, -1 or 0 for each of {len(light)} slides "
            f"and {parts.lamp.size} R-units"
        )
    if order.ndim != 1 or (order.size and order.dtype.kind not in "iu"):
        raise ValueError(f"rows are {order.dtype} {order.shape}; give whole numbers, one for each cycle")
    if order.size and not 0 <= order.min() <= order.max() < len(light):
        raise ValueError(
            f"rows go from {order.min()} to {order.max()}; there are {len(light)} slides, from 0"
        )
    kind = bool if light.dtype == bool else np.float64
    return (
        np.ascontiguousarray(light, kind),
        np.ascontiguousarray(wanted, np.int8),
        np.ascontiguousarray(order, np.int64),
    )


def _are_targets(targets: np.ndarray) -> bool:
    """Whether all are +1, -1 or 0; whole numbers, which are usual, are looked at sooner."""
    if targets.dtype.kind == "i" and targets.size:
        return targets.min() >= -1 and targets.max() <= 1
    return bool(np.isin(targets, (-1, 0, 1)).all())


def _lesson(
    parts: Parts, slides: np.ndarray, targets: np.ndarray, rows: np.ndarray, mode: int, rule: int
) -> np.ndarray:
    if slides.dtype != np.float64:
        used, rows = np.unique(rows, return_inverse=True)
        slides, targets = slides[used].astype(np.float64), targets[used]
    return lesson(parts, slides, targets, rows, mode, rule_of(rule))
