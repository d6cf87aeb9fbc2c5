"""The clocked machine and the machine without a clock are the same physics, bit for bit."""

import os

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from leaves import same

from markone.faults import at_random, kinds
from markone.kernels.lesson import lesson, wipers
from markone.kernels.pot import Pot
from markone.kernels.retina import Photocell
from markone.kernels.rule import MODES, RULES
from markone.machine import MarkOne, teach
from markone.spec import Spec, build
from markone.switchboard import plug

shares = st.sampled_from([0.0, 0.05, 0.3])
pots = st.builds(
    Pot,
    speed_v_per_s=st.sampled_from([0.3, 1.0, 7.0]),
    stop_v=st.sampled_from([0.7, 11.0, np.inf]),
    spread=shares,
    jitter=shares,
    backlash_v=st.sampled_from([0.0, 0.02, 0.4]),
    taper=shares,
    decay_ms=st.sampled_from([0.0, 800.0, 60_000.0]),
    start_ms=st.sampled_from([0.0, 30.0, 400.0]),
    coast_ms=st.sampled_from([0.0, 20.0, 300.0]),
    noise_v=st.sampled_from([0.0, 0.01]),
    sag=st.sampled_from([0.0, 0.5]),
)
photocells = st.builds(
    Photocell,
    threshold=st.sampled_from([0.2, 0.5, 1.0]),
    hysteresis=st.sampled_from([0.0, 0.025]),
    rise_ms=st.sampled_from([0.0, 50.0, 400.0]),
    decay_ms=st.sampled_from([0.0, 150.0, 3000.0]),
    dark=st.sampled_from([0.0, 0.05]),
    spread=shares,
)
specs = st.builds(
    Spec,
    theta=st.integers(0, 3),
    dead_zone_v=st.sampled_from([0.0, 0.5]),
    hold=st.booleans(),
    expose_ms=st.integers(1, 700),
    settle_ms=st.integers(0, 700),
    operate_ms=st.integers(0, 30),
    release_ms=st.integers(0, 5),
    pulse_ms=st.integers(5, 900),
    cycle_ms=st.integers(2900, 6000),
)
boards = st.builds(
    plug,
    responses=st.integers(1, 8),
    patching=st.sampled_from(["shares", "full"]),
    units=st.integers(8, 40),
    excitatory=st.integers(1, 10),
    inhibitory=st.integers(0, 10),
    seed=st.integers(0, 2**32 - 1),
)


@given(
    boards,
    specs,
    pots,
    photocells,
    st.integers(0, 2**32 - 1),
    st.sampled_from([*MODES]),
    st.sampled_from([*RULES]),
    st.dictionaries(st.sampled_from([*kinds()]), st.sampled_from([100.0, 1000.0]), max_size=4),
)
def test_both_levels_leave_the_same_bits(wiring, spec, pot, photocell, seed, mode, rule, rates):
    rng = np.random.default_rng(seed)
    slides = rng.random((4, 400)).round(1)
    targets = rng.integers(-1, 2, size=(4, wiring.bank.size - 1)).astype(np.int8)
    targets[0] = -1
    order = rng.integers(4, size=12)
    faults = at_random(rates, 12 * spec.cycle_ms / 3_600_000, wiring, seed)
    untimed, clocked = (build(wiring, spec, pot, photocell, seed, faults) for _ in range(2))
    lamps = lesson(untimed, slides, targets, order, MODES[mode], RULES[rule])
    machine = MarkOne(clocked)
    assert np.array_equal(lamps, teach(machine, slides, targets, order, mode, rule))
    assert np.array_equal(wipers(untimed), machine.volts())
    assert same(untimed, clocked)
    assert machine.env.now == 12 * spec.cycle_ms
    assert clocked.clock.struck[0] == len(clocked.faults.ms)


