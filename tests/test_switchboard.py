import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markone.switchboard import FAN_OUT, plug


@given(st.integers(1, 8), st.integers(0, 15), st.integers(0, 15), st.integers(0, 2**32 - 1))
def test_a_board_keeps_its_rules(responses, x, y, seed):
    if x + y == 0:
        return
    wiring = plug(responses, excitatory=x, inhibitory=y, units=100, seed=seed)
    board = np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1)
    assert wiring.excitatory.shape == (100, x)
    assert wiring.inhibitory.shape == (100, y)
    assert all(len(set(row)) == x + y for row in board.tolist())
    assert board.min() >= 0
    assert board.max() < 400
    assert np.bincount(board.ravel()).max() <= FAN_OUT


def test_the_fullest_board_can_be_plugged():
    """512 units with 31 wires need 15,872 of 16,000 holes."""
    wiring = plug(excitatory=16, inhibitory=15)
    board = np.concatenate([wiring.excitatory, wiring.inhibitory], axis=1)
    assert all(len(set(row)) == 31 for row in board.tolist())
    assert np.bincount(board.ravel()).max() == FAN_OUT


def test_photocells_are_used_evenly():
    """Each of 400 cells has 25.6 of the 10,240 wires on average, and none is preferred."""
    counts = sum(
        np.bincount(np.concatenate([w.excitatory, w.inhibitory], axis=1).ravel(), minlength=400)
        for w in (plug(seed=seed) for seed in range(40))
    )
    expected = 25.6 * 40
    assert counts.sum() == 10_240 * 40
    assert (abs(counts - expected) < 5 * np.sqrt(expected)).all()


def test_shares_give_each_response_its_own_units():
    wiring = plug(5, "shares")
    assert np.diff(wiring.bank).tolist() == [103, 103, 102, 102, 102]
    assert sorted(wiring.unit.tolist()) == list(range(512))


def test_full_gives_each_response_every_unit():
    wiring = plug(8, "full")
    assert wiring.unit.size == 4096
    assert all((wiring.unit[wiring.bank[r] : wiring.bank[r + 1]] == np.arange(512)).all() for r in range(8))


def test_same_seed_same_board():
    for one, other in zip(plug(3, seed=5), plug(3, seed=5), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(plug(seed=5).excitatory, plug(seed=6).excitatory)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"responses": 0}, "1 to 8"),
        ({"responses": 9}, "1 to 8"),
        ({"units": 0}, "at least one unit"),
        ({"excitatory": -1}, "no negative"),
        ({"excitatory": 0, "inhibitory": 0}, "at least one wire"),
        ({"patching": "overlap"}, "'overlap'; choose one of shares, full"),
        ({"excitatory": 20, "inhibitory": 20}, "20480 holes"),
        ({"units": 3, "responses": 4}, "patching='full'"),
    ],
)
def test_what_cannot_be_plugged_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        plug(**wrong)
