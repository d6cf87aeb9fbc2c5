import json

import numpy as np
import pytest

from markone import stimuli
from markone.learners import (
    MarkOneClassifier,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    PerceptronStack,
    load,
    save,
)
from markone.spec import WORN_POT

X, y = stimuli.letters(alphabet="ABCDE")
NUMBERS = np.arange(5.0)
FITTED = [
    Perceptron(random_state=0).fit(X, y),
    PerceptronStack(random_state=0).fit(X, y.astype(object)),
    MarkOneClassifier("full", max_iter=2, pot=WORN_POT, random_state=0).fit(X, y),
    MLPClassifier((6, 4), random_state=0, max_iter=50, callbacks=[lambda net, passed: passed > 9]).fit(X, y),
    MLPRegressor((6,), random_state=0, callbacks=[lambda net, passed: passed > 9]).fit(X, NUMBERS),
]


@pytest.mark.parametrize("learner", FITTED, ids=lambda learner: type(learner).__name__)
def test_a_learner_comes_back_to_the_bit(learner, tmp_path):
    save(learner, tmp_path / "it")
    back = load(tmp_path / "it")
    seen = stimuli.noisy(np.repeat(X, 10, axis=0), 0.2)
    assert type(back) is type(learner)
    assert np.array_equal(back.predict(seen), learner.predict(seen))
    for measure in ("currents", "predict_proba", "decision_function"):
        if hasattr(learner, measure):
            assert np.array_equal(getattr(back, measure)(seen), getattr(learner, measure)(seen))
    params = {
        name: value
        for name, value in learner.get_params().items()
        if name not in ("callbacks", "random_state")
    }
    found = {name: back.get_params()[name] for name in params}
    assert json.dumps(found, default=list) == json.dumps(params, default=list)


def test_the_folder_holds_no_code(tmp_path):
    save(FITTED[2], tmp_path / "it")
    assert sorted(path.name for path in (tmp_path / "it").iterdir()) == ["arrays.npz", "learner.json"]
    with np.load(tmp_path / "it" / "arrays.npz", allow_pickle=False) as arrays:
        assert all(not arrays[name].dtype.hasobject for name in arrays.files)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format": 1', '"format": 2'),
        ('"learner": "Perceptron"', '"learner": "os.system"'),
        ('"array": 0', '"array": 99'),
        ("{", "", ),
    ],
)  # fmt: skip
def test_a_file_that_was_changed_is_refused(tmp_path, old, new):
    save(FITTED[0], tmp_path / "it")
    text = (tmp_path / "it" / "learner.json").read_text()
    assert old in text
    (tmp_path / "it" / "learner.json").write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match="holds no learner that can be read"):
        load(tmp_path / "it")


@pytest.mark.parametrize(
    "spoil", [lambda d: d[: len(d) // 2], lambda d: b"", lambda d: d[:200] + b"x" + d[201:]]
)
def test_damaged_arrays_are_refused(tmp_path, spoil):
    save(FITTED[2], tmp_path / "it")
    path = tmp_path / "it" / "arrays.npz"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ValueError, match="holds no learner that can be read"):
        load(tmp_path / "it")


def test_a_pickle_in_the_arrays_is_refused(tmp_path):
    save(FITTED[0], tmp_path / "it")
    np.savez(tmp_path / "it" / "arrays.npz", **{"0": np.array([object()]), "1": np.zeros(1)})
    with pytest.raises(ValueError, match="holds no learner"):
        load(tmp_path / "it")


def test_what_is_no_learner_is_refused(tmp_path):
    with pytest.raises(ValueError, match="dict is no learner of markone"):
        save({}, tmp_path / "it")
    with pytest.raises(ValueError, match="holds no learner"):
        load(tmp_path / "nowhere")
