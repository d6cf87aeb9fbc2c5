"""The letters A to Z in five bits, on a hundred boards."""

import numpy as np
import pytest

from markone import stimuli
from markone.learners import MarkOneClassifier


@pytest.mark.parametrize("face", stimuli.FACES)
def test_an_error_free_pass_within_700_exposures_on_nine_boards_of_ten(face):
    """512 pots in shares, 10 + 10 plugs, theta 2, a new order for each pass.

    An independent simulation with two other typefaces found 94 to 99 of 100 boards between 156 and
    780 exposures, the typical one at about 290; the figure recollected for the machine is 390.
    """
    X, y = stimuli.letters(face)
    exposures = []
    for seed in range(100):
        fitted = MarkOneClassifier(max_iter=60, random_state=seed).fit(X, y)
        exposures.append(fitted.n_exposures_ if fitted.mistakes_[-1] == 0 else np.inf)
        assert fitted.mistakes_[-1] > 0 or fitted.score(X, y) == 1
    assert np.mean(np.array(exposures) <= 700) >= 0.9
    assert 200 < np.median(exposures) < 400
    assert min(exposures) >= 4 * 26
