"""The recorded machine: what `markone console letters --export` writes, as a file of the site."""

import subprocess
import sys
from pathlib import Path

from making import digest

RUNS = ("letters", "two-letters", "left-right")
"""The procedures of which a recording stands in the site."""


def make(folder: Path) -> None:
    """Record each, if the sources are not those of the recording that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    statics = sorted((digest.ROOT / "markone/console/static").rglob("*.*"))
    state, kept = f"{digest.of_markone()}-{digest.of(*statics)}", folder.parent / "recorded.txt"
    if kept.exists() and kept.read_text() == state:
        return
    for name in RUNS:
        file = folder / f"machine-{name}.html"
        file.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-m", "markone", "console", name, "--export", str(file)], check=True)
    kept.write_text(state)
