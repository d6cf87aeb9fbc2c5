"""Learners that were saved before the house was rebuilt still open, and answer as they did."""

from pathlib import Path

import numpy as np
import pytest

from markone import load
from markone.learners.registry import everyone

BEFORE = Path(__file__).with_name("before")
SEEN = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@pytest.mark.parametrize("kind", everyone(), ids=lambda kind: kind.__name__)
def test_a_file_saved_before_opens(kind):
    learner = load(BEFORE / kind.__name__)
    with np.load(BEFORE / "answers.npz") as answers:
        assert np.array_equal(learner.predict(SEEN), answers[kind.__name__])
    assert type(learner) is kind
