"""Files that commands write are there whole or not at all, and what cannot be written is named."""

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from click.testing import CliRunner
from full_disk import filled
from PIL import Image

from markone import Perceptron, load, plug, save, switchboard
from markone.cli import main
from markone.tracking.files import Files
from markone.whole_file import whole_file

pytest.importorskip("resource")
FULL = "/dev/full"


def run_on_a_full_disk(program, folder):
    command = [sys.executable, "-c", filled(300) + program]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=100)


def write(path, text, error=None):
    with whole_file(path) as half:
        half.write_text(text)
        if error:
            raise error


def test_a_file_is_there_whole_or_as_it_was_before(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("before")
    with pytest.raises(OSError, match="No space") as told:
        write(path, "half", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert told.value.filename == str(path)
    with pytest.raises(KeyboardInterrupt):
        write(path, "half", KeyboardInterrupt())
    assert path.read_text() == "before"
    write(path, "after")
    assert [file.name for file in tmp_path.iterdir()] == ["x.txt"]
    assert path.read_text() == "after"


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "x.txt").symlink_to(tmp_path / "there" / "y.txt")
    for text in ("first", "second"):
        write(tmp_path / "x.txt", text)
        assert (tmp_path / "x.txt").is_symlink()
        assert [file.read_text() for file in (tmp_path / "there").iterdir()] == [text]


@pytest.mark.parametrize(
    "words",
    [
        ("device", "example", "p.csv"),
        ("device", "card", "reram-hfo2", "--out", "c.png"),
        ("switchboard", "plug", "board.csv"),
    ],
    ids=lambda words: words[-1],
)
def test_on_a_full_disk_nothing_half_is_left(tmp_path, words):
    program = f"import runpy; sys.argv[1:] = {words}; runpy.run_module('markone', run_name='__main__')"
    done = run_on_a_full_disk(program, tmp_path)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert words[-1] in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_no_half_learner_is_left(tmp_path):
    code = (
        "import numpy as np; from markone import Perceptron, save;"
        "save(Perceptron().fit(np.random.default_rng(0).normal(size=(9, 400)), np.arange(9) % 2), 'line')"
    )
    done = run_on_a_full_disk(code, tmp_path)
    assert "ValueError: line cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("labels", [[b"a", b"b"], ["2020-01-01", "2021-01-01"]], ids=["bytes", "days"])
def test_what_could_not_be_loaded_is_not_saved(tmp_path, labels):
    labels = np.array(labels, "S1" if isinstance(labels[0], bytes) else "M8[D]")
    with pytest.raises(ValueError, match="only numbers and words"):
        save(Perceptron().fit([[0], [1]], labels), tmp_path / "line")
    assert list(tmp_path.iterdir()) == []
    save(Perceptron().fit([[0], [1]], np.array(["a", "b"], object)), tmp_path / "line")
    assert load(tmp_path / "line").predict([[0], [1]]).tolist() == ["a", "b"]


def test_a_fit_is_kept_though_nobody_reads_what_is_told(tmp_path, monkeypatch):
    def nobody_reads(found):
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    monkeypatch.setattr("markone.cli.device_tables.told_fit", nobody_reads)
    curve = tmp_path / "curve.csv"
    curve.write_text("pulse,value\n" + "".join(f"{n},{n / 30}\n" for n in range(30)))
    CliRunner().invoke(main, ["device", "fit", str(curve), "--out", str(tmp_path / "mine.toml")])
    assert (tmp_path / "mine.toml").is_file()


def test_answers_do_not_take_the_place_of_the_rows(tmp_path):
    file = tmp_path / "rows.npy"
    np.save(file, np.zeros((2, 400)))
    before = file.read_bytes()
    done = CliRunner().invoke(main, ["predict", "0" * 32, str(file), "--out", str(file)])
    assert done.exit_code == 2
    assert "holds the rows" in done.output
    assert file.read_bytes() == before


def test_what_cannot_be_written_is_not_said_of_what_is_read(tmp_path):
    (tmp_path / "x.json").write_text("{}")
    files = Files(tmp_path.as_uri(), tmp_path, "sqlite:///x.db")
    with pytest.raises(OSError, match="No space"), files.opened("x.json"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("words", [[], *([name] for name in main.commands), ["device", "fit"]], ids=" ".join)
def test_help_fits_a_terminal_of_80_columns(words):
    said = CliRunner().invoke(main, [*words, "--help"], terminal_width=80).output
    assert [row for row in said.splitlines() if len(row) > 80] == []


@pytest.mark.skipif(not os.path.exists(FULL), reason="this system has no full device")
@pytest.mark.parametrize("words", [["--help"], ["runs", "--help"]], ids=" ".join)
def test_help_that_cannot_be_told_is_one_sentence(words):
    with open(FULL, "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "markone", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the output cannot be written")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_stays_one(tmp_path):
    os.mkfifo(tmp_path / "p.csv")
    (tmp_path / "l.csv").symlink_to("p.csv")
    for name in ("p.csv", "l.csv"):
        with pytest.raises(OSError, match="it is no regular file"):
            switchboard.save(plug(), tmp_path / name)
    assert (tmp_path / "p.csv").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l.csv", "p.csv"]


def test_a_link_in_a_circle_stays_one(tmp_path):
    (tmp_path / "l.csv").symlink_to("l.csv")
    with pytest.raises(OSError, match="symbolic links"):
        switchboard.save(plug(), tmp_path / "l.csv")
    assert (tmp_path / "l.csv").is_symlink()


def test_nobody_knows_where_the_half_of_a_file_is(tmp_path):
    """A link that somebody put where it might be would have it written to where that leads."""
    with whole_file(tmp_path / "x.txt") as half:
        assert not half.exists()
        assert half.parent.stat().st_mode & 0o77 == 0
        with whole_file(tmp_path / "x.txt") as other:
            assert other.parent != half.parent
            other.write_text("other")
        half.write_text("half")
    assert (tmp_path / "x.txt").read_text() == "half"


def test_threads_may_write_one_file(tmp_path):
    board, place = plug(units=40), tmp_path / "x.csv"
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(switchboard.save, board, place) for _ in range(20)]
    assert [each.result() for each in done] == [None] * 20
    assert np.array_equal(switchboard.load(place).unit, board.unit)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


LONG = "a" * 300
"""More than a name may have."""


@pytest.mark.parametrize(
    "words",
    [
        f"switchboard plug {LONG}.csv",
        f"device example {LONG}.csv",
        f"device fit measured.csv --out {LONG}.toml",
        f"device fit measured.csv --figure {LONG}.png",
        f"export it {LONG}.zip --tracking-uri sqlite:///store.db",
        f"learn pictures --out {LONG}",
        f"demo --out {LONG}.gif",
        f"demo --state {LONG}.npz",
        f"panels {LONG}",
        "switchboard plug nowhere/x.csv",
        "device example nowhere/x.csv",
    ],
)
def test_a_name_that_cannot_be_is_said_in_one_sentence(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["device", "example", "measured.csv"])
    for side in "ab":
        (tmp_path / "pictures" / side).mkdir(parents=True)
        for number in range(2):
            Image.fromarray(np.full((20, 20), 200 * number, np.uint8)).save(f"pictures/{side}/{number}.png")
    done = CliRunner().invoke(main, words.split())
    assert done.exit_code in (1, 2), done.output
    assert isinstance(done.exception, SystemExit), done.exception
    *_, said = done.stderr.strip().splitlines()
    assert said.startswith("Error: ")
    assert "[Errno" not in said


def test_the_longest_name_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["switchboard", "plug", f"{'a' * 251}.csv"])
    assert done.exit_code == 0, done.output


