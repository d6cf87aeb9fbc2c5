"""Archives that somebody else made: nothing runs, nothing is read or written outside, nothing grows."""

import hashlib
import io
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from markone import tracking
from markone.cli import main
from markone.learners import Perceptron, save
from markone.tracking import models, reading
from markone.tracking.comparison import comparison

RUN, MODEL, ATTEMPT = "a" * 32, "m-" + "b" * 32, "c" * 32
LOADER = "markone.learners.saved"


def told(**change):
    """What an archive says of a run."""
    said = {
        "name": "r",
        "status": "FINISHED",
        "started": 1_700_000_000_000,
        "ended": 1_700_000_001_000,
        "params": {"p": "1"},
        "tags": {"markone.attempt": ATTEMPT, "case": "x"},
        "metrics": [["m", 0.5, 1_700_000_000_000, 0]],
        "datasets": [["train", {"name": "d", "digest": "1", "source_type": "code", "source": "{}"}]],
        "models": {},
    }
    return {**said, **change}


def write(file, parts, method=zipfile.ZIP_DEFLATED):
    """An archive of these parts whose checksums are right."""
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        sums = "".join(f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
        archive.writestr("checksums.sha256", sums)
    return file


def parts(run=None, name="study", runs=(RUN,), **files):
    """Those of an archive of one run."""
    said = told() if run is None else run
    return {
        "experiment.json": json.dumps({"format": 1, "name": name, "runs": list(runs)}).encode(),
        f"runs/{RUN}/run.json": json.dumps(said).encode(),
        **{f"runs/{RUN}/files/{path}": content for path, content in files.items()},
    }


@pytest.fixture
def here(tmp_path, blank_store):
    """A folder with an empty store, and beside it one with a secret."""
    (tmp_path / "store").mkdir()
    shutil.copy(blank_store, tmp_path / "store" / "mlflow.db")
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "id_rsa").write_text("secret")
    return tmp_path


def uri(here):
    return f"sqlite:///{(here / 'store' / 'mlflow.db').as_posix()}"


def call(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def take(here, file, *more):
    return call("import", file, "--tracking-uri", here / "store" / "mlflow.db", *more)


def refused(done):
    """The one sentence with which a command ended."""
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    said = done.output.strip()
    assert said.startswith("Error: "), said
    assert said.count("\n") == 0, said
    assert len(said) < 1000
    return said


def outside(here):
    """All that is not in the store's folder."""
    found = [path for path in here.rglob("*") if not path.is_relative_to(here / "store")]
    return {path: path.read_bytes() if path.is_file() else None for path in found}


def untouched(here):
    """The store has been left as it was."""
    return not [path for path in (here / "store").iterdir() if path.name != "mlflow.db"] and not (
        reading.everything(reading.connect(uri(here))[1])
    )


def with_model(folder, change=lambda files: None, told_of=None):
    """The parts of an archive with a model, its files changed, and the seal those that they have."""
    import mlflow

    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.arange(20) % 2
    learner = Perceptron(max_iter=3, random_state=0).fit(X, y)
    save(learner, folder / "learner")
    mlflow.pyfunc.save_model(
        folder / "model",
        loader_module=LOADER,
        data_path=str(folder / "learner"),
        signature=mlflow.models.infer_signature(X, learner.predict(X)),
        input_example=X[:2],
        pip_requirements=["markone"],
    )
    files = {path.relative_to(folder / "model").as_posix(): path.read_bytes()
             for path in models.files_of(folder / "model")}  # fmt: skip
    change(files)
    lines = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in _ordered(files))
    seal = hashlib.sha256(lines.encode()).hexdigest()
    found = parts(told(models={MODEL: {"markone.sha256": seal}}))
    return {**found, **{f"runs/{RUN}/models/{MODEL}/{name}": content for name, content in files.items()}}


def _ordered(files):
    return [path.as_posix() for path in sorted(map(Path, files))]


