"""Bars: what they share, and a naive perceptron that learns them."""

import numpy as np
import pytest

from experiments.replications.bars import (
    BARS,
    EXACT,
    STANDS,
    Config,
    measure,
    shared,
    taught,
)
from markone import stimuli, theory
from markone.study.boards import Dials, simulations

FREE = Config(stop_v=np.inf, units=120)


def fires(parts):
    plus, minus = (BARS[:, w].sum(axis=2) for w in (parts.wiring.excitatory, parts.wiring.inhibitory))
    return (plus - minus >= parts.spec.theta).astype(float)


def test_bars_are_those_of_the_stimuli():
    slides, labels = stimuli.bars(400, 3)
    ours = {row.tobytes(): side for row, side in zip(BARS, STANDS, strict=True)}
    assert len(ours) == 40
    assert [ours[slide.tobytes()] for slide in slides] == [1 if each == "standing" else -1 for each in labels]


def test_the_exact_shares_are_those_of_the_closed_forms():
    """On an infinite retina, where bars shifted by k share 1 - k / 4 of their light, they are near."""
    assert theory.p_active(5, 5, 2, 0.2, 400) == pytest.approx(0.111722, abs=1e-6)
    for name, common in (("1", 0.75), ("2", 0.5), ("3", 0.25), ("4 to 10", 0), ("across", 0.2)):
        assert EXACT[name] == pytest.approx(theory.p_overlap(5, 5, 2, 0.2, common), abs=2e-3)


def test_what_a_board_shares_is_counted_pair_by_pair():
    parts = simulations(Dials(theta=2, wires=5), 1, 2, 300)(0)
    a, found = fires(parts), shared(parts)
    assert found["P_a"] == pytest.approx(a.mean())
    for name, shifts in (("0", [0]), ("1", [1]), ("3", [3]), ("4 to 10", range(4, 11))):
        both = [
            a[20 * kind + k] @ a[20 * kind + (k + shift) % 20]
            for kind in (0, 1) for k in range(20) for shift in shifts
        ]  # fmt: skip
        assert found[f"P_c {name}"] == pytest.approx(sum(both) / len(shifts) / a.sum())
    across = sum(a[lying] @ a[standing] for lying in range(20) for standing in range(20, 40))
    assert found["P_c across"] == pytest.approx(2 * across / 20 / a.sum())


@pytest.mark.parametrize("mode", ["forced", "error correction"])
def test_bars_are_learned_as_by_a_naive_perceptron(mode):
    parts = simulations(FREE, 1, 0, FREE.units)(5)
    found = taught(parts, np.random.default_rng(9), mode)
    a, w, curve = fires(parts), np.zeros(FREE.units), []
    for n, row in enumerate(np.random.default_rng(9).integers(40, size=200), 1):
        said = 1 if w @ a[row] > 0 else -1
        if mode == "forced" or said != STANDS[row]:
            w += 0.5 * STANDS[row] * a[row]
        if n % 5 == 0:
            curve.append(100 * ((a @ w > 0) == (STANDS > 0)).mean())
    assert found["right"] == pytest.approx(curve)


def test_the_same_seed_gives_the_same_numbers():
    one, other = (measure("test", 1, FREE).data["boards"] for _ in range(2))
    assert all((one[f"P_c {name}"] == other[f"P_c {name}"]).all() for name in EXACT)
    assert one["P_a"].shape == (20,)
