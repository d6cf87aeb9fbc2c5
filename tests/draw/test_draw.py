"""Figures are looked at through their data: artists, limits, labels."""

import numpy as np
import pytest
from PIL import Image

from markone.draw.confusion import confusion
from markone.draw.curves import extend, learning_curves
from markone.draw.panel import Frame, save_animation
from markone.draw.potentiometers import potentiometers
from markone.draw.retina import slides
from markone.switchboard import plug


def test_learning_curves_show_mean_and_band():
    panels = {"XOR": {"A": [[0.5, 1.0], [0.7]], "B": [[0.2], [0.4]]}, "Digits": {"B": [[0.9, 0.8, 0.7]]}}
    figure = learning_curves(panels)
    left, right = figure.axes
    a, b = left.get_lines()
    assert a.get_ydata() == pytest.approx([0.6, 0.85])
    assert b.get_ydata() == pytest.approx([0.3])
    assert len(left.collections) == 2
    low, high = left.collections[0].get_paths()[0].get_extents().get_points()[:, 1]
    assert (low, high) == pytest.approx((0.5, 1.0))
    assert right.get_lines()[0].get_xdata().tolist() == [1, 2, 3]
    assert right.get_lines()[0].get_color() == b.get_color() != a.get_color()
    assert left.get_ylabel() == "test accuracy"
    assert right.get_xlabel() == "epoch"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["A", "B"]


def test_a_curve_that_ended_keeps_its_value():
    assert extend([[1, 2, 3], [5]]).tolist() == [[1, 2, 3], [5, 5, 5]]


def test_confusion_is_coloured_by_share_and_lettered_by_count():
    figure = confusion({"A": np.array([[3, 1], [0, 2]])}, ["x", "y"])
    axes = figure.axes[0]
    assert axes.images[0].get_array().tolist() == [[0.75, 0.25], [0, 1]]
    assert [text.get_text() for text in axes.texts] == ["3", "1", "2"]
    assert axes.get_xlabel() == "predicted class"
    assert axes.get_ylabel() == "true class"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["x", "y"]


def test_slides_stand_side_by_side_with_their_cells_below():
    light = np.stack([np.full(400, 0.6), np.full(400, 0.2)])
    picture = slides({"Two": (light, np.array([7, 8]))}).axes[0].images[0].get_array()
    assert picture.shape == (42, 42)
    assert picture[0, 0] == 0.6
    assert picture[0, 41] == 0.2
    assert picture[41, 0] == 1.0
    assert picture[41, 41] == 0.0
    assert np.ma.getmaskarray(np.ma.masked_invalid(picture))[20:22].all()


def test_each_pot_is_drawn_at_its_a_unit():
    wiring = plug(3, "full")
    volts = np.arange(1536.0) / 200
    figure = potentiometers({"full": (wiring, volts), "shares": (plug(4), volts[:512])}, limit=11)
    full, shares = figure.axes[:3], figure.axes[3]
    for bank, axes in enumerate(full):
        assert axes.images[0].get_array().ravel().tolist() == volts[bank * 512 : (bank + 1) * 512].tolist()
        assert axes.images[0].get_clim() == (-11, 11)
    assert shares.images[0].get_array().shape == (16, 32)
    separators = [line.get_ydata().tolist() for line in shares.get_lines() if len(line.get_xdata()) == 4]
    assert [ys[-1] for ys in separators] == [3.5, 7.5, 11.5]
    assert figure.axes[-1].get_ylabel() == "wiper (V)"


def test_the_animation_has_a_frame_for_each_slide(tmp_path, rng):
    frames = [
        Frame(f"slide {n}", rng.random(400) < 0.3, rng.random(512) < 0.2, rng.normal(size=512), lamp, lamp)
        for n, lamp in enumerate(([1, -1], [-1, -1], [1, 1]))
    ]
    path = tmp_path / "new" / "machine.gif"
    written = save_animation(frames, path)
    assert written[0] == path
    assert all(file.stat().st_size > 1000 for file in written)
    with Image.open(path) as picture:
        assert picture.n_frames == 3
        assert picture.info["duration"] == 500


def test_the_names_below_four_confusion_matrices_are_not_cut_off():
    figure = confusion({name: np.eye(10, dtype=int) for name in "abcd"}, list("0123456789"), "title")
    figure.draw_without_rendering()
    assert all(axes.xaxis.label.get_window_extent().y0 >= 0 for axes in figure.axes[:4])
