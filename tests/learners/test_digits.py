"""What the learners reach on real digits: 25 % held out, mean over five seeds."""

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from markone import stimuli
from markone.learners import MarkOneClassifier, MLPClassifier, Perceptron, save

X, y = stimuli.digits()


def mean_accuracy(make, seeds=5):
    scores = []
    for seed in range(seeds):
        split = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
        scores.append(make(seed).fit(split[0], split[2]).score(split[1], split[3]))
    return np.mean(scores)


def test_mark_one_with_a_pot_for_every_pair():
    assert (
        0.67 <= mean_accuracy(lambda seed: MarkOneClassifier("full", max_iter=20, random_state=seed)) <= 0.78
    )


def test_mark_one_in_shares():
    assert (
        0.46
        <= mean_accuracy(lambda seed: MarkOneClassifier("shares", max_iter=20, random_state=seed))
        <= 0.56
    )


def test_perceptron_on_the_pixels():
    assert mean_accuracy(lambda seed: Perceptron(random_state=seed)) == pytest.approx(0.94, abs=0.015)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_mlp():
    nets = lambda seed: MLPClassifier((64,), batch_size=32, max_iter=60, random_state=seed)  # noqa: E731
    assert mean_accuracy(nets) >= 0.97


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    "make",
    [
        lambda: MarkOneClassifier("shares", max_iter=2, random_state=3),
        lambda: MarkOneClassifier("full", max_iter=2, random_state=3),
        lambda: Perceptron(max_iter=5, random_state=3),
        lambda: MLPClassifier((64,), batch_size=32, max_iter=3, dropout=0.1, random_state=3),
    ],
)
def test_the_same_seed_gives_the_same_bits(make, tmp_path):
    """Everything that was learnt, array by array."""
    for name in ("one", "other"):
        save(make().fit(X, y), tmp_path / name)
    one, other = (np.load(tmp_path / name / "arrays.npz") for name in ("one", "other"))
    assert one.files == other.files
    for name in one.files:
        assert one[name].tobytes() == other[name].tobytes()


def test_the_machine_is_no_better_than_chance_before_it_has_learnt():
    """Too good is as suspect as too bad: labels that mean nothing cannot be learnt."""
    shuffled = np.random.default_rng(0).permutation(y)
    fitted = MarkOneClassifier("full", max_iter=3, random_state=0).fit(X[:1300], shuffled[:1300])
    assert fitted.score(X[1300:], shuffled[1300:]) < 0.2
