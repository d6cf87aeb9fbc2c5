"""Every bar beside what docs/speed.json keeps of it: `pytest -m benchmark`, with nothing else to do."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT

from benchmarks.bars import NAMES, fallen

KEPT = ROOT / "docs" / "speed.json"
TRIES = 3


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_the_bar_has_not_fallen(name, tmp_path):
    """What has fallen by noise is measured again."""
    kept, file = json.loads(KEPT.read_text(encoding="utf-8")), tmp_path / "now.json"
    for _ in range(TRIES):
        command = [sys.executable, "-m", "benchmarks", "--only", name, "--json", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        now = json.loads(file.read_text(encoding="utf-8"))
        if now["about"]["processor"] != kept["about"]["processor"]:
            pytest.skip(f"kept is what {kept['about']['processor']} did")
        found = fallen(kept["bars"], now["bars"])
        if not found:
            return
    assert found == []


def test_of_every_bar_something_is_kept():
    """What is not kept cannot fall."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert {entry["bar"] for entry in kept["bars"] if entry["parts"]} == set(NAMES)


def part(**given):
    spread = {"low": 9.0, "median": 10.0, "high": 11.0}
    usual = {"work": "XOR", "seconds": {"markone": 2.0}, "ratios": {"jax": spread, "torch": spread}}
    return {**usual, "asked": {"jax": 2.0}, "share": None, "most s": None, **given}


def entry(**given):
    return [{"bar": "F4", "parts": [part(**given)]}]


def test_what_fell_by_more_than_15_per_cent_is_named():
    slower = {"jax": {"median": 8.4}, "torch": {"median": 1.0}}
    assert fallen(entry(), entry(ratios=slower)) == ["F4 XOR: the ratio to jax was 10 and is 8.4"]
    assert fallen(entry(), entry(ratios={"jax": {"median": 8.6}})) == []
    share = fallen(entry(share={"median": 0.8}), entry(share={"median": 0.6}))
    assert share == ["F4 XOR: the share of the limit was 0.8 and is 0.6"]


def test_a_time_is_held_against_what_is_asked_and_not_against_another_hour():
    before = entry(**{"most s": 5.0})
    assert fallen(before, entry(**{"most s": 5.0, "seconds": {"markone": 4.9}})) == []
    late = fallen(before, entry(**{"most s": 5.0, "seconds": {"markone": 5.1}}))
    assert late == ["F4 XOR: it takes 5.1 s, where 5 are asked"]


def test_other_work_is_not_compared_and_work_that_is_gone_is_named():
    gone = ["F4 XOR: it was measured, and is not now"]
    assert fallen(entry(), entry(work="XNOR", ratios={"jax": {"median": 0.1}})) == gone
    assert fallen(entry(), []) == []  # another bar was asked for
