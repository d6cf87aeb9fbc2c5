"""What a trace costs, side by side: the trials of both kinds take turns, and the median of ratios counts."""

import time

import numpy as np
import pytest

from markone import stimuli
from markone.machine import MarkOne, teach
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_POT, build
from markone.switchboard import plug
from markone.trace.vcd import Vcd

SLIDES = stimuli.letters()[0]
TRIALS, ATTEMPTS = 9, 4


class Untraced(MarkOne):
    """A machine that does not even ask whether it is watched."""

    def _tell(self, part, value, ms=None):
        pass

    def _tell_faults(self, answered=False):
        pass


SIGNALS = frozenset({"cells", "units", "lamps", "relays"})
PASSES = 8


def seconds(kind, responses, patching, file):
    """The processor's time for some passes of the letters A-Z; with a file, of four signals."""
    wiring = plug(responses, patching=patching)
    parts = build(wiring, device=ASSUMED_POT, photocell=ASSUMED_PHOTOCELL)
    code = 1 - 2 * (np.arange(26)[:, None] >> np.arange(responses) & 1)
    sink = file and Vcd(file, parts)
    if sink:
        sink.wants = SIGNALS
    start = time.process_time()
    teach(kind(parts, sink), SLIDES, code, [*range(26)] * PASSES)
    if sink:
        sink.close()
    return time.process_time() - start


def ratio(case, to, bound):
    """How much longer one takes than the other: a median, taken again if noise puts it above the bound."""
    for _ in range(ATTEMPTS):
        median = np.median([seconds(*case) / seconds(*to) for _ in range(TRIALS)])
        if median <= bound:
            break
    return median


@pytest.mark.parametrize(("responses", "patching"), [(5, "shares"), (8, "full")])
def test_a_vcd_costs_less_than_the_machine_and_no_trace_costs_nothing(tmp_path, responses, patching):
    size = responses, patching
    traced, off, untraced = (
        (MarkOne, *size, tmp_path / "run.vcd"),
        (MarkOne, *size, None),
        (Untraced, *size, None),
    )
    seconds(*traced)  # compiles
    assert ratio(traced, off, 2.0) <= 2.0
    assert ratio(off, untraced, 1.1) <= 1.1
