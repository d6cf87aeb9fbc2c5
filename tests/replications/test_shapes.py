"""Figures that are moved and turned, and boards that learn them, against a perceptron of a few lines."""

import numpy as np
import pytest
from naive_boards import Board

from experiments.replications import shapes as study
from markone.study.boards import machines, simulations

CONFIG = study.Config(seeds=1)


def naive_curve(board, title, forced):
    """% of new images right after every ten, by the naive perceptron, of one board of seed 0."""
    pair = study.PAIRS[title]
    build = simulations(CONFIG, 1, 0, pair.units) if pair.units else machines(CONFIG, 1, 0)
    naive, rng = Board(build(board).wiring), np.random.default_rng([0, board, 1960])
    (slides, wanted), new = (study.images(pair, number, rng, CONFIG) for number in (120, 100))
    curve = []
    for shown, (slide, word) in enumerate(zip(slides, wanted, strict=True), 1):
        naive.taught(slide, word, forced)
        if shown % 10 == 0:
            curve.append(naive.right(*new))
    return curve


@pytest.mark.parametrize("title", ["E, F", "X, E, turned at will"])
def test_boards_learn_as_a_naive_perceptron_does(title):
    for cases, forced in ((study.PAIRS, False), (study.FORCED, True)):
        case = f"{title}, forced" if forced else title
        boards = study.measure(cases[case], 0, CONFIG).data["boards"]
        naive = [naive_curve(board, title, forced) for board in range(2)]
        assert boards["curve"][:2] == pytest.approx(np.array(naive))
        assert boards["right"][:2] == pytest.approx([curve[5] for curve in naive])


def test_the_published_count_of_images_is_what_is_asked_after():
    boards = study.measure(study.PAIRS["X, E, turned to 30°"], 0, CONFIG).data["boards"]
    assert (boards["right"] == boards["curve"][:, 1]).all()


def test_images_shown_more_often_are_known_better():
    once, often = (
        study.measure(study.PAIRS["X, E, turned to 30°"], 0, study.Config(times=times)).data["boards"]
        for times in (1, 50)
    )
    assert (once["curve"][:, 0] == often["curve"][:, 0]).all()
    assert often["right"].mean() > once["right"].mean()


@pytest.mark.parametrize("edges", ["meet", "end"])
def test_a_moved_figure_is_the_same_figure(edges):
    """Brought back to a corner, every square is the one square of 8 x 8, and no two diamonds differ."""
    slides, wanted = study.images(
        study.PAIRS["square, diamond"], 60, np.random.default_rng(3), study.Config(edges=edges)
    )
    assert wanted[:, 0].tolist() == [1, -1] * 30
    spectra = np.abs(np.fft.fft2(slides.reshape(-1, 20, 20)))  # which no toroidal shift changes
    for first in (0, 1):
        assert spectra[first::2] == pytest.approx(spectra[[first] * 30])
        assert len(np.unique(slides[first::2], axis=0)) > 20
    wrapped = slides.reshape(-1, 20, 20)[:, [0, -1]].any(axis=2).all(axis=1)
    assert wrapped.any() == (edges == "meet")


def test_square_and_diamond():
    square, diamond = (study.figure(name, "heavy", 4, 8) >= 0.5 for name in ("square", "diamond"))
    assert square.sum() == 64
    away = np.abs(np.arange(20) - 9.5)
    assert (diamond.reshape(20, 20) == (np.add.outer(away, away) < 8 / np.sqrt(2))).all()


def test_a_letter_is_shrunk_by_its_rim():
    lit = (study.figure("E", "heavy", 4, 8) >= 0.5).reshape(20, 20)
    rows, columns = (np.flatnonzero(lit.any(axis=axis)) for axis in (1, 0))
    assert len(columns) == 14 * 20 // 28
    assert len(rows) in (10, 11)
    assert (study.figure("E", "heavy", 0, 8) == study.stimuli.letter("E", "heavy")).all()


def test_steps_keep_a_figure_on_the_retina_and_within_reach():
    rng, lines = np.random.default_rng(0), np.arange(3, 12)
    assert {study.step(lines, 20, False, rng) for _ in range(500)} == set(range(-3, 9))
    assert {study.step(lines, 2, False, rng) for _ in range(200)} == set(range(-2, 3))
    assert {study.step(lines, 20, True, rng) for _ in range(1000)} == set(range(-10, 10))


def test_a_pair_may_say_how_far_it_is_moved():
    at_rest = study.MOVED["E, F, moved by 0"]
    slides, _ = study.images(at_rest, 10, np.random.default_rng(0), CONFIG)
    assert (slides[::2] == (study.figure("E", "heavy", 4, 8) >= 0.5)).all()
    assert (slides[1::2] == (study.figure("F", "heavy", 4, 8) >= 0.5)).all()
    assert study.measure(at_rest, 0, CONFIG).data["boards"]["right"].min() == 100


def test_turned_by_no_more_than_was_said():
    bar = np.zeros((20, 20))
    bar[8:12, 3:17] = 1.0
    rng, slopes = np.random.default_rng(1), []
    for _ in range(40):
        y, x = np.nonzero(study.turned_by(bar.reshape(400), 30.0, rng).reshape(20, 20))
        slopes.append(np.degrees(np.arctan2(*np.linalg.eigh(np.cov(y, x))[1][:, 1])))
    angles = np.abs((np.array(slopes) + 90) % 180 - 90)
    assert angles.max() < 34
    assert angles.max() > 20


def test_the_same_seed_gives_the_same():
    pair = study.FORCED["square, diamond, forced"]
    one, again, other = (study.measure(pair, seed, CONFIG).data["boards"]["curve"] for seed in (0, 0, 1))
    assert (one == again).all()
    assert (one != other).any()
