import naive
import numpy as np
import pytest

from markone import stimuli
from markone.learners import Perceptron, PocketPerceptron


def test_epochs_in_stored_order_are_the_naive_ones():
    X, y = stimuli.points(seed=1)
    fitted = Perceptron(0.1, max_iter=3, shuffle=False, start=[0.1, -0.1, 0.02]).fit(X, y)
    w, mistakes = [0.1, -0.1, 0.02], []
    for _ in range(3):
        w, count = naive.perceptron_epoch(X.tolist(), y.tolist(), w, 0.1)
        mistakes.append(count)
    assert fitted.mistakes_ == mistakes
    assert [*fitted.coef_[0], fitted.intercept_[0]] == pytest.approx(w)


def test_it_stops_after_an_epoch_without_mistakes():
    X, y = stimuli.points(seed=1)
    fitted = Perceptron(max_iter=5000, random_state=0).fit(X, y)
    assert fitted.converged_
    assert fitted.mistakes_[-1] == 0
    assert all(fitted.mistakes_[:-1])
    assert fitted.score(X, y) == 1


def test_xor_is_never_more_than_three_quarters_right():
    X, y = stimuli.xor()
    for seed in range(50):
        assert Perceptron(random_state=seed).fit(X, y).score(X, y) <= 0.75


def test_a_callback_sees_every_epoch_and_can_stop():
    seen = []
    X, y = stimuli.xor()

    def stop_at_four(learner, epoch):
        seen.append((epoch, learner.n_iter_, learner.predict(X).tolist()))
        return epoch == 4

    assert Perceptron(callbacks=[stop_at_four]).fit(X, y).n_iter_ == 4
    assert [epoch for epoch, *_ in seen] == [1, 2, 3, 4]


def test_converged_means_that_all_is_right():
    """On a lattice nets of exactly zero are common, so that a sum in another order would show."""
    converged = 0
    for seed in range(1000):
        rng = np.random.default_rng(seed)
        X, y = rng.integers(-3, 4, size=(8, 3)) * 0.1, rng.permutation([0, 1] * 4)
        fitted = Perceptron(0.1, max_iter=30, random_state=seed).fit(X, y)
        converged += fitted.converged_
        assert not fitted.converged_ or fitted.score(X, y) == 1
    assert converged > 100


def test_weights_that_overflow_are_refused():
    X = (np.random.default_rng(0).random((30, 4)) - 0.5) * 1.7e308
    found = pytest.raises(ValueError, match=r"left the finite numbers in epoch \d+: scale X down")
    with found, np.errstate(invalid="ignore"):
        Perceptron(random_state=0).fit(X, np.arange(30) % 2)


def test_many_classes():
    X, y = np.eye(4), np.array(list("abcd"))
    fitted = Perceptron(random_state=0).fit(X, y)
    assert fitted.predict(X).tolist() == list("abcd")
    assert fitted.decision_function(X).shape == (4, 4)
    assert fitted.n_weights_ == 20


@pytest.mark.parametrize("kind", [np.float32, np.uint8, bool])
def test_samples_are_learnt_as_they_are_stored(kind):
    rng = np.random.default_rng(0)
    X = rng.random((60, 40)) < 0.3
    y = X[:, :20].sum(axis=1) > X[:, 20:].sum(axis=1)
    floats = Perceptron(random_state=0).fit(X.astype(float), y)
    kept = Perceptron(random_state=0).fit(X.astype(kind), y)
    assert kept.coef_.dtype == (np.float32 if kind == np.float32 else np.float64)
    assert kept.coef_.tolist() == floats.coef_.tolist()
    assert kept.mistakes_ == floats.mistakes_
    assert kept.score(X, y) == kept.score(X.astype(np.float32), y) == kept.score(X.astype(float), y) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"learning_rate": 0}, r"learning_rate is 0; it must be a number in \(0, 1\]"),
        ({"learning_rate": 1.5}, r"in \(0, 1\]"),
        ({"learning_rate": "fast"}, "'fast'"),
        ({"learning_rate": float("nan")}, "nan"),
        ({"max_iter": 0}, "whole number of at least 1"),
        ({"random_state": -1}, "random_state is -1; give None"),
        ({"random_state": "a"}, "random_state is 'a'"),
        ({"callbacks": 5}, "callbacks is 5; give a list of functions"),
        ({"callbacks": [5]}, "give a list of functions"),
        ({"max_iter": 2.5}, "whole number"),
        ({"start": [1.0, 2.0]}, r"start is \[1.0, 2.0\]; it must be \(1, 3\)"),
    ],
)
def test_wrong_parameters_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        Perceptron(**wrong).fit(*stimuli.xor())


@pytest.mark.parametrize("classes", [2, 3])
def test_epochs_made_in_one_go_are_those_that_a_callback_sees(classes):
    X, y = stimuli.digits()
    X, y = X[y < classes], y[y < classes]
    given = {"max_iter": 40, "shuffle": False}
    seen = Perceptron(callbacks=[lambda learner, epoch: False], **given).fit(X, y)
    alone = Perceptron(**given).fit(X, y)
    assert alone.converged_
    assert 2 < alone.n_iter_ == seen.n_iter_ < 40
    assert alone.mistakes_ == seen.mistakes_
    assert alone.coef_.tobytes() == seen.coef_.tobytes()


def test_bytes_above_one_are_no_bits(rng):
    X = rng.integers(2, size=(50, 100)).astype(np.uint8)
    y = rng.integers(2, size=50)
    X[-1, -1] = 2
    fits = [Perceptron(max_iter=3, shuffle=False).fit(X.astype(kind), y) for kind in (np.uint8, float)]
    assert fits[0].coef_.tolist() == fits[1].coef_.tolist()


@pytest.mark.parametrize("rate", [1.0, 0.1])
def test_zeros_and_ones_of_any_type_give_the_same_weights(rng, rate):
    lit = rng.random((200, 100)) < 0.3
    y = (lit @ rng.normal(size=100) > 0).astype(int)
    fits = [
        Perceptron(rate, max_iter=20, random_state=0).fit(lit.astype(kind), y)
        for kind in (float, np.uint8, bool)
    ]
    for fitted in fits[1:]:
        assert fitted.mistakes_ == fits[0].mistakes_
        assert fitted.coef_.tobytes() == fits[0].coef_.tobytes()
        np.testing.assert_array_equal(fitted.predict(lit), fits[0].predict(lit.astype(float)))


@pytest.mark.parametrize(("kind", "scale"), [(np.float32, 1e19), (np.float64, 1e160)])
@pytest.mark.parametrize("learner", [Perceptron, PocketPerceptron])
def test_net_inputs_that_overflow_are_refused(kind, scale, learner):
    X = np.random.default_rng(0).normal(size=(120, 5))
    y = X[:, 0] + X[:, 1] > 0
    with pytest.raises(ValueError, match=r"net inputs left the finite numbers in epoch \d+: scale X down"):
        learner(max_iter=40, random_state=0).fit((X * scale).astype(kind), y)
    known = learner(max_iter=40, random_state=0).fit(X.astype(kind), y)
    with pytest.raises(ValueError, match="net inputs left the finite numbers: scale X down"):
        known.predict(np.full((1, 5), np.finfo(kind).max, kind) * np.where(known.coef_[0] > 0, 1, -1))
