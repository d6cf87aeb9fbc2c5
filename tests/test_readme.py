"""What the README shows came out of a run, and comes out again; what it tells to type can be typed."""

import re
import shlex

import pytest
from conftest import ROOT

from markone.cli import main
from markone.devices.named import names

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text):
    return re.findall(r"```\n(.*?)```", text, re.DOTALL)


def rows(table):
    """The lines of numbers of the comparison, without the times of this computer."""
    found = {}
    for line in table.splitlines():
        cells = re.split(r"\s{2,}|(?<=±0\.\d{3})\s+", line.strip())
        if len(cells) >= 6 and "±" in line:
            found.setdefault(cells[0], []).append([*cells[1:5], cells[-1]])
    return found


def test_it_is_short_enough_for_a_stranger():
    assert TEXT.count("\n") < 150


def test_the_table_is_what_the_experiment_says(python, tmp_path):
    said = next(block for block in blocks(TEXT) if "Accuracy: mean" in block)
    script = ROOT / "experiments" / "compare.py"
    done = python(script, "--tracking-uri", tmp_path / "mlflow.db", "--figures", tmp_path, timeout=280)
    assert done.returncode == 0, done.stderr
    assert len(rows(said)) == 5
    assert rows(done.stdout) == rows(said)
    closing = " ".join(said.split())[-120:]
    assert closing in " ".join(done.stdout.split())


def typed():
    """Every command of markone that the README tells to type, without its comment."""
    for block in blocks(TEXT):
        for line in block.splitlines():
            if line.startswith(".venv/bin/markone "):
                yield shlex.split(line, comments=True)[1:]


@pytest.mark.parametrize("words", list(typed()), ids=" ".join)
def test_a_command_that_it_tells_exists(words):
    command = main.commands[words[0]]
    below = getattr(command, "commands", {})
    assert not below or words[1] in below
    options = {one for option in command.params for one in option.opts}
    if words[0] != "run":  # whose experiment has its own
        assert {word for word in words if word.startswith("--")} <= options


def test_it_counts_devices_as_they_are():
    assert f"Weights of {len(names())} devices, most of them published" in TEXT


def test_every_page_that_it_names_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert len(links) > 10
    assert [link for link in links if not (ROOT / link).exists()] == []
