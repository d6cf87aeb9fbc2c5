"""A study of coins: what the frame of the experiments does with cases, seeds, figures and an answer."""

from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console

from markone import tracking
from markone.draw.style import new_figure
from markone.study import Measured, Study
from markone.study.measured import recall, record
from markone.study.results import summary, table


@dataclass(frozen=True)
class Config:
    """How many seeds, and how many throws."""

    seeds: int = 5
    throws: int = 1000


def throw(bias, seed, config):
    heads = np.random.default_rng(seed).random(config.throws) < bias
    return Measured({"heads": heads.mean()}, {"so far": np.cumsum(heads)[:3]})


COINS = Study(
    name="coins",
    question="Which coin is fair?",
    doc="Throws two coins.",
    config=Config(),
    quick=Config(3, 50),
    cases=lambda config: {"fair": 0.5, "bent": 0.9},
    measure=throw,
    figures=lambda found, config: {"coins": new_figure(3, 3)},
    answer=lambda found, config: f"The bent one fell on heads in {found['bent'][0].metrics['heads']:.2f}.",
)


def test_a_study_measures_every_case_with_every_seed(quickly, store_uri):
    said, folder = quickly(COINS, "--seeds", "4")
    assert "Mean of 4 seeds ± half its 95 % interval" in said
    assert "The bent one fell on heads in 0." in said
    assert (folder / "coins.png").exists()
    store = tracking.Store(store_uri, "coins")
    runs = store.client.search_runs([store.experiment_id], "tags.case_name != ''")
    assert sorted((run.data.tags["case_name"], run.data.params["seed"]) for run in runs) == sorted(
        (case, str(seed)) for case in ("fair", "bent") for seed in range(4)
    )
    assert len(store.client.get_metric_history(runs[0].info.run_id, "so far")) == 3
    (parent,) = store.client.search_runs([store.experiment_id], "tags.kind = 'study'")
    assert parent.data.tags["mlflow.note.content"].startswith("Which coin is fair?\n\nThe bent one")


def test_the_summary_is_mean_and_interval():
    values = [0.1, 0.2, 0.6]
    (row,) = summary({"fair": [Measured({"heads": value}) for value in values]})
    assert row["mean"] == np.mean(values)
    half = 4.302652729911275 * np.std(values, ddof=1) / np.sqrt(3)  # Student's t, .975, 2 degrees
    np.testing.assert_allclose(row["half"], half)


def printed(found):
    console = Console(width=100)
    with console.capture() as capture:
        console.print(table(found, None))
    return " ".join(capture.get().split())


def test_a_table_says_of_how_many_seeds_its_means_are():
    """After failures a case has fewer seeds than others; a seed that gave no number is in no mean."""
    heads = [Measured({"heads": value, "tails": 1 - value}) for value in (0.25, 0.5, 0.75)]
    assert "Mean of 2 seeds case" in printed({"fair": heads[:2]})
    fewer = printed({"fair": heads, "bent": heads[:2]})
    assert "Mean of 2 to 3 seeds ±" in fewer
    assert "bent 0.375 (2 seeds) 0.625 (2 seeds)" in fewer
    lost = printed({"fair": [*heads, Measured({"heads": float("nan"), "tails": 0.5})]})
    assert "Mean of 4 seeds" in lost
    assert "0.500±0.621 (3 seeds) 0.500±" in lost


def test_help_tells_the_studys_own_number_of_seeds(command):
    told = " ".join(command(COINS.command(), "--help").output.split())
    assert "[default: 5, or 3 with --quick]" in told
    assert "[default: 12, or 4 with --quick]" in " ".join(
        command(replace(COINS, config=Config(12), quick=Config(4)).command(), "--help").output.split()
    )


def test_what_is_measured_may_have_any_name(coins):
    """MLflow takes few signs in a key; what was measured comes back by its own name."""
    measured = Measured({"accuracy (%)": 0.5, "<b>m</b>": 1.0}, {"loss, so far": [3.0, 2.0]})
    with coins.store.run("odd", {}) as run:
        record(measured, run)
    back = recall(coins.store.client, coins.store.client.get_run(run.id))
    assert (back.metrics, back.curves) == (measured.metrics, measured.curves)


def test_an_option_that_says_nothing_is_refused(coins):
    words = "--maximise and --minimise say what --search looks for: add --search N"
    assert words in coins("--seeds", 1, "--maximise", "heads", code=1)
    assert coins.runs() == []


def test_a_cluster_is_not_called_for_nothing(coins):
    coins("--seeds", 2)
    coins("--seeds", 2, "--scheduler", "tcp://127.0.0.1:9")
    parents = [run for run in coins.store.search() if "case_name" not in run.data.tags]
    assert [run.info.status for run in parents] == ["FINISHED"]
