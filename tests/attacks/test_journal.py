"""Journals that say what no journal says: nothing runs, nothing outside is touched, the rest is sent."""

import json
import os
import random
import re
import resource
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from mlflow.utils import validation

from markone import tracking
from markone.cli import main
from markone.learners import Perceptron, load, save
from markone.private import own
from markone.store import StoreError
from markone.tracking import journal, journals, schema

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")
LOADER = "markone.learners.saved"


@pytest.fixture
def path(blank_store, tmp_path, monkeypatch):
    """A store, and journals, of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir(mode=0o700)
    return Path(shutil.copy(blank_store, tmp_path / "mlflow.db"))


def lose(store):
    """As if the store had just failed, and for good."""
    store.reason, store._ask = "full", float("inf")


def waiting(path, name="waits", acts=lambda run: run.metrics({"x": 1.0}, step=1)):
    """A journal that waits for a store; its folder."""
    store = tracking.Store(str(path), "tests")
    lose(store)
    with store.run(name, {}) as run:
        acts(run)
    return next(home for home in tracking.waiting() if journal.Journal(home).head()["name"] == name)


def lines(home):
    return (home / journal.ACTS).read_text().splitlines()


def write(home, *said):
    text = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in said)
    (home / journal.ACTS).write_text(text)


def found(path):
    return {run.info.run_name: run for run in tracking.Store(str(path), "tests").search()}


def sync():
    done = CliRunner().invoke(main, ["sync"])
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert "Traceback" not in done.output
    return done.output


POISON = ["\ud800", "a\udcffb", "\0", "x" * 9000, "", "../..", "/x", "a" * 251, "a?b", "\u202e", "é" * 300]


def pour(run):
    """All that a user may put in by mistake."""
    run.params({f"p{poison}": poison for poison in POISON} | dict.fromkeys(POISON, 1))
    run.metrics({"x": 1.0}, step=2**63)
    run.metrics({"x": 2.0}, step=-(2**70))
    run.metrics({poison or "empty": 3.0 for poison in POISON})
    run.note("note \ud800\0")
    run.flush({poison: poison for poison in POISON})
    run.table("t", {"\ud800": ["\udcff"]})
    run.dataset("set \ud800", "train \ud800", np.eye(2), np.arange(2))


@pytest.mark.parametrize("away", [False, True])
def test_poison_is_made_acceptable_before_it_is_kept(path, away):
    store = tracking.Store(str(path), "tests")
    if away:
        lose(store)
    with store.run("name \ud800\0", {"tag \ud800": "\ud800"}) as run:
        pour(run)
        run.metrics({"after": 4.0})
    assert len(tracking.waiting()) == away
    again = tracking.Store(str(path), "tests")
    assert again.unsent == []
    assert tracking.waiting() == []
    (kept,) = again.search()
    assert kept.info.status == "FINISHED"
    assert kept.info.run_name == "name \\ud800\\x00"
    assert kept.data.metrics["after"] == 4.0
    steps = {point.step: point.value for point in again.client.get_metric_history(kept.info.run_id, "x")}
    assert steps == {2**63 - 1: 1.0, -(2**63): 2.0}
    assert len(kept.data.params) == 2 * len(POISON)
    assert kept.inputs.dataset_inputs[0].dataset.name == "set \\ud800"


def test_every_key_becomes_one_that_mlflow_takes():
    chance = random.Random(1960)
    signs = "abc/.:-_ \t\n?*\ud800\0é漢😀\\\"'`;"
    keys = ["".join(chance.choices(signs, k=chance.randrange(1, 300))) for _ in range(2000)]
    made = {}
    for key in keys:
        made[key] = schema.key(schema.sayable(key))
        validation._validate_metric_name(made[key])
        validation._validate_param_name(made[key])
        validation._validate_tag_name(made[key])
    assert len(set(made.values())) == len(set(keys))
    for key in ("test/accuracy", "time/passes per second", "mlflow.parentRunId", "a_b-c.d:e"):
        assert schema.key(key) == key


def test_what_a_store_refuses_for_good_is_put_aside_and_the_rest_is_sent(path):
    store = tracking.Store(str(path), "tests")
    with store.run("one", {}) as run:
        run.params({"rate": 1})
        lose(store)
        run.params({"rate": 2})  # MLflow lets no parameter be changed
        run.metrics({"x": 5.0})
    with store.run("other", {}) as run:
        run.metrics({"x": 1.0})
    assert re.search(r"^Error: what cannot be sent of a run \(.*rate.*\) is put aside in ", sync(), re.M)
    assert {name: run.data.metrics for name, run in found(path).items()} == {
        "one": {"x": 5.0},
        "other": {"x": 1.0},
    }
    assert found(path)["one"].info.status == "FINISHED"
    assert sync() == "Nothing waits to be sent.\n"
    assert '"rate": "2"' in next((path.parent / "state").rglob("aside/*/*/acts.jsonl")).read_text()


def test_a_learner_of_an_older_journal_says_how_to_open_it(path, tmp_path):
    """A journal kept the learner as it was saved, and rows to try it with."""
    home = waiting(path, "older")
    learner = Perceptron().fit(np.arange(8.0)[:, None], np.arange(8) > 3)
    save(learner, home / "files" / "4" / "learner")
    np.savez(home / "files" / "4" / "sample.npz", X=np.zeros((2, 1)), answers=[0, 0])
    old = {"path": "files/4/learner", "loader": "markone.learners.saved", "sample": "files/4/sample.npz"}
    head, *acts = lines(home)
    write(home, head, {"verb": "model", "what": old}, *acts)
    said = re.search(
        r"\(its learner .* open it there with markone.learners.load\) is put aside in (.*)", sync()
    )
    kept = next(Path(said[1]).rglob("learner"))
    assert load(kept).predict([[7.0], [0.0]]).tolist() == [True, False]
    assert found(path)["older"].data.metrics == {"x": 1.0}


def test_a_store_that_is_away_holds_up_no_other(path, tmp_path):
    home = waiting(path)
    (tmp_path / "file").touch()
    gone = {**json.loads(lines(home)[0]), "uri": f"sqlite:///{tmp_path}/file/x.db"}
    other = home.with_name("f" * 32)
    shutil.copytree(home, other)
    write(other, {**gone, "tags": {"markone.attempt": "f" * 32}}, *lines(home)[1:])
    said = sync()
    assert "1 run sent" in said
    assert "Error:" in said
    assert found(path)["waits"].data.metrics == {"x": 1.0}


SECRET = "the secret of somebody else"


@pytest.fixture
def secret(tmp_path):
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "key").write_text(SECRET)
    return folder


def file_act(place, folder="texts"):
    return {"verb": "file", "what": {"path": str(place), "folder": folder}}


def climbing(home, secret):
    yield file_act(secret / "key")
    yield file_act("../../../private/key")
    yield file_act("files/x/../../../../../private/key")
    yield file_act("files/../key")
    (home / "files" / "link").mkdir(parents=True)
    (home / "files" / "link" / "key").symlink_to(secret / "key")
    yield file_act("files/link/key")
    (home / "files" / "dir").symlink_to(secret)
    yield file_act("files/dir/key")
    (home / "files" / "deep" / "folder").mkdir(parents=True)
    (home / "files" / "deep" / "folder" / "key").symlink_to(secret / "key")
    yield file_act("files/deep/folder")
    os.mkfifo(home / "files" / "link" / "pipe")
    yield file_act("files/link/pipe")
    (home / "files" / "plain").mkdir()
    (home / "files" / "plain" / "x").write_text("x")
    for folder in ("../../..", "/tmp", "a/../../b", "a\\..\\b", "c:/x"):
        yield file_act("files/plain/x", folder)
    yield {"verb": "model", "what": {"path": str(secret)}}
    yield {"verb": "create", "what": {}}
    yield {"verb": "__class__", "what": {}}
    yield {"verb": "batch", "what": {"client": 1, "run_id": "x"}}
    yield {"verb": "end", "what": {"status": "RUNNING", "ended": 1}}
    yield {"verb": "dataset", "what": {"data": {"name": 1}, "context": []}}
    yield {"verb": ["batch"], "what": {}}
    yield {"verb": "batch", "what": []}
    yield "[" * 100_000
    yield f'{{"verb": "end", "what": {{"status": "KILLED", "ended": {"9" * 5000}}}}}'
    yield "null"
    yield '"\\ud800"'


def test_nothing_that_a_journal_says_leaves_it(path, secret, tmp_path):
    home = waiting(path)
    head, *acts = lines(home)
    write(home, head, *climbing(home, secret), *acts)
    assert "is put aside" in sync()
    kept = found(path)["waits"]
    assert (kept.info.status, kept.data.metrics) == ("FINISHED", {"x": 1.0})
    files = [file for file in tmp_path.rglob("*") if file.is_file() and not file.is_symlink()]
    assert [file for file in files if SECRET.encode() in file.read_bytes()] == [secret / "key"]


@pytest.mark.parametrize("name", [journal.ACTS, journal.SENT, journal.REFUSED])
def test_the_files_of_a_journal_are_no_links(path, secret, name):
    home = waiting(path)
    (home / name).unlink(missing_ok=True)
    (home / name).symlink_to(secret / "key")
    sync()
    assert (secret / "key").read_text() == SECRET


def test_only_a_learner_of_markone_is_sent_as_a_model(path, tmp_path):
    """And it is opened by nobody on its way."""
    X, y = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30) % 2
    learner = Perceptron(max_iter=2, random_state=0).fit(X, y)
    home = waiting(path, acts=lambda run: run.model(lambda to: save(learner, to), LOADER, X, y))
    (folder,) = home.glob("files/*/model")
    evil = home / "files" / "evil" / "model"
    shutil.copytree(folder, evil)
    mark = tmp_path / "it ran"
    (evil / "evil.py").write_text(f"open({str(mark)!r}, 'w')")
    told = (evil / "MLmodel").read_text().replace("code: null", "code: ../model").replace(LOADER, "evil")
    (evil / "MLmodel").write_text(told)
    head, *acts = lines(home)
    write(home, head, {"verb": "model", "what": {"path": "files/evil/model"}}, *acts)
    assert "is put aside" in sync()
    assert not mark.exists()
    assert len(found(path)["waits"].outputs.model_outputs) == 1


@pytest.mark.parametrize("how", ["open to all", "a link", "open above"])
def test_a_folder_that_others_can_write_to_is_not_read(path, tmp_path, monkeypatch, how):
    home = waiting(path)
    place = home.parent
    if how == "a link":
        shutil.move(place, tmp_path / "elsewhere")
        place.symlink_to(tmp_path / "elsewhere")
    else:
        (place if how == "open to all" else place.parent).chmod(0o777)
    assert tracking.waiting() == []
    assert sync() == "Nothing waits to be sent.\n"
    assert journals.folder() == tmp_path / "tmp" / f"markone-journal-{os.getuid()}"
    with pytest.raises(PermissionError):
        own(place)


def test_a_folder_of_somebody_elses_is_not_read(path, monkeypatch):
    """As another user would see it."""
    waiting(path)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert tracking.waiting() == []
    with pytest.raises(StoreError, match="neither the store nor this machine takes what is measured"):
        journals.folder()


def test_a_folder_that_takes_no_lock_stops_no_work(path):
    home = waiting(path)
    (home.parent / "journal.lock").unlink(missing_ok=True)
    (home.parent / "journal.lock").mkdir()
    store = tracking.Store(str(path), "tests")
    assert "cannot be sent" in store.unsent[0]
    with store.run("next", {}):
        pass
    assert [run.info.run_name for run in store.search()] == ["next"]


def test_journals_are_the_users_own(path):
    place = waiting(path).parent
    assert place.stat().st_mode & 0o777 == 0o700
    place.chmod(0o755)  # as it was made before
    assert len(tracking.waiting()) == 1
    assert place.stat().st_mode & 0o777 == 0o700


def test_a_disk_that_is_full_for_a_moment_tears_no_line(path, monkeypatch):
    home = waiting(path)
    kept, before = journal.Journal(home), lines(home)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        kept.add({"verb": "end", "what": {}})
    assert lines(home) == before


def mutated(text, chance):
    """The text with a few bytes, words or lines of it changed."""
    data = bytearray(text)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[place : place + chance.randrange(1, 40)]
            case 2:
                data[place:place] = chance.choice(WORDS)
            case 3:
                del data[place:]
            case 4:
                words = list(re.finditer(rb'"[^"]*"|[\d.]+', bytes(data))) or [re.match(b"", b"")]
                word = chance.choice(words)
                data[word.start() : word.end()] = chance.choice(WORDS)
            case 5:
                data[place:place] = data[: chance.randrange(200)]
            case 6:
                data[place:place] = b"\n"
    return bytes(data)


WORDS = [
    b'"../../../private"',
    b'"/etc"',
    b"null",
    b"{}",
    b"[]",
    b"-1",
    b"1e999",
    b"NaN",
    b"9" * 5000,
    b"true",
]
WORDS += [b'"\\ud800"', b'"\\u0000"', b'"files/x/y"', b'"model"', b'"sqlite:////private/x.db"', b"[" * 5000]
WORDS += [b'"' + b"x" * 10_000 + b'"', b'"http://127.0.0.1:1"', b'"\\u001b[31m"', b'"a" : ', b'"verb"']


def fuzzed(path, secret, cases):
    """Mutated journals, each beside a sound one."""
    X, y = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30) % 2
    learner = Perceptron(max_iter=2, random_state=0).fit(X, y)

    def acts(run):
        run.params({"rate": 0.5})
        run.metrics({"x": 1.0}, step=1)
        run.dataset("set", "train", X, y)
        run.file(secret / "harmless", "texts")
        run.model(lambda folder: save(learner, folder), LOADER, X, y)

    (secret / "harmless").write_text("harmless")
    home = waiting(path, "pattern", acts)
    pattern = home.parent.parent / "pattern"
    shutil.move(home, pattern)
    chance, state = random.Random(1960), home.parent
    before = {file: file.read_bytes() for file in secret.rglob("*")}
    told = (pattern / journal.ACTS).read_bytes()
    for number in range(cases):
        shutil.copytree(pattern, home)
        (home / journal.ACTS).write_bytes(mutated(told, chance))
        if chance.random() < 0.1:
            (home / chance.choice((journal.SENT, journal.REFUSED))).write_bytes(mutated(b"1\n", chance))
        start = time.monotonic()
        tracking.sync(None) if number % 10 else sync()
        assert time.monotonic() - start < 10, number
        assert {file: file.read_bytes() for file in secret.rglob("*")} == before, number
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(state / journal.ASIDE, ignore_errors=True)
        for left in tracking.waiting():
            shutil.rmtree(left)
    waiting(path, "sound")
    sync()
    assert found(path)["sound"].data.metrics == {"x": 1.0}


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_mutated_journals_do_no_harm(path, secret, monkeypatch):
    """200 of them; what a stray address names is not opened."""
    fuzz(path, secret, monkeypatch, 200)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_ten_thousand_mutated_journals_do_no_harm(path, secret, monkeypatch):
    fuzz(path, secret, monkeypatch, 10_000)


def fuzz(path, secret, monkeypatch, cases):
    def elsewhere(at):
        raise StoreError(f"{at} is not made in this test")

    monkeypatch.setattr("markone.tracking.connection.create", elsewhere)
    before = megabytes()
    fuzzed(path, secret, cases)
    assert megabytes() - before < 300
