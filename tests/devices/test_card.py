"""Cards and fits are looked at through their data; the commands as a user runs them."""

import contextlib
import json
import os
import sys

import numpy as np
import pytest
from PIL import Image

from markone.cli import main
from markone.devices import Device
from markone.devices.choose import fit
from markone.draw.device_card import card
from markone.draw.device_fit import device_fit


def panels(figure):
    return {axes.get_title(): axes for axes in figure.axes if axes.get_title()}


def test_a_card_shows_both_curves_in_own_unit_and_volts():
    found = panels(card(Device.named("ag-asi")))
    assert set(found) == {
        "Mean curve",
        "Step over state",
        "Asymmetry",
        "8 devices, up",
        "After the last pulse",
    }
    up, down = found["Mean curve"].get_lines()
    assert (up.get_ydata()[0], down.get_ydata()[0]) == (3.1, 38.5)
    assert found["Mean curve"].get_ylabel() == "value (nS)"
    (volts,) = found["Mean curve"].child_axes
    assert volts.get_ylabel() == "volts of the machine"
    forward, _ = volts._functions
    assert forward(np.array([3.1, 20.8, 38.5])) == pytest.approx([-11, 0, 11])
    assert len(found["8 devices, up"].get_lines()) == 8
    assert found["Asymmetry"].get_lines()[0].get_ydata()[0] > 0


@pytest.mark.parametrize("name", ["motor", "pcm", "memistor", "ideal"])
def test_a_card_of_each_kind_is_drawn(name, tmp_path):
    card(Device.named(name)).savefig(tmp_path / "card.png")
    with Image.open(tmp_path / "card.png") as picture:
        assert picture.size == (1265, 836)


def test_a_card_says_what_is_unknown():
    texts = "\n".join(
        text.get_text() for axes in card(Device.named("core-minos")).axes for text in axes.texts
    )
    assert "Cannot be run: no source gives its\nlow, high, step, read_curve" in texts
    memistor = panels(card(Device.named("memistor")))
    assert memistor["After the last pulse"].texts[0].get_text() == "decay_s unknown: none is drawn"
    assert "pulse_noise unknown" in memistor["8 devices, up"].texts[0].get_text()


def test_a_fit_is_drawn_with_what_is_left(tmp_path):
    path = tmp_path / "mine.csv"
    noise = np.random.default_rng(0).normal(size=40)
    path.write_text("ms,value (S)\n" + "\n".join(f"{100 * n},{n + noise[n] / 9}" for n in range(40)))
    heard = []
    found = fit(path, tell=lambda *said: heard.append(said))
    assert heard == [(0, 2, "integrator, even"), (1, 2, "integrator")]
    above, below = device_fit(found).axes
    assert above.get_ylabel() == "value (S)"
    assert above.get_lines()[0].get_ydata() == pytest.approx([n + noise[n] / 9 for n in range(40)])
    assert np.abs(below.get_lines()[0].get_ydata()).max() < 1


def test_devices_are_listed(command):
    rows = json.loads(command(main, "device", "list", "--json").stdout)
    assert rows[0]["name"] == "reram-hfo2"
    assert {row["name"] for row in rows if row["missing"]} == {"core-tobermory", "core-minos", "adaline-knob"}
    listed = command(main, "device", "list").stdout
    assert "not runnable" in listed


def test_a_device_is_told_drawn_and_written(command, tmp_path):
    told = command(main, "device", "card", "ecram-li").stdout
    assert told.startswith("ECRAM, lithium: linear step, 1,000 steps")
    assert command(main, "device", "card", "ecram-li", "--out", "card.png").exit_code == 0
    assert (tmp_path / "card.png").stat().st_size > 10_000
    (tmp_path / "mine.toml").write_text(command(main, "device", "card", "ecram-li", "--toml").stdout)
    assert Device.from_file(tmp_path / "mine.toml") == Device.named("ecram-li")
    assert command(main, "device", "card", "mine.toml").stdout == told
    assert (
        "It cannot be run: no source gives its read_curve."
        in command(main, "device", "card", "core-tobermory").stdout
    )


def told_at(columns, name, command, monkeypatch):
    """The lines of a card on a terminal as wide as that, without what follows the text."""
    monkeypatch.setenv("COLUMNS", str(columns))
    return [line.rstrip() for line in command(main, "device", "card", name).stdout.splitlines()]


def test_a_source_is_named_once_above_all_that_it_says(command, monkeypatch):
    lines = told_at(80, "ecram-li", command, monkeypatch)
    assert lines[:6] == [
        "ECRAM, lithium: linear step, 1,000 steps",
        "",
        "  number            value    what it means",
        "",
        "secondary: EcRamPresetDevice of IBM's aihwkit, fit to Tang et al., IEDM 2018",
        "  low               -0.8276  The least value that the device takes.",
    ]
    assert len(lines) == 24
    assert "  pulse_s           unknown  How long one pulse takes." in lines
    assert max(map(len, lines)) <= 80
    assert told_at(120, "ecram-li", command, monkeypatch)[7:8] == [
        "  step              0.002    What one pulse moves it by at `zero`, mean of up and down."
    ]


