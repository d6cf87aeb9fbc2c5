import naive
import numpy as np
import pytest

from markone import stimuli
from markone.learners import Perceptron, PocketPerceptron, load, save


def noisy_points(seed, n=40, share=0.15):
    """The lecture's points, some with the other label: as a rule not linearly separable."""
    X, y = stimuli.points(n, seed)
    flipped = np.random.default_rng(seed + 1000).random(n) < share
    return X, np.where(flipped, 1 - y, y)


def test_it_finds_the_best_line_that_brute_force_knows():
    gaps, plain = [], []
    for seed in range(20):
        X, y = noisy_points(seed)
        best = naive.fewest_mistakes(X.tolist(), y.tolist())
        pocket = PocketPerceptron(max_iter=3000, random_state=seed).fit(X, y)
        wrong = int((pocket.predict(X) != y).sum())
        assert wrong == pocket.mistakes_[-1] >= best
        gaps.append(wrong - best)
        last = Perceptron(max_iter=200, random_state=seed).fit(X, y)
        plain.append(int((last.predict(X) != y).sum()) - best)
    assert np.mean(gaps) <= 0.5
    assert max(gaps) <= 2
    assert np.mean(plain) > 3 + np.mean(gaps)


def test_the_pocket_never_gets_worse():
    X, y = noisy_points(3)
    fitted = PocketPerceptron(max_iter=200, random_state=0).fit(X, y)
    assert (np.diff(fitted.mistakes_) <= 0).all()
    assert not fitted.converged_
    assert fitted.n_iter_ == 200


def test_it_stops_where_a_line_parts_the_classes():
    X, y = stimuli.points(seed=1)
    fitted = PocketPerceptron(max_iter=5000, random_state=0).fit(X, y)
    assert fitted.converged_
    assert fitted.mistakes_[-1] == 0 < fitted.mistakes_[0]
    assert fitted.score(X, y) == 1


def test_xor_is_three_quarters_right():
    X, y = stimuli.xor()
    for seed in range(20):
        assert PocketPerceptron(random_state=seed).fit(X, y).score(X, y) == 0.75


def test_many_classes_and_a_callback():
    X, y = np.eye(4), np.array(list("abcd"))
    seen = []
    fitted = PocketPerceptron(random_state=0, callbacks=[lambda it, epoch: seen.append(it.n_iter_)]).fit(X, y)
    assert fitted.predict(X).tolist() == list("abcd")
    assert seen == list(range(1, fitted.n_iter_ + 1))


def test_it_is_saved_and_comes_back(tmp_path):
    X, y = noisy_points(5)
    fitted = PocketPerceptron(random_state=0).fit(X, y)
    save(fitted, tmp_path / "it")
    back = load(tmp_path / "it")
    assert type(back) is PocketPerceptron
    assert np.array_equal(back.decision_function(X), fitted.decision_function(X))


@pytest.mark.parametrize(
    ("wrong", "said"), [({"learning_rate": 0}, r"in \(0, 1\]"), ({"max_iter": 0}, "at least 1")]
)
def test_wrong_parameters_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        PocketPerceptron(**wrong).fit(*stimuli.xor())


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="y holds 1 class"):
        PocketPerceptron().fit([[0.0], [1.0]], [1, 1])
