"""Size and occurrence frequency: the slides, the statistics, and naive machines."""

import numpy as np
import pytest
from scipy import stats

from experiments.replications.size_frequency import (
    APART,
    CASES,
    PATTERNS,
    Config,
    Way,
    apart,
    louder,
    measure,
    of_frequency,
    of_size,
    patterns,
    squares,
)
from markone.spec import copy
from markone.study.boards import machines

FREQUENT = np.arange(PATTERNS) < PATTERNS // 2


def fires(parts, slides):
    plus, minus = (slides[:, w].sum(axis=2) for w in (parts.wiring.excitatory, parts.wiring.inhibitory))
    return (plus.astype(int) - minus >= parts.spec.theta).astype(float)


def test_squares_are_small_and_large_by_turns_and_anywhere(rng):
    slides, wanted = squares(4000, rng, Config())
    assert slides.sum(axis=1).tolist() == [16, 64] * 2000
    assert wanted[:, 0].tolist() == [-1, 1] * 2000
    assert slides[::2].max(axis=0).sum() == slides[1::2].max(axis=0).sum() == 400


def test_nothing_but_frequency_makes_two_classes_of_dots(rng):
    slides = patterns("dots", rng, Config())
    assert slides.sum(axis=1).tolist() == [80] * PATTERNS
    common = slides.astype(int) @ slides.T.astype(int)
    assert common[FREQUENT][:, ~FREQUENT].mean() == pytest.approx(400 * 0.2**2, abs=2)


def test_either_kind_of_bars_is_the_frequent_one():
    lying_first = []
    for seed in range(20):
        slides = patterns("bars", np.random.default_rng(seed), Config()).reshape(-1, 20, 20)
        lies = slides.all(axis=2).any(axis=1)
        assert lies.tolist() in ([True] * 10 + [False] * 10, [False] * 10 + [True] * 10)
        assert len({slide.tobytes() for slide in slides}) == PATTERNS
        lying_first.append(bool(lies[0]))
    assert 0 < sum(lying_first) < 20


def test_apart_counts_both_halves_alike_and_leaves_the_side_free():
    assert apart(FREQUENT, FREQUENT) == apart(~FREQUENT, FREQUENT) == 100
    assert apart(np.ones(PATTERNS, bool), FREQUENT) == 50
    assert apart(np.arange(PATTERNS) < 7, FREQUENT) == 50 + 50 * 0.7


def test_chance_hardly_ever_is_apart(rng):
    """Sides drawn by a coin: as many on the side of their half as heads of 20."""
    often = 2 * stats.binom.sf(APART * PATTERNS // 100 - 1, PATTERNS, 0.5)
    assert often == pytest.approx(1 / 2500, rel=0.02)
    drawn = [apart(rng.random(PATTERNS) < 0.5, FREQUENT) >= 75 for _ in range(4000)]
    assert np.mean(drawn) == pytest.approx(2 * stats.binom.sf(14, PATTERNS, 0.5), abs=0.015)


def test_louder_counts_pairs():
    current = np.array([-3.0, 1.0, 2.0, 0.5])
    assert louder(current, np.array([True, True, False, False])) == 75
    assert louder(np.zeros(4), np.array([True, True, False, False])) == 50


@pytest.mark.parametrize("mode", ["forced", "error correction"])
def test_squares_are_learned_as_by_a_naive_perceptron(mode):
    config, parts = Config(stop_v=np.inf), machines(Config(stop_v=np.inf), 1, 4)(0)
    found = of_size(parts, np.random.default_rng(5), Way("size", mode), config)
    rng = np.random.default_rng(5)
    (taught, wanted), (new, right) = (squares(n, rng, config) for n in (200, 100))
    a, asked, w, curve = fires(parts, taught), fires(parts, new), np.zeros(512), []
    for n, (active, target) in enumerate(zip(a, wanted[:, 0], strict=True), 1):
        said = 1 if w @ active > 0 else -1
        if mode == "forced" or said != target:
            w += 0.5 * target * active
        if n % 10 == 0:
            curve.append(100 * ((asked @ w > 0) == (right[:, 0] > 0)).mean())
    assert found["curve"] == pytest.approx(curve)
    assert found["right"] == curve[-1]


@pytest.mark.parametrize("rule", ["bipolar", "gamma"])
def test_a_board_that_is_left_alone_is_a_naive_one(rule):
    config, parts = Config(stop_v=np.inf), machines(Config(stop_v=np.inf), 1, 4)(1)
    found = of_frequency(copy(parts), np.random.default_rng(6), Way("dots", rule=rule), config)
    rng = np.random.default_rng(6)
    a = fires(parts, patterns("dots", rng, config))
    for odds in (1, 3, 9):
        share = np.where(FREQUENT, odds, 1.0)
        w = np.zeros(512)
        for row in rng.choice(PATTERNS, 1000, p=share / share.sum()):
            said = 1 if w @ a[row] > 1e-9 else -1
            w += 0.5 * said * (a[row] - (a[row].mean() if rule == "gamma" else 0))
        lit = a @ w > 0
        assert found[f"apart {odds}"] == 50 + 50 * abs(lit[:10].mean() - lit[10:].mean())
        pairs = np.abs(a @ w)[:10, None] > np.abs(a @ w)[None, 10:]
        assert found[f"louder {odds}"] == pytest.approx(100 * pairs.mean(), abs=1)


def test_the_same_seed_gives_the_same_numbers():
    one, other = (measure(CASES["size, forced"], 1, Config()).data["boards"] for _ in range(2))
    assert (one["curve"] == other["curve"]).all()
    assert one["curve"].shape == (20, 20)
