"""Figures of the guided notebook, looked at through their data."""

from itertools import combinations

import numpy as np
import pytest

from markone import stimuli
from markone.draw.style import CLASSES
from markone.lecture.figures.boundary_steps import boundary_and_mistakes
from markone.lecture.figures.certificate import certificates
from markone.lecture.figures.stacked import stacked
from markone.lecture.figures.waves import waves
from markone.lecture.figures.xor_training import moment
from markone.lecture.figures.xor_units import xor_units
from markone.lecture.waves import MARKS, WAVES
from markone.lecture.xor_net import HAND_CODED
from markone.lecture.xor_training import training
from markone.lecture.xor_units import Groups
from markone.separability import separable

X, Y = stimuli.xor()


def overlapping(figure):
    """Pairs of texts that lie on each other."""
    figure.draw_without_rendering()
    texts = [text for axes in figure.axes for text in axes.texts if text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


def test_the_boundary_stands_beside_the_mistakes_so_far():
    figure = boundary_and_mistakes(X, Y, (1.0, 1.0, -0.5), [3, 2, 1, 4], epoch=3, sample=3)
    left, right = figure.axes
    x1, x2 = left.get_lines()[0].get_data()
    assert np.asarray(x1) + np.asarray(x2) == pytest.approx(0.5)
    assert [bar.get_height() for bar in right.patches] == [3, 2, 1]
    assert right.get_title() == "epoch 3: 1 mistake"
    assert left.collections[-1].get_offsets().tolist() == [[1.0, 1.0]]
    assert left.get_title() == "w = (1.00, 1.00), b = -0.50"


@pytest.mark.parametrize(("b", "answer"), [(0.5, 1), (-3.0, 0)])
def test_a_boundary_outside_the_picture_is_told(b, answer):
    figure = boundary_and_mistakes(X, Y, (0.0, 0.1, b), [4], epoch=1)
    assert figure.axes[0].get_title().endswith(f"answers {answer} everywhere here")


def test_a_certificate_meets_in_the_middle_and_a_line_separates():
    either = X.any(axis=1).astype(int)
    figure = certificates({"OR": (X, either, separable(X, either)), "XOR": (X, Y, separable(X, Y))})
    with_line, without = figure.axes
    assert with_line.get_title() == "OR: linearly separable"
    (line,) = with_line.get_lines()
    x1, x2 = map(np.asarray, line.get_data())
    assert (x1 + x2 > 0).all()
    assert (x1 + x2 < 1).all()
    *joined, star = without.get_lines()
    assert np.ravel(star.get_data()).tolist() == pytest.approx([0.5, 0.5])
    assert [line.get_color() for line in joined] == [colour for colour, _ in CLASSES]
    assert sorted(zip(*joined[1].get_data(), strict=True)) == [(0, 1), (1, 0)]


def test_the_groups_stand_below_the_slides_they_fire_for():
    fires = np.array([[True, False, False, False], [False, True, True, False]])
    found = Groups(fires, np.array([5, 7]), np.array([2.5, -1.0]))
    figure = xor_units(np.zeros((4, 400)), list("abcd"), Y, found)
    pictures, (dots, units, volts) = figure.axes[:4], figure.axes[4:]
    assert pictures[1].get_title() == "b: 1\nsum -1.0 V"
    assert dots.collections[0].get_offsets().tolist() == [[0, 0], [1, 1], [2, 1]]
    assert [bar.get_width() for bar in units.patches] == [5, 7]
    assert [bar.get_width() for bar in volts.patches] == [2.5, -1.0]
    figure.draw_without_rendering()
    for number, picture in enumerate(pictures):  # each column of dots below its slide
        place = dots.transData.transform((number, 0))[0]
        assert picture.bbox.x0 < place < picture.bbox.x1


def test_the_stack_folds_two_corners_into_one():
    hidden = np.array([(1.0, 1.0, -0.5), (-1.0, -1.0, 1.5)])
    H = np.column_stack([X.any(axis=1), ~X.all(axis=1)]).astype(float)
    figure = stacked(X, Y, hidden, ["OR", "NAND", "AND"], H, np.array([1.0, 1.0, -1.5]))
    left, right = figure.axes
    assert len(left.get_lines()) == 2
    assert sorted(text.get_text() for text in right.texts) == ["(0, 0)", "(0, 1) and (1, 0)", "(1, 1)"]
    assert overlapping(figure) == []


def test_a_moment_is_the_same_in_all_panels():
    runs = {"long": training(HAND_CODED, 2, 50, 8), "short": training(HAND_CODED, 2, 3, 8)}
    figure = moment(runs, 5)
    one, other, losses = figure.axes
    assert one.get_title() == f"long\nstep {runs['long'].steps[5]}: E = {runs['long'].E[5]:.3f}"
    assert other.get_title().startswith("short\nstep 3:")
    curve, here = losses.get_lines()[:2]
    assert curve.get_ydata().tolist() == runs["long"].E[:6].tolist()  # so far
    assert here.get_xdata()[0] == runs["long"].steps[5]
    assert [text.get_text() for text in moment(runs, 0).axes[0].texts] == ["0.56", "0.56", "0.56", "0.56"]


def test_the_names_on_the_line_of_time_can_be_read():
    figure = waves(WAVES, MARKS)
    assert overlapping(figure) == []
    (axes,) = figure.axes
    said = " ".join(text.get_text() for text in axes.texts)
    assert all(wave.name in said for wave in WAVES)
    assert all(f"{year} {name}" in said for year, name in MARKS)
    assert said.count("ended by") == 2
    for text in axes.texts:
        assert text.get_window_extent().x1 <= figure.bbox.x1