def test_a_sound_archive_is_taken_and_marked(here):
    tags = {
        "markone.attempt": ATTEMPT,
        "case": "x",
        "command": "python evil.py",
        "markone.key": "k" * 32,
        "markone.session": "s",
        "markone.imported": "f" * 32,
        "markone.half_imported": "yes",
        "mlflow.source.name": "evil.py",
        "mlflow.log-model.history": "[]",
        "markone.arguments": '["experiments/pigeons.py"]',
    }
    file = write(here / "x.zip", parts(told(tags=tags), **{"tables/t.json": b"{}", "figures/f.png": b"1"}))
    assert take(here, file).exit_code == 0
    store = tracking.Store(uri(here), "study")
    (run,) = store.search()
    kept = {name: value for name, value in run.data.tags.items() if name != "mlflow.runName"}
    assert kept == {
        "markone.attempt": ATTEMPT,
        "case": "x",
        "markone.imported": RUN,
        "markone.arguments": '["experiments/pigeons.py"]',
        "mlflow.loggedArtifacts": '[{"path": "tables/t.json", "type": "table"}]',
    }
    assert reading.run_of(store.client, RUN).info.run_id == run.info.run_id  # found by its old id
    assert run.data.metrics == {"m": 0.5}
    trusted = take(
        here, write(here / "y.zip", parts(told(tags={"markone.key": "k" * 32}))), "--trust-imported"
    )
    assert "1 runs of 'study' came" in trusted.output
    marked = [run for run in store.search() if run.data.tags.get("markone.key") == "k" * 32]
    assert [run.data.tags["markone.imported"] for run in marked] == [RUN]


PLACES = (
    "..",
    ".",
    "",
    "/",
    "/etc",
    "../x",
    "a/b",
    "a\\b",
    "C:x",
    "x\0y",
    "%2e%2e",
    "~",
    "x" * 300,
    " ",
    "a.",
)


@pytest.mark.parametrize("name", [one for one in PLACES if one not in ("C:x", "%2e%2e", "~")])
def test_no_name_of_an_experiment_is_a_place(here, name):
    before = outside(here)
    file = write(here / "x.zip", parts(name=name))
    refused(take(here, file))
    file.unlink()
    assert outside(here) == before
    assert untouched(here)


@pytest.mark.parametrize("top", ["", "tables/", "images/", "figures/a/"])
@pytest.mark.parametrize("name", [one for one in PLACES if one not in ("~", "a/b")])
def test_no_name_of_a_file_is_a_place(here, top, name):
    said = refused(take(here, write(here / "x.zip", {**parts(), f"runs/{RUN}/files/{top}{name}": b"1"})))
    assert "is no whole archive" in said


def test_a_model_is_no_place_that_is_copied_from(here):
    for name in (str(here / "victim"), "../../victim", "..", MODEL + "/.."):
        said = told(models={name: {"markone.sha256": "0" * 64}})
        refused(take(here, write(here / "x.zip", parts(said))))
    assert not list((here / "store").rglob("id_rsa"))
    assert untouched(here)


