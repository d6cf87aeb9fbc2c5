"""The frame of the bars: turns, ratios, shares, what is missed, and who does other work."""

import json
import time

import numpy as np
import pytest

from benchmarks import peers
from benchmarks.bar import BEST, OURS, Bar, Limit
from benchmarks.bars import chosen, entries, every
from benchmarks.first_start import sensible
from benchmarks.limits import limits, multiplying, processor, reading, waiting
from benchmarks.measure import measure


def agree(results):
    if len(set(results.values())) > 1:
        raise ValueError("they disagree")


def count_to(number):
    return lambda: len([None for _ in range(number)]) > 0


def bar(name="F0", **more):
    acts = {OURS: count_to(1000), "slow": count_to(50_000), "slower": count_to(500_000)}
    return Bar(name, "counting", acts, agree, **more)


def test_a_peer_that_takes_longer_has_a_ratio_above_one():
    found = measure(bar(asked={BEST: 5}), budget_s=0.1)
    assert found.best() == "slow"
    assert 5 < found.ratios["slow"].low < found.ratios["slower"].low
    assert found.missed() == []
    assert found.rounds >= 3


def test_what_is_missed_is_said_with_both_numbers():
    (missed,) = measure(bar(asked={BEST: 1e9}), budget_s=0.05).missed()
    assert missed.endswith("x slow, 1e+09x asked")
    (missed,) = measure(bar(most_s=1e-9, rounds=1)).missed()
    assert missed.endswith("s, at most 1e-09 s asked")


def test_contenders_that_disagree_are_not_timed():
    wrong = bar()._replace(contenders={OURS: lambda: 1, "other": lambda: 2})
    with pytest.raises(ValueError, match="they disagree"):
        measure(wrong)


def test_a_share_of_a_limit():
    """Who does a hundredth of what the limit does, in the same time, has a hundredth of it."""
    slow = bar(limit=Limit("counting", count_to(1000), 1000.0), amount=10.0, share=1.0)
    found = measure(slow, budget_s=0.2)
    assert 0.0005 < found.share.median < 0.2  # others may be at work
    (missed,) = found.missed()
    assert missed.endswith("% of the limit, 100% asked")


def test_a_first_call_that_takes_long_does_not_decide_how_often_it_is_called():
    """It compiles: what is quick ever after is called until the round is long enough."""
    calls = []

    def compiled_once():
        time.sleep(0 if calls else 0.05)
        calls.append(1)

    found = measure(Bar("F0", "compiled", {OURS: compiled_once}, lambda results: None), budget_s=0.1)
    assert found.rounds >= 3
    assert len(calls) > 10 * found.rounds


def test_of_one_round_the_work_that_is_checked_is_timed():
    called = []
    found = measure(Bar("F0", "once", {OURS: lambda: called.append(1)}, lambda results: None, rounds=1))
    assert called == [1]
    assert found.rounds == 1


def test_an_entry_holds_if_all_its_parts_do():
    parts = [measure(bar(asked={BEST: least}), budget_s=0.05) for least in (1, 1e6)]
    (entry,) = json.loads(json.dumps(entries(parts)))
    assert entry["bar"] == "F0"
    assert not entry["holds"]
    assert [bool(each["missed"]) for each in entry["parts"]] == [False, True]
    assert entry["parts"][0]["asked"] == {"slow": 1}


def test_limits_and_names():
    found = limits()
    assert found["GFLOP/s float32"] > found["GFLOP/s float64"] > 0
    assert found["GB/s reading 32 kB"] > 0
    assert processor()
    words = np.arange(4096, dtype=np.uint64)
    assert reading(words.nbytes).amount == words.nbytes
    assert 0.6 < waiting().act() < 0.7  # x = 1 / (1 + exp(-x)) is .659
    assert np.isfinite(multiplying(np.float64).act())


def test_peers_that_are_not_there(monkeypatch):
    monkeypatch.setattr(peers, "find_spec", lambda name: name == "sklearn" or None)
    assert peers.left_out() == ["PyTorch", "JAX", "River", "Vowpal Wabbit", "cimba"]
    monkeypatch.setattr(peers, "ORACLES", peers.ORACLES / "nowhere")
    assert peers.oracle("naive_machine") is None


@pytest.mark.parametrize("name", ["F1", "F3", "F9", "F13"])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_contenders_of_a_short_bar_agree(name, monkeypatch):
    """The peers that every install has; the others are checked where they are timed."""
    for file in ("perceptron", "many", "clock"):
        monkeypatch.setattr(f"benchmarks.{file}.installed", lambda name: False)
    found = list(every(quick=True, names=chosen(name)))
    assert found
    for each in found:
        each.check({who: act() for who, act in each.contenders.items()})


def test_a_first_start_that_has_not_learnt_is_not_timed():
    door = "clocked machine, two letters taught"
    sensible(door, {OURS: "1 -1"})
    for said in ("-1 -1", "-1 1", "nan nan"):
        with pytest.raises(ValueError, match=r"first start, clocked machine.*has not learnt"):
            sensible(door, {OURS: said})
    with pytest.raises(ValueError, match="has not learnt"):
        sensible("compare.py --quick", {OURS: "Recording to nowhere"})
