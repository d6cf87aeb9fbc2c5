"""Drawings that explain the machine say its own numbers, and no text hides another."""

from itertools import combinations

import numpy as np
import pytest
from conftest import ROOT
from matplotlib.backends.backend_agg import FigureCanvasAgg

from markone import stimuli
from markone.demo.explained import drawings, spelt, taught
from markone.draw.diagram import save
from markone.draw.machine_drawing import captions, machine_drawing
from markone.draw.slide_of_numbers import slide_of_numbers
from markone.kernels.lesson import read
from markone.spec import build, copy
from markone.switchboard import plug


@pytest.fixture(scope="module")
def parts():
    return taught()


@pytest.fixture(scope="module")
def drawn(parts):
    return drawings(parts)


def said(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def see_that_texts_are_apart(figure):
    FigureCanvasAgg(figure).draw()
    page = figure.bbox
    boxes = {text: text.get_window_extent() for text in figure.axes[0].texts}
    for text, box in boxes.items():
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
    for (one, here), (other, there) in combinations(boxes.items(), 2):
        assert not here.overlaps(there), (one, other)


@pytest.mark.parametrize("name", ["machine_drawing", "slide_of_numbers"])
def test_no_text_hides_another_or_is_cut(drawn, name):
    see_that_texts_are_apart(drawn[name])


def test_the_drawings_numbers_are_the_machines(parts, drawn):
    read_once = copy(parts)
    light = stimuli.letter("E")
    sums = read(read_once, light[None])[0]
    texts = said(drawn["machine_drawing"])
    for number, volts in enumerate(sums, 1):
        assert f"R{number}\n{volts:+.1f} V" in texts
    assert set(captions(read_once).values()) < set(texts)
    told = " ".join(texts)
    for phrase in (f"{int(light.sum())} lit", "10 + 10 wires", "10,240 in all", "5 of 8", "64 cards of 8"):
        assert phrase in told
    assert f"{read_once.active.sum()} fire" in told
    assert spelt(read_once.lamp) == "E"
    assert {"E", "1 + 4 = 5"} < set(texts)


def test_reading_for_the_drawing_leaves_the_machine_alone(parts):
    before = copy(parts)
    machine_drawing(parts, stimuli.letter("X"), "X", "X")
    assert all(
        (getattr(before, name) == getattr(parts, name)).all() for name in ("active", "lamp", "current")
    )


def test_a_full_board_says_how_many_potentiometers_it_has():
    parts = build(plug(8, "full"))
    assert captions(parts)["potentiometers"].startswith("4,096 for 512 A-units")
    see_that_texts_are_apart(machine_drawing(parts, stimuli.letter("E"), "E", ""))


def test_the_slide_of_numbers_is_on_retina():
    figure = slide_of_numbers((0.25, 1.0))
    light = stimuli.on_retina([[0.25, 1.0]], [0, 0], [1, 1])[0]
    colours = figure.axes[0].collections[0].get_facecolors()
    assert ((colours[:, 0] == 1.0) == (light == 1.0)).all()
    assert {"x1: 25 of 100 cells", "what it leaves: 75", "x2: 100 of 100 cells"} < set(said(figure))


def test_the_docs_show_what_is_drawn_now(drawn, tmp_path):
    for name, figure in drawn.items():
        (file,) = save(figure, tmp_path, name)
        kept = (ROOT / "docs" / file.name).read_text()
        assert kept.count("<path") == file.read_text().count("<path")
        assert f"]({file.name})" in (ROOT / "docs" / "machine.md").read_text()


def test_a_board_that_does_not_learn_is_named(monkeypatch):
    monkeypatch.setattr("markone.demo.explained.MOST_PASSES", 1)
    with pytest.raises(ValueError, match="seed 3 does not know all letters after 1 passes"):
        taught(3)


def test_lamps_that_are_no_letter_spell_nothing():
    assert spelt(np.full(5, -1)) == ""
