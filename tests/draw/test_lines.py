"""Figures of 1958 and 1969, looked at through their data."""

import re
from io import BytesIO

import numpy as np
import pytest
from ipywidgets import IntSlider
from matplotlib.animation import FFMpegWriter
from PIL import Image
from stack import bar_chart
from xor_starts import outcome_chart

from markone import stimuli
from markone.draw.animation import SIGNS, save, to_html
from markone.draw.curves import learning_curves
from markone.draw.line_plots import MEAN, MEDIAN, Panel, line_plots
from markone.draw.sliders import sliders
from markone.draw.style import CLASSES, new_figure
from markone.draw.xor import answers, grid_points, verdict
from markone.learners import PerceptronStack
from markone.lecture.figures import decision_boundary as boundary
from markone.lecture.figures.decision_boundary import animation, decision_regions, epoch_panels, line_ends
from markone.lecture.figures.error_surface import Slice, slices, surface_plot
from markone.lecture.perceptron import perceptron_epochs
from markone.lecture.xor_net import HAND_CODED, error_surface, outputs


@pytest.fixture(scope="module")
def lesson():
    X, y = stimuli.points(seed=0)
    return X, y, *perceptron_epochs(X, y, 29)


def test_a_line_ends_at_the_axes_and_may_be_upright():
    x1, x2 = line_ends([0.1, -0.1, 0.02])
    assert x2 == pytest.approx(x1 + 0.2)
    x1, x2 = line_ends([2.0, 0.0, -1.0])
    assert (x1.tolist(), x2.tolist()) == ([0.5, 0.5], [-0.1, 1.1])
    assert [each.tolist() for each in line_ends([0, 2.0, -1.0])] == [[-0.1, 1.1], [0.5, 0.5]]
    assert [each.size for each in line_ends([0, 0, 1.0])] == [0, 0]
    for w in np.random.default_rng(0).normal(size=(50, 3)):
        x1, x2 = line_ends(w)
        assert w[0] * x1 + w[1] * x2 + w[2] == pytest.approx(0, abs=1e-12)
    assert np.isfinite(line_ends([1.0, 1e-300, 0.5])).all()


def test_golden_twelve_panels_the_first_is_x1_plus_a_fifth(lesson):
    X, y, weights, mistakes = lesson
    figure = epoch_panels(X, y, weights[:12], mistakes[:12])
    panels = figure.axes
    assert len(panels) == 12
    line = panels[0].get_lines()[0]
    assert line.get_ydata() == pytest.approx(np.asarray(line.get_xdata()) + 0.2)
    for axes, w, wrong in zip(panels, weights, mistakes, strict=False):
        assert axes.get_xlim() == axes.get_ylim() == (-0.1, 1.1)
        x1, x2 = axes.get_lines()[0].get_data()
        assert w[0] * np.asarray(x1) + w[1] * np.asarray(x2) + w[2] == pytest.approx(0, abs=1e-12)
        assert f": {wrong} mistake" in axes.get_title()
    assert panels[0].get_title().startswith("before epoch 1")
    assert (panels[8].get_xlabel(), panels[8].get_ylabel()) == ("x1", "x2")
    zeros, ones = (each for each in panels[0].collections if each.get_label().startswith("y = "))
    assert np.array_equal(zeros.get_offsets(), X[y == 0])
    assert np.array_equal(ones.get_offsets(), X[y == 1])
    assert CLASSES[0] != CLASSES[1]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["y = 0", "y = 1"]


def test_golden_the_animation_has_thirty_frames_of_600_ms(lesson, tmp_path):
    X, y, weights, _ = lesson
    moving = animation(X, y, weights)
    moving._draw_frame(0)
    (axes,) = moving._fig.axes
    assert axes.get_title() == "the data"
    assert not axes.get_lines()
    moving._draw_frame(1)
    line = axes.get_lines()[0]
    assert line.get_ydata() == pytest.approx(np.asarray(line.get_xdata()) + 0.2)
    written = save(moving, tmp_path / "new" / "lesson.gif", 600)
    assert (len(written) == 2) == FFMpegWriter.isAvailable()
    assert all(file.stat().st_size > 1000 for file in written)
    with Image.open(written[0]) as picture:
        assert picture.n_frames == 30
        for frame in range(30):
            picture.seek(frame)
            assert picture.info["duration"] == 600


def test_an_mp4_is_written_where_ffmpeg_is_found(lesson, tmp_path, monkeypatch):
    """Where there is none, the call that would write it is looked at."""
    X, y, weights, _ = lesson
    saved = []
    moving = animation(X, y, weights[:2])
    moving._draw_was_started = True  # or it complains that it was never shown
    monkeypatch.setattr(FFMpegWriter, "isAvailable", classmethod(lambda kind: True))
    monkeypatch.setattr(moving, "save", lambda path, writer: saved.append((path.suffix, writer.fps)))
    assert [path.suffix for path in save(moving, tmp_path / "x.gif", 600)] == [".gif", ".mp4"]
    assert [suffix for suffix, _ in saved] == [".gif", ".mp4"]
    assert [fps for _, fps in saved] == pytest.approx([1000 / 600] * 2)
    with pytest.raises(ValueError, match="frame_ms is 5; a GIF counts hundredths of a second"):
        save(moving, tmp_path / "x.gif", 5)


