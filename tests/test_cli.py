"""The `markone` command, run as a user runs it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib import request

import pytest
from PIL import Image


def test_the_demo_learns_two_letters_and_saves_the_animation(python, tmp_path):
    done = python("-m", "markone", "demo", "--pause", "0", "--out", "new/xe.gif")
    assert done.returncode == 0, done.stderr
    found = re.search(r"X and E learnt: (\d+) slides, (\d+) wrong, (\d+) s of machine time", done.stdout)
    slides, wrong, seconds = map(int, found.groups())
    assert seconds == 5 * slides
    assert 0 < wrong < slides
    assert "photocells" in done.stdout
    with Image.open(tmp_path / "new" / "xe.gif") as picture:
        assert picture.n_frames == slides


def test_the_demo_is_the_same_for_the_same_seed(python):
    call = ("-m", "markone", "demo", "--pause", "0", "--letters", "OQ", "--seed")
    said = [python(*call, seed).stdout for seed in "334"]
    assert said[0] == said[1] != said[2]


def test_provenance_names_every_constant(python):
    from markone.spec import PROVENANCE

    rows = json.loads(python("-m", "markone", "provenance", "--json").stdout)
    assert [row["constant"] for row in rows] == list(PROVENANCE)
    assert {row["constant"]: row["value"] for row in rows}["Photocell.decay_ms"] == 150.0
    printed = python("-m", "markone", "provenance").stdout
    assert all(name in printed for name in PROVENANCE)


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
    assert "learnt" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["demo", "--letters", "XX"], "give two different letters from A to Z"),
        (["demo", "--letters", "ABC"], "give two different letters"),
        (["demo", "--letters", "X3"], "give two different letters"),
        (["demo", "--passes", "0"], "1<=x<=500"),
        (["demo", "--out", "film.avi"], "end the name in .gif"),
        (["demo", "--pause", "-1"], "0<=x<=10"),
        (["demo", "--pause", "nan"], "nan is no number of seconds"),
        (["dashboard", "--tracking-uri", "nowhere.db"], "run an experiment first"),
        (["dashboard", "--tracking-uri", "http://127.0.0.1:9"], "no tracking server answers"),
        (["dashboard", "--port", "0"], "1<=x<=65535"),
        (["dmeo"], "Did you mean"),
    ],
)
def test_a_wrong_call_ends_in_one_sentence(python, arguments, said):
    done = python("-m", "markone", *arguments)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


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
def test_the_dashboard_serves_the_store_on_loopback(store_uri, port, tmp_path):
    command = [sys.executable, "-m", "markone", "dashboard", "--tracking-uri", store_uri]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--no-browser"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        lines = [process.stdout.readline() for _ in range(2)]
        assert lines[1].strip() == f"http://127.0.0.1:{port}/?workflowType=machine_learning"
        with request.urlopen(lines[1].strip(), timeout=10) as page:
            assert b"MLflow" in page.read()
        taken = subprocess.run(
            [*command, "--port", str(port)], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert taken.returncode == 1
        assert f"port {port} is taken" in taken.stderr
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert "Stopped." in said
    assert process.returncode == 0
    time.sleep(0.2)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
