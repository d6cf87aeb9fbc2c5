"""What breaks the machine: what is struck, and the statistics of what is lost."""

from dataclasses import replace

import numpy as np
import pytest
from replications import what_breaks as study

from markone import Fault, stimuli
from markone.learners.breakage import at_share, contributions, struck, without
from markone.spec import copy
from markone.study.boards import answers, machines

SLIDES = stimuli.letters()[0]


@pytest.fixture
def taught(rng):
    """A board that has learned the letters."""
    parts = machines(study.Config(), study.RESPONSES, seed=0)(0)
    study.teach(parts, lambda: SLIDES, rng, "shuffled", 40)
    assert study.right(parts, SLIDES) == 1
    return parts


def test_units_without_which_currents_are_summed_are_those_of_dead_units(taught, rng):
    given = contributions(taught, SLIDES)
    removed = rng.random((3, 512)) < [[0.02], [0.1], [0.5]]
    found = without(given, removed)
    for which, currents in zip(removed, found, strict=True):
        dead = struck(taught, [Fault("dead A-unit", f"A{unit + 1}") for unit in np.flatnonzero(which)])
        np.testing.assert_array_equal(answers(dead, SLIDES), np.where(currents > 0, 1, -1))
    np.testing.assert_array_equal(answers(taught, SLIDES), study.TARGETS)  # as it was


def test_a_dead_part_of_the_retina_is_a_dark_part_of_the_slide(taught):
    block = study.blocks()[7]
    names = [f"S{cell // 20 + 1}.{cell % 20 + 1}" for cell in np.flatnonzero(block)]
    assert names[0] == "S4.4"
    assert names[-1] == "S8.8"
    dead = struck(taught, [Fault("dead photocell", name, ms=10**9) for name in names])
    np.testing.assert_array_equal(answers(dead, SLIDES), answers(taught, SLIDES * ~block))


@pytest.mark.parametrize(
    ("kind", "number"), [("dead A-unit", 51), ("dead photocell", 40), ("swapped plugs", 512)]
)
def test_a_tenth_is_struck(taught, rng, kind, number):
    faults = at_share(kind, 0.1, taught.wiring, rng)
    assert len(faults) == number
    struck_at = [name for fault in faults for name in fault.at.split()]
    assert len(set(struck_at)) == len(struck_at)


def test_exchanged_plugs_are_the_same_plugs_elsewhere(taught, rng):
    before = taught.wiring
    after = struck(taught, at_share("swapped plugs", 0.4, before, rng)).wiring
    both = [
        np.sort(np.concatenate([each.excitatory, each.inhibitory], axis=None)) for each in (before, after)
    ]
    np.testing.assert_array_equal(*both)
    assert 0.3 < (before.excitatory != after.excitatory).mean() < 0.41


def test_statistics_by_hand():
    before = np.array([True] * 4 + [False] * 22)
    after = np.array([[True, True, False, False] + [True] * 22, [False] * 26])
    assert study.kept(before, after).tolist() == [0.5, 0.0]
    assert study.spread_of(np.array([7, 0, 0])) == 1
    assert study.spread_of(np.array([2, 2, 2, 0])) == 3
    assert study.spread_of(np.array([3, 1])) == 1.6
    assert np.isnan(study.spread_of(np.zeros(26)))


def test_light_and_noise():
    rng = np.random.default_rng(1)
    dim, noise = study.HARMS["light dimmed"], study.HARMS["slides noisy"]
    assert study.seen(dim, 0.25, SLIDES, rng).max() == 0.75
    assert 0.17 < (study.seen(noise, 0.2, SLIDES, rng) != SLIDES).mean() < 0.23


def test_motors_matter_only_while_it_learns():
    config = replace(study.Config(), seeds=1)
    reversed_, twice = (study.measure("motors reversed", 0, config).data["boards"] for _ in range(2))
    assert (reversed_["broken"] == reversed_["broken"][:, :1]).all()
    assert reversed_["always"][:, -1].mean() < 0.5 < reversed_["always"][:, 1].mean()
    np.testing.assert_array_equal(reversed_["always"], twice["always"])


def test_one_part_at_a_time_by_counting(taught):
    found = study.ask_one_by_one(copy(taught), SLIDES)
    assert found["kept worst"] <= found["kept unit"] <= 1
    dead = struck(taught, [Fault("dead card", "C3")])
    assert found["cards"].shape == (64,)
    assert found["cards"][2] == pytest.approx(1 - study.right(dead, SLIDES))


def test_a_quarter_of_the_units_is_bad_in_three_ways(taught, rng):
    assert study.bad_unit(taught, 4, "A-unit stuck firing") == [Fault("A-unit stuck firing", "A5")]
    assert study.bad_unit(taught, 4, "open wiper") == [Fault("open wiper", "P5")]
    found = study.ask_quarter(copy(taught), SLIDES, rng, "fixed")
    assert 0.5 < found["right"] <= 1
