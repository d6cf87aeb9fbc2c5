"""The map of XOR's starts."""

import io

import numpy as np
import pytest
from rich.console import Console
from xor_map import PLANE, SIZES, STUDY, Config, answer, cases, coloured, figures, measure

from markone.learners import train_many
from markone.stimuli import xor
from markone.study import Measured
from markone.terminal import progress_bar

SMALL = Config(side=24, epochs=300)


def test_it_runs_quickly(quickly):
    said, folder = quickly(STUDY)
    assert "most are solved" in " ".join(said.split())
    assert [path.name for path in folder.iterdir()] == ["xor_map.png"]


def test_a_point_of_the_plane_is_that_net():
    loss, outcome = measure(cases(SMALL)[PLANE], 0, SMALL).data
    start = np.random.default_rng(0).normal(size=9).astype(np.float32)
    start[0], start[3] = np.linspace(-8, 8, 24)[[5, 20]]
    net = train_many(*xor(), weights=start, learning_rate=60, epochs=300)
    assert (loss[20, 5], outcome[20, 5]) == (net.loss, net.outcome)


def test_rates_go_to_the_right_and_sizes_up():
    found = measure(cases(SMALL)[SIZES], 0, SMALL)
    outcome = found.data[1]
    assert (outcome[:8, :8] == 1).all()  # small starts at small rates: still on the saddle
    assert (outcome[:8, -8:] == 2).all()  # great rates
    assert sum(found.metrics.values()) == pytest.approx(1)
    other = measure(cases(SMALL)[SIZES], 1, SMALL).data[1]
    assert (outcome != other).any()


def test_the_answer_counts():
    outcome = np.ones((32, 32), np.uint8)
    outcome[:, 10:12] = 0
    data = np.full((32, 32), 0.1, np.float32), outcome
    found = {title: [Measured({}, {}, data)] for title in (PLANE, SIZES)}
    said = answer(found, Config(side=32))
    assert "6.2% solved, 93.8% stuck, 0.0% diverged" in said
    assert "100% over all sizes, at learning rates from 3.7 to 7.5" in said
    axes = figures(found, Config(side=32))["xor_map"].axes
    assert [one.get_title() for one in axes] == [
        f"1,024 nets of the first seed: {title}" for title in (PLANE, SIZES)
    ]
    assert [label.get_text() for label in axes[1].get_xticklabels()] == [
        "0.1", "1", "10", "100", "1000", "10000",
    ]  # fmt: skip


def test_colours_of_outcomes_differ_in_lightness_and_none_is_missing():
    loss = np.array([1e-9, 0.02, 0.05, 0.5, 0.2, np.nan])
    picture = coloured(loss, np.array([0, 0, 1, 1, 2, 2]))
    assert np.isfinite(picture).all()
    light = picture @ (0.2126, 0.7152, 0.0722)
    assert light[0] < 0.2
    assert light[2] > 0.7
    assert light[4] == light[5] < 0.15


def test_it_says_how_many_nets_are_done_where_a_bar_is_shown():
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    with progress_bar(console) as bar:
        said = []
        bar.update = lambda task, completed, total: said.append((completed, total))
        measure(cases(SMALL)[PLANE], 0, SMALL)
        assert not bar.tasks
    assert said == sorted(said)
    assert said[-1] == (24**2, 24**2)
