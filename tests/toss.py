"""The study of coins as a user runs it: its script in a folder and a store of its own."""

import subprocess
import sys
from pathlib import Path

from markone import tracking

COINS = Path(__file__).parent / "coins.py"


class Coins:
    """The script in a folder and a store of its own."""

    def __init__(self, folder, uri):
        self.folder, self.uri = folder, uri
        self.command = [sys.executable, str(COINS), "--tracking-uri", uri]

    def __call__(self, *arguments, code=0):
        done = subprocess.run(
            [*self.command, *map(str, arguments)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def start(self, *arguments):
        return subprocess.Popen(
            [*self.command, *map(str, arguments)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def store(self):
        return tracking.Store(self.uri, "coins")

    def runs(self):
        """All runs but parents."""
        return [run for run in self.store.search() if "case_name" in run.data.tags]


def table(said):
    """The table's rows and all that follows, without what differs between a first and a later call."""
    lines = said[said.index("Mean of") :].splitlines()
    return [line for line in lines if "finished before" not in line and "dashboard" not in line]
