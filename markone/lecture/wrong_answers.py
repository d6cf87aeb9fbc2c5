"""The Mark I's wrong answers, by what its lamps say of them."""

import numpy as np
from numpy.typing import ArrayLike

from markone.learners.mark_one import MarkOneClassifier


def wrong_answers(
    machine: MarkOneClassifier, X: ArrayLike, y: ArrayLike, most: int = 10
) -> dict[str, tuple[np.ndarray, list[str]]]:
    """The slides X (n, 400), labels y (n,), that are answered wrongly, in groups for `draw.retina.slides`.

    In one the lamps show another class's code word, in the other none, and the machine could have said so.
    Titles hold the counts; `most` slides of each are kept, with their true label and their lamps, R1 first.
    A group without slides is left out.
    """
    light, labels = machine.slides(X), np.asarray(y)
    wrong, known = machine.predict(X) != labels, machine.is_code_word(X)
    groups = {"the lamps show another class": wrong & known, "the lamps show no class": wrong & ~known}
    lamps = machine.lamps(X)
    return {
        f"{title}: {rows.sum()} of {wrong.sum()} wrong answers": (
            light[rows][:most],
            [f"{labels[row]}  {_signs(lamps[row])}" for row in np.flatnonzero(rows)[:most]],
        )
        for title, rows in groups.items()
        if rows.any()
    }


def _signs(word: np.ndarray) -> str:
    return "".join("●" if lamp > 0 else "○" for lamp in word)
