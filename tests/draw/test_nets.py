"""Diagrams and timings are looked at through their data."""

import json
import re

import numpy as np
import pytest
from conftest import ROOT
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, FancyArrowPatch

from markone.lecture.figures.net import RADIUS, columns, diagram, places
from markone.lecture.figures.neuron import neuron
from markone.lecture.figures.timing import timing
from markone.logic import (
    cnf,
    counter,
    dnf,
    heat_illusion,
    latch,
    nor_latch,
    ring_oscillator,
    run,
    truth_table,
)

NETS = {
    "parity": dnf(truth_table(lambda *x: sum(x) % 2, 3)),
    "majority": cnf(truth_table(lambda *x: sum(x) > 1, 3)),
    "latch": latch(),
    "NORs": nor_latch(),
    "ring": ring_oscillator(5),
    "counter": counter(3),
    "heat": heat_illusion(),
}


def connections(axes):
    return {line.get_gid(): line for line in axes.get_lines() if " to " in (line.get_gid() or "")}


@pytest.mark.parametrize("name", NETS)
def test_every_unit_and_every_connection_is_drawn(name):
    net = NETS[name]
    axes = diagram(net, name).axes[0]
    circles = [patch for patch in axes.patches if isinstance(patch, Circle)]
    where = places(net)
    assert [circle.center for circle in circles] == [where[unit] for unit in net.units]
    words = [text.get_text() for text in axes.texts]
    for unit in net.units:
        assert unit in words
        assert str(net.units[unit].threshold) in words
    drawn = connections(axes)
    wanted = {
        f"{line} to {unit}"
        for unit in net.units
        for line in (*net.units[unit].excited_by, *net.units[unit].inhibited_by)
    }
    assert set(drawn) == wanted
    assert axes.get_title() == name


@pytest.mark.parametrize("name", NETS)
def test_nothing_is_cut_off_and_lines_end_at_their_unit(name):
    net = NETS[name]
    axes = diagram(net).axes[0]
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    where = places(net)
    for gid, line in connections(axes).items():
        x, y = line.get_data()
        assert left < x.min() <= x.max() < right
        assert low < y.min() <= y.max() < high
        away = np.hypot(*(np.array([x[-1], y[-1]]) - where[gid.split(" to ")[1]]))
        assert RADIUS < away < RADIUS + 0.12


def test_no_line_runs_through_a_unit_that_it_does_not_concern():
    for net in NETS.values():
        where = places(net)
        for gid, line in connections(diagram(net).axes[0]).items():
            for unit in set(net.units) - set(gid.split(" to ")):
                away = np.hypot(*(line.get_xydata() - where[unit]).T)
                assert away.min() > RADIUS, (gid, unit)


def test_excitation_and_inhibition_are_told_apart_without_colour():
    figure = diagram(NETS["latch"])
    drawn = connections(figure.axes[0])
    assert drawn["set to Q"].get_linestyle() == "-"
    assert drawn["reset to Q"].get_linestyle() != "-"
    fills = [
        line.get_markerfacecolor()
        for line in figure.axes[0].get_lines()
        if line.get_linestyle() == "None" and line.get_marker() == "o"
    ]
    assert {to_rgba(fill) == to_rgba("white") for fill in fills} == {True, False}
    key = [text.get_text() for text in figure.legends[0].get_texts()]
    assert key == ["excites", "inhibits (absolute)"]


def test_several_synapses_are_counted():
    words = [text.get_text() for text in diagram(NETS["heat"]).axes[0].texts]
    assert words.count("×2") == 4


def test_a_unit_stands_right_of_what_reaches_it():
    assert columns(NETS["heat"]) == {"heat": 0, "cold": 0, "a": 1, "b": 2, "hot": 3, "chilly": 2}
    assert columns(NETS["ring"]) == {f"u{number}": number for number in range(1, 6)}


def test_the_timing_shows_every_value():
    history = run(counter(2), 12, {"count": [1, 0] * 6})
    shown = {name: history[name] for name in ("count", "b0", "b1")}
    figure = timing(shown, inputs=["count"], title="Counter")
    axes = figure.axes[0]
    for base, (name, values), line in zip((0, -1, -2), shown.items(), axes.get_lines(), strict=True):
        assert line.get_label() == name
        assert ((line.get_ydata()[:-1] - base) / 0.7).round().tolist() == values.tolist()
        assert line.get_drawstyle() == "steps-post"
    assert axes.get_lines()[0].get_color() == "black"
    assert axes.get_lines()[1].get_color() != "black"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["count", "b0", "b1"]
    assert axes.get_xlabel() == "time (synaptic delays)"
    assert axes.get_xlim() == (0, 13)


@pytest.mark.parametrize("number", [0, 105, 232])
def test_a_long_title_is_whole(number):
    answers = number >> np.arange(8) & 1
    net = dnf(answers)
    said = f"function {number} by DNF: {len(net.units)} units, {net.synapses} synapses. Right: all 8 rows."
    figure = diagram(net, said)
    figure.draw_without_rendering()
    title = figure.axes[0].title
    assert " ".join(title.get_text().split()) == said
    extent = title.get_window_extent()
    assert figure.bbox.x0 <= extent.x0 < extent.x1 <= figure.bbox.x1
    assert extent.y0 >= figure.axes[0].get_window_extent().y1


def test_no_notebook_hands_a_formula_to_a_figure():
    """Texts from outside are drawn as they are, dollars too."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = "".join(line for cell in cells if cell["cell_type"] == "code" for line in cell["source"])
        assert not re.findall(r"""["'][^"'\n]*\$[^"'\n]*["']""", code), path.name


def test_the_neuron_has_its_bias_in_the_sum():
    net = np.linspace(-3, 3, 50)
    axes = neuron(["p", "q"], ["u", "v"], "c", (net, np.tanh(net)), "tanh").axes[0]
    arrows = [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == 3 + 2  # two inputs and the constant one into the sum, then net and y
    words = [text.get_text() for text in axes.texts]
    for word in ("p", "q", "1", "u", "v", "c", "tanh", r"$\mathbf{w}\cdot\mathbf{x} + b$"):
        assert word in words
    x, y = axes.get_lines()[0].get_data()
    assert np.interp(y, (-0.4, 0.4), (np.tanh(-3), np.tanh(3))) == pytest.approx(np.tanh(net))
    assert x.min() > 4
