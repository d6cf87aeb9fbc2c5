"""Squares and circles at any place and angle."""

import math

import numpy as np
import pytest

from markone import stimuli


def naive(down, across, angle, side, circle, outline, toroidal):
    """One figure, cell by cell, with the square's corners turned back."""
    lit = np.zeros((20, 20), bool)
    for row in range(20):
        for column in range(20):
            y, x = row + 0.5 - down, column + 0.5 - across
            if toroidal:
                y, x = ((d + 10) % 20 - 10 for d in (y, x))
            along, over = (
                x * math.cos(angle) + y * math.sin(angle),
                y * math.cos(angle) - x * math.sin(angle),
            )
            reach = circle if circle else side / 2
            distance = math.hypot(x, y) if circle else max(abs(along), abs(over))
            lit[row, column] = reach - 1 < distance <= reach if outline else distance <= reach
    return lit.ravel()


@pytest.mark.parametrize("outline", [False, True])
@pytest.mark.parametrize("toroidal", [False, True])
@pytest.mark.parametrize("circle", ["large", "wide"])
def test_each_cell_is_lit_by_its_middle(outline, toroidal, circle):
    slides, labels = stimuli.forms(6, 3, 7, outline, circle, toroidal)
    assert labels.tolist() == ["square", "circle"] * 3
    rng = np.random.default_rng(3)
    margin = 0 if toroidal else 7 / math.sqrt(2)
    places, angles = rng.uniform(margin, 20 - margin, (6, 2)), rng.uniform(0, math.pi / 2, 6)
    radius = 7 / math.sqrt(math.pi) if circle == "large" else 3.5
    for slide, label, place, angle in zip(slides, labels, places, angles, strict=True):
        other = naive(*place, angle, 7, radius if label == "circle" else 0, outline, toroidal)
        assert (slide != other).sum() <= 1  # a middle on the edge, in single and in double precision


def test_large_circles_are_as_large_as_squares_and_wide_ones_are_not():
    for circle, area in (("large", 64), ("wide", math.pi * 16)):
        lit = stimuli.forms(4000, 1, 8, circle=circle)[0].sum(axis=1)
        assert lit[::2].mean() == pytest.approx(64, abs=0.2)
        assert lit[1::2].mean() == pytest.approx(area, abs=0.2)


def test_on_a_retina_with_edges_nothing_is_cut_off_and_on_a_torus_all_cells_are_alike():
    bounded = stimuli.forms(2000, 5, 12, toroidal=False)[0].reshape(-1, 20, 20)
    assert bounded[::2].sum(axis=(1, 2)).min() > 130
    often = stimuli.forms(8000, 5)[0].mean(axis=0)
    assert often.mean() == pytest.approx(0.16, abs=0.002)
    assert np.abs(often - 0.16).max() < 5 * math.sqrt(0.16 * 0.84 / 8000)


def test_more_figures_begin_with_the_same_ones_only_for_the_same_number():
    one, same = (stimuli.forms(2100, 9)[0] for _ in range(2))
    assert (one == same).all()
    assert not (one[:1000] == one[1000:2000]).all(axis=1).any()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"count": 0}, "count is 0"),
        ({"side": 15}, "side is 15"),
        ({"circle": "round"}, "choose one of 'large', 'wide'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        stimuli.forms(**{"count": 2} | given)
