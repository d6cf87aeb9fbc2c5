from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from markone import stimuli
from markone.stimuli.letters import ALPHABET


def test_points_are_the_lectures():
    X, y = stimuli.points(500, seed=3)
    assert X.shape == (500, 2)
    assert X.min() >= 0
    assert X.max() < 1
    assert y.tolist() == [int(a + b > 1) for a, b in X.tolist()]
    with pytest.raises(ValueError, match="n is 0"):
        stimuli.points(0)


def test_xor_is_in_the_lectures_order():
    X, y = stimuli.xor()
    assert X.tolist() == [[0, 1], [1, 0], [0, 0], [1, 1]]
    assert y.tolist() == [1, 1, 0, 0]


def test_digits_are_real_and_fitted():
    X, y = stimuli.digits()
    assert X.shape == (1797, 400)
    assert X.min() == 0
    assert X.max() == 1
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("face", stimuli.FACES)
def test_letters_are_distinct_and_of_their_size(face):
    X, y = stimuli.letters(face)
    assert "".join(y) == ALPHABET
    assert len({row.tobytes() for row in X}) == 26
    assert set(X.ravel()) == {0.0, 1.0}
    assert X.mean(axis=1).min() > 0.05
    assert X.mean(axis=1).max() < (0.45 if face == "heavy" else 0.35)
    pictures = X.reshape(26, 20, 20)
    assert not pictures[:, :2].any()
    assert not pictures[:, 17:].any()
    assert not pictures[:, :, :3].any()
    assert not pictures[:, :, 17:].any()


def test_the_faces_differ():
    faces = [stimuli.letters(face)[0] for face in stimuli.FACES]
    for one, other in combinations(faces, 2):
        assert all((a != b).sum() > 10 for a, b in zip(one, other, strict=True))


def test_the_heavy_c_is_that_of_the_press_photograph():
    """A block C with cut corners, 14 wide and 14 to 15 high, strokes of 3 to 4 cells, 120 to 145 lit."""
    picture = stimuli.letter("C", "heavy").reshape(20, 20)
    rows, columns = (np.flatnonzero(picture.any(axis=axis)) for axis in (1, 0))
    letter = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert letter.shape[1] == 14
    assert letter.shape[0] in (14, 15)
    assert 120 <= picture.sum() <= 145
    assert letter[[0, 0, -1, -1], [0, -1, 0, -1]].tolist() == [0, 0, 0, 0]
    assert letter[7].tolist() == [1] * 4 + [0] * 10
    assert letter[:, 7].tolist() == [1] * 3 + [0] * 9 + [1] * 3
    assert (letter == letter[::-1]).all()


def test_an_unknown_letter_or_face_is_refused():
    with pytest.raises(ValueError, match="'é' has no slide"):
        stimuli.letter("é")
    with pytest.raises(ValueError, match="face is 'gothic'; choose one of 'block', 'stroke'"):
        stimuli.letter("A", "gothic")


def test_fit_is_bilinear():
    """A plane stays a plane: corners on corners, straight between them."""
    plane = np.add.outer(np.arange(8.0), 2 * np.arange(5.0))
    fitted = stimuli.resize(plane)
    expected = np.add.outer(np.linspace(0, 7, 20), np.linspace(0, 8, 20))
    assert fitted == pytest.approx(expected)
    assert stimuli.resize(np.stack([plane, plane])).shape == (2, 20, 20)
    assert stimuli.resize(np.eye(20)) == pytest.approx(np.eye(20))


@pytest.mark.parametrize("wrong", [np.zeros(400), np.zeros((0, 5)), np.zeros((2, 2, 2, 2)), [[np.nan, 1.0]]])
def test_fit_refuses_what_is_no_image(wrong):
    with pytest.raises(ValueError, match="image"):
        stimuli.resize(wrong)


