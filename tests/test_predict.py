"""`markone predict`: the same bits in a fresh process, and no model that was tampered with."""

import json
import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from sklearn.exceptions import ConvergenceWarning

from markone import tracking
from markone.cli import main
from markone.learners import (
    MarkOneClassifier,
    MLPClassifier,
    MLPRegressor,
    Perceptron,
    PerceptronStack,
    PocketPerceptron,
    save,
)
from markone.store import StoreError
from markone.tracking import models

LOADER = "markone.learners.saved"
FRESH = """
import sys, mlflow, numpy as np
mlflow.set_tracking_uri(sys.argv[1])
X = np.load(sys.argv[2])
for model in sys.argv[4:]:
    np.save(f"{sys.argv[3]}/{model[len('models:/'):]}.npy", mlflow.pyfunc.load_model(model).predict(X))
"""


def learners():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(60, 4)), rng.integers(0, 3, 60)
    words = np.array(["a", "b", "cc"])[y]
    yield X, MarkOneClassifier(max_iter=3, random_state=0).fit(X, words)
    yield X, MLPClassifier((5,), max_iter=4, random_state=0).fit(X, y)
    yield X, MLPRegressor((5,), max_iter=4, random_state=0).fit(X, X[:, 0] / 3)
    yield X, Perceptron(max_iter=5, random_state=0).fit(X, words)
    yield X, PocketPerceptron(max_iter=5, random_state=0).fit(X, y == 1)
    yield X, PerceptronStack(max_iter=5, random_state=0).fit(X, y == 1)


@pytest.fixture(scope="module")
def kept(store_uri):
    """The store, and each learner with the run and the model that keep it."""
    store, found = tracking.Store(store_uri, "predict"), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = list(learners())
    for X, learner in fitted:
        with store.run(type(learner).__name__, {}) as run:
            run.model(lambda folder, learner=learner: save(learner, folder), LOADER, X, learner.predict(X))
        model = models.of_run(store.client, run.id)
        found.append((run.id, model, learner))
    return store, found


@pytest.fixture
def copy(kept):
    """A model's folder, which a test may change, and its run; it is as it was afterwards."""
    run_id, model, _ = kept[1][3]
    folder = Path(model.artifact_location.removeprefix("file://"))
    shutil.copytree(folder, folder.parent / "before")
    yield run_id, folder
    shutil.rmtree(folder)
    (folder.parent / "before").rename(folder)


def test_every_learner_answers_the_same_to_the_bit_in_a_fresh_process(kept, python, tmp_path):
    store, found = kept
    X = np.random.default_rng(5).normal(size=(200, 4))
    np.save(tmp_path / "X.npy", X)
    uris = [model.model_uri for _, model, _ in found]
    done = python("-c", FRESH, store.uri, tmp_path / "X.npy", tmp_path, *uris)
    assert done.returncode == 0, done.stderr
    for _, model, learner in found:
        said, expected = np.load(tmp_path / f"{model.model_id}.npy"), learner.predict(X)
        assert said.dtype == expected.dtype
        assert said.tobytes() == expected.tobytes()


@pytest.mark.parametrize("suffix", [".npy", ".csv"])
def test_the_command_answers_row_by_row(kept, command, tmp_path, suffix):
    store, found = kept
    run_id, _, learner = found[2]
    X = np.random.default_rng(6).normal(size=(5, 4))
    file = tmp_path / f"X{suffix}"
    if suffix == ".npy":
        np.save(file, X)
    else:
        np.savetxt(file, X, delimiter=",", fmt="%.17g", header="a,b,c,d", comments="")
    done = command(main, "predict", run_id, file, "--tracking-uri", store.uri)
    assert done.stderr == ""
    assert list(map(float, done.stdout.split())) == learner.predict(X).tolist()
    done = command(main, "predict", run_id, file, "--out", "said.npy", "--tracking-uri", store.uri)
    assert done.stdout == "5 answers in said.npy\n"
    assert np.load(tmp_path / "said.npy").tobytes() == learner.predict(X).tobytes()


def test_the_command_answers_the_same_to_the_bit_in_a_fresh_process(kept, python, tmp_path):
    store, found = kept
    run_id, _, learner = found[2]
    X = np.random.default_rng(6).normal(size=(5, 4))
    np.save(tmp_path / "X.npy", X)
    done = python("-m", "markone", "predict", run_id, "X.npy", "--tracking-uri", store.uri)
    assert done.stderr == ""
    assert list(map(float, done.stdout.split())) == learner.predict(X).tolist()


