"""Cards and fits are looked at through their data; the commands as a user runs them."""

import json

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
    found = fit(path)
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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("card", "memristor"), "'memristor' is no device that comes along; 'memistor' is near"),
        (("card", "none.toml"), "none.toml: No such file"),
        (("card", "motor", "--out", "card.pdf"), "card.pdf: the figure is a PNG, so end the name in .png"),
        (("fit", "none.csv"), "none.csv: No such file"),
        (("fit", "there.csv", "--out", "there.csv"), "there.csv is there already; name a new file"),
        (("fit", "there.csv"), "there.csv: line 1 holds numbers and not names; write pulse,value"),
        (("fit", "there.csv", "--columns", "up,down", "--figure", "x.pdf"), "it has 4 readings"),
        (("example", "there.csv"), "there.csv is there already; name a new file"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(call, words, command, tmp_path):
    (tmp_path / "there.csv").write_text("1,2\n3,4\n")
    done = command(main, "device", *call)
    assert done.exit_code == 1
    assert words in done.stderr


def test_from_a_csv_to_a_device_file(command, tmp_path):
    rows = "\n".join(f"{100 * n},{min(n, 40 - n) + 0.1 * (-1) ** n}" for n in range(41))
    (tmp_path / "mine.csv").write_text("ms,value (S)\n" + rows)
    done = command(main, "device", "fit", "mine.csv", "--out", "mine.toml", "--figure", "fit.png")
    assert done.exit_code == 0, done.stderr
    assert "Chosen: integrator, even, since" in done.stdout
    assert Device.from_file(tmp_path / "mine.toml").value("speed") == pytest.approx(10, rel=0.05)
    assert (tmp_path / "fit.png").is_file()
    assert command(main, "device", "example", "pulses.csv").exit_code == 0
    assert (tmp_path / "pulses.csv").read_text().startswith("device,pulse,direction,value (uS)\nA,1,up,")