def test_a_link_that_leads_nowhere_is_there_already(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").symlink_to("elsewhere.csv")
    done = CliRunner().invoke(main, ["switchboard", "plug", "x.csv"])
    assert (done.exit_code, done.stderr) == (1, "Error: x.csv is there already; name a new file\n")
    assert not (tmp_path / "elsewhere.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["console", "letters", "--export", "board.csv"],
            "board.csv is no page; give a name that ends in .html",
        ),
        (["console", "letters", "--export", "nowhere/x.html"], "nowhere/x.html cannot be used (No such file"),
        (["console", "letters", "--film", "nowhere/x.gif"], "nowhere/x.gif cannot be used (No such file"),
        (["console", "letters", "--export", ""], "one of the words is empty; give it, or leave it out"),
        (["panels", ""], "one of the words is empty"),
        (["demo", "--why", ""], "one of the words is empty"),
        (["demo", "--why="], "one of the words is empty"),
    ],
)
def test_what_could_not_be_written_is_said_before_the_work(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("markone.console.recording.record", lambda *given: pytest.fail("it was recorded"))
    (tmp_path / "board.csv").write_text("mine")
    done = CliRunner().invoke(main, words)
    assert done.exit_code in (1, 2)
    assert said in done.stderr
    assert (tmp_path / "board.csv").read_text() == "mine"
