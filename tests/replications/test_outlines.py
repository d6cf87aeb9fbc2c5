"""Solid figures and outlines: what is shown, and a naive perceptron that learns the same."""

import numpy as np
import pytest

from experiments.replications.outlines import (
    KINDS,
    LARGE,
    Config,
    cases,
    measure,
    places,
    right_after,
    some_forms,
)
from markone.study.boards import simulations

SHORT = Config(most=100, units=80, side=12, field="bounded")


def fires(parts, slides):
    plus, minus = (slides[:, w].sum(axis=2) for w in (parts.wiring.excitatory, parts.wiring.inhibitory))
    return (plus.astype(int) - minus >= parts.spec.theta).astype(float)


@pytest.mark.parametrize("mode", ["forced", "error correction"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_board_is_a_naive_perceptron_without_stops(mode, kind):
    parts = simulations(SHORT, 1, 2, 80)(0)
    found = right_after(parts, mode, kind, np.random.default_rng(3), SHORT)
    rng = np.random.default_rng(3)
    taught, new = (some_forms(number, rng, kind, SHORT) for number in (100, 1000))
    a, asked, w, curve = fires(parts, taught), fires(parts, new), np.zeros(80), []
    for n, active in enumerate(a, 1):
        target = 1 if n % 2 else -1
        if mode == "forced" or (w @ active > 0) != (target > 0):
            w += 0.5 * target * active
        if n in (10, 30, 100):
            curve.append(100 * ((asked @ w > 0) == (np.arange(1000) % 2 == 0)).mean())
    assert places(SHORT) == [10, 30, 100]
    assert found == pytest.approx(curve)


def test_outlines_are_the_rims_of_solid_figures():
    solid, outline = (some_forms(50, np.random.default_rng(4), kind, SHORT) for kind in KINDS)
    assert (outline <= solid).all()
    assert (outline.sum(axis=1) < 0.5 * solid.sum(axis=1)).all()


def test_what_a_board_tells_is_read_off_its_curves():
    found = measure(cases(SHORT)[LARGE], 0, Config(most=30)).data["boards"]
    assert found["solid"].shape == (20, 2)
    assert found["gain"].tolist() == (found["outline"] - found["solid"])[:, -1].tolist()
    assert found["best"].tolist() == np.maximum(found["outline"], found["solid"])[:, -1].tolist()


def test_the_same_seed_gives_the_same_numbers_and_large_figures_are_others():
    way = cases(SHORT)
    one, other, large = (measure(way[name], 1, SHORT) for name in ("error correction",) * 2 + (LARGE,))
    assert (one.data["boards"]["solid"] == other.data["boards"]["solid"]).all()
    config = Config(most=100, units=80)
    assert not (
        measure(way["error correction"], 1, config).data["boards"]["solid"] == one.data["boards"]["solid"]
    ).all()
    assert (large.data["boards"]["solid"] == one.data["boards"]["solid"]).all()
