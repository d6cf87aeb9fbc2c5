"""All replications of a folder by one command: verdicts, report, results, store; and what is refused."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from markone import tracking
from markone.replication.command import command_of
from markone.study.scripts import module_of

TOSSES = Path(__file__).parent / "tosses.py"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of replications with nothing but coins in it."""
    shutil.copy(TOSSES, tmp_path / "tosses.py")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    module_of.cache_clear()


def run(folder, *arguments, code=0):
    command = command_of(folder, ["tosses"], "All of them.")
    given = ["--tracking-uri", str(folder / "a.db"), "--figures", str(folder / "f"), *arguments]
    done = CliRunner().invoke(command, given)
    assert done.exit_code == code, done.output
    return done.output


def results(folder):
    return json.loads((folder / "f" / "replications.json").read_text("utf-8"))


def test_verdicts_report_results_and_store(folder):
    said = run(folder)
    assert re.findall(r"^\[\S+\] +(?:fair|rumoured|far off)$", said, re.M) == [
        "[Re]   fair",
        "[?Re]  rumoured",
        "[¬Re]  far off",
    ]
    study = results(folder)["studies"]["tosses"]
    assert [each["verdict"] for each in study["claims"]] == ["[Re]", "[?Re]", "[¬Re]"]
    figure = study["claims"][0]["figures"][0]
    assert (figure["boards"], figure["low"] < 45, figure["high"] > 55) == (200, True, True)
    assert study["claims"][2]["figures"][0]["published"]["high"] == "inf"
    assert study["config"] == {"seeds": 10, "bias": 0.5}
    page = (folder / "f" / "replications.html").read_text("utf-8")
    assert "nobody knows &lt;b&gt;who&lt;/b&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "100 or more" in page
    store = tracking.Store(f"sqlite:///{folder / 'a.db'}", "tosses")
    parent = next(each for each in store.search() if "verdict" in each.data.tags)
    assert parent.data.tags["verdict"] == "[Re] fair; [?Re] rumoured; [¬Re] far off"
    assert parent.data.tags["claim"].startswith("Half of them.")


def test_what_was_measured_is_not_measured_again(folder):
    run(folder, "--seeds", "3")
    first = results(folder)
    said = run(folder, "--seeds", "3", "--workers", "2")
    assert "3 runs were finished before" in said
    assert results(folder) == first
    assert "7 runs" not in said
    run(folder, "--seeds", "4")
    assert results(folder)["studies"]["tosses"]["claims"][0]["figures"][0]["boards"] == 80


def test_by_two_workers_the_numbers_are_the_same(folder):
    run(folder, "--seeds", "3", "--no-tracking")
    alone = results(folder)["studies"]["tosses"]["claims"]
    run(folder, "--seeds", "3", "--workers", "2")
    assert results(folder)["studies"]["tosses"]["claims"] == alone


def test_an_assumption_is_moved(folder):
    run(folder, "--assume", "bias=0.9", "--seeds", "2")
    study = results(folder)["studies"]["tosses"]
    assert study["config"]["bias"] == 0.9
    assert 85 < study["claims"][0]["figures"][0]["middle"] < 95
    assert study["claims"][0]["verdict"] == "[¬Re]"


def test_what_the_verdict_hangs_on(folder):
    run(folder, "--flips", "--seeds", "3")
    flips = results(folder)["studies"]["tosses"]["flips"]
    mine = [each for each in flips if each["figure"] == "heads of 100"][:3]
    assert [(each["assumption"], each["value"]) for each in mine] == [
        ("", None),
        ("bias", 0.2),
        ("bias", 0.9),
    ]
    assert [each["boards"] for each in mine] == [40, 40, 40]
    assert [each["verdict"] for each in mine] == ["[Re]", "[¬Re]", "[¬Re]"]
    assert "each figure with each assumption moved" in (folder / "f" / "replications.html").read_text("utf-8")


def test_a_study_that_cannot_be_run_says_so(folder):
    said = run(folder, "--assume", "bias=1")
    assert "cannot be run: tosses: there is no coin" in said
    assert results(folder)["studies"]["tosses"]["why_not"] == "there is no coin"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "dice"), "there is no replication 'dice'; there is tosses"),
        (
            ("--assume", "theta=4"),
            "--assume 'theta=4' is no NAME=VALUE of what is assumed: bias (chance of heads)",
        ),
        (("--assume", "bias"), "--assume 'bias' is no NAME=VALUE"),
        (("--assume", "bias=much"), "bias is 'much'; give a number from 0 to 1"),
        (("--assume", "bias=1.5"), "bias is 1.5; it must be a number in [0, 1]"),
        (("--assume", "bias=nan"), "bias is nan"),
    ],
)
def test_what_is_refused(folder, arguments, said):
    output = run(folder, *arguments, code=1)
    assert said in " ".join(output.split())
    assert not (folder / "f").exists()
