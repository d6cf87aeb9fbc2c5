"""What a trace costs, side by side: the trials of both kinds take turns, and the median of ratios counts."""

import time

import numpy as np
import pytest

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


def ratio(case, to):
    """How much longer one takes than the other: the least of several medians, since noise only adds."""
    medians = []
    for _ in range(ATTEMPTS):
        medians.append(np.median([seconds(*case) / seconds(*to) for _ in range(TRIALS)]))
        if medians[-1] < 1.02:
            break
    return min(medians)


@pytest.mark.parametrize(("responses", "patching"), [(5, "shares"), (8, "full")])
def test_a_vcd_costs_less_than_the_machine_and_no_trace_costs_nothing(tmp_path, responses, patching):
    size = responses, patching
    seconds(Untraced, *size, [tmp_path / "run.vcd"])  # compile
    assert ratio((MarkOne, *size, [tmp_path / "run.vcd"]), (MarkOne, *size, [])) <= 2.0
    assert ratio((MarkOne, *size, []), (Untraced, *size, [])) <= 1.1
