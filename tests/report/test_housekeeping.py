"""Runs listed, waste deleted when it has been asked for, an experiment carried to another store."""

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from markone import tracking
from markone.learners import Perceptron, save

NAME = "levels <i>&|$x"


@pytest.fixture
def blank(blank_store, tmp_path):
    path = tmp_path / "other" / "mlflow.db"
    path.parent.mkdir()
    shutil.copy(blank_store, path)
    return f"sqlite:///{path.as_posix()}"


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_runs_are_listed_and_chosen(markone, levels):
    where = ("--tracking-uri", levels)
    (parent,) = rows(markone("runs", NAME, "--csv", *where).output)
    assert (parent["state"], parent["experiment"]) == ("FINISHED", NAME)
    assert len(rows(markone("runs", NAME, "--all", "--csv", *where).output)) == 13
    low = rows(markone("runs", NAME, "--where", "case=low", "--show", "level", "--csv", *where).output)
    assert [(run["name"], run["level"]) for run in low] == [
        (f"low, seed {seed}", "0") for seed in (3, 2, 1, 0)
    ]
    high = rows(markone("runs", NAME, "--filter", "metrics.level > 0.9", "--csv", *where).output)
    assert {run["name"] for run in high} == {f"<high>, seed {seed}" for seed in range(4)}
    below = rows(markone("runs", "--below", parent["run"], "--status", "FINISHED", "--csv", *where).output)
    assert len(below) == 12
    table = markone("runs", *where).output
    assert parent["run"] in table
    assert "No run is like that." in markone("runs", NAME, "--status", "FAILED", *where).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["runs", "nothing"], "there is no experiment 'nothing'; there are: "),
        (["runs", "--filter", "level >"], "'level >' is no filter"),
        (["runs", "--where", "case"], "--where 'case' compares nothing; give KEY=VALUE"),
        (["runs", "--below", "zzz"], "there is no run 'zzz'"),
        (["gc", "nothing"], "there is no experiment 'nothing'"),
        (["export", "nothing", "x.zip"], "there is no experiment 'nothing'"),
        (["export", "nothing", "X.ZIP"], "there is no experiment 'nothing'"),
        (["export", NAME, "x.tar"], "end its name in .zip"),
        (["import", "nothing.zip"], "File 'nothing.zip' does not exist."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(markone, levels, arguments, said):
    done = markone(*arguments, "--tracking-uri", levels)
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "Traceback" not in done.output


def test_an_archive_is_not_written_over(markone, levels, tmp_path):
    (tmp_path / "x.zip").write_text("another's")
    done = markone("export", NAME, tmp_path / "x.zip", "--tracking-uri", levels)
    assert done.exit_code == 1
    assert "x.zip is there already; name a new file" in done.output
    assert (tmp_path / "x.zip").read_text() == "another's"


@pytest.fixture
def littered(blank):
    """A store with one sound run and every kind of waste."""
    store = tracking.Store(blank, "litter")
    with store.run("sound", {}) as sound:
        sound.table("rows", {"a": [1]})
    with pytest.raises(ZeroDivisionError), store.run("broken", {}):
        raise ZeroDivisionError
    with store.run("gone", {}) as gone, store.run("orphan", {}, gone):
        pass
    store.client.delete_run(gone.id)
    with store.run("stopped", {}) as stopped, store.run("its child", {}, stopped):
        pass
    store.client.set_terminated(stopped.id, "KILLED")  # its command takes it up again
    nobody = Path(blank.removeprefix("sqlite:///")).parent / "mlflow-artifacts" / "litter" / ("a" * 32)
    nobody.mkdir(parents=True)
    (nobody / "left.bin").write_bytes(b"x" * 1000)
    return store, nobody


def test_waste_is_listed_and_goes_only_when_asked(markone, blank, littered):
    store, nobody = littered
    call = ("gc", "litter", "--tracking-uri", blank)
    said = markone(*call, "--dry-run").output
    assert [line for line in said.splitlines() if line[0].isdigit()] == [
        "1 run is put aside, as another of the same key has taken their place",
        "1 run is orphaned, as their parent is gone",
        "1 run is broken: FAILED or KILLED",
        "1 folder holds files of no run (0.0 MB)",
    ]
    assert "Nothing was deleted." in markone(*call, input="n\n").output
    assert len(store.search()) == 5
    assert nobody.exists()
    assert markone(*call, "--only", "broken", "--yes").output.endswith("Deleted.\n")
    assert {run.info.run_name for run in store.search()} == {"sound", "orphan", "stopped", "its child"}
    assert markone(*call, input="y\n").output.endswith("Deleted.\n")
    assert not nobody.exists()
    left, *others = store.search()
    assert [run.info.run_name for run in (left, *others)] == ["sound", "stopped", "its child"]
    assert (Path(nobody).parent / left.info.run_id / "artifacts" / "tables" / "rows.json").exists()
    assert markone(*call).output == "There is nothing to delete.\n"


@pytest.fixture
def with_model(levels):
    """A run of the same experiment that keeps a learner and names its data."""
    store = tracking.Store(levels, NAME)
    found = store.search("attributes.run_name = 'learner'")
    if found:
        return found[0].info.run_id
    X, y = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30) % 2
    learner = Perceptron(max_iter=3, random_state=0).fit(X, y)
    with store.run("learner", {"task": "noise"}) as run:
        run.dataset("noise", "train", X, y)
        run.metrics({"odd": np.nan}, step=3)
        run.model(lambda folder: save(learner, folder), "markone.learners.saved", X, learner.predict(X))
    return run.id


