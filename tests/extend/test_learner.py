"""Another learner: a class of one's own, registered once."""

import json
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import cross_val_score
from sklearn.utils.validation import check_is_fitted, validate_data

import markone
from markone import stimuli, tracking
from markone.learners import checks, registry, state
from markone.learners.parameters import checked, parameter
from markone.tracking import models
from markone.validation import amount

X, y = stimuli.digits()
X, y = X[:300], y[:300]


@dataclass(eq=False, repr=False)
class NearestMean(ClassifierMixin, BaseEstimator):
    """Says the class whose mean, drawn in by `shrinkage` to the mean of all, lies nearest."""

    shrinkage: float = parameter(0.1, amount, low=0, high=1)

    def fit(self, X, y):
        share = checked(self)["shrinkage"]
        X, y = validate_data(self, X, y, dtype=np.float64)
        self.classes_, index = checks.classes(y)
        means = np.array([X[index == number].mean(axis=0) for number in range(len(self.classes_))])
        self.means_ = np.ascontiguousarray((1 - share) * means + share * X.mean(axis=0))
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        away = ((X[:, None, :] - self.means_) ** 2).sum(axis=2)
        return self.classes_[away.argmin(axis=1)]

    def check_state(self):
        shape = (state.check_classes(self.classes_), self.n_features_in_)
        state.check_numbers("means_", self.means_, shape, state.FLOATS[:1])


@pytest.fixture(autouse=True)
def own(monkeypatch):
    monkeypatch.setattr(registry, "_OWN", {})
    return markone.register(NearestMean)


@pytest.fixture
def folder(tmp_path):
    markone.save(NearestMean(0.2).fit(X, y), tmp_path / "it")
    return tmp_path / "it"


def test_it_learns_as_scikit_learns_do():
    learner = clone(NearestMean(0.2))
    assert learner.get_params() == {"shrinkage": 0.2}
    assert cross_val_score(learner, X, y).mean() > 0.7
    with pytest.raises(ValueError, match=r"shrinkage is 2; it must be a number in \[0, 1\]"):
        NearestMean(2).fit(X, y)


def test_it_comes_back_to_the_bit(folder):
    back, learner = markone.load(folder), NearestMean(0.2).fit(X, y)
    assert type(back) is NearestMean
    assert back.shrinkage == 0.2
    assert np.array_equal(back.means_, learner.means_)
    assert np.array_equal(back.predict(X), learner.predict(X))


def changed(folder, change, keeps_digest=False):
    packed = json.loads((folder / "learner.json").read_text())
    if not keeps_digest:
        del packed["digest"]
    change(packed["fields"])
    (folder / "learner.json").write_text(json.dumps(packed))


@pytest.mark.parametrize(
    ("change", "keeps_digest", "says"),
    [
        (lambda fields: fields["shrinkage"].update(value=0.3), True, "it is not what was saved"),
        (lambda fields: fields["shrinkage"].update(value=3), False, "shrinkage is 3; it must be a number"),
        (lambda fields: fields.update(means_=fields["classes_"]), False, "means_ is int64"),
        (lambda fields: fields.update(predict={"value": 1}), False, "predict is no parameter and no finding"),
        (lambda fields: fields.pop("means_"), False, "'means_'"),
    ],
)
def test_a_tampered_file_is_refused(folder, change, keeps_digest, says):
    changed(folder, change, keeps_digest)
    with pytest.raises(ValueError, match=f"holds no learner that can be read: .*{says}"):
        markone.load(folder)


def test_it_is_kept_in_the_store_and_opened_again(tmp_path):
    store, learner = tracking.Store(f"sqlite:///{tmp_path}/runs.db", "own"), NearestMean().fit(X, y)
    with store.run("own", {}) as run:
        run.model(lambda folder: markone.save(learner, folder), models.LOADER, X, learner.predict(X))
    model = models.load(store.client, run.id)
    assert np.array_equal(model.predict(X), learner.predict(X))


def test_one_that_is_not_registered_is_refused(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(registry, "_OWN", {})
    says = "'NearestMean' is no learner that is known here; register its class with markone.register"
    with pytest.raises(ValueError, match=f"can be read: {says}"):
        markone.load(folder)
    with pytest.raises(ValueError, match=says):
        markone.save(NearestMean().fit(X, y), tmp_path / "other")


def test_one_that_is_not_fitted_is_refused(tmp_path):
    with pytest.raises(ValueError, match="this NearestMean is not fitted"):
        markone.save(NearestMean(), tmp_path / "it")


def needy(self, share):
    """An __init__ that cannot do without."""


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (NearestMean(), "is no learner; register a class with fit, predict, get_params and check_state"),
        (BaseEstimator, "is no learner; register a class"),
        (type("Needy", (NearestMean,), {"__init__": needy}), "Needy cannot be made without share"),
        (type("Perceptron", (NearestMean,), {}), "another learner called Perceptron"),
        (type("NearestMean", (NearestMean,), {"__module__": "elsewhere"}), "another learner called Near"),
    ],
)
def test_what_cannot_be_registered_is_refused(kind, says):
    with pytest.raises(ValueError, match=says):
        markone.register(kind)


def test_a_class_may_be_defined_anew_as_in_a_notebook(own, folder):
    again = type(
        "NearestMean", (NearestMean,), {"__module__": own.__module__, "__qualname__": own.__qualname__}
    )
    markone.register(again)
    assert type(markone.load(folder)) is again


def test_another_class_of_the_same_name_is_not_taken_for_it(tmp_path):
    other = type("Perceptron", (NearestMean,), {})()
    with pytest.raises(ValueError, match="another Perceptron is registered"):
        markone.save(other.fit(X, y), tmp_path / "it")


def test_every_parameter_of_every_learner_is_declared():
    for kind in registry.everyone():
        learner = kind()
        assert set(checked(learner)) == set(learner.get_params())
