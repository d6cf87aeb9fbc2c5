"""The frame of the bars: turns, ratios, shares, what is missed, and who does other work."""

import json

import pytest

from benchmarks import peers, verdict
from benchmarks.bar import FMA_PEAK, OURS, Bar
from benchmarks.limits import PEAK_FLOPS, limits, processor, run_at_peak
from benchmarks.measure import measure
from benchmarks.verdict import every, verdicts


def agree(results):
    if len(set(results.values())) > 1:
        raise ValueError("they disagree")


def count_to(number):
    return lambda: len([None for _ in range(number)]) > 0


def bar(name="S0", asked=None, **more):
    return Bar(name, "counting", {OURS: count_to(1000), "slow": count_to(50_000)}, asked or {}, agree, **more)


def test_a_peer_that_takes_longer_has_a_ratio_above_one():
    found = measure(bar(asked={"slow": 5}), budget_s=0.1)
    assert found.ratios["slow"].low > 5
    assert found.missed() == []
    assert found.rounds >= 3


def test_what_is_missed_is_measured_again_and_the_best_is_kept():
    found = measure(bar(asked={"slow": 1e9}), budget_s=0.05, tries=2)
    assert found.missed() == ["slow"]
    assert found.tries in (1, 2)


def test_contenders_that_disagree_are_not_timed():
    wrong = bar()._replace(contenders={OURS: lambda: 1, "other": lambda: 2})
    with pytest.raises(ValueError, match="they disagree"):
        measure(wrong)


@pytest.mark.alone
def test_a_share_of_the_peak_and_a_time():
    at_peak = Bar("S0", "peak", {OURS: run_at_peak}, {FMA_PEAK: 0.5}, agree, PEAK_FLOPS, most_s=10.0)
    found = measure(at_peak, budget_s=0.2)
    assert 0.5 < found.ratios[FMA_PEAK].median < 2
    assert found.ratios["10 s"].median > 1


def test_a_verdict_is_that_of_the_worst_bar_or_of_the_mean():
    worst = [measure(bar(asked={"slow": asked}), budget_s=0.05) for asked in (1, 1e6)]
    mean = [measure(bar("S1", together={"slow": 2}), budget_s=0.05) for _ in range(2)]
    rows = json.loads(json.dumps(verdicts([*worst, *mean])))
    assert [row["bar"] for row in rows] == ["S0", "S1"]
    assert [row["holds"] for row in rows] == [False, True]
    assert rows[0]["asked"] == {"slow": 1e6}
    assert rows[1]["asked"] == {"slow": 2}


def test_limits_and_names():
    found = limits()
    assert found["GFLOP/s float32"] > found["GFLOP/s float64"] > 0
    assert found["GB/s memory"] > 0
    assert processor()


def test_peers_that_are_not_there(monkeypatch):
    monkeypatch.setattr(verdict, "installed", lambda name: name == "sklearn")
    assert verdict.left_out() == ["PyTorch", "JAX"]
    monkeypatch.setattr(peers, "ORACLES", peers.ORACLES / "nowhere")
    assert peers.oracle("naive_machine") is None


@pytest.mark.parametrize("name", ["S1", "S2", "S3", "S13"])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_contenders_of_a_short_bar_agree(name):
    found = list(every(quick=True, only=[name]))
    assert found
    for each in found:
        each.check({who: act() for who, act in each.contenders.items()})
