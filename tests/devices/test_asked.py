"""Devices that are asked for in words: by name or by a file, whose digest says which file it was."""

import sys

import pytest
from click.testing import CliRunner
from compare import STUDY

from markone.devices import Device
from markone.devices.asked import asked, device


def test_a_name_stays_a_name():
    assert asked("pcm") == "pcm"
    assert device("pcm").name == "pcm"


def test_a_file_is_asked_for_with_its_digest(tmp_path):
    place = tmp_path / "mine.toml"
    Device.named("pcm").to_file(place)
    words = asked(str(place))
    assert device(words).value("step") == Device.named("pcm").value("step")
    with pytest.raises(ValueError, match="is a file, which may change: give it with --device"):
        device(str(place))
    Device.named("capacitor").to_file(tmp_path / "other.toml")
    (tmp_path / "other.toml").replace(place)
    with pytest.raises(ValueError, match=r"mine.toml has changed since it was asked for; ask again"):
        device(words)
    assert asked(str(place)) != words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("pcn", "'pcn' is no device that comes along; 'pcm' is near"),
        ("none.toml", "none.toml"),
        ("", "is no device"),
    ],
)
def test_what_is_none_is_one_sentence(words, says):
    with pytest.raises(ValueError, match=says) as refused:
        asked(words)
    assert "\n" not in str(refused.value)


def test_compare_takes_a_device(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["compare.py"])
    options = [
        "--quick",
        "--seeds",
        "1",
        "--case",
        "XOR, Mark I, shares",
        "--no-tracking",
        "--figures",
        str(tmp_path),
    ]
    done = CliRunner().invoke(STUDY.command(), [*options, "--device", "ecram-mo"])
    assert done.exit_code == 0, done.output
    refused = CliRunner().invoke(STUDY.command(), [*options, "--device", "core-minos"])
    assert refused.exit_code == 1
    assert "no source gives its low, high, step, read_curve" in refused.output
