import json
import re
import subprocess
import sys

from click.testing import CliRunner
from conftest import ROOT

from benchmarks.__main__ import main


def test_a_short_run_prints_writes_draws_and_records(tmp_path, store_uri):
    file = tmp_path / "speed.json"
    options = ["--quick", "--only", "S3", "--seconds", "0.1", "--json", str(file)]
    done = CliRunner().invoke(
        main,
        [*options, "--tracking-uri", store_uri, "--figures", str(tmp_path)],
        catch_exceptions=False,
    )
    assert done.exit_code == 0, done.output
    (row,) = json.loads(file.read_text())
    assert {"bar", "work", "ratios", "asked", "holds"} <= set(row)
    assert row["asked"]["sklearn partial_fit"] == 300
    assert (tmp_path / "speed" / "speed.png").exists()
    assert "GFLOP/s float32" in done.output


def test_an_unknown_bar_is_refused(tmp_path, store_uri):
    options = ["--only", "S99", "--tracking-uri", store_uri, "--figures", str(tmp_path)]
    done = CliRunner().invoke(main, options)
    assert done.exit_code == 1
    assert "no bar is named S99" in done.output


def test_it_is_run_from_the_clone_and_says_what_it_takes():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: python -m benchmarks [OPTIONS]")
    assert {"--only", "--json", "--seconds", "--tries", "--quick"} <= set(re.findall(r"--\w+", done.stdout))