FITTED = """name = "mine"
model = "constant step"
[numbers]
low = { value = -1, kind = "measured", source = "[red]mine[/red] \\u001b[31m" }
high = { value = 1, kind = "measured", source = "[red]mine[/red] \\u001b[31m" }
step = { value = 0.125, kind = "fitted", source = "", interval = [0.1, 0.15] }
"""


def test_a_card_tells_intervals_and_takes_no_text_for_markup(command, monkeypatch, tmp_path):
    (tmp_path / "mine.toml").write_text(FITTED)
    lines = told_at(80, "mine.toml", command, monkeypatch)
    assert lines[2:11] == [
        "  number  value  95 %         what it means",
        "",
        r"measured: [red]mine[/red] \x1b[31m",
        "  low     -1                  The least value that the device takes.",
        "  high    1                   The greatest value that the device takes.",
        "",
        "fitted",
        "  step    0.125  0.1 to 0.15  What one pulse moves it by at `zero`, mean of up",
        "                              and down.",
    ]
    narrow = told_at(30, "mine.toml", command, monkeypatch)
    at = narrow.index("  number: step")
    assert narrow[at + 1 : at + 3] == ["    value: 0.125", "    95 %: 0.1 to 0.15"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("card", "memristor"), "'memristor' is no device that comes along; 'memistor' is near"),
        (("card", "none.toml"), "none.toml: No such file"),
        (("card", "motor", "--out", "card.pdf"), "card.pdf: the figure is a PNG, so end the name in .png"),
        (("fit", "none.csv"), "none.csv: No such file"),
        (("fit", "there.csv", "--out", "there.csv"), "there.csv is there already; name a new file"),
        (("fit", "there.csv"), "there.csv: line 1 holds numbers and not names; write pulse,value"),
        (("fit", "there.csv", "--columns", "up,down", "--figure", "x.png"), "it has 4 readings"),
        (("example", "there.csv"), "there.csv is there already; name a new file"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(call, words, command, tmp_path):
    (tmp_path / "there.csv").write_text("1,2\n3,4\n")
    done = command(main, "device", *call)
    assert done.exit_code == 1
    assert words in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--figure", "x.pdf"), "x.pdf: the figure is a PNG, so end the name in .png"),
        (("--figure", "none/x.png"), "none/x.png: there is no folder none; make it, or name another"),
        (("--out", "none/x.toml"), "none/x.toml: there is no folder none; make it, or name another"),
        (("--out", "x.txt"), "x.txt: a device is kept in TOML, so end the name in .toml"),
        (("--out", "there.toml"), "there.toml is there already; name a new file"),
        (("--out", "x.toml"), "x.toml cannot be written (no permission); name another place"),
        (("--figure", "there.png"), "there.png cannot be written (no permission); name another place"),
        (("--name", "n" * 61), "it must be text of at most 60 letters"),
        (("--unit", "u" * 21), "it must be text of at most 20 letters"),
    ],
)
def test_what_can_be_refused_is_refused_before_the_fitting(options, words, command, monkeypatch, tmp_path):
    (tmp_path / "mine.csv").write_text("ms,value\n" + "\n".join(f"{n},{n}" for n in range(40)))
    for name in ("there.toml", "there.png"):
        (tmp_path / name).touch()
    monkeypatch.setattr("os.access", lambda place, mode: mode != os.W_OK)
    monkeypatch.setattr("markone.devices.choose._candidate", lambda *_: pytest.fail("it was fitted"))
    done = command(main, "device", "fit", "mine.csv", *options)
    assert done.exit_code == 1
    assert words in done.stderr


def test_a_fit_says_at_which_model_it_is(command, monkeypatch, tmp_path):
    heard = []
    bar = contextlib.nullcontext(lambda *said: heard.append(said))
    monkeypatch.setattr("markone.terminal.single_bar", lambda words: bar)
    monkeypatch.setattr("markone.devices.choose._candidate", lambda family, *_: heard.append(family.title))
    (tmp_path / "mine.csv").write_text("ms,value\n" + "\n".join(f"{n},{n}" for n in range(40)))
    monkeypatch.setattr("markone.devices.choose.told_apart", lambda _: sys.exit(7))
    assert command(main, "device", "fit", "mine.csv").exit_code == 7
    assert heard == [
        (0, 2, "Fitting: integrator, even"),
        "integrator, even",
        (1, 2, "Fitting: integrator"),
        "integrator",
    ]


def test_from_a_csv_to_a_device_file(command, tmp_path):
    rows = "\n".join(f"{100 * n},{min(n, 40 - n) + 0.1 * (-1) ** n}" for n in range(41))
    (tmp_path / "mine.csv").write_text("ms,value (S)\n" + rows)
    done = command(main, "device", "fit", "mine.csv", "--out", "mine.toml", "--figure", "fit.png")
    assert done.exit_code == 0, done.stderr
    assert "Chosen: integrator, even, since" in done.stdout
    assert "Fitting" not in done.stdout  # no bar where nobody watches it
    assert Device.from_file(tmp_path / "mine.toml").value("speed") == pytest.approx(10, rel=0.05)
    assert (tmp_path / "fit.png").is_file()
    assert command(main, "device", "example", "pulses.csv").exit_code == 0
    assert (tmp_path / "pulses.csv").read_text().startswith("device,pulse,direction,value (uS)\nA,1,up,")
