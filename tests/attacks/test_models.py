"""Saved learners that were damaged or changed: refused in one sentence, or as good as before."""

import json
import shutil

import numpy as np
import pytest
from sklearn.base import clone

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

X, y = stimuli.letters(alphabet="ABCDE")
SEEN = stimuli.noisy(np.repeat(X, 4, axis=0), 0.2)


def stop(learner, epoch):
    """Enough is learnt for a file."""
    return epoch > 3


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """(folder, learner) of each kind."""
    learners = [
        Perceptron(random_state=0).fit(X.astype(np.float32), y),
        PocketPerceptron(max_iter=5, random_state=0).fit(X, y),
        PerceptronStack(n_hidden=20, random_state=0).fit(X, y),
        MarkOneClassifier(n_units=40, max_iter=2, random_state=0).fit(X, y),
        MLPClassifier((6, 4), random_state=0, class_weight="balanced", callbacks=[stop]).fit(X, y),
        MLPRegressor((6,), dtype="float32", random_state=0, callbacks=[stop]).fit(X, np.arange(5.0)),
    ]
    root = tmp_path_factory.mktemp("saved")
    for number, learner in enumerate(learners):
        save(learner, root / str(number))
    return [(root / str(number), learner.predict(SEEN)) for number, learner in enumerate(learners)]


def bytes_of_a_file(folder, rng):
    """Bytes are changed, lost or come from elsewhere."""
    path = folder / ("learner.json", "arrays.npz")[rng.integers(2)]
    data = bytearray(path.read_bytes())
    at, count = int(rng.integers(len(data))), int(rng.integers(1, 9))
    strange = rng.integers(0, 256, count, dtype=np.uint8).tobytes()
    how = rng.integers(4)
    data[at : at + (count if how < 2 else 0)] = b"" if how == 1 else strange
    path.write_bytes(data[:at] if how == 3 else data)


def parts_of(packed, found=()):
    """Every list and object in JSON, and where its parts are."""
    parts = packed.items() if isinstance(packed, dict) else enumerate(packed)
    for name, part in list(parts):
        yield packed, name
        if isinstance(part, dict | list):
            yield from parts_of(part)


STRANGE = (None, "x", "\ud800", [], {}, [[[]]], {"value": 3}, {"array": 0}, {"array": -1}, {"learner": "x"})


def kind_of_a_part(folder, rng):
    """A part of the JSON becomes something of another kind; there is no digest, as in old files."""
    path = folder / "learner.json"
    packed = json.loads(path.read_text())
    del packed["digest"]
    places = list(parts_of(packed["fields"]))
    holder, name = places[rng.integers(len(places))]
    others = [other for other in STRANGE if type(other) is not type(holder[name])]
    holder[name] = others[rng.integers(len(others))]
    path.write_text(json.dumps(packed))


def form_of_an_array(folder, rng):
    """An array has another shape, order or dtype, and the same numbers; there is no digest."""
    changes = [
        lambda a: a[None],
        lambda a: a[..., None],
        lambda a: a[:0],
        lambda a: a[:-1] if a.ndim else a[None],
        lambda a: np.concatenate([a, a]) if a.ndim else a[None],
        np.asfortranarray,
        lambda a: a.astype(a.dtype.newbyteorder()),
        lambda a: a.astype(np.complex128) if a.dtype.kind in "iufb" else a,
        lambda a: a.astype("U"),
        lambda a: a.astype(np.float16) if a.dtype.kind == "f" else a,
        lambda a: a * np.nan if a.dtype.kind == "f" else a,
    ]
    path = folder / "learner.json"
    packed = json.loads(path.read_text())
    del packed["digest"]
    path.write_text(json.dumps(packed))
    with np.load(folder / "arrays.npz") as arrays:
        kept = dict(arrays)
    name = sorted(kept)[rng.integers(len(kept))]
    kept[name] = changes[rng.integers(len(changes))](kept[name])
    np.savez(folder / "arrays.npz", **kept)


MUTATIONS = (bytes_of_a_file, kind_of_a_part, form_of_an_array)


def attack(seed, saved, folder):
    """One damaged learner; whether it was refused."""
    rng = np.random.default_rng(seed)
    original, answers = saved[rng.integers(len(saved))]
    shutil.copytree(original, folder)
    MUTATIONS[seed % len(MUTATIONS)](folder, rng)
    try:
        back = load(folder)
    except ValueError as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert said.startswith(f"{folder} holds no learner that can be read: "), (seed, said)
        return True
    found = back.predict(SEEN)
    assert np.array_equal(found, answers), seed
    return False


def test_a_damaged_learner_is_refused_or_answers_as_before(saved, tmp_path):
    refused = [attack(seed, saved, tmp_path / str(seed)) for seed in range(200)]
    assert sum(refused) > 100


@pytest.mark.slow
def test_ten_thousand_damaged_learners(saved, tmp_path):
    for seed in range(10_000):
        attack(seed, saved, tmp_path / "it")
        shutil.rmtree(tmp_path / "it")


CHANGED = {
    "Perceptron": ("coef_", Perceptron(max_iter=3)),
    "PocketPerceptron": ("coef_", PocketPerceptron(max_iter=3)),
    "MLPClassifier": ("weights_", MLPClassifier((4,), max_iter=3)),
    "MLPRegressor": ("weights_", MLPRegressor((4,), max_iter=3)),
    "PerceptronStack": ("hidden_", PerceptronStack(n_hidden=4, max_iter=3)),
}


@pytest.mark.filterwarnings("ignore:.*:sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("name", "learner"), CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda W: W[:, :2].copy(), "; it must be float64"),
        (lambda W: W.astype(int), " is int64 "),
        (lambda W: W.astype(object), " is object "),
        (lambda W: W.tolist(), " is list"),
        (lambda W: W * np.nan, " holds NaN or infinity"),
    ],
)
def test_changed_weights_answer_nothing(name, learner, change, said):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 8)), rng.integers(0, 2, 30)
    learner = clone(learner).set_params(random_state=0).fit(X, y)
    before = getattr(learner, name)
    changed = change(before[0] if isinstance(before, list) else before)
    setattr(learner, name, [changed, *before[1:]] if isinstance(before, list) else changed)
    with pytest.raises(ValueError, match=rf"^{name}.*{said}"):
        learner.predict(X)
