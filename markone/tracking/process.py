"""Which process writes a run, and whether it still does."""

import contextlib
import getpass
import os
import socket
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

import psutil

from markone.tracking.tags import ATTEMPT, HOST, PID, STARTED

BOOT = Path("/proc/sys/kernel/random/boot_id")


def _born(process: psutil.Process) -> str:
    """When a process started: which start of the machine, where it says so, and seconds after it."""
    up = psutil.boot_time()  # asked first: older ones count both from the boot that was asked for last
    with contextlib.suppress(OSError):
        return f"{process.create_time() - up:.1f} {BOOT.read_text().strip()}"
    return f"{process.create_time() - up:.1f} "


def is_alive(tags: Mapping[str, str]) -> bool:
    """Whether the process that wrote a run still runs; one on another host is taken to."""
    if tags.get(HOST) != socket.gethostname():
        return True
    try:
        process = psutil.Process(int(tags[PID]))
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        (then, boot), (now, booted) = tags[STARTED].split(" ", 1), _born(process).split(" ", 1)
        return boot == booted and abs(float(then) - float(now)) < 5.0
    except (psutil.NoSuchProcess, KeyError, ValueError, OverflowError):
        return False


def is_at_work(tags: Mapping[str, str]) -> bool:
    """Whether another process of this machine is at work on a run."""
    own = tags.get(HOST) == socket.gethostname() and tags.get(PID) != str(os.getpid())
    return own and is_alive(tags)


def who() -> dict[str, object]:
    """The process, in our words and in MLflow's."""
    process = psutil.Process()
    return {
        ATTEMPT: uuid.uuid4().hex,
        HOST: socket.gethostname(),
        PID: process.pid,
        STARTED: _born(process),
        "mlflow.user": _user(),
        "mlflow.source.name": sys.argv[0],
        "mlflow.source.type": "LOCAL",
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return os.environ.get("USER", "unknown")
