"""Another fault: one row, given from outside: its name, the kind of address, what it does."""

import numpy as np
import pytest
from leaves import same

from markone import Fault, MarkOne, Operator, build, faults, plug, stimuli, teach
from markone.archive import pack, unpack
from markone.faults import at_random, check_schedule, kinds
from markone.kernels.fault import KINDS
from markone.kernels.lesson import lesson, wipers
from markone.procedure import parse
from markone.trace import record


def flood(parts, card, other, amount):
    """Water runs into a card: its eight A-units fire for ever, and every wiper loses a share of its volts."""
    for unit in range(8 * card, min(8 * card + 8, parts.stuck.size)):
        parts.stuck[unit] = 1
    for pot in range(parts.way.size):
        parts.shafts.anchor_v[pot] *= 1.0 - amount


@pytest.fixture(autouse=True, scope="module")
def added():
    faults.add("flooded card", "C", flood, amount=0.5, most=1.0)
    yield
    del KINDS["flooded card"]


SLIDES, _ = stimuli.letters(alphabet="AB")
TARGETS, ORDER = np.array([[1], [-1]], np.int8), np.arange(6) % 2
PROCEDURE = """
board    responses=1
pots     ideal
slides   letters AB
target   A +
target   B -
fault    flooded card C2 at 20.001 s 0.25
mode     error correction
show     all passes=3
"""
FLOOD = Fault("flooded card", "C2", 20_001, 0.25)


def machine():
    return build(plug(), faults=[FLOOD])


def test_it_does_what_its_verb_says():
    parts, sound = machine(), build(plug())
    lesson(parts, SLIDES, TARGETS, ORDER[:4], 2, 0)
    lesson(sound, SLIDES, TARGETS, ORDER[:4], 2, 0)
    assert np.array_equal(wipers(parts), wipers(sound))
    lesson(parts, SLIDES, TARGETS, ORDER[:1], 0, 0)
    assert np.array_equal(wipers(parts), 0.75 * wipers(sound))
    assert np.flatnonzero(parts.stuck).tolist() == [*range(8, 16)]


def test_both_levels_have_the_same_bits_and_it_is_traced(tmp_path):
    untimed, parts = machine(), machine()
    lamps = lesson(untimed, SLIDES, TARGETS, ORDER, 2, 0)
    with record([tmp_path / "trace.vcd"], parts) as trace:
        assert np.array_equal(teach(MarkOne(parts, trace), SLIDES, TARGETS, ORDER), lamps)
    assert same(untimed, parts)
    assert "flooded_card_C2" in (tmp_path / "trace.vcd").read_text().replace(" ", "_")


def test_a_procedure_knows_it():
    operator = Operator(parse(PROCEDURE, seed=0))
    operator.run()
    assert np.flatnonzero(operator.machine.parts.stuck).tolist() == [*range(8, 16)]


def test_it_strikes_at_random_and_is_kept_in_files():
    wiring = plug()
    found = at_random({"flooded card": 100.0}, 1.0, wiring, seed=0)
    assert {fault.at for fault in found} <= {f"C{card}" for card in range(1, 65)}
    assert len(found) > 50
    arrays = {}
    kept = unpack(pack(machine(), arrays), arrays)
    assert same(kept, machine())
    check_schedule(kept.faults, wiring)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("flooded card", "C65"), "there is no C65 here; this machine has C1 to C64"),
        (Fault("flooded card", "C1", 0, 2.0), "flooded card from 0 to 1; no other fault"),
        (Fault("flooded", "C1"), "'flooded'; the kinds are .*flooded card"),
    ],
)
def test_what_cannot_be_is_refused(fault, said):
    with pytest.raises(ValueError, match=said):
        build(plug(), faults=[fault])


def test_a_name_that_is_taken_and_an_unknown_kind_of_address_are_refused():
    with pytest.raises(ValueError, match="there is a fault called 'jammed motor'"):
        faults.add("jammed motor", "P", flood)
    with pytest.raises(ValueError, match="at is 'Q'; choose one of 'S', 'A', 'C'"):
        faults.add("quake", "Q", flood)
    with pytest.raises(ValueError, match="strike is None; give a function"):
        faults.add("quake", "A", None)
    with pytest.raises(ValueError, match="most is -1; give a number"):
        faults.add("quake", "A", flood, 0.0, -1)
    assert "quake" not in kinds()


def test_a_file_with_a_fault_that_nobody_added_is_refused():
    parts = machine()
    kind = KINDS.pop("flooded card")
    try:
        with pytest.raises(ValueError, match=r"a fault has the code .* which is that of no kind"):
            check_schedule(parts.faults, parts.wiring)
    finally:
        KINDS["flooded card"] = kind
    assert "flooded card" in kinds()
