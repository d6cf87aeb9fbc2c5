"""What is taught in bits is what `lesson` teaches: the same lamps and the same machine, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaves import leaves, same
from taught import IN_STEPS, assert_agrees, boards, counted, seeds, shown, specs

from markone.faults import Fault, at_random, kinds
from markone.kernels.association import trace_wires
from markone.kernels.lesson import lesson, wipers
from markone.kernels.pot import Pot
from markone.kernels.retina import CELLS, Photocell
from markone.kernels.rule import BIPOLAR, GAMMA, MODES, RULES
from markone.learners import untimed
from markone.spec import IDEAL_PHOTOCELL, IDEAL_POT, WORN_POT, Spec, build, copy
from markone.switchboard import plug

ideal_pots = st.tuples(
    st.sampled_from([0.1, 0.5, 1.0, 1 / 3, 2.0, 24.0]), st.sampled_from([1.0, 3.0, 11.0, np.inf])
)


@pytest.fixture
def in_bits(monkeypatch):
    """How many slides were taught in bits."""
    return counted(monkeypatch, "teach_in_bits")


@given(boards, specs, ideal_pots, st.sampled_from(IN_STEPS), seeds, st.integers(1, 40), st.booleans())
@settings(max_examples=60)
def test_an_ideal_machine_in_bits(wiring, spec, pot, mode, seed, slides, broken):
    rng = np.random.default_rng(seed)
    parts = build(wiring, spec, Pot(*pot), seed=seed)
    if broken:
        parts.stuck[:] = rng.choice([0, 0, 0, 1, -1], parts.stuck.size)
        parts.retina.stuck[:] = rng.choice([0, 0, 0, 1, -1], CELLS)
        parts.retina.gain[:] = rng.choice([1.0, 1.0, 0.0], CELLS)
        parts.bulb[:] = rng.random(parts.bulb.size) < 0.5
        parts.wiring.excitatory[0] = parts.wiring.inhibitory[-1:] = -1
        trace_wires(parts.wiring, parts.fan)
    lessons = [shown(rng, parts, slides, rows) for rows in (100, 5, 30, 700)]
    assert_agrees(parts, lessons, MODES[mode])


@given(
    boards,
    specs,
    st.sampled_from(
        [IDEAL_POT, WORN_POT, IDEAL_POT._replace(speed_v_per_s=0.3), IDEAL_POT._replace(decay_ms=1e5)]
    ),
    st.sampled_from(
        [IDEAL_PHOTOCELL, Photocell(rise_ms=50.0, hysteresis=0.1), Photocell(0.7), Photocell(dark=0.1)]
    ),
    st.sampled_from(sorted(MODES)),
    st.sampled_from(sorted(RULES)),
    seeds,
)
@settings(max_examples=30)
def test_any_machine_and_any_fault(wiring, spec, pot, photocell, mode, rule, seed):
    rng = np.random.default_rng(seed)
    faults = at_random(dict.fromkeys(rng.choice(sorted(kinds()), 3), 10.0), 0.1, wiring, seed)
    parts = build(wiring, spec._replace(cycle_ms=5000), pot, photocell, seed, faults)
    lessons = [shown(rng, parts, 20, rows) for rows in (120, 30)]
    assert_agrees(parts, lessons, MODES[mode], RULES[rule])


def test_what_allows_bits(in_bits, rng):
    parts = build(plug(3, "full", 64))
    assert_agrees(parts, [shown(rng, parts, 9, 50)], MODES["error correction"])
    assert in_bits == [49]


@pytest.mark.parametrize(
    "change",
    [
        {"device": IDEAL_POT._replace(jitter=0.1)},
        {"device": IDEAL_POT._replace(speed_v_per_s=0.123)},
        {"photocell": Photocell(hysteresis=0.1)},
        {"photocell": Photocell(rise_ms=10.0)},
    ],
)
def test_what_does_not_allow_bits(in_bits, rng, change):
    parts = build(plug(3, "full", 64), **change)
    assert_agrees(parts, [shown(rng, parts, 9, 50)], MODES["error correction"])
    assert in_bits == []


def test_other_laws_and_modes_do_not_allow_bits(in_bits, rng):
    for mode, rule in (("error correction", GAMMA), ("error correction until right", BIPOLAR)):
        parts = build(plug(3, "full", 64))
        assert_agrees(parts, [shown(rng, parts, 9, 50)], MODES[mode], rule)
    assert in_bits == []


def test_only_the_slide_of_a_fault_is_taught_part_by_part(in_bits, rng):
    wiring = plug(2, "full", 64)
    faults = [Fault("dead A-unit", "A3", 100 * 5000 + 1), Fault("swapped plugs", "A1+1 A2-1", 150 * 5000)]
    parts = build(wiring, faults=faults)
    assert_agrees(parts, [shown(rng, parts, 30, 200)], MODES["forced"])
    assert in_bits == [99, 47, 49]


epochs_of = st.tuples(st.integers(1, 9), st.integers(1, 40), st.integers(1, 4), st.booleans())
"""At most how many, of how many slides, how many orders come at a time, and whether they are shuffled."""


@given(boards, specs, ideal_pots, st.sampled_from(IN_STEPS), seeds, epochs_of, st.integers(0, 400))
@settings(max_examples=60)
def test_epochs_are_as_many_lessons(wiring, spec, pot, mode, seed, epochs, breaks):
    """Until one is free of mistakes; now and then something breaks meanwhile, or some lamp is broken."""
    rng, (most, slides, together, shuffle) = np.random.default_rng(seed), epochs
    faults = [Fault("dead A-unit", "A3", breaks * spec.cycle_ms + 1)] if breaks < 200 else []
    parts = build(wiring, spec, Pot(*pot), seed=seed, faults=faults)
    parts.bulb[0] = breaks != 400
    light, targets, _ = shown(rng, parts, slides, 1)
    orders = [rng.permutation(slides) if shuffle else np.arange(slides) for _ in range(most)]
    other, expected = copy(parts), []
    for order in orders:
        lamps, wanted = lesson(other, light, targets, order, MODES[mode], BIPOLAR), targets[order]
        expected.append(((lamps != wanted) & (wanted != 0)).any(axis=1).sum())
        if expected[-1] == 0:
            break
    blocks = [np.array(orders[first : first + together]) for first in range(0, most, together)]
    tray, given = untimed.Tray(light, targets, CELLS, parts.lamp.size), iter(blocks)
    made = []
    untimed.teach_epochs(parts, tray, given, most, MODES[mode], BIPOLAR, made)
    assert made == expected
    assert same(parts, other)
    assert len([*given]) == len(blocks) - -(-len(expected) // together)


@pytest.mark.parametrize("together", [1, 5])
def test_epochs_go_on_when_only_the_last_slide_is_wrong(in_bits, rng, together):
    """All slides but the last have no target."""
    parts = build(plug(2, "full", 64))
    light, targets, order = *shown(rng, parts, 20, 1)[:2], np.arange(20)
    light[-1], targets[:], targets[-1] = rng.random(CELLS) < 0.4, 0, 1
    other = copy(parts)
    tray, codes = untimed.Tray(light, targets, CELLS, 2), (MODES["error correction"], BIPOLAR)
    made = []
    untimed.teach_epochs(parts, tray, iter([np.array([order] * together)] * 5), 5, *codes, made)
    for _ in made:
        lesson(other, light, targets, order, *codes)
    assert made == [1, 0]
    assert in_bits == [19, 19]
    assert same(parts, other)


def test_what_was_taught_before_an_interruption_stays(in_bits, rng):
    parts = build(plug(2, "full", 64))
    light, targets, order = *shown(rng, parts, 40, 1)[:2], np.arange(40)
    other = copy(parts)

    def orders():
        yield from (order[None], order[None])
        raise KeyboardInterrupt

    codes, tray, made = (MODES["error correction"], BIPOLAR), untimed.Tray(light, targets, CELLS, 2), []
    with pytest.raises(KeyboardInterrupt):
        untimed.teach_epochs(parts, tray, orders(), 9, *codes, made)
    assert len(made) == 2
    assert in_bits == [40, 40]
    for _ in range(2):
        lesson(other, light, targets, order, *codes)
    assert (wipers(parts) == wipers(other)).all()
    assert (parts.lamp == other.lamp).all()
    assert parts.clock.now_ms[0] == other.clock.now_ms[0]


def test_a_shaft_between_two_steps_or_a_jammed_motor_do_not_allow_bits(in_bits, rng):
    for field, value in (("anchor_v", 0.3), ("gear", 0.0), ("gear", -1.0), ("wiper", False)):
        parts = build(plug(2, "full", 64))
        getattr(parts.shafts, field)[5] = value
        assert_agrees(parts, [shown(rng, parts, 30, 60)], MODES["error correction"])
    assert in_bits == []


def test_slides_may_be_masks(rng):
    parts = build(plug(4, "overlap", 100))
    other = copy(parts)
    slides, targets, rows = shown(rng, parts, 40, 600)
    one = untimed.teach(parts, slides >= 0.5, targets, rows, MODES["forced"], BIPOLAR)
    assert np.array_equal(one, untimed.teach(other, slides, targets, rows, MODES["forced"], BIPOLAR))
    assert same(parts, other)


@pytest.mark.parametrize(("inhibitory", "taught"), [(40, [59]), (95, [59]), (96, [])])
def test_so_many_plugs_as_adders_count(in_bits, rng, inhibitory, taught):
    parts = build(plug(2, "full", 16, excitatory=160, inhibitory=inhibitory), Spec(theta=3))
    assert_agrees(parts, [shown(rng, parts, 20, 60)], MODES["error correction"])
    assert in_bits == taught


@pytest.mark.parametrize("stop_v", [700.0, 220.0, np.inf])
@pytest.mark.parametrize("patching", ["shares", "full", "overlap"])
def test_few_slides_shown_often(rng, stop_v, patching):
    parts = build(plug(3, patching, 70), device=Pot(stop_v=stop_v))
    assert_agrees(parts, [shown(rng, parts, 20, 900)], MODES["forced"])


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.float64, np.float32])
@pytest.mark.parametrize("patching", ["shares", "full"])
def test_numbers_of_every_type_teach_the_same(rng, kind, patching):
    slides, targets, rows = shown(rng, build(plug(3, patching, 64)), 20, 300)
    slides = (slides >= 0.5).astype(np.float64)
    taught = []
    converted = slides.astype(kind), targets.astype(kind), rows.astype(np.int32)
    for numbers in ((slides, targets, rows), converted):
        parts = build(plug(3, patching, 64))
        lamps = untimed.teach(parts, *numbers, MODES["error correction"], BIPOLAR)
        taught.append((lamps, *leaves(parts)))
    assert all(np.array_equal(one, other) for one, other in zip(*taught, strict=True))
    plain = lesson(build(plug(3, patching, 64)), slides, targets, rows, MODES["error correction"], BIPOLAR)
    assert np.array_equal(taught[0][0], plain)


def test_columns_of_a_greater_array_teach_the_same(rng):
    slides, targets, rows = shown(rng, build(plug(3, "full", 64)), 20, 300)
    wide = np.repeat(targets, 2, axis=1)
    one, other = build(plug(3, "full", 64)), build(plug(3, "full", 64))
    untimed.teach(one, slides, targets, rows, MODES["forced"], BIPOLAR)
    untimed.teach(other, np.asfortranarray(slides), wide[:, ::2], rows, MODES["forced"], BIPOLAR)
    assert same(one, other)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"slides": np.zeros((2, 300))}, r"slides are float64 \(2, 300\); give light \(n, 400\)"),
        ({"slides": np.full((2, 400), "x")}, "slides are <U1"),
        ({"targets": np.array([[1], [2]])}, r"targets are int64 \(2, 1\); give \+1, -1 or 0"),
        ({"targets": np.array([[1.0], [0.5]])}, "targets are float64"),
        ({"targets": np.ones((2, 2))}, "for each of 2 slides and 1 R-units"),
        ({"rows": np.array([0, 2])}, "rows go from 0 to 2; there are 2 slides"),
        ({"rows": np.array([-1, 1])}, "rows go from -1"),
        ({"rows": np.array([0.0, 1.0])}, "rows are float64"),
        ({"mode": 5}, "mode is none of the codes"),
        ({"rule": -1}, "rule is none of the codes"),
    ],
)
def test_what_kernels_would_misread_is_refused(change, said):
    given = {"slides": np.zeros((2, 400)), "targets": np.ones((2, 1)), "rows": np.array([0, 1])}
    with pytest.raises(ValueError, match=said):
        untimed.teach(build(plug()), **given | {"mode": 2, "rule": BIPOLAR} | change)