def change_a_weight(folder):
    """A model that is well formed, and not the one that was kept."""
    with np.load(folder / "data/learner/arrays.npz") as held:
        arrays = dict(held)
    name = next(name for name, values in arrays.items() if values.dtype == float)
    arrays[name] = arrays[name] + 1e-9
    np.savez_compressed(folder / "data/learner/arrays.npz", **arrays)


def name_another_loader(folder):
    told = yaml.safe_load((folder / "MLmodel").read_text())
    told["flavors"]["python_function"] |= {"loader_module": "evil", "code": "code"}
    (folder / "MLmodel").write_text(yaml.safe_dump(told))
    (folder / "code").mkdir()
    (folder / "code" / "evil.py").write_text(f"open({str(folder / 'pwned')!r}, 'w')")


def add_a_file(folder):
    (folder / "data" / "learner" / "more.py").write_text("1")


def take_a_file(folder):
    (folder / "requirements.txt").unlink()


@pytest.mark.parametrize("tamper", [change_a_weight, name_another_loader, add_a_file, take_a_file])
def test_a_model_that_was_tampered_with_is_refused(kept, copy, tmp_path, tamper):
    run_id, folder = copy
    tamper(folder)
    np.save(tmp_path / "X.npy", np.zeros((1, 4)))
    call = ["predict", run_id, str(tmp_path / "X.npy"), "--tracking-uri", kept[0].uri]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 1
    assert "is not as it was kept" in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"loader_module": "os"}, "names another loader, or code: 'os'"),
        ({"code": "code"}, "names another loader, or code"),
        ({"predict_fn": "__init__"}, "names another loader, or code"),
        ({"data": "../../x"}, "names another loader, or code"),
        ({"config": {"a": 1}}, "names another loader, or code"),
        (None, "cannot be read"),
        ("extra", "asks for more"),
        ("hint", "asks for more"),
    ],
)
def test_a_sealed_model_that_is_none_of_ours_is_refused(kept, copy, change, said):
    """As an archive from elsewhere could bring it: seal and files agree."""
    run_id, folder = copy
    client = kept[0].client
    told = yaml.safe_load((folder / "MLmodel").read_text())
    if isinstance(change, dict):
        told["flavors"]["python_function"] |= change
    elif change == "extra":
        told["metadata"] = {"mlflow_model_is_external": False}
    elif change == "hint":
        told["is_signature_from_type_hint"] = True
    (folder / "MLmodel").write_text("[" if change is None else yaml.safe_dump(told))
    model = models.of_run(client, run_id)
    before = model.tags[models.SEAL]
    client.set_logged_model_tags(model.model_id, {models.SEAL: models.digest(folder)})
    try:
        with pytest.raises(StoreError, match=said):
            models.load(client, run_id)
    finally:
        client.set_logged_model_tags(model.model_id, {models.SEAL: before})


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (None, "none.npy", "none.npy cannot be read: No such file"),
        ("x", "x.txt", "is neither .npy nor .csv"),
        ("a,b\n1,x\n", "x.csv", "cannot be read"),
        ("a,b\n", "x.csv", "it has no rows"),
        ("1,2\n3,4\n", "x.csv", "x.csv does not fit: it has rows of 2 numbers; the model takes 4"),
        ("1,2,3,nan\n", "x.csv", "holds NaN or infinity"),
        (np.array([[1, None]], dtype=object), "x.npy", "cannot be read: Object arrays"),
        (np.zeros(4), "x.npy", "holds no rows of numbers"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(kept, python, tmp_path, content, name, said):
    if isinstance(content, str):
        (tmp_path / name).write_text(content)
    elif content is not None:
        np.save(tmp_path / name, content, allow_pickle=True)
    run_id, uri = kept[1][3][0], kept[0].uri
    done = CliRunner().invoke(main, ["predict", run_id, str(tmp_path / name), "--tracking-uri", uri])
    assert done.exit_code == 1
    assert said in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_run_without_a_model_is_refused(kept):
    store, _ = kept
    with store.run("bare", {}) as run:
        pass
    with pytest.raises(StoreError, match="kept no model"):
        models.load(store.client, run.id)
    with pytest.raises(StoreError, match="there is no run 'nobody'"):
        models.load(store.client, "nobody")


def test_a_models_files_hold_no_code(kept):
    for _, model, _ in kept[1]:
        folder = Path(model.artifact_location.removeprefix("file://"))
        models.check_form(folder)
        with np.load(folder / "data/learner/arrays.npz", allow_pickle=False) as arrays:
            assert not any(array.dtype.hasobject for array in arrays.values())
        json.loads((folder / "data/learner/learner.json").read_text())
    assert "skops" not in sys.modules
