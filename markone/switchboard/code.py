"""Which lamps stand for which class."""

import numpy as np

from markone.switchboard.wiring import MOST_RESPONSES
from markone.validation import count

MOST_CODED = 20
"""Lamps of a code, of which the machine has fewer."""


def code_words(classes: int, responses: int | None = None) -> np.ndarray:
    """Natural binary on the lamps: (classes, responses) int8 of +1 and -1, lowest bit first.

    Words are the numbers from 1 on, so that no class is told by dark lamps alone; where so many
    lamps have no number for the last class, from 0 on (2, 4, 8 classes and so on). `responses` is
    the least number of lamps unless it is given. Raises ValueError for classes that have no words.
    """
    classes = count("classes", classes)
    if responses is None:
        responses = max(1, (classes - 1).bit_length())
        if responses > MOST_RESPONSES:
            raise ValueError(f"{classes} classes need {responses} R-units; the machine has {MOST_RESPONSES}")
    responses = count("responses", responses, most=MOST_CODED)
    if not 1 <= classes <= 2**responses:
        raise ValueError(f"{responses} R-units have codes for 1 to {2**responses} names, not {classes}")
    first = 1 if classes < 2**responses else 0
    bits = np.arange(first, first + classes)[:, None] >> np.arange(responses) & 1
    return (2 * bits - 1).astype(np.int8)
