"""What several tests need."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("markone", deadline=None, derandomize=True)  # a first call compiles
settings.load_profile("markone")

ROOT = Path(__file__).parent.parent


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def python(tmp_path):
    """Run Python in an empty folder, as a user would; returns the finished process."""

    def run(*arguments, timeout=120, **options):
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **options,
        )

    return run


@pytest.fixture(scope="session")
def store_uri(tmp_path_factory):
    """An SQLite store of the session's own, made once because making one takes seconds."""
    from markone import tracking

    uri = f"sqlite:///{(tmp_path_factory.mktemp('store') / 'mlflow.db').as_posix()}"
    tracking.Store(uri, "first")
    return uri


@pytest.fixture
def quickly(store_uri, tmp_path):
    """Run a study as its script does with --quick, in this process: its words, its folder of figures."""
    from click.testing import CliRunner

    def run(study, *arguments):
        options = ["--quick", "--tracking-uri", store_uri, "--figures", str(tmp_path), *arguments]
        done = CliRunner().invoke(study.command(), options, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output, tmp_path / study.name

    return run
