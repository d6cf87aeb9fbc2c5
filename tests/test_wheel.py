"""What is installed without a checkout: every file of the package, and the experiments with it."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT

from markone.study.found import HOME, experiments
from markone.study.study import studies_in

pytest.importorskip("setuptools", minversion="77", reason="building needs the setuptools of the extra 'test'")
BUILD = "from setuptools import build_meta; build_meta.build_wheel('.')"
CODES = """
from markone.study.study import studies_in
from markone.study.found import experiments
for name, one in experiments().items():
    print(name, one.path, studies_in(one.path)["STUDY"].code)
"""
LEFT_OUT = shutil.ignore_patterns("__pycache__")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built once from what it is made of, so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("source")
    for name in ("markone", "experiments"):
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    subprocess.run([sys.executable, "-c", BUILD], cwd=folder, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Run Python in an empty folder with the wheel unpacked, in place of the checkout."""
    folder = tmp_path_factory.mktemp("installed") / "site-packages"
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=tmp_path_factory.mktemp("scratch"),
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    return folder, run


def files_below(folder, name):
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {f"{name}/{path.relative_to(folder).as_posix()}" for path in files}


def test_the_wheel_holds_the_package_and_every_experiment(wheel):
    with zipfile.ZipFile(wheel) as file:
        held = {name for name in file.namelist() if ".dist-info/" not in name}
    package = files_below(ROOT / "markone", "markone")
    asked = files_below(ROOT / "experiments", "markone/experiments")
    assert "markone/experiments/compare.py" in asked
    assert held == package | asked


def test_an_installed_experiment_is_the_same_question(installed):
    """It stands in the package, and its runs have the keys that they have in a checkout."""
    folder, run = installed
    done = run("-c", CODES)
    assert done.returncode == 0, done.stderr
    carried = folder / "markone" / "experiments"
    assert done.stdout.splitlines() == [
        f"{name} {carried / one.path.relative_to(HOME)} {studies_in(one.path)['STUDY'].code}"
        for name, one in experiments().items()
    ]


@pytest.mark.slow
def test_an_installed_experiment_is_run_and_made_again(installed, tmp_path):
    _, run = installed
    store, figures = ("--tracking-uri", tmp_path / "mlflow.db"), ("--figures", tmp_path)
    done = run("-m", "markone", "run", "pocket", "--quick", "--workers", 2, *store, *figures)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "pocket").is_dir()
    listed = run("-m", "markone", "runs", *store).stdout.splitlines()
    done = run("-m", "markone", "replay", listed[1].split()[0], *store)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("All 30 numbers are the same, to the last bit.\n")
