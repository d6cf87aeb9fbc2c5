"""How large it must be: dichotomies, digits, and what they are held against."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from replications import how_large as study

from markone import stimuli
from markone.kernels.lesson import wipers
from markone.learners.breakage import activity
from markone.study.boards import machines, simulations

QUICK = replace(study.Config(), seeds=1, epochs=2, taught=60, asked=40, capacity_epochs=100)


def test_a_half_of_the_retina_is_lit(rng):
    slides = study.dots(7, rng)
    assert slides.shape == (7, 400)
    assert (slides.sum(axis=1) == 200).all()
    assert (slides[0] != slides[1]).any()


def test_the_greatest_number_by_halving():
    for number in range(9):
        assert study.greatest(lambda tried, most=number: tried <= most, 9) == number


def test_separable_are_the_dichotomies_of_a_half_plane(rng):
    """Points at five angles: a line through zero makes ten of their 32 dichotomies; none at all makes one."""
    angles = np.sort(rng.uniform(0, 2 * np.pi, 5))
    points = np.column_stack([np.cos(angles), np.sin(angles)])
    every = np.linspace(0, 2 * np.pi, 10_000)
    made = {tuple(np.sign(points @ [np.cos(angle), np.sin(angle)])) for angle in every}
    made.add((-1,) * 5)  # no weights: all lamps stay dark
    for signs in product((-1, 1), repeat=5):
        assert study.is_separable(points, np.array(signs)) == (signs in made)


def naive_epochs(active, wanted, orders, step):
    """The perceptron rule with 0 and 1, threshold at zero: weights, and whether the last epoch was right."""
    weights = np.zeros(active.shape[1])
    for order in orders:
        wrong = 0
        for row in order:
            lamp = 1 if weights @ active[row] > 0 else -1
            if lamp != wanted[row]:
                weights += step * wanted[row] * active[row]
                wrong += 1
    return weights, wrong == 0


@pytest.mark.parametrize("number", [12, 40])
def test_what_is_learned_is_what_the_perceptron_rule_learns(number):
    parts = simulations(replace(QUICK, stop_v=np.inf), 1, 0, 16)(0)
    slides = study.dots(number, np.random.default_rng(2))
    wanted = np.random.default_rng(3).choice([-1, 1], (number, 1)).astype(np.int8)
    twin = np.random.default_rng(4)
    orders = twin.permuted(np.tile(np.arange(number), (100, 1)), axis=1)
    weights, right = naive_epochs(activity(parts, slides), wanted[:, 0], orders, 0.5)
    assert study.is_learned(parts, slides, wanted, np.random.default_rng(4), 100) == right
    assert right == (number == 12)
    np.testing.assert_allclose(wipers(parts), weights, atol=1e-9)


def test_no_more_is_learned_than_is_separable():
    found, again = (
        study.measure(study.CAPACITY["dichotomies, 16 A-units"], 0, QUICK).data["boards"] for _ in range(2)
    )
    assert (found["most"] <= found["separable"]).all()
    assert 1.6 < found["separable"].mean() < 2.4
    np.testing.assert_array_equal(found["most"], again["most"])


def test_the_curve_counts_boards():
    places, shares = study.share_curve(np.array([1.0, 2.0, 2.5]), 16)
    found = dict(zip(places, shares, strict=True))
    assert found[0.5] == [1, 1, 1]
    assert found[2.0] == [0, 1, 1]
    assert found[3.0] == [0, 0, 0]


def test_times_that_grow_with_a_power():
    assert study.exponent([64, 128, 1024], [3 * 64**1.5, 3 * 128**1.5, 3 * 1024**1.5]) == pytest.approx(1.5)


def test_eight_digits_are_learned_on_the_same_boards_by_both_patchings():
    boards = [machines(replace(QUICK, patching=patching), 8, 0)(3) for patching in study.POTS.values()]
    np.testing.assert_array_equal(boards[0].wiring.excitatory, boards[1].wiring.excitatory)
    assert [board.wiring.unit.size for board in boards] == [512, 4096]
    task = study.first_eight(study.retina_digits(0))
    assert set(task.y) == set(task.y_test) == set(range(8))
    assert study.code_of_one(3).tolist() == [[1, -1, -1], [-1, 1, -1], [-1, -1, 1]]


def test_errors_on_digits_are_those_of_the_perceptron_rule():
    full = study.retina_digits(0)
    task = study.Task(full.X[:80], full.y[:80], full.X_test[:50], full.y_test[:50])
    parts = simulations(replace(QUICK, patching="full"), 4, 0, 64)(0)
    words = study.code_words(10)
    active, asked = activity(parts, task.X), activity(parts, task.X_test)
    found = study.ask_digits(task, words, 3)(parts, np.random.default_rng(5))
    twin = np.random.default_rng(5)
    orders = [twin.permutation(80) for _ in range(3)]
    weights = [naive_epochs(active, words[task.y][:, r], orders, 0.5)[0] for r in range(4)]
    lamps = np.where(asked @ np.clip(weights, -11, 11).T > 0, 1, -1)
    assert np.abs(weights).max() < 11  # so that no stop matters
    assert found["errors"] == pytest.approx(100 * (lamps != words[task.y_test]).any(axis=1).mean())


def test_without_mnist_it_does_without(monkeypatch):
    study.mnist.cache_clear()
    monkeypatch.delenv("MARKONE_MNIST", raising=False)
    titles = list(study.cases(QUICK))
    study.mnist.cache_clear()
    assert not any("MNIST" in title for title in titles)
    assert "digits, 4,096 A-units" in titles
    assert "digits, 65,536 A-units" in study.cases(replace(QUICK, full=True))


def test_a_part_of_mnist(monkeypatch, rng):
    slides, labels = rng.random((200, 400)), np.arange(200) % 10
    monkeypatch.setattr(stimuli, "mnist", lambda: (slides, labels))
    study.mnist.cache_clear(), study.task_of.cache_clear()
    one, other = (study.task_of("MNIST", seed, 60, 40) for seed in (0, 1))
    study.mnist.cache_clear(), study.task_of.cache_clear()
    assert (one.X.shape, one.X_test.shape) == ((60, 400), (40, 400))
    both = np.concatenate([one.X, one.X_test])
    assert len(np.unique(both, axis=0)) == 100
    assert (one.y != other.y).any()