@given(boards, pots, photocells, st.integers(0, 2**32 - 1), st.sampled_from([*MODES]), st.integers(0, 35_000))
def test_the_past_can_be_had_again(wiring, pot, photocell, seed, mode, ms):
    """A machine looked at and stopped at will, one fresh and run through `ms`, and the past of a third."""
    rng = np.random.default_rng(seed)
    slides = rng.random((3, 400))
    targets = rng.choice([-1, 1], size=(3, wiring.bank.size - 1))
    faults = at_random({"jammed motor": 200, "power cut": 200}, 0.01, wiring, seed)

    def machine():
        return MarkOne(build(wiring, device=pot, photocell=photocell, seed=seed, faults=faults))

    whole, fresh = machine(), machine()
    teach(whole, slides, targets, [0, 1, 2] * 3, mode)
    fresh.env.process(_work(fresh, slides, targets, [0, 1, 2] * 3, mode))
    for stop_ms in sorted(rng.integers(0, ms + 1, 4)):
        fresh.run(int(stop_ms))
        fresh.volts()
    fresh.run(ms)
    while fresh.env.peek() <= ms:
        fresh.step()
    then = whole.at(ms)
    assert same(fresh.snapshot(), then.snapshot())
    then.run(whole.now_ms)
    assert same(then.snapshot(), whole.at(whole.now_ms).snapshot())


def _work(machine, slides, targets, order, mode):
    machine.panel.set_mode(mode)
    for row in order:
        machine.panel.insert(slides[row])
        machine.panel.set_targets(targets[row])
        yield machine.panel.start()


@given(boards, pots, st.integers(0, 2**32 - 1), st.sampled_from([*MODES]), st.sampled_from([*RULES]))
def test_renumbering_a_units_changes_nothing_else(wiring, pot, seed, mode, rule):
    rng = np.random.default_rng(seed)
    slides = rng.random((4, 400))
    targets = rng.choice([-1, 1], size=(4, wiring.bank.size - 1)).astype(np.int8)
    new = rng.permutation(len(wiring.excitatory))
    place = np.argsort(new).astype(np.int32)
    renumbered = wiring._replace(
        excitatory=wiring.excitatory[new], inhibitory=wiring.inhibitory[new], unit=place[wiring.unit]
    )
    one, other = build(wiring, device=pot, seed=seed), build(renumbered, device=pot, seed=seed)
    order = rng.integers(4, size=10)
    lamps = [lesson(parts, slides, targets, order, MODES[mode], RULES[rule]) for parts in (one, other)]
    assert np.array_equal(*lamps)
    assert np.array_equal(wipers(one), wipers(other))
    assert np.array_equal(one.active[new], other.active)


PROGRAM = """
import hashlib
from markone import MarkOne, build, plug, stimuli, teach
from markone.spec import ASSUMED_PHOTOCELL, WORN_POT
digest = hashlib.sha256()
def write(event):
    digest.update(repr((event.ms, event.part)).encode() + event.value.tobytes())
slides, _ = stimuli.letters(alphabet="ABCD")
machine = MarkOne(build(plug(2), device=WORN_POT, photocell=ASSUMED_PHOTOCELL), write)
teach(machine, slides, [[-1, -1], [1, -1], [-1, 1], [1, 1]], order=[0, 1, 2, 3] * 5)
print(digest.hexdigest())
"""


def test_the_log_of_events_is_the_same_in_every_process(python):
    logs = {python("-c", PROGRAM, env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in "123"}
    assert len(logs) == 1
    assert len(logs.pop().strip()) == 64


def test_the_sweep_above_does_move_pots(rng):
    """Agreement on machines that never learn would say nothing."""
    moved = 0
    for seed in range(10):
        machine = MarkOne(build(plug(3, seed=seed), seed=seed))
        teach(machine, rng.random((4, 400)), rng.choice([-1, 1], size=(4, 3)))
        moved += int((machine.volts() != 0).sum())
    assert moved > 1000
