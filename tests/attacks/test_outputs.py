"""Files that commands write are there whole or not at all, and what cannot be written is named."""

import errno
import os
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from full_disk import filled

from markone import Perceptron, load, save
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
