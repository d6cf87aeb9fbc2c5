"""One machine that breaks as it learns, watched by a list and by every writer."""

from pathlib import Path
from typing import NamedTuple

import pytest

from markone import stimuli
from markone.faults import Fault
from markone.kernels.machine import Parts
from markone.machine import MarkOne, teach
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, build
from markone.switchboard import plug
from markone.trace import ALWAYS, Window, record

FAULTS = [
    Fault("dead photocell", "S10.10", 100),
    Fault("burnt-out lamp", "R2", 3_333),
    Fault("relay stuck open", "P7", 6_200),
    Fault("swapped plugs", "A1+1 A2-2", 9_000),
    Fault("power cut", "mains", 11_300, 2_000),
    Fault("jammed motor", "P217", 16_400),
]
SLIDES = stimuli.letters(alphabet="ABCD")[0]
TARGETS = [[-1, 1, 1], [1, -1, 1], [-1, 1, -1], [1, 1, 1]]


class Watched(NamedTuple):
    events: list
    folder: Path
    before: Parts
    """The machine's parts when the watch began."""
    machine: MarkOne


def _watch(folder, window=ALWAYS, mode="error correction", before=0):
    """Twelve slides of which run.vcd, run.json and run.parquet tell all but the first `before`."""
    wiring = plug(3, patching="overlap")
    parts = build(wiring, device=ASSUMED_POT, photocell=ASSUMED_PHOTOCELL, faults=FAULTS)
    machine, events, order = MarkOne(parts), [], [0, 1, 2, 3] * 3
    teach(machine, SLIDES, TARGETS, order[:before], mode)
    start = machine.snapshot()
    paths = [folder / f"run.{kind}" for kind in ("vcd", "json", "parquet")]
    with record(paths, machine.parts, window) as files:

        def both(event):
            events.append(event)
            if event.part in files.wants:
                files(event)

        machine.trace = both
        teach(machine, SLIDES, TARGETS, order[before:], mode)
    return Watched(events, folder, start, machine)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    return _watch(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session", params=["until right", "late"])
def watched(request, tmp_path_factory):
    """A run in which each bank stops for itself, and the later part of another."""
    if request.param == "late":
        return _watch(tmp_path_factory.mktemp("late"), mode="spontaneous", before=2)
    return _watch(tmp_path_factory.mktemp("right"), mode="error correction until right")


@pytest.fixture(scope="session")
def windowed(tmp_path_factory):
    """From the middle of a pulse to the middle of an exposure."""
    return _watch(tmp_path_factory.mktemp("window"), Window(11_200, 25_300))


def _moments(events):
    told, after = {}, []
    for event, following in zip(events, [*events[1:], None], strict=True):
        told = told | {event.part: event.value}
        if following is None or following.ms > event.ms:
            after.append((event.ms, told))
    return after


@pytest.fixture
def moments():
    """For each millisecond in which something was told, the last value of each part after it."""
    return _moments