@pytest.fixture
def archive(markone, levels, with_model, tmp_path):
    file = tmp_path / "levels.zip"
    done = markone("export", NAME, file, "--tracking-uri", levels)
    assert done.exit_code == 0, done.output
    return file


LEFT_OUT = {"command", "mlflow.log-model.history", "mlflow.source.name", "markone.imported"}
LEFT_OUT |= {f"markone.{name}" for name in ("key", "pid", "session", "started", "turn")}
"""Tags of where and how a run was measured, by which nothing is to be done elsewhere, and the mark."""


def everything(uri):
    """All that a store knows of the experiment, without the ids and what `import` leaves out."""
    store = tracking.Store(uri, NAME)
    runs = store.search()
    names = {run.info.run_id: run.info.run_name for run in runs}

    def told(run):
        info, data = run.info, run.data
        tags = {key: names.get(value, value) for key, value in data.tags.items() if key not in LEFT_OUT}
        tables = sorted(one["path"] for one in json.loads(tags.pop("mlflow.loggedArtifacts", "[]")))
        curves = {key: store.client.get_metric_history(info.run_id, key) for key in data.metrics}
        points = {
            key: sorted((point.step, str(point.value), point.timestamp) for point in found)
            for key, found in curves.items()
        }
        files = sorted(
            file.path for file in store.client.list_artifacts(info.run_id) if file.path != "ledger"
        )
        used = [(one.dataset.name, one.tags[0].value) for one in run.inputs.dataset_inputs]
        return info.status, info.start_time, info.end_time, tags, tables, data.params, points, files, used

    return {run.info.run_name: told(run) for run in runs}


def test_an_experiment_is_carried_to_another_store(markone, levels, archive, blank, tmp_path, with_model):
    done = markone("import", archive, "--tracking-uri", blank)
    assert done.exit_code == 0, done.output
    assert "14 runs of" in done.output
    assert everything(blank) == everything(levels)
    again = markone("import", archive, "--tracking-uri", blank)
    assert "0 runs of" in again.output
    assert "; 14 were there" in again.output
    tables = []
    for uri, out in ((levels, tmp_path / "a"), (blank, tmp_path / "b")):
        assert markone("report", NAME, "--out", out, "--tracking-uri", uri).exit_code == 0
        tables.append(next(out.glob("*.csv")).read_text())
    assert tables[0] == tables[1]
    rows = tmp_path / "rows.npy"
    np.save(rows, np.random.default_rng(1).normal(size=(9, 3)))
    (learner,) = tracking.Store(blank, NAME).search("attributes.run_name = 'learner'")
    here = markone("predict", with_model, rows, "--tracking-uri", levels)
    there = markone("predict", learner.info.run_id, rows, "--tracking-uri", blank)
    assert here.exit_code == 0, here.output
    assert here.output == there.output
    assert re.fullmatch(r"([01]\n){9}", here.output)


def changed(archive, change):
    """The archive with its parts changed."""
    with zipfile.ZipFile(archive) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(archive, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def flip(parts):
    name = next(name for name in parts if name.endswith("run.json"))
    parts[name] = parts[name].replace(b"FINISHED", b"FAILED")


def climb(parts):
    parts["../../evil.txt"] = b"x"
    parts["checksums.sha256"] += f"{hashlib.sha256(b'x').hexdigest()}  ../../evil.txt\n".encode()


def add(parts):
    parts["more.txt"] = b"x"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flip, "run.json is not as it was written"),
        (climb, "a part is called '../../evil.txt'"),
        (add, "its parts are not those that its checksums name"),
    ],
)
def test_an_archive_that_was_changed_is_refused(markone, archive, blank, tmp_path, change, said):
    changed(archive, change)
    done = markone("import", archive, "--tracking-uri", blank)
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
    assert "export it again" in " ".join(done.output.split())
    assert not list(tmp_path.rglob("evil.txt"))
    assert tracking.Store(blank, NAME).search() == []


def test_what_is_no_archive_is_refused(markone, blank, tmp_path):
    file = tmp_path / "x.zip"
    file.write_bytes(b"no zip")
    done = markone("import", file, "--tracking-uri", blank)
    assert "is no whole archive of an experiment" in " ".join(done.output.split())
