import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pieces import correct

from markone.kernels.rule import MODES, RULES
from markone.switchboard import plug

pytestmark = pytest.mark.reference

SOUND = np.zeros(60, np.int8)
signs = st.lists(st.sampled_from([-1, 1]), min_size=3, max_size=3)
wishes = st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=3)


@given(
    st.integers(0, 2**32 - 1),
    signs,
    wishes,
    st.sampled_from(list(MODES)),
    st.sampled_from(list(RULES)),
    st.sampled_from(["shares", "full"]),
)
def test_ways_are_the_naive_ones(seed, lamps, targets, mode, rule, patching):
    wiring = plug(3, patching, units=20, excitatory=2, inhibitory=1, seed=0)
    fires = np.random.default_rng(seed).random(20) < 0.4
    way = np.zeros(wiring.unit.size)
    lamp, target = np.array(lamps, np.int8), np.array(targets, np.int8)
    correct(wiring, fires, lamp, target, MODES[mode], RULES[rule], SOUND[: way.size], way)
    expected = naive.ways(wiring.unit, wiring.bank, fires, lamps, targets, mode, rule)
    assert way.tolist() == pytest.approx(expected, abs=1e-15)
    assert (abs(way) <= 1).all()


def test_beta_feeds_every_source_set_the_same(rng):
    wiring = plug(4, "shares", units=40, excitatory=2, inhibitory=1)
    way = np.zeros(40)
    lamp, target = np.array([1, -1, 1, -1], np.int8), np.array([-1, 1, 1, 1], np.int8)
    correct(wiring, np.arange(40) % 3 == 0, lamp, target, MODES["forced"], RULES["beta"], SOUND[:40], way)
    assert np.add.reduceat(way, wiring.bank[:-1]) == pytest.approx(np.ones(4), abs=1e-12)


def test_gamma_keeps_the_sum_of_each_source_set(rng):
    wiring = plug(4, "shares", units=40, excitatory=2, inhibitory=1)
    way = np.zeros(40)
    lamp, target = np.array([1, -1, 1, -1], np.int8), np.array([-1, 1, 1, 1], np.int8)
    correct(wiring, rng.random(40) < 0.5, lamp, target, MODES["forced"], RULES["gamma"], SOUND[:40], way)
    assert np.add.reduceat(way, wiring.bank[:-1]) == pytest.approx(np.zeros(4), abs=1e-12)


def test_a_stuck_relay_drives_as_if_its_unit_fired_or_never_did():
    wiring = plug(1, units=8, excitatory=2, inhibitory=1)
    relay, way = np.array([0, 0, 1, 1, -1, -1, 0, 0], np.int8), np.zeros(8)
    fires = np.array([True, False] * 4)
    correct(wiring, fires, np.array([-1], np.int8), np.array([1], np.int8), MODES["forced"], 0, relay, way)
    assert way.tolist() == [1, 0, 1, 1, 0, 0, 1, 0]
