"""Drawings that explain the machine say its own numbers, and no text hides another."""

import re

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import ROOT
from matplotlib.backends.backend_agg import FigureCanvasAgg

from markone import stimuli
from markone.cli import main
from markone.demo.explained import drawings, one_slide, panels, spelt, taught
from markone.draw.diagram import save
from markone.draw.machine_drawing import captions, machine_drawing
from markone.draw.panel_racks import panel_racks
from markone.draw.panel_time import panel_time
from markone.draw.slide_of_numbers import slide_of_numbers
from markone.kernels.lesson import read, wipers
from markone.spec import build, copy
from markone.switchboard import plug


@pytest.fixture(scope="module")
def parts():
    return taught()


@pytest.fixture(scope="module")
def drawn(parts):
    return drawings(parts)


@pytest.fixture(scope="module")
def one():
    return one_slide()


@pytest.fixture(scope="module")
def on_the_wall(parts):
    return panels(parts)


def said(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def see_that_texts_are_apart(figure):
    FigureCanvasAgg(figure).draw()
    page = figure.bbox
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = np.array([text.get_window_extent().extents for text in texts])
    assert (boxes[:, :2] >= page.min).all()
    assert (boxes[:, 2:] <= page.max).all()
    low, high = boxes[:, None, :2], boxes[None, :, 2:]
    overlap = ((low < high) & (low.swapaxes(0, 1) < high.swapaxes(0, 1))).all(axis=-1)
    pairs = np.argwhere(np.triu(overlap, 1))
    assert [(texts[one].get_text(), texts[other].get_text()) for one, other in pairs] == []


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


@pytest.mark.parametrize("name", ["panel_racks", "panel_switchboard", "panel_time"])
def test_no_text_on_a_wall_hides_another_or_is_cut(on_the_wall, name):
    figure = on_the_wall[name]
    assert figure.get_size_inches() * 25.4 == pytest.approx((594, 841))
    figure.set_dpi(60)
    see_that_texts_are_apart(figure)


def test_every_potentiometer_is_a_dial_with_its_volts(parts, on_the_wall):
    texts = said(on_the_wall["panel_racks"])
    dials = [text for text in texts if re.match(r"P\d+ R", text)]
    first, last = parts.wiring.bank[1], parts.wiring.unit.size
    assert dials[0] == f"P1 R1 {wipers(parts)[0]:+.1f}"
    assert dials[first].startswith(f"P{first + 1} R2 ")
    assert len(dials) == last
    assert [text for text in texts if re.fullmatch(r"C\d+", text)][-1] == "C64"


def test_racks_are_for_one_potentiometer_each():
    with pytest.raises(ValueError, match="plug with patching='shares'"):
        panel_racks(build(plug(2, "full")), stimuli.letter("E"), "E")


def test_every_wire_is_a_mark(parts, on_the_wall):
    lines = on_the_wall["panel_switchboard"].axes[0].get_lines()
    marks = [line for line in lines if line.get_marker() in ("o", "s")]
    assert sum(len(line.get_xdata()) for line in marks) == 10_240 + 512
    excites, inhibits = marks[:2]
    assert len(np.unique(np.round(excites.get_ydata(), 6))) == 512
    order = np.argsort(parts.wiring.inhibitory.ravel(), kind="stable")
    assert (np.diff(inhibits.get_xdata()[order]) >= 0).all()


def test_the_slide_in_time_is_the_trace(one, on_the_wall):
    told = {event.part: event for event in one.events}
    texts = said(on_the_wall["panel_time"])
    for volts, lamp, wanted in zip(told["currents"].value, told["lamps"].value, one.wanted, strict=True):
        verdict = "right" if lamp == wanted else "wrong"
        assert f"{volts:+.1f} V: {'lit' if lamp > 0 else 'dark'}, {verdict}" in texts
    spec, (closed, opened) = one.spec, [e.ms - one.events[0].ms for e in one.events if e.part == "relays"]
    assert closed == spec.expose_ms + spec.settle_ms + spec.operate_ms
    assert opened == closed + spec.pulse_ms
    assert {"0", "500", "1,000", f"{opened:,}", "5,000"} < set(texts)
    moved = (one.volts[-1] != one.volts[0]).sum()
    assert sum(int(text.split()[1]) for text in texts if text.endswith(" wipers")) == moved > 0


def test_a_slide_that_is_right_moves_nothing(one):
    answer = next(event.value for event in one.events if event.part == "lamps")
    still = [event for event in one.events if event.part != "relays"]
    figure = panel_time(one._replace(wanted=answer, events=still, volts=0 * one.volts))
    assert "Lamps that are wrong: none." in " ".join(said(figure))
    assert "motors run" not in said(figure)


def test_the_command_writes_pdf_and_svg(tmp_path):
    done = CliRunner().invoke(main, ["panels", str(tmp_path / "new")])
    assert done.exit_code == 0, done.output
    names = ["machine_drawing", "panel_racks", "panel_switchboard", "panel_time", "slide_of_numbers"]
    written = sorted(file.name for file in (tmp_path / "new").iterdir())
    assert written == sorted(f"{name}.{ending}" for name in names for ending in ("pdf", "svg"))
    assert (tmp_path / "new" / "panel_time.pdf").read_bytes().startswith(b"%PDF")
    assert 'width="1683.779528pt"' in (tmp_path / "new" / "panel_time.svg").read_text()[:2000]
    (tmp_path / "file").write_text("")
    assert CliRunner().invoke(main, ["panels", str(tmp_path / "file")]).exit_code == 2
    refused = CliRunner().invoke(main, ["panels", str(tmp_path / "file" / "below")])
    assert refused.exit_code == 1
    assert "cannot be written" in refused.output
