import naive
import numpy as np
import pytest

from markone import stimuli


def test_rails_are_in_one_piece_if_their_ends_differ():
    for left in (0, 1):
        for right in (0, 1):
            slide = stimuli.rails(12, 4, left, right, 3, 5).reshape(20, 20)
            assert naive.pieces(slide) == (1 if left != right else 2)
            assert slide.sum() == 3 * 12 + 2 * 3
            rows, columns = np.nonzero(slide)
            assert (rows.min(), rows.max(), columns.min(), columns.max()) == (3, 11, 5, 16)


def test_one_end_tells_nothing():
    """What each end shows is the same for two connected and two other figures."""
    four = {(a, b): stimuli.rails(18, 6, a, b).reshape(20, 20) for a in (0, 1) for b in (0, 1)}
    for a in (0, 1):
        assert np.array_equal(four[a, 0][:, :17], four[a, 1][:, :17])
        assert np.array_equal(four[0, a][:, 1:], four[1, a][:, 1:])


def test_connected_says_what_a_flood_says():
    X, y = stimuli.connected(2000, seed=4)
    assert y.tolist() == [int(naive.pieces(slide.reshape(20, 20)) == 1) for slide in X]
    assert y.mean() == pytest.approx(0.5, abs=0.04)
    counts = X.sum(axis=1)
    assert counts[y == 1].mean() == pytest.approx(counts[y == 0].mean(), rel=0.03)


def test_parity_and_brightness_are_counted():
    X, y = stimuli.parity(200, seed=1)
    assert y.tolist() == [int(sum(row)) % 2 for row in X]
    assert y.mean() == pytest.approx(0.5, abs=0.1)
    X, y = stimuli.brighter_top(200, seed=1)
    assert y.tolist() == [int(sum(row[:200]) > sum(row[200:])) for row in X]
    assert y.mean() == pytest.approx(0.5, abs=0.1)


def test_the_disc_has_half_of_the_square():
    X, y = stimuli.disc(4000, seed=2)
    assert y.tolist() == [int(np.hypot(a - 0.5, b - 0.5) < np.sqrt(1 / (2 * np.pi))) for a, b in X]
    assert y.mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: stimuli.rails(19, 6, 0, 1, 0, 2), "do not fit on 20 x 20"),
        (lambda: stimuli.rails(10, 1, 0, 1), "a gap of at least 2"),
        (lambda: stimuli.connected(0), "n is 0; it must be a whole number of at least 1"),
        (lambda: stimuli.parity(0), "n is 0"),
        (lambda: stimuli.brighter_top(-1), "n is -1"),
        (lambda: stimuli.disc(0), "n is 0"),
    ],
)
def test_what_cannot_be_shown_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
