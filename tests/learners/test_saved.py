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
    PocketPerceptron,
    load,
    save,
)
from markone.spec import WORN_POT

X, y = stimuli.letters(alphabet="ABCDE")
NUMBERS = np.arange(5.0)
FITTED = [
    Perceptron(random_state=0).fit(X, y),
    PerceptronStack(random_state=0).fit(X, y.astype(object)),
    MarkOneClassifier("full", max_iter=2, device=WORN_POT, random_state=0).fit(X, y),
    MLPClassifier((6, 4), random_state=0, max_iter=50, callbacks=[lambda net, epoch: epoch > 9]).fit(X, y),
    MLPRegressor((6,), random_state=0, callbacks=[lambda net, epoch: epoch > 9]).fit(X, NUMBERS),
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


LABELS = {
    "int": np.array([0, 1, 2]),
    "int8": np.array([-3, 0, 7], np.int8),
    "uint64": np.array([0, 1, 2**63], np.uint64),
    "bool": np.array([False, True]),
    "float": np.array([0.0, 1.0, 4.0]),
    "str": np.array(["a", "bb", "c\u00e9"]),
    "object": np.array(["a", "bb", "ccc"], dtype=object),
}
KINDS = {
    "perceptron": Perceptron,
    "pocket": PocketPerceptron,
    "stack": PerceptronStack,
    "mark one": lambda **rest: MarkOneClassifier(n_units=32, max_iter=2, **rest),
    "classifier": lambda **rest: MLPClassifier((4,), max_iter=2, **rest),
    "classifier, float32": lambda **rest: MLPClassifier((4,), max_iter=2, dtype="float32", **rest),
    "early": lambda **rest: MLPClassifier(
        (4,), max_iter=3, early_stopping=True, validation_fraction=0.5, solver="sgd", **rest
    ),
}


def same_after_saving(learner, seen, folder):
    save(learner, folder)
    back = load(folder)
    for measure in ("predict", "currents", "predict_proba", "decision_function"):
        if hasattr(learner, measure):
            one, other = getattr(learner, measure)(seen), getattr(back, measure)(seen)
            assert np.array_equal(one, other)
            assert one.dtype in (other.dtype, object)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("dtype", ["float64", "float32", "uint8", "bool", "int64"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_learner_comes_back_whatever_it_was_fitted_on(kind, dtype, labels, tmp_path):
    given = (np.random.default_rng(0).random((12, 5)) > 0.5).astype(dtype)
    names = LABELS[labels][np.arange(12) % len(LABELS[labels])]
    learner = KINDS[kind](random_state=0).fit(given, names)
    same_after_saving(learner, given, tmp_path / "it")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("outputs", [(), (1,), (3,)])
def test_a_regressor_comes_back(dtype, outputs, tmp_path):
    given = np.random.default_rng(0).normal(size=(12, 5))
    wished = np.random.default_rng(1).normal(size=(12, *outputs))
    if outputs == (1,):
        wished = wished[:, 0]
    learner = MLPRegressor((4,), dtype=dtype, max_iter=2, random_state=0).fit(given, wished)
    same_after_saving(learner, given, tmp_path / "it")


@pytest.mark.parametrize("kind", [*KINDS, "regressor"])
def test_what_is_not_fitted_is_refused_and_leaves_nothing(kind, tmp_path):
    learner = {**KINDS, "regressor": MLPRegressor}[kind]()
    with pytest.raises(ValueError, match=f"this {type(learner).__name__} is not fitted: fit it"):
        save(learner, tmp_path / "it")
    assert not (tmp_path / "it").exists()


def test_a_learner_that_could_not_be_loaded_is_not_saved(tmp_path):
    learner = Perceptron(random_state=0).fit(X, y).set_params(max_iter=0)
    with pytest.raises(ValueError, match="this Perceptron cannot be saved: max_iter is 0"):
        save(learner, tmp_path / "it")
    assert not (tmp_path / "it").exists()


def test_the_folder_holds_no_code(tmp_path):
    save(FITTED[2], tmp_path / "it")
    assert sorted(path.name for path in (tmp_path / "it").iterdir()) == ["arrays.npz", "learner.json"]
    with np.load(tmp_path / "it" / "arrays.npz", allow_pickle=False) as arrays:
        assert all(not arrays[name].dtype.hasobject for name in arrays.files)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format": 2', '"format": 1'),
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


def spoiled(name, change):
    """A change of one array in arrays.npz, found by what learner.json calls it."""

    def spoil(folder):
        packed = json.loads((folder / "learner.json").read_text())
        del packed["digest"]  # as it was saved before there was one
        (folder / "learner.json").write_text(json.dumps(packed))
        field = packed
        for step in name.split("."):
            field = field["list"][int(step)] if step.isdigit() else field["fields"][step]
        with np.load(folder / "arrays.npz") as arrays:
            kept = dict(arrays)
        kept[str(field["array"])] = change(kept[str(field["array"])])
        np.savez(folder / "arrays.npz", **kept)

    return spoil


WIRES = "parts_.wiring.excitatory"


@pytest.mark.parametrize(
    ("learner", "name", "change"),
    [
        (2, WIRES, lambda a: a + 10**8),
        (2, WIRES, lambda a: a - 400),
        (2, WIRES, lambda a: a[:5]),
        (2, WIRES, lambda a: a.astype(float)),
        (2, "parts_.wiring.unit", lambda a: a + 10**6),
        (2, "parts_.wiring.bank", lambda a: a * 1000),
        (2, "parts_.active", lambda a: a[:1]),
        (2, "parts_.shafts.anchor_v", lambda a: a[:1]),
        (2, "parts_.shafts.anchor_v", lambda a: a * np.nan),
        (2, "code_", lambda a: a[:, :0]),
        (2, "low_", lambda a: a[:1]),
        (3, "weights_.0", lambda a: a[:, :2]),
        (3, "weights_.1", lambda a: a[:, :2]),
        (3, "weights_.2", lambda a: a[:2]),
        (3, "weights_.0", lambda a: a[None]),
        (3, "weights_.0", lambda a: a.astype(int)),
        (4, "weights_.0", lambda a: a * np.inf),
        (1, "hidden_", lambda a: a[:, :2]),
        (0, "coef_", lambda a: a[:2]),
        (0, "coef_", np.asfortranarray),
        (0, "coef_", lambda a: a.astype(np.float32)),
        (0, "coef_", lambda a: a.astype(">f8")),
        (2, "code_", lambda a: a.astype(np.int64)),
        (3, "weights_.1", lambda a: a.astype(np.float32)),
        (3, "classes_", lambda a: a[::-1]),
        (0, "classes_", lambda a: a[:1]),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(tmp_path, learner, name, change):
    save(FITTED[learner], tmp_path / "it")
    spoiled(name, change)(tmp_path / "it")
    with pytest.raises(ValueError, match="holds no learner that can be read"):
        load(tmp_path / "it")


@pytest.mark.parametrize(
    "packed", ['{"format": 1, "value": 3}', '{"format": 1, "tuple": "Pot", "fields": {}}']
)
def test_what_is_no_learner_in_the_file_is_refused(tmp_path, packed):
    save(FITTED[0], tmp_path / "it")
    (tmp_path / "it" / "learner.json").write_text(packed)
    with pytest.raises(ValueError, match="holds no learner"):
        load(tmp_path / "it")


@pytest.mark.parametrize("name", ["predict", "__class__", "n_weights_", "anything"])
def test_a_file_cannot_replace_a_method(tmp_path, name):
    save(FITTED[0], tmp_path / "it")
    packed = json.loads((tmp_path / "it" / "learner.json").read_text())
    del packed["digest"]
    packed["fields"][name] = {"value": "x"}
    (tmp_path / "it" / "learner.json").write_text(json.dumps(packed))
    with pytest.raises(ValueError, match="is no parameter and no finding"):
        load(tmp_path / "it")


@pytest.mark.parametrize(
    ("learner", "name", "value"),
    [
        (0, "n_iter_", 5.0),
        (0, "n_iter_", True),
        (0, "n_iter_", 10**6),
        (0, "converged_", 1),
        (0, "shuffle", "no"),
        (0, "learning_rate", -1.0),
        (1, "n_hidden", 0.5),
        (2, "n_exposures_", -1),
        (2, "mode", "none"),
        (3, "n_jobs", 2**40),
        (3, "n_iter_", "10"),
        (3, "loss_curve_", None),
        (4, "flat_", 1),
    ],
)
def test_values_that_no_learner_has_are_refused(tmp_path, learner, name, value):
    """In a file without a digest, as they were before there was one."""
    save(FITTED[learner], tmp_path / "it")
    packed = json.loads((tmp_path / "it" / "learner.json").read_text())
    del packed["digest"]
    assert name in packed["fields"]
    packed["fields"][name] = {"value": value}
    (tmp_path / "it" / "learner.json").write_text(json.dumps(packed))
    with pytest.raises(ValueError, match="holds no learner that can be read"):
        load(tmp_path / "it")


def test_a_folder_is_not_written_over(tmp_path):
    with pytest.raises(ValueError, match="name a new folder"):
        save(FITTED[0], tmp_path)


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