MALFORMED = {
    "no metrics": {"metrics": None},
    "a word": {"metrics": "x"},
    "a short row": {"metrics": [["m", 1.0]]},
    "a text for a number": {"metrics": [["m", "1", 1, 1]]},
    "a step beyond": {"metrics": [["m", 1.0, 1, 2**63]]},
    "a name that is none": {"metrics": [["../m", 1.0, 1, 1]]},
    "infinity": {"metrics": [["m", float("inf"), 1, 1]]},
    "no name": {"name": 3},
    "another state": {"status": "DONE"},
    "params of numbers": {"params": {"p": 1}},
    "a long value": {"params": {"p": "x" * 6001}},
    "tags as a list": {"tags": [["a", "b"]]},
    "a tag that is none": {"tags": {"../x": "y"}},
    "a tag of an object": {"tags": {"x": {}}},
    "a data set of a word": {"datasets": ["train"]},
    "a data set of another form": {"datasets": [["train", {"name": "d", "digest": "1", "evil": "1"}]]},
    "a model without a seal": {"models": {MODEL: {}}},
    "a model that is not there": {"models": {MODEL: {"markone.sha256": "0" * 64}}},
    "more": {"command": "rm"},
    "before time": {"started": -1},
    "after time": {"started": 10**18},
    "no moment": {"started": 1.5},
    "an end after time": {"ended": 10**15},
    "a truth": {"started": True},
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_refused_before_anything_is_written(here, change):
    said = refused(take(here, write(here / "x.zip", parts(told(**change)))))
    assert f"run {RUN}: " in said
    assert said.endswith("export it again")
    assert untouched(here)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[", b"null", b"[]", b"{}", b"[" * 100_000, b'{"format":1}', b"9" * 5000, b"\xff\xfe",
        b'{"format": 2, "name": "x", "runs": []}', b'{"format": 1, "name": "\\ud800", "runs": []}',
        b'{"format": 1, "name": "x", "runs": ["../../x"]}', b'{"format": 1, "name": "x", "runs": [1]}',
        b'{"format": 1, "name": "x", "runs": ["%b"]}' % (b"d" * 32),
    ],
)  # fmt: skip
def test_an_archive_that_is_of_nothing_is_refused(here, content):
    refused(take(here, write(here / "x.zip", {**parts(), "experiment.json": content})))


def laughs(files):
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    files["MLmodel"] = ("\n".join(lines) + "\nflavors: {python_function: {loader_module: *a59}}\n").encode()


def evil_loader(files):
    files["MLmodel"] = files["MLmodel"].replace(b"markone.learners.saved", b"os")


def evil_code(files):
    files["code/evil.py"] = b"1"


@pytest.mark.parametrize("change", [laughs, evil_loader, evil_code], ids=lambda change: change.__name__)
def test_a_model_that_is_none_of_ours_does_not_come_into_a_store(here, change, tmp_path):
    refused(take(here, write(here / "x.zip", with_model(tmp_path / "made", change))))
    assert untouched(here)


@pytest.mark.parametrize(
    "place", ["../" * 40 + "etc", "<script>\x00\n\u202e", "x" * 8000, "", " %2e/", "模型"]
)
def test_the_name_of_a_model_is_a_name(here, place, tmp_path):
    tags = {"contender": place, "markone.attempt": ATTEMPT}
    found = with_model(tmp_path / "made")
    said = json.loads(found[f"runs/{RUN}/run.json"])
    found[f"runs/{RUN}/run.json"] = json.dumps(said | {"tags": tags}).encode()
    assert take(here, write(here / "x.zip", found)).exit_code == 0
    store = tracking.Store(uri(here), "study")
    (model,) = store.client.search_logged_models([store.experiment_id])
    assert 0 < len(model.name) <= 200
    assert not set(model.name) & set("/\\.:%\"'<>\n\0\u202e")
    (run,) = store.search()
    assert models.load(store.client, run.info.run_id).predict(np.zeros((2, 3))).shape == (2,)


def patched(file, signature, at, form, value):
    """The archive with a field changed after each signature."""
    content, place = bytearray(file.read_bytes()), 0
    while (place := content.find(signature, place)) >= 0:
        struct.pack_into(form, content, place + at, value)
        place += 4
    file.write_bytes(content)
    return file


CENTRAL, END = b"PK\1\2", b"PK\5\6"


@pytest.mark.parametrize(
    ("signature", "at", "form", "value"),
    [
        (CENTRAL, 10, "<H", 99),  # packed in a way that nobody knows
        (CENTRAL, 10, "<H", 12),
        (CENTRAL, 8, "<H", 1),  # encrypted
        (CENTRAL, 24, "<I", 1),  # lies about its size
        (CENTRAL, 24, "<I", 0xFFFFFFFF),
        (CENTRAL, 42, "<I", 0x7FFFFFFF),
        (CENTRAL, 30, "<H", 60000),
        (END, 12, "<I", 0x7FFFFFFF),
        (END, 16, "<I", 0x7FFFFFFF),
    ],
)
def test_a_damaged_zip_is_refused(here, signature, at, form, value):
    refused(take(here, patched(write(here / "x.zip", parts()), signature, at, form, value)))
    assert untouched(here)


def test_twice_the_same_name_is_refused(here):
    file = write(here / "x.zip", parts())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("experiment.json", "{}")
    refused(take(here, file))


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
def test_what_is_no_regular_file_is_refused(here):
    os.mkfifo(here / "x.zip")
    refused(take(here, here / "x.zip"))
    refused(take(here, "/dev/zero"))


def test_below_a_run_that_was_measured_here_no_other_comes_to_stand(here):
    store = tracking.Store(uri(here), "study")
    with store.run("mine", {}) as mine:
        pass
    attempt = store.client.get_run(mine.id).data.tags["markone.attempt"]
    child = told(tags={"mlflow.parentRunId": "e" * 32})
    found = parts(child, runs=(RUN, "e" * 32))
    found[f"runs/{'e' * 32}/run.json"] = json.dumps(told(tags={"markone.attempt": attempt})).encode()
    assert "; 1 were there" in take(here, write(here / "x.zip", found)).output
    assert tracking.PARENT not in reading.run_of(store.client, RUN).data.tags


MEASURE = """
import sys
from click.testing import CliRunner
from markone.cli import main
from markone.tracking import imported, models

def high():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM"))

before = high()
for call in sys.argv[1:]:
    import time
    start = time.process_time()
    done = CliRunner().invoke(main, call.split("\\n"))
    print(done.exit_code, round(time.process_time() - start, 1), done.output.strip().replace("\\n", " "))
print(high() - before)
"""


def big(run, path, size, method=zipfile.ZIP_DEFLATED):
    def make(file):
        name = f"runs/{RUN}/{run}{path}"
        with zipfile.ZipFile(file, "w", method) as archive, archive.open(name, "w", force_zip64=True) as part:
            for _ in range(size >> 20):
                part.write(bytes(1 << 20))
        return file

    return make


def many(file):
    """A long list of parts that are nothing."""
    line = struct.pack("<4s6H3I5H2I", CENTRAL, 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    listed = line * 700_000
    file.write_bytes(listed + struct.pack("<4s4H2IH", END, 0, 0, 0, 0, len(listed), 0, 0))
    return file


def lying(file):
    return patched(big("files/", "x", 1 << 28)(file), CENTRAL, 24, "<I", 10)


def wide(file):
    return write(file, {**parts(), f"runs/{RUN}/run.json": b"[" + b"[]," * 5_000_000 + b"[]]"})


BOMBS = {
    "zeros": big("files/", "x", 1 << 28),
    "bzip2": big("files/", "x", 64 << 20, zipfile.ZIP_BZIP2),
    "lzma": big("files/", "x", 64 << 20, zipfile.ZIP_LZMA),
    "told": big("", "run.json", 140 << 20),
    "many": many,
    "lying": lying,
    "wide": wide,
}


def bomb(files):
    """Arrays that unpack to a quarter of a gigabyte."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("0.npy", "w") as part:
        np.lib.format.write_array_header_1_0(
            part, {"descr": "<f8", "fortran_order": False, "shape": (1 << 25,)}
        )
        for _ in range(1 << 8):
            part.write(bytes(1 << 20))
    files["data/learner/arrays.npz"] = file.getvalue()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")
def test_no_bomb_takes_memory_or_time(here, python, tmp_path):
    """In one process: what all of them take together, above an idle start."""
    store = here / "store" / "mlflow.db"
    calls = [
        ["import", str(make(here / f"{name}.zip")), "--tracking-uri", str(store)]
        for name, make in BOMBS.items()
    ]
    archive = write(here / "model.zip", with_model(tmp_path / "made", bomb))
    np.save(here / "rows.npy", np.zeros((1, 3)))
    calls += [
        ["import", str(archive), "--tracking-uri", str(store)],
        ["predict", RUN, str(here / "rows.npy"), "--tracking-uri", str(store)],
    ]
    done = python("-c", MEASURE, *("\n".join(one) for one in calls))
    assert done.stderr == ""
    *said, memory_mb = done.stdout.splitlines()
    for line in said[: len(BOMBS)]:
        assert line.startswith("1 "), line
        assert "is no whole archive of an experiment" in line
    assert said[-2].startswith("0 ")  # a small file that comes as it is
    assert "is no learner of markone: it unpacks to" in said[-1]
    assert max(float(line.split()[1]) for line in said) < 10
    assert int(memory_mb) < 300


HOSTILE = (
    None, True, -1, 0, 10**18, 2**63, 1e308, float("nan"), float("inf"), "", "..", "../../x", "/etc/passwd",
    "\ud800", "x\0", "[red]", "\x1b[2J", "x" * 10_000, "[[1]]", [], [[]], [[[]]], {}, {"x": {}}, "run.json",
    "a" * 32, "m-" + "a" * 32, "%2e%2e", "=1+1",
)  # fmt: skip


def changed_value(chance, value):
    """The same JSON with one value changed, taken away or added."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        act = chance.random()
        if act < 0.1:
            return {name: part for name, part in value.items() if name != key}
        if act < 0.2:
            return {**value, str(chance.choice(HOSTILE)): chance.choice(HOSTILE)}
        return {**value, key: changed_value(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        return [*value[:place], changed_value(chance, value[place]), *value[place + 1 :]]
    return chance.choice(HOSTILE)


def changed_names(chance, found):
    name = chance.choice(list(found))
    cut = chance.randrange(len(name))
    new = name[:cut] + str(chance.choice(HOSTILE)) + name[cut + chance.randrange(5) :]
    found[new.encode(errors="replace").decode()] = found.pop(name)


def fuzzed(chance, file, sound):
    """An archive in which one thing or two are not as they should be."""
    found, kind = dict(sound), chance.randrange(4)
    if kind < 2:
        for name in chance.sample(["experiment.json", f"runs/{RUN}/run.json"], chance.choice((1, 1, 2))):
            found[name] = json.dumps(changed_value(chance, json.loads(found[name]))).encode()
    if kind == 2:
        changed_names(chance, found)
    write(file, found, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))
    if kind == 3:
        content = bytearray(file.read_bytes())
        for _ in range(chance.choice((1, 1, 2, 8))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        file.write_bytes(content[: chance.choice((len(content), chance.randrange(len(content))))])
    return file


def fuzz(here, cases, tmp_path):
    chance, sound = random.Random(1960), with_model(tmp_path / "made")
    sound |= {f"runs/{RUN}/files/tables/runs.json": b"{}", f"runs/{RUN}/files/figures/x.png": b"1"}
    assert take(here, write(here / "x.zip", sound)).exit_code == 0
    before, taken = outside(here), 0
    for _ in range(cases):
        done = take(here, fuzzed(chance, here / "x.zip", sound))
        taken += done.exit_code == 0
        if done.exit_code:
            refused(done)
    assert 0 < taken < cases
    after = outside(here)
    del before[here / "x.zip"], after[here / "x.zip"]
    assert after == before
    store = ("--tracking-uri", uri(here))
    assert call("runs", "--all", *store).exit_code == 0
    names = reading.names(reading.connect(uri(here))[1])
    for name in names:
        assert isinstance(call("report", name, "--out", here / "out", *store).exception, SystemExit | None)


def test_archives_that_were_changed_at_random(here, tmp_path):
    fuzz(here, 200, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_archives_that_were_changed_at_random_ten_thousand_times(here, tmp_path):
    fuzz(here, 10_000, tmp_path)


def family(number):
    """An archive of a parent, its list, and as many children."""
    ids = [f"{place:032x}" for place in range(number + 1)]
    found = parts(name="study", runs=ids)
    del found[f"runs/{RUN}/run.json"]
    for one in ids:
        tags = {"markone.attempt": one[::-1], "case": one[-3:], "seed": str(int(one, 16))}
        tags |= (
            {"mlflow.parentRunId": ids[0]} if one != ids[0] else {"mlflow.note.content": "Which?\n\nThis."}
        )
        said = told(name=one, tags=tags, metrics=[["m", int(one, 16) / 7, 1, step] for step in range(5)])
        found[f"runs/{one}/run.json"] = json.dumps(said).encode()
        found[f"runs/{one}/files/data/x.json"] = one.encode()
    listed = {"columns": ["run_id"], "data": [[one] for one in ids[1:]]}
    found[f"runs/{ids[0]}/files/tables/runs.json"] = json.dumps(listed).encode()
    return found


def whole(here, folder):
    """What a store shows of it."""
    store = tracking.Store(f"sqlite:///{(here / folder / 'mlflow.db').as_posix()}", "study")
    runs = store.search()
    names = {run.info.run_id: run.info.run_name for run in runs}
    assert not [run for run in runs if "markone.half_imported" in run.data.tags]
    compared = comparison(store.client, "study")
    return (
        {run.info.run_name: (run.info.status, run.data.metrics, names.get(run.data.tags.get(tracking.PARENT)))
         for run in runs},
        [child.name for child in compared.children],
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_import_that_is_killed_ten_times_ends_as_if_it_had_not_been(here, blank_store):
    file, chance, killed = write(here / "x.zip", family(200)), random.Random(1960), 0
    assert take(here, file).exit_code == 0
    (here / "killed").mkdir()
    shutil.copy(blank_store, here / "killed" / "mlflow.db")
    again = [sys.executable, "-m", "markone", "import", str(file), "--tracking-uri"]
    again.append(str(here / "killed" / "mlflow.db"))
    for _ in range(10):
        process = subprocess.Popen(again, start_new_session=True, stdout=subprocess.DEVNULL)
        begun = time.monotonic()
        while process.poll() is None and not written(here / "killed") and time.monotonic() - begun < 60:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.3))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed > 5
    assert subprocess.run(again, check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert whole(here, "killed") == whole(here, "store")


def written(folder):
    """Whether files of runs have come lately."""
    return any(time.time() - path.stat().st_mtime < 0.2 for path in folder.rglob("x.json"))
