"""Every bar beside what is kept of it for such a processor: `pytest -m benchmark`, on an idle machine."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT

from benchmarks.bars import NAMES, fallen

KEPT = [ROOT / "docs" / name for name in ("speed.json", "speed-avx2.json")]
TRIES = 3


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_the_bar_has_not_fallen(name, tmp_path):
    """What has fallen by noise is measured again."""
    file, kept = tmp_path / "now.json", {}
    for found in map(read, KEPT):
        kept[found["about"]["processor"]] = found["bars"]
    for _ in range(TRIES):
        command = [sys.executable, "-m", "benchmarks", "--only", name, "--json", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        now = json.loads(file.read_text(encoding="utf-8"))
        if now["about"]["processor"] not in kept:
            pytest.skip(f"kept is what {' and '.join(kept)} did")
        found = fallen(kept[now["about"]["processor"]], now["bars"])
        if not found:
            return
    assert found == []


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_of_every_bar_something_is_kept(kept):
    """What is not kept cannot fall."""
    assert {entry["bar"] for entry in read(kept)["bars"] if entry["parts"]} == set(NAMES)


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
