"""`markone report` on a study whose numbers are known, read by other readers, and looked at."""

import csv
import io
import json
import re

import numpy as np
import pytest
from browser import chromium, shots
from conftest import ROOT
from report.conftest import STUDY, measure

from markone import tracking
from markone.draw.bands import filled
from markone.report import sheet
from markone.tracking import reading
from markone.tracking.comparison import comparison
from markone.tracking.curves import curves


@pytest.fixture(scope="module")
def compared(levels):
    _, client = reading.connect(levels)
    return client, comparison(client, STUDY.name)


@pytest.fixture
def written(markone, levels, tmp_path):
    done = markone("report", STUDY.name, "--tracking-uri", levels, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    return done.output, {path.suffix: path for path in (tmp_path / "out").iterdir()}


def known(case):
    return {seed: measure(case, seed, STUDY.config).metrics["last"] for seed in range(4)}


def test_question_answer_and_everyone_is_found(compared):
    _, found = compared
    assert found.question == "Which <b>level</b> | is highest?"
    assert found.answer == "Of 3, <high> is highest."
    assert [(child.contender, child.seed) for child in found.children] == [
        (case, seed) for case in ("low", "mid | $dle", "<high>") for seed in range(4)
    ]


def test_the_table_holds_what_was_measured(written):
    _, paths = written
    rows = list(csv.DictReader(io.StringIO(paths[".csv"].read_text())))
    means = {row["contender"]: row for row in rows if row["kind"] == "mean" and row["metric"] == "last"}
    for case, title in (("0", "low"), ("1", "mid | $dle"), ("2", "<high>")):
        values = list(known(case).values())
        assert float(means[title]["value"]) == np.mean(values)
        assert float(means[title]["sd"]) == pytest.approx(np.std(values, ddof=1))
        assert means[title]["n"] == "4"
    pair = next(row for row in rows if (row["kind"], row["contender"], row["other"], row["metric"]) == (
        "difference", "low", "<high>", "last"))  # fmt: skip
    differences = [known("0")[seed] - known("2")[seed] for seed in range(4)]
    assert float(pair["value"]) == pytest.approx(np.mean(differences))
    assert float(pair["effect"]) == pytest.approx(np.mean(differences) / np.std(differences, ddof=1))
    assert float(pair["p"]) <= float(pair["p_holm"]) <= 3 * float(pair["p"])


def test_the_page_escapes_what_it_is_given(written):
    _, paths = written
    page = paths[".html"].read_text()
    assert "Which &lt;b&gt;level&lt;/b&gt; | is highest?" in page
    assert "<b>level" not in page
    assert "<high>" not in page
    text = paths[".md"].read_text()
    assert r"| mid \| \$dle | 4 |" in text
    for line in text.splitlines():  # every row has the columns of its table
        if line.startswith("| low"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 6, 8)


def test_it_says_what_was_run(written):
    said, paths = written
    assert "12 runs." in said
    assert "python tests/report/conftest.py" in paths[".html"].read_text()
    assert "| scikit-learn |" in paths[".md"].read_text()


def test_the_page_stands_alone(written, tmp_path):
    _, paths = written
    asked, said = [], []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(paths[".html"].as_uri())
        widths = page.eval_on_selector_all("img", "all => all.map(one => one.naturalWidth)")
        page.screenshot(path=shots(tmp_path) / "report.png", full_page=True)
        tables = page.locator("table").count()
        title = page.locator("h1").inner_text()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    assert len(widths) == 2  # the curves, and the study's own figure
    assert min(widths) > 100
    assert tables >= 6
    assert title == "Which <b>level</b> | is highest?"


def test_a_curve_keeps_its_last_value():
    steps, values = filled([{1: 0.5, 4: 0.7}, {2: 0.1}])
    assert steps.tolist() == [1, 2, 4]
    np.testing.assert_array_equal(values, [[0.5, 0.5, 0.7], [np.nan, 0.1, 0.1]])


def test_curves_come_back_as_they_were(compared):
    client, found = compared
    told = curves(client, found.children)
    assert list(told) == ["train/level"]
    child = next(child for child in found.children if child.contender == "<high>" and child.seed == 2)
    expected = measure("2", 2, STUDY.config).curves["train/level"]
    assert [told["train/level"][child.id][step] for step in range(1, 21)] == list(expected)


def test_a_sweep_tells_its_points_apart(levels, tmp_path):
    from click.testing import CliRunner

    options = ["--tracking-uri", levels, "--figures", str(tmp_path), "--sweep", "gain=1,2", "--seeds", "3"]
    done = CliRunner().invoke(STUDY.command(), options, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    _, client = reading.connect(levels)
    runs = reading.runs(client, [client.get_experiment_by_name(STUDY.name).experiment_id])
    swept = next(run for run in runs if run.data.tags.get("kind") == "sweep")
    found = comparison(client, STUDY.name, swept.info.run_id)
    assert sorted({child.contender for child in found.children}) == sorted(
        f"{case}, gain={gain}" for case in ("low", "mid | $dle", "<high>") for gain in ("1.0", "2.0")
    )
    assert sheet(found, {}).differing[0].rows["gain"] == ["1.0"] * 3 + ["2.0"] * 3


def test_parameters_that_differ_are_parted_from_those_that_are_the_same(compared):
    _, found = compared
    worked = sheet(found, {})
    assert worked.same == {"gain": "0.5"}
    assert worked.differing == []
    assert [section.metric for section in worked.main] == ["last", "level"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "there is no experiment 'nobody'; there are: "),
        ([STUDY.name, "--run", "123"], "there is no run '123' in experiment"),
        (["alone"], "experiment 'alone' compares nothing"),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_sentence(markone, levels, tmp_path, arguments, said):
    tracking.Store(levels, "alone")
    done = markone("report", *arguments, "--tracking-uri", levels, "--out", tmp_path)
    assert done.exit_code == 1
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_the_stored_command_is_the_one_that_was_given(compared):
    _, found = compared
    assert json.loads(found.tags["markone.arguments"]) == ["tests/report/conftest.py"]
    assert (ROOT / "tests/report/conftest.py").exists()
