"""The tests hold where their caller ignores Ctrl-C, as a shell does for its background jobs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CHILD = "import signal as s; print(*(s.getsignal(one) != s.SIG_IGN for one in (s.SIGINT, s.SIGTERM)))"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("caller", "prepared", "heard"),
    [
        ('trap "" INT TERM', "conftest", "True True"),
        ("true", "conftest", "True True"),
        ('trap "" INT TERM', "sys", "False False"),  # so a child would have it
    ],
)
def test_processes_that_a_test_starts_can_be_stopped(caller, prepared, heard):
    test = f"import {prepared}, subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"
    call = ["sh", "-c", f'{caller}; exec "$0" -c "$1"', sys.executable, test]
    done = subprocess.run(call, cwd=TESTS, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == heard
