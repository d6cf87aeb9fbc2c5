"""Another metric: a number in what `measure` returns, and nothing else."""

import csv
import io
import re

import numpy as np
import pytest

from markone.study import grid

SCRIPT = '''"""A coin with a metric more."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from markone.study import Measured, Study


@dataclass(frozen=True)
class Config:
    """How much is measured."""

    seeds: int = 3
    throws: int = 100


def measure(case, seed, config):
    heads = np.random.default_rng(seed).random(config.throws) < case
    return Measured({"heads": heads.mean(), "longest run": longest(heads)})


def longest(heads):
    return max(map(len, "".join("h" if one else " " for one in heads).split()), default=0)


STUDY = Study(
    name="streaks",
    question="Which coin has streaks?",
    doc="A second.",
    config=Config(),
    quick=Config(2),
    cases=lambda config: {"fair": 0.5, "bent": 0.9},
    measure=measure,
    figures=lambda found, config: {"streaks": Figure()},
    answer=lambda found, config: "The bent one.",
)
main = STUDY.command()

if __name__ == "__main__":
    main()
'''
METRIC = "longest run"


def longest(bias, seed, throws=100):
    """By another way than the script's."""
    heads = np.random.default_rng(seed).random(throws) < bias
    return max(len(one) for one in re.findall("h*", "".join("t" if not one else "h" for one in heads)))


@pytest.fixture
def streaks(run, tmp_path):
    (tmp_path / "streaks.py").write_text(SCRIPT)
    return lambda *more: run("run", "--script", "streaks.py", *more)


def test_it_stands_in_the_store_and_in_the_table(streaks, runs):
    said = streaks()
    assert re.search(rf"case +heads +{METRIC}", said)
    for title, bias in (("fair", 0.5), ("bent", 0.9)):
        known = [longest(bias, seed) for seed in range(3)]
        found = [runs("streaks")[f"{title}, seed {seed}"].data.metrics[METRIC] for seed in range(3)]
        assert found == known
        assert re.search(rf"{title} +\S+ +{np.mean(known):.3f}±", said)


def test_it_stands_in_the_report_which_ranks_by_it(streaks, run, tmp_path):
    streaks()
    run("report", "streaks", "--out", "out", "--by", METRIC)
    with (tmp_path / "out" / "streaks.csv").open() as file:
        rows = list(csv.DictReader(file))
    means = {row["contender"]: row for row in rows if row["kind"] == "mean" and row["metric"] == METRIC}
    assert float(means["bent"]["value"]) == np.mean([longest(0.9, seed) for seed in range(3)])
    assert any(row["kind"] == "difference" and row["metric"] == METRIC for row in rows)
    for ending in ("html", "md"):
        assert METRIC in (tmp_path / "out" / f"streaks.{ending}").read_text()


def test_it_is_drawn_and_tabled_in_a_sweep(streaks, monkeypatch):
    kept = {}
    monkeypatch.setattr(grid, "keep", lambda figures, *where: kept.update(figures))
    said = streaks("--sweep", "throws=10,1000")
    (figure,) = kept.values()
    panel = next(panel for panel in figure.axes if panel.get_ylabel() == METRIC)
    drawn = {line.get_label(): line for line in panel.get_legend_handles_labels()[0]}
    for title, bias in (("fair", 0.5), ("bent", 0.9)):
        known = [[longest(bias, seed, throws) for seed in range(3)] for throws in (10, 1000)]
        assert drawn[title].lines[0].get_ydata() == pytest.approx(np.mean(known, axis=1))
    assert re.search(rf"throws +case +heads +{METRIC}", said)


def test_a_search_looks_for_it(streaks):
    pytest.importorskip("optuna")
    said = streaks("--sweep", "throws=10:1000:100", "--search", "3", "--maximise", METRIC)
    assert re.search(rf"Best: throws=\d+, with {METRIC} [\d.]+\.", said)


def test_runs_are_chosen_by_it(streaks, run):
    streaks()
    all_of_them = ("runs", "streaks", "--all", "--csv", "--show", METRIC)
    rows = list(csv.DictReader(io.StringIO(run(*all_of_them, "--filter", f"metrics.`{METRIC}` > 15"))))
    known = {f"bent, seed {seed}": longest(0.9, seed) for seed in range(3)}
    assert {row["name"]: float(row[METRIC]) for row in rows} == {
        name: number for name, number in known.items() if number > 15
    }