def test_the_inline_animation_needs_nothing_else(lesson):
    X, y, weights, _ = lesson
    html = to_html(animation(X, y, weights[:3]), 600)
    frames = re.findall(r'frames\[\d\] = "([^"]+)"', html)
    (shown,) = re.findall('<img src="([^"]+)"', html)
    assert len(frames) == 4
    assert shown == frames[0].replace("\\\n", "")
    assert shown.startswith("data:image/png;base64")
    assert ", 600.0," in html
    assert "href" not in html
    assert "src=" not in html.replace('src="data:', "")
    assert all(f">{sign}</button>" in "".join(html.split()) for sign in SIGNS.values())


def test_regions_are_where_the_answer_is_one(lesson):
    X, y, *_ = lesson
    said = (boundary.grid_points().sum(axis=1) > 1).astype(int)
    figure = decision_regions({"one": (X, y, said), "none": (X, y, 0 * said)})
    left, right = figure.axes
    assert len(left.collections) == len(right.collections) + 1
    inside = left.collections[0].get_paths()[0]
    assert inside.contains_point((0.9, 0.9))
    assert not inside.contains_point((0.1, 0.1))


def test_the_figure_says_which_net_computes_xor():
    X, y = stimuli.xor()
    stack = PerceptronStack.xor().fit(X, y)
    nets = {
        "stack": (stack.predict(grid_points()), stack.predict(X)),
        "hand-coded": (outputs(HAND_CODED, grid_points()), outputs(HAND_CODED)),
    }
    data, good, bad, _ = answers(X, y, nets).axes
    assert data.collections[0].get_array().tolist() == [1, 1, 0, 0]
    assert data.collections[0].get_cmap().name == "gray_r"
    assert good.get_title() == "stack\ncomputes XOR"
    assert bad.get_title() == "hand-coded\ndoes not compute XOR: 2 of 4 right"
    assert [text.get_text() for text in bad.texts] == ["0.562", "0.559", "0.564", "0.557"]
    field = good.images[0].get_array()
    assert field[60, 60] == 1
    assert field[0, 0] == field[-1, -1] == 0
    assert verdict([1, 0, 0, 1], y).endswith("2 of 4 right")


def test_the_surface_names_its_weights_and_its_least():
    ticks = np.array([-1.0, 0.0, 2.0])
    error = np.array([[3.0, 2, 4], [5, 6, 7], [1, 8, 9]])
    axes = surface_plot(ticks, error, 3, 5).axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("w3", "w5")
    assert axes.get_zlabel() == "E, sum over the rows"
    assert axes.get_title() == "least E 1.0000 at w3 = -1, w5 = 2"
    assert axes.collections[0].get_cmap().name == "viridis"


def test_slices_show_every_row_their_sum_and_the_minima():
    errors = np.array([[3.0, 1, 2, 0, 2], [1, 1, 1, 1, 1]])
    axes = slices({"a": Slice(np.arange(5.0), errors, "w", np.array([1, 3]))}).axes[0]
    first, second, total, least = axes.get_lines()
    assert first.get_ydata().tolist() == [3, 1, 2, 0, 2]
    assert second.get_label() == "E(2)"
    assert total.get_ydata().tolist() == [4, 2, 3, 1, 3]
    assert least.get_xydata().tolist() == [[1, 2], [3, 1]]
    assert axes.get_title() == "a\n2 interior minima"
    assert axes.get_xlabel() == "w"


def test_spreads_are_medians_with_the_middle_half():
    curves = {"a": ([1, 10], [[1, 2, 3, 4, 9], [2, 2, 2, 2, 2]]), "b": ([1, 10], [[5], [6]])}
    axes = line_plots([Panel("t", "x", "y", curves, log="x", levels={"chance": 0.5})], MEDIAN).axes[0]
    a, b, level = axes.get_lines()
    assert a.get_ydata().tolist() == [3, 2]
    assert b.get_ydata().tolist() == [5, 6]
    assert level.get_label() == "chance"
    (band,) = axes.collections
    assert band.get_paths()[0].get_extents().get_points()[:, 1].tolist() == [2, 4]
    assert axes.get_xscale() == "log"
    assert (axes.get_title(), axes.get_xlabel(), axes.get_ylabel()) == ("t", "x", "y")


