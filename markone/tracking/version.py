"""Which code and which libraries gave the numbers."""

import functools
import subprocess
import sys
from importlib import metadata
from pathlib import Path

LIBRARIES = ("numpy", "numba", "scipy", "simpy", "scikit-learn", "mlflow", "matplotlib")


def _said(command: list[str]) -> str:
    """What a command prints; nothing where it fails or is not there."""
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


@functools.cache
def code_version() -> str:
    """The package's version, and where there is a checkout the commit, with + for uncommitted changes."""
    version, checkout = metadata.version("markone"), Path(__file__).parents[2]
    git = ["git", "-C", str(checkout)]
    top = _said([*git, "rev-parse", "--show-toplevel"])
    if not top or Path(top).resolve() != checkout.resolve():
        return version  # installed, perhaps inside a repository that is not ours
    commit = _said([*git, "rev-parse", "--short=12", "HEAD"])
    changed = _said([*git, "status", "--porcelain"])
    return f"{version} {commit}{'+' if changed else ''}"


@functools.cache
def versions() -> dict[str, str]:
    """What the numbers depend on: the versions of Python, markone and its libraries, and FMA.

    A processor with fused multiply-add rounds a b + c once and not twice; all that have it train nets to
    the same bits.
    """
    from markone.kernels.vector.processor import FUSES

    found = {f"version/{name}": metadata.version(name) for name in LIBRARIES}
    found["version/processor"] = "with FMA" if FUSES else "without FMA"
    return {"version/python": sys.version.split()[0], "version/markone": code_version(), **found}
