"""The `markone` command, run as a user runs it."""

import contextlib
import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib import request

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from markone import tracking
from markone.cli import main
from markone.cli.demonstrate import wait_for_key
from markone.streams import Command

ENDED = r"(\d+) of (\d+) correct in the last pass, after (\d+) slides and (\d+) s of machine\stime"


def test_the_demo_learns_two_letters_and_saves_the_animation(python, tmp_path):
    done = python("-m", "markone", "demo", "--pause", "0", "--out", "new/xe.GIF", "--why", "P7")
    assert done.returncode == 0, done.stderr
    right, of, slides, seconds = map(int, re.search("Two letters: " + ENDED, done.stdout).groups())
    assert right == of == 2
    assert seconds == 5 * slides + 10
    assert "photocells" in done.stdout
    assert re.search(
        r"slide \d \([XE]\): R1 was on, wanted off; error correction, bipolar rule: dri", done.stdout
    )
    with Image.open(tmp_path / "new" / "xe.GIF") as picture:
        assert picture.n_frames == slides


def test_the_demo_is_the_same_for_the_same_seed(python):
    call = ("-m", "markone", "demo", "--pause", "0", "--why", "P1", "--seed")
    said = [python(*call, seed).stdout for seed in "334"]
    assert said[0] == said[1] != said[2]


def test_a_users_procedure_begun_from_a_shipped_one(python, tmp_path):
    text = python("-m", "markone", "demo", "two-letters", "--text").stdout
    (tmp_path / "mine.txt").write_text(
        text.replace("XE", "OQ").replace("target   X", "target   O").replace("   E +", "   Q +")
    )
    done = python("-m", "markone", "demo", "mine.txt", "--pause", "0")
    assert re.search("Two letters: 2 of 2 correct", done.stdout), done.stderr
    (tmp_path / "mine.txt").write_text(text.replace("show     all shuffled", "shwo     all shuffled"))
    done = python("-m", "markone", "demo", "mine.txt")
    assert done.returncode == 1
    assert re.fullmatch(r"Error: mine\.txt, line \d+: 'shwo' is no word of a procedure.*\n", done.stderr)
    assert done.stdout == ""


def test_the_demo_lists_its_procedures_and_explains_their_words(command):
    listed = command(main, "demo", "--list").stdout
    assert [line.split()[0] for line in listed.splitlines()] == [
        "left-right",
        "letters",
        "spontaneous",
        "two-letters",
    ]
    words = command(main, "demo", "--words").stdout
    assert "fault KIND ADDRESS at SECONDS s [AMOUNT]" in words


@pytest.mark.skipif(os.name != "posix", reason="the signal of Ctrl-C")
def test_a_demo_that_is_stopped_goes_on_to_the_same_end(python, command, tmp_path):
    whole = command(main, "demo", "letters", "--pause", "0").stdout
    call = [sys.executable, "-m", "markone", "demo", "letters", "--pause", "0.2", "--state", "abc.npz"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    for seconds in (5, 10, 20, 40):  # a slow machine is still importing after five
        process = subprocess.Popen(call, cwd=tmp_path, text=True, **pipes)
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        said, complaint = process.communicate(timeout=60)
        stopped = re.search(r"Stopped at slide \d+\. The same line goes on from here\.", said)
        if stopped:
            break
    assert stopped, complaint
    assert process.returncode == 130
    assert (tmp_path / "abc.npz").exists()
    done = python("-m", "markone", "demo", "letters", "--pause", "0", "--state", "abc.npz")
    assert re.search(ENDED, done.stdout)[0] == re.search(ENDED, whole)[0]
    assert re.findall(r"error correction +\d+ +26 +\d+", done.stdout) == re.findall(
        r"error correction +\d+ +26 +\d+", whole
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["three-letters"], "there is no procedure 'three-letters'; name a file, or one of left-right"),
        (["--why", "P999"], "there is no P999 here; this machine has P1 to P512"),
        (["--step"], "there is no keyboard to wait for; leave it out"),
        (["--speed", "0"], "0.0 is not in the range"),
        (["--state", "no/such/s.npz"], "cannot be written"),
        (["--out", "a.png"], "the animation is a GIF"),
        (["--state", "damaged.npz"], "damaged.npz holds nothing that can be read"),
    ],
)
def test_what_the_demo_cannot_do_is_one_sentence(command, tmp_path, options, said):
    (tmp_path / "damaged.npz").write_bytes(b"PK nothing")
    done = command(main, "demo", *options)
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit)
    assert said in done.stderr


def test_provenance_names_every_constant(command):
    from markone.spec import PROVENANCE

    rows = json.loads(command(main, "provenance", "--json").stdout)
    assert [row["constant"] for row in rows] == list(PROVENANCE)
    assert {row["constant"]: row["value"] for row in rows}["Photocell.decay_ms"] == 150.0
    printed = command(main, "provenance").stdout
    assert all(name in printed for name in PROVENANCE)
    places = [printed.index(f"{kind}: ") for kind in ("primary", "secondary", "rumour", "assumed")]
    assert places == sorted(places)


