"""The report of many contenders: the best first, and bounded; of a short version; of what is missing."""

import csv
import io

import numpy as np
import pytest
from browser import chromium, shots
from click.testing import CliRunner
from report.conftest import STUDY

from markone import tracking
from markone.report import curve_leaders, sheet, write
from markone.tracking import reading
from markone.tracking.child import Child
from markone.tracking.comparison import Comparison, comparison

CONTENDERS, SEEDS = 60, 4
METRICS = ("test/accuracy", "test/mistakes", "train/accuracy", "time/train_s")


def child(number, seed):
    noise = np.random.default_rng((number, seed)).normal(0, 0.1)
    metrics = {"test/accuracy": number / 100 + noise, "test/mistakes": 100 - number, "time/train_s": noise}
    name = f"MLP, rate={number}"
    params = {"rate": str(number), "width": "8"}
    return Child(f"{number}-{seed}", name, "FINISHED", "", name, seed, params, metrics, {})


def compared(count=CONTENDERS, seeds=SEEDS, **more):
    children = [child(number, seed) for number in range(count) for seed in range(seeds)]
    known = {
        "experiment": "swept",
        "id": "1",
        "question": "Which rate?",
        "answer": "60 points.",
        "status": "FINISHED",
    }
    known |= {"started_ms": 0, "params": {}, "tags": {}, "children": children, "unfinished": []}
    return Comparison(**{**known, **more})


def curves_of(found):
    return {"train/loss": {one.id: {1: 1.0, 10: 0.5} for one in curve_leaders(found)}}


def test_the_best_come_first_and_are_compared_with_all(tmp_path):
    found = compared()
    worked = sheet(found, curves_of(found))
    means = {
        name: np.mean([one.metrics["test/accuracy"] for one in group])
        for name, group in found.by_contender("").items()
    }
    assert list(worked.overview.rows) == sorted(means, key=means.get, reverse=True)
    best = max(means, key=means.get)
    assert worked.against == [best]
    assert len(worked.main[0].pairs) == CONTENDERS - 1
    assert all(best in pair[:2] for pair in worked.main[0].pairs)
    assert {one.contender for one in curve_leaders(found)} == set(list(worked.overview.rows)[:7])
    rows = list(csv.DictReader(io.StringIO(write(worked, {}, tmp_path)[2].read_text())))
    assert (
        sum(row["kind"] == "difference" and row["metric"] == "test/accuracy" for row in rows)
        == CONTENDERS - 1
    )
    assert sum(row["kind"] == "mean" and row["metric"] == "test/accuracy" for row in rows) == CONTENDERS


def test_ranking_and_pairs_are_chosen():
    found = compared()
    worked = sheet(found, {}, by="test/mistakes", against=["MLP, rate=3", "MLP, rate=5"])
    assert next(iter(worked.overview.rows)) == "MLP, rate=59"  # the fewest
    assert worked.overview.order == "test/mistakes, the least first"
    assert len(worked.main[0].pairs) == 2 * (CONTENDERS - 2) + 1
    with pytest.raises(ValueError, match="there is no metric 'x'; there are 'test/accuracy'"):
        sheet(found, {}, by="x")
    with pytest.raises(ValueError, match="there is no contender 'x'; there are 'MLP, rate=0'"):
        sheet(found, {}, against=["x"])
    few = sheet(compared(4), {})
    assert (few.against, len(few.main[0].pairs)) == ([], 6)


def test_the_page_of_a_sweep_is_short_and_shows_figures_early(tmp_path):
    found = compared()
    picture = b"\x89PNG\r\n\x1a\n"
    page_file, text_file, _ = write(sheet(found, curves_of(found)), {"sweep": picture}, tmp_path)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(page_file.as_uri())
        height = page.evaluate("document.documentElement.scrollHeight")
        titles = page.locator("h2").all_inner_texts()
        page.screenshot(path=shots(tmp_path) / "sweep.png", full_page=True)
    assert height < 2500
    assert titles[:3] == ["Overview", "Figures", "Learning curves of the first 7 of 60 contenders"]
    assert len(text_file.read_text().splitlines()) < 500


def test_a_short_version_says_so_in_its_headline(tmp_path):
    tags = {"markone.arguments": '["x.py", "--quick"]'}
    page, text, _ = write(sheet(compared(3, 2, tags=tags), {}), {}, tmp_path)
    assert "A short version" in page.read_text().partition("<h1>")[2].partition("</h1>")[0]
    assert "(a short version" in text.read_text().splitlines()[0]
    page, *_ = write(sheet(compared(3, 2), {}), {}, tmp_path)
    assert "short version" not in page.read_text()
    assert "3 pairs without a test: fewer than three seeds." in page.read_text()


def test_two_tasks_stand_side_by_side():
    children = [child(number, seed) for number in range(3) for seed in range(3)]
    for place, one in enumerate(children):
        children[place] = Child(**{**vars(one), "task": ("XOR", "digits")[one.contender.endswith("2")]})
    worked = sheet(compared(children=children), {})
    assert worked.overview.columns == ["XOR: test/accuracy", "digits: test/accuracy"]
    assert [mean is None for mean in worked.overview.rows["MLP, rate=2"]] == [True, False]


def recorded(levels, tmp_path, *arguments):
    options = ["--tracking-uri", levels, "--figures", str(tmp_path), *arguments]
    done = CliRunner().invoke(STUDY.command(), options, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_runs_measured_again_are_found_and_lost_ones_are_named(markone, levels, tmp_path):
    """Oracle: the study has three contenders with four seeds, whichever parent they stand below."""
    recorded(levels, tmp_path, "--case", "low", "--again")
    _, client = reading.connect(levels)
    whole = comparison(client, STUDY.name)
    assert whole.tags["kind"] == "study"
    assert len(whole.children) == 12
    assert whole.missing == []
    lost = next(one for one in whole.children if (one.contender, one.seed) == ("<high>", 2))
    client.delete_run(lost.id)
    try:
        done = markone("report", STUDY.name, "--tracking-uri", levels, "--out", tmp_path / "out")
        assert "11 runs" in done.output
        assert "1 of the runs that it lists are gone from the store: <high>, seed 2." in done.output
        for path in (tmp_path / "out").iterdir():
            if path.suffix != ".csv":
                assert "gone from the store" in path.read_text()
    finally:
        client.restore_run(lost.id)


def test_what_was_brought_takes_no_place_of_what_was_measured_here(levels, tmp_path):
    _, client = reading.connect(levels)
    whole = comparison(client, STUDY.name)
    key = whole.children[0].tags["markone.key"]
    store = tracking.Store(levels, STUDY.name)
    with store.run("forged", {"markone.key": key, "markone.imported": "0" * 32}) as run:
        run.metrics({"last": 1e9})
    assert [one.id for one in comparison(client, STUDY.name).children] == [one.id for one in whole.children]
    client.delete_run(run.id)
