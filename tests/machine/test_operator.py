"""The operator: the shipped procedures come to their ends, and broken off they come to the same."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaves import leaves

from markone.archive import INSIDE
from markone.machine import Operator, load_state, save_state
from markone.procedure import load, parse, shipped

SMALL = """
board  responses=2 units=64
pots   worn
slides letters ABC
targets binary
fault  jammed motor P3 at 22 s
fault  open plug A1+1 at 3 s
fault  power cut at 41.2 s 3000
hand   random 0.3
mode   error correction
show   all shuffled passes=4
pause  7 s
dial   theta 1
unit   A4 off
rule    gamma
mode   forced
show   A C passes=2
mode   test
show   all
"""


def assert_same_end(one, other):
    assert one.passes == other.passes
    assert one.machine.now_ms == other.machine.now_ms
    for mine, yours in zip(leaves(one.machine.snapshot()), leaves(other.machine.snapshot()), strict=True):
        assert np.array_equal(mine, yours)


def done(name):
    operator = Operator(load(name))
    operator.run()
    return operator


def test_two_letters_are_learnt():
    passes = done("two-letters").passes
    assert [one.mode for one in passes][-2:] == ["error correction", "test"]
    assert passes[0].wrong > 0
    assert passes[-1].wrong == 0
    assert sorted(zip(passes[-1].names, passes[-1].lamps, strict=True)) == [("E", "+"), ("X", "-")]


def test_left_and_right_are_learnt():
    operator = done("left-right")
    assert operator.passes[-1].wrong <= 3  # 97 of 100 on the IBM 704
    assert operator.machine.now_ms == 5000 * 100 * len(operator.passes)


def test_the_alphabet_is_learnt_within_700_exposures():
    *learning, test = done("letters").passes
    assert learning[-1].wrong == 0
    assert 26 * len(learning) <= 700
    assert test.wrong <= 2  # the wipers' noise may tip a lamp that is near its balance


def test_squares_are_parted_without_a_teacher():
    operator = done("spontaneous")
    last = operator.passes[-1]
    answers = Counter(zip(last.names, last.lamps, strict=True))
    assert len(answers) == 2
    assert set(answers.values()) == {20}
    assert not operator.procedure.targets


@pytest.mark.parametrize("name", shipped())
def test_another_seed_is_another_machine(name):
    one, other = (load(name, seed=seed).build() for seed in (1, 2))
    assert not np.array_equal(one.wiring.excitatory, other.wiring.excitatory)


def test_all_that_a_procedure_says_is_done_at_the_panel():
    operator = Operator(parse(SMALL))
    operator.run()
    names = Counter(act.name for act in operator.machine.panel.acts)
    assert names["start"] == 4 * 3 + 2 * 2 + 3 == operator.machine.panel.slides_shown
    assert names["turn_by_hand"] == 64
    assert operator.machine.parts.spec.theta == 1
    assert operator.machine.parts.stuck[3] == -2
    assert [one.number for one in operator.passes] == [1, 2, 3, 4, 1, 2, 1]
    assert operator.machine.now_ms == 19 * 5000 + 7000


@settings(max_examples=12)
@given(st.lists(st.integers(0, 101_999), min_size=1, max_size=3))
def test_broken_off_anywhere_saved_loaded_and_continued_it_comes_to_the_same_end(tmp_path_factory, breaks):
    procedure, file = parse(SMALL), tmp_path_factory.mktemp("state") / "state.npz"
    whole = Operator(procedure)
    whole.run()
    operator = Operator(procedure)
    for ms in sorted(breaks):
        operator.machine.env.process(operator.work())
        if ms > operator.machine.now_ms:
            operator.machine.run(ms)
        save_state(file, operator.state())
        operator = Operator(procedure, load_state(file))
        assert operator.machine.now_ms <= max(ms, 0)
    operator.run()
    assert_same_end(operator, whole)


def test_ctrl_c_in_the_middle_loses_nothing():
    procedure = parse(SMALL)
    whole = Operator(procedure)
    whole.run()
    times = iter(range(1000))

    def interrupt(event):
        if next(times) == 37:
            raise KeyboardInterrupt

    broken = Operator(procedure, trace=interrupt)
    with pytest.raises(KeyboardInterrupt):
        broken.run()
    again = Operator(procedure, broken.state())
    again.run()
    assert_same_end(again, whole)


def test_the_state_of_another_procedure_is_refused():
    state = Operator(parse(SMALL)).state()
    with pytest.raises(ValueError, match="the state is not one of procedure: it was kept for other lines"):
        Operator(parse(SMALL + "\nshow A"), state)


@pytest.mark.parametrize("keep", [0, 100, 3000])
def test_a_damaged_state_is_refused(tmp_path, keep):
    file = tmp_path / "state.npz"
    save_state(file, Operator(parse(SMALL)).state())
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(ValueError, match="holds nothing that can be read"):
        load_state(file)
    with pytest.raises(ValueError, match=r"none\.npz holds nothing that can be read"):
        load_state(tmp_path / "none.npz")


def test_a_state_whose_arrays_were_changed_is_refused(tmp_path):
    file = tmp_path / "state.npz"
    state = Operator(parse(SMALL)).state()
    state.parts.wiring.unit[0] = 10_000
    save_state(file, state)
    with pytest.raises(ValueError, match="an A-unit does not exist"):
        load_state(file)


def test_a_state_of_before_is_taken(tmp_path):
    """Its kinds had other names, and the rule of reinforcement too."""
    old = {"Checkpoint": "Mark", "Progress": "Place", "PassResult": "Pass", "rule": "law"}
    procedure, file = parse(SMALL), tmp_path / "state.npz"
    whole, operator = Operator(procedure), Operator(procedure)
    whole.run()
    operator.machine.env.process(operator.work())
    operator.machine.run(27_000)
    save_state(file, operator.state())
    with np.load(file) as saved:
        arrays = dict(saved)
    text = str(arrays[INSIDE])
    for name, before in old.items():
        assert f'"{name}"' in text
        text = text.replace(f'"{name}"', f'"{before}"')
    np.savez_compressed(file, **(arrays | {INSIDE: np.array(text)}))
    again = Operator(procedure, load_state(file))
    again.run()
    assert_same_end(again, whole)
