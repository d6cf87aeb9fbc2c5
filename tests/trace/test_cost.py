"""What a trace costs, side by side: the trials of both kinds take turns, and the median of ratios counts."""

import time

import numpy as np
import pytest
import simpy

from markone import stimuli
from markone.machine import MarkOne, teach
from markone.spec import HISTORICAL_PHOTOCELL, HISTORICAL_POT, build
from markone.switchboard import plug
from markone.trace import record

SLIDES = stimuli.letters()[0]
TRIALS, ATTEMPTS = 9, 4


class Untraced(MarkOne):
    """A machine that does not even ask whether it is watched."""

    def _tell(self, part, value, ms=None):
        pass

    def _tell_faults(self, answered=False):
        pass


def seconds(kind, responses, patching, files):
    """The processor's time for four passes of the letters A-Z."""
    wiring = plug(responses, patching=patching)
    parts = build(wiring, pot=HISTORICAL_POT, photocell=HISTORICAL_PHOTOCELL)
    code = 1 - 2 * (np.arange(26)[:, None] >> np.arange(responses) & 1)
    start = time.process_time()
    with record(files, parts) as sink:
        teach(kind(parts, sink), SLIDES, code, [*range(26)] * 4)
    return time.process_time() - start


def bare_seconds():
    """The processor's time for SimPy's own part of as many slides: six waits in a process each."""
    env = simpy.Environment()

    def cycle():
        for _ in range(6):
            yield env.timeout(1)

    def work():
        for _ in range(4 * 26):
            yield env.process(cycle())

    start = time.process_time()
    env.run(env.process(work()))
    return time.process_time() - start


def trace_ratio(traced, off, bound):
    """What a trace adds, in times of SimPy's own part; as `ratio` does it."""
    for _ in range(ATTEMPTS):
        median = np.median([(seconds(*traced) - seconds(*off)) / bare_seconds() for _ in range(TRIALS)])
        if median <= bound:
            break
    return median


def ratio(case, to, bound):
    """How much longer one takes than the other: a median, taken again if noise puts it above the bound."""
    for _ in range(ATTEMPTS):
        median = np.median([seconds(*case) / seconds(*to) for _ in range(TRIALS)])
        if median <= bound:
            break
    return median


@pytest.mark.parametrize(("responses", "patching"), [(5, "shares"), (8, "full")])
def test_a_vcd_costs_a_few_waits_for_each_signal_and_no_trace_costs_nothing(tmp_path, responses, patching):
    size = responses, patching
    traced, off, untraced = (
        (MarkOne, *size, [tmp_path / "run.vcd"]),
        (MarkOne, *size, []),
        (Untraced, *size, []),
    )
    seconds(*traced)  # compiles
    assert trace_ratio(traced, off, 30) <= 30
    assert ratio(off, untraced, 1.1) <= 1.1
