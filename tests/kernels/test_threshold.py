"""One step of threshold logic units, on arrays."""

import numpy as np

from markone import logic
from markone.kernels.threshold import Wires, run, step


def wires(absolute):
    """One input and two units: u0 from the input twice and u1; u1 inhibited by the input and by u0."""
    return Wires(
        first=np.array([0, 3, 5]),
        source=np.array([0, 0, 2, 0, 1]),
        inhibits=np.array([False, False, False, True, True]),
        threshold=np.array([2, -1]),
        absolute=absolute,
    )


def test_a_step_by_hand():
    after = np.zeros(2, bool)
    for absolute, lines, expected in (
        (True, [0, 0, 0], [0, 1]),
        (True, [1, 0, 0], [1, 0]),  # two synapses of one line reach the threshold; one inhibition forbids
        (True, [0, 0, 1], [0, 1]),
        (False, [1, 0, 0], [1, 1]),  # 0 - 1 reaches -1
        (False, [1, 1, 0], [1, 0]),  # 0 - 2 does not
    ):
        step(wires(absolute), np.array(lines, bool), after)
        assert after.tolist() == expected


def test_all_units_look_at_the_same_moment():
    """Two units that copy each other change places; one after the other they would agree."""
    swap = Wires(np.array([0, 1, 2]), np.array([1, 0]), np.zeros(2, bool), np.ones(2, int), True)
    states = run(swap, np.zeros((3, 0), bool), np.array([True, False]))
    assert states.tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]


def test_one_compiled_version_serves_every_net():
    for net in (
        logic.latch(),
        logic.ring_oscillator(3),
        logic.gate("NOT"),
        logic.Net((), {"y": logic.Unit()}),
    ):
        logic.run(net, 3, {name: [1, 0, 1] for name in net.inputs}, start=list(net.units))
    assert len(run.signatures) == 1