def test_the_median_of_two_is_drawn_between_them():
    (line,) = line_plots([Panel("t", "x", "y", {"a": ([1], [[0.346, 0.692]])})], MEDIAN).axes[0].get_lines()
    assert line.get_ydata() == pytest.approx([0.519])


def test_spreads_are_means_where_means_are_printed():
    curves = {"a": ([1, 2], [[1, 2, 3, 4, 9, np.nan], [2, 2, 2]]), "exact": ([1, 2], [[5], [6]])}
    figure = line_plots([Panel("t", "x", "y", curves)], MEAN, ", of the seeds")
    a, exact = figure.axes[0].get_lines()
    assert a.get_ydata() == pytest.approx([3.8, 2])
    assert exact.get_ydata().tolist() == [5, 6]
    half = 2.7764 * np.sqrt(38.8 / 4 / 5)  # Student's t for four degrees of freedom, from a printed table
    (band,) = figure.axes[0].collections
    edges = band.get_paths()[0].get_extents().get_points()[:, 1]
    assert edges == pytest.approx([3.8 - half, 3.8 + half], abs=1e-3)
    assert figure.get_suptitle() == "line: mean; band: its 95 % confidence interval, of the seeds"


def test_the_census_is_stacked_and_its_ends_are_scattered():
    shares = {"0.5": {"solved": 0.7, "plateau": 0.3}, "2": {"solved": 0.6, "plateau": 0.4}}
    left, right = outcome_chart(shares, {"plateau": ([1.0], [-0.01])}, "deviation").axes
    assert [patch.get_height() for patch in left.patches] == pytest.approx([0.7, 0.6, 0.3, 0.4])
    assert left.patches[2].get_y() == 0.7
    assert right.collections[0].get_offsets().tolist() == [[1.0, -0.01]]
    assert right.collections[0].get_facecolor()[0][:3] == pytest.approx(left.patches[2].get_facecolor()[:3])
    assert (left.get_xlabel(), right.get_xlabel()) == ("deviation", "E at the end")


def test_a_moved_slider_draws_anew_and_a_wrong_one_says_why():
    ticks = np.array([-1.0, 0.0, 1.0])

    def over(i, j):
        return surface_plot(ticks, error_surface(HAND_CODED, i, j, ticks), i, j)

    box = sliders(over, i=IntSlider(1, 1, 6), j=IntSlider(2, 1, 6))
    (i, j), said, picture = box.children[0].children, *box.children[1:]
    assert (i.description, j.description) == ("i", "j")
    first = bytes(picture.value)
    assert first.startswith(b"\x89PNG")
    j.value = 5
    assert bytes(picture.value).startswith(b"\x89PNG")
    assert picture.value != first
    second, i.value = bytes(picture.value), 5
    assert said.value == "i and j are both 5; a view needs two different weights"
    assert picture.layout.visibility == "hidden"
    assert bytes(picture.value) == second  # it keeps its place
    j.value, i.value = 2, 1
    assert (bytes(picture.value), said.value) == (first, "")
    assert picture.layout.visibility is None


def test_the_picture_of_sliders_is_sharp_and_bounded():
    def over(wide):
        return new_figure(wide, 3.0)

    box = sliders(over, wide=IntSlider(4, 4, 12))
    *_, picture = box.children
    assert Image.open(BytesIO(picture.value)).size == (2 * 440, 2 * 330)
    limits = picture.layout.max_width, picture.layout.max_height
    assert limits == ("min(100%, 440px)", "min(55vh, 330px)")
    assert picture.layout.width is picture.layout.height is None
    box.children[0].children[0].value = 12
    assert picture.layout.max_width == "min(100%, 1320px)"


def test_a_title_stands_above_the_panels(lesson):
    X, y, weights, mistakes = lesson
    figure = epoch_panels(X, y, weights[:4], mistakes[:4], "first epoch without a mistake: 6")
    figure.draw_without_rendering()
    title = figure._suptitle.get_window_extent()
    assert title.y0 >= max(axes.title.get_window_extent().y1 for axes in figure.axes)
    assert title.y1 <= figure.bbox.y1


def test_few_powers_of_ten_have_plain_numbers_between_them():
    figure = learning_curves({"a": {"x": [[0.2, 0.3, 0.5, 0.8]]}})
    figure.draw_without_rendering()
    (axes,) = figure.axes
    ticks = [*axes.xaxis.get_majorticklabels(), *axes.xaxis.get_minorticklabels()]
    low, high = axes.get_xlim()
    shown = {tick.get_text() for tick in ticks if low <= tick.get_position()[0] <= high} - {""}
    assert shown == {"1", "2", "3", "4"}


def test_bars_are_means_from_the_top():
    axes = bar_chart({"a": [0, 1], "b": [1, 1]}, "share", "t").axes[0]
    assert [patch.get_width() for patch in axes.patches] == [0.5, 1]
    assert [text.get_text() for text in axes.texts] == ["50%", "100%"]
    assert axes.yaxis_inverted()
