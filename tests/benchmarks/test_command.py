import json
import re
import subprocess
import sys

from click.testing import CliRunner
from conftest import ROOT

from benchmarks.__main__ import main


def run(*options):
    command = [sys.executable, "-m", "benchmarks", *map(str, options)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_short_run_prints_writes_and_draws(tmp_path):
    done = run("--quick", "--only", "F3", "--seconds", "0.05", "--json", tmp_path / "speed.json")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "speed.json").read_text())
    (entry,) = found["bars"]
    assert entry["bar"] == "F3"
    assert isinstance(entry["holds"], bool)
    assert entry["parts"][0]["asked"] == {"sklearn": 5}
    assert {"processor", "OpenBLAS core", "GFLOP/s float32", "numpy", "numba"} <= set(found["about"])
    assert (tmp_path / "speed.png").exists()
    assert "F3   Perceptron.fit, 50 x 2, 10 epochs" in done.stdout


def test_an_unknown_bar_is_refused_and_those_that_exist_are_listed():
    done = CliRunner().invoke(main, ["--only", "F3,F99"])
    assert done.exit_code == 1
    assert "no bar is named F99; there are F1, F2, F3" in done.output


def test_it_says_what_it_takes():
    done = run("--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: python -m benchmarks [OPTIONS]")
    assert {"--only", "--json", "--seconds", "--quick"} <= set(re.findall(r"--\w+", done.stdout))
