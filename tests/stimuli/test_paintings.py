"""Two styles that brightness cannot tell apart."""

import numpy as np
import pytest

from markone import stimuli


def test_every_painting_has_the_same_greys():
    light, styles = stimuli.paintings(20, seed=4)
    assert light.shape == (40, 400)
    assert styles.tolist() == ["soft"] * 20 + ["hard"] * 20
    assert np.array_equal(np.sort(light, axis=1), np.tile(np.linspace(0, 1, 400), (40, 1)))
    assert ((light >= 0.5).sum(axis=1) == 200).all()
    assert np.array_equal(stimuli.check_light(light), light)


def test_the_seed_decides():
    first, again, other = (stimuli.paintings(3, seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(np.unique(first, axis=0)) == 6


def test_hard_edges_are_harder():
    """The share of neighbours that differ by more than a third of the scale."""
    light, styles = stimuli.paintings(50)
    steps = np.abs(np.diff(light.reshape(-1, 20, 20), axis=2))
    leaps = (steps > 1 / 3).mean(axis=(1, 2))
    assert leaps[styles == "hard"].mean() > 3 * leaps[styles == "soft"].mean()


def test_a_landscape_is_bright_above_and_a_figure_in_the_middle():
    light, styles = stimuli.paintings(50)
    pictures = light.reshape(-1, 20, 20)
    above = pictures[:, :10].mean(axis=(1, 2)) - pictures[:, 10:].mean(axis=(1, 2))
    middle = pictures[:, 5:15, 5:15].mean(axis=(1, 2))
    assert above[styles == "soft"].mean() > 0.3
    assert abs(above[styles == "hard"].mean()) < 0.05
    assert middle[styles == "hard"].mean() > 0.55
    assert middle[styles == "soft"].mean() == pytest.approx(0.5, abs=0.05)


def test_no_paintings_are_refused():
    with pytest.raises(ValueError, match="n is 0; it must be a whole number of at least 1"):
        stimuli.paintings(0)