def test_provenance_is_exported(command):
    rows = json.loads(command(main, "provenance", "--as", "json").stdout)
    table = list(csv.DictReader(io.StringIO(command(main, "provenance", "--as", "csv").stdout)))
    assert [row["constant"] for row in table] == [row["constant"] for row in rows]
    assert [row["source"] for row in table] == [row["source"] for row in rows]
    lines = command(main, "provenance", "--as", "markdown").stdout.splitlines()
    assert lines[1] == "|---|---|---|---|"
    assert len(lines) == len(rows) + 2


def test_the_demo_touches_neither_mlflow_nor_scikit_learn(python):
    program = (
        "import sys, atexit; sys.argv = ['markone', 'demo', '--pause', '0']; from markone.cli import main\n"
        "slow = 'mlflow', 'sklearn', 'pandas'\n"
        "atexit.register(lambda: print([name for name in slow if name in sys.modules])); main()"
    )
    assert python("-c", program).stdout.rstrip().endswith("[]")


def test_the_demo_runs_on_a_terminal_without_its_signs(python):
    done = python("-m", "markone", "demo", "--pause", "0", env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    assert "correct in the last pass" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["demo", "--out", "film.avi"], "end the name in .gif"),
        (["demo", "--pause", "-1"], "0<=x<=10"),
        (["demo", "--pause", "nan"], "nan is no number of seconds"),
        (["dashboard", "--tracking-uri", "nowhere.db"], "run an experiment first"),
        (["dashboard", "--tracking-uri", "http://127.0.0.1:9"], "no tracking server answers"),
        (["dashboard", "--port", "0"], "1<=x<=65535"),
        (["dmeo"], "Did you mean"),
    ],
)
def test_a_wrong_call_ends_in_one_sentence(command, arguments, said):
    done = command(main, *arguments)
    assert done.exit_code in (1, 2)
    assert isinstance(done.exception, SystemExit)
    assert said in done.stderr


def test_a_demo_that_cannot_be_written_ends_in_one_sentence(python, tmp_path):
    (tmp_path / "file").touch()
    done = python("-m", "markone", "demo", "--pause", "0", "--out", "file/x.gif")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_dashboard_serves_the_store_on_loopback(command, store_uri, port, tmp_path):
    number = tracking.Store(store_uri, "opened last").experiment_id
    call = [sys.executable, "-m", "markone", "dashboard", "--tracking-uri", store_uri, "--port", str(port)]
    process = subprocess.Popen([*call, "--no-browser"], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        lines = [process.stdout.readline() for _ in range(2)]
        page = f"#/experiments/{number}/runs?workflowType=machine_learning"
        assert lines[1].strip() == f"http://127.0.0.1:{port}/{page}"
        with request.urlopen(lines[1].strip(), timeout=60) as page:
            assert b"MLflow" in page.read()
        taken = command(main, "dashboard", "--tracking-uri", store_uri, "--port", port)
        assert taken.exit_code == 1
        assert f"port {port} is taken" in taken.stderr
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert "Stopped." in said
    assert process.returncode == 0
    time.sleep(0.2)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def stopped(shown):
    raise KeyboardInterrupt


def test_no_empty_film_is_left_behind(command, tmp_path, monkeypatch):
    monkeypatch.setattr("markone.demo.Demonstration.run", stopped)
    assert command(main, "demo", "--out", "new/x.gif").exit_code == 130
    (tmp_path / "damaged.npz").write_bytes(b"no state")
    assert command(main, "demo", "--state", "damaged.npz").exit_code == 1
    assert list(tmp_path.rglob("*.gif")) == []


@contextlib.contextmanager
def held_down(keyboard, key):
    """A key that is pressed again and again, as what was typed before somebody waits does not count."""
    up = threading.Event()

    def press():
        while not up.wait(0.02):
            keyboard.write(key)

    finger = threading.Thread(target=press)
    finger.start()
    try:
        yield
    finally:
        up.set()
        finger.join()


@pytest.mark.timeout(30)
def test_keys_end_with_their_terminal(monkeypatch):
    pty = pytest.importorskip("pty")
    near, far = pty.openpty()
    with open(far, "rb", buffering=0) as terminal, open(near, "wb", buffering=0) as keyboard:
        monkeypatch.setattr("sys.stdin", terminal)
        with held_down(keyboard, b"x"):
            wait_for_key()
        with held_down(keyboard, b"\x04"), pytest.raises(KeyboardInterrupt):
            wait_for_key()
    wait_for_key()  # a terminal that is gone, and none at all
    monkeypatch.setattr("sys.stdin", None)
    wait_for_key()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort], ids=["Ctrl-C", "at a question"])
def test_a_command_that_is_stopped_says_so_as_shells_expect(stop):
    @click.command(cls=Command)
    def work():
        raise stop

    done = CliRunner().invoke(work)
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "\nStopped.\n")