@given(arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 200)), elements=st.floats(-1e6, 1e6)))
def test_every_sample_on_the_retina_is_equally_bright(X):
    light = stimuli.on_retina(X, X.min(axis=0), X.max(axis=0))
    half = 400 // X.shape[1] // 2
    assert (light.sum(axis=1) == half * X.shape[1]).all()
    assert set(light.ravel()) <= {0.0, 1.0}


def test_a_bar_shows_its_value():
    light = stimuli.on_retina([[0.25, 1.0], [-9.0, 9.0]], [0.0, 0.0], [1.0, 1.0]).reshape(2, 4, 100)
    assert light.sum(axis=2).tolist() == [[25, 75, 100, 0], [0, 100, 100, 0]]
    assert light[0, 0].tolist() == [1.0] * 25 + [0.0] * 75


def test_extreme_ranges_keep_their_light():
    assert stimuli.on_retina([[-1e308], [1e308]], [-1e308], [1e308]).sum(axis=1).tolist() == [200, 200]
    constant = stimuli.on_retina([[5.0], [9.0]], [5.0], [5.0])
    assert not constant[:, :200].any()


@pytest.mark.parametrize(
    ("X", "low", "high", "said"),
    [
        ([[np.nan]], [0.0], [1.0], "NaN or infinity"),
        ([[1.0]], [0.0], [np.inf], "NaN or infinity"),
        ([1.0, 2.0], [0.0], [1.0], r"X is \(2,\)"),
        ([[1.0, 2.0]], [0.0], [1.0], "a bound for each feature"),
    ],
)
def test_what_is_no_table_is_refused(X, low, high, said):
    with pytest.raises(ValueError, match=said):
        stimuli.on_retina(X, low, high)


def test_too_many_features_are_refused():
    with pytest.raises(ValueError, match="features do not fit on 400 cells"):
        stimuli.on_retina(np.zeros((1, 201)), np.zeros(201), np.ones(201))


def test_shift():
    slide = np.zeros((20, 20))
    slide[0, 19] = 1
    assert stimuli.shift(slide, 2, 0).reshape(20, 20)[2, 19] == 1
    assert stimuli.shift(slide, 0, 1).sum() == 0
    assert stimuli.shift(slide, -1, 1, toroidal=True).reshape(20, 20)[19, 0] == 1


def test_rotate():
    slide = np.zeros((20, 20))
    slide[:, 9:11] = 1
    assert stimuli.rotate(slide, 90).reshape(20, 20) == pytest.approx(slide.T)
    corner = np.zeros((20, 20))
    corner[0, 0] = 1
    assert stimuli.rotate(corner, 90).reshape(20, 20)[19, 0] == pytest.approx(1)


def test_what_cannot_be_moved_or_fitted_is_refused():
    slide = np.zeros(400)
    with pytest.raises(ValueError, match=r"down is 1\.5; it must be a whole number"):
        stimuli.shift(slide, 1.5, 0)
    with pytest.raises(ValueError, match="degrees is nan"):
        stimuli.rotate(slide, np.nan)
    with pytest.raises(ValueError, match="looks like colours"):
        stimuli.resize(np.ones((28, 28, 3)))
    with pytest.raises(ValueError, match="alphabet is ''; name at least one letter"):
        stimuli.letters(alphabet="")


def test_noise_strikes_its_share():
    struck = stimuli.noisy(np.zeros((500, 400)), 0.1, seed=1)
    assert struck.mean() == pytest.approx(0.1, abs=0.005)
    with pytest.raises(ValueError, match="share is 1"):
        stimuli.noisy(np.zeros(400), 1.5)


@pytest.mark.parametrize(
    ("light", "said"),
    [
        (np.zeros((28, 28)), r"image is \(28, 28\)"),
        (np.zeros(399), r"use stimuli.resize\(image\)"),
        (np.full(400, np.inf), "NaN or infinity"),
        (np.full(400, 1j), "light is complex128"),
        (np.full(400, -0.1), "light goes from -0.1"),
    ],
)
def test_what_is_no_light_is_refused(light, said):
    with pytest.raises(ValueError, match=said):
        stimuli.check_light(light)
