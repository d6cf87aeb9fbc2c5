"""Pulsed devices without noise and memory, taught in rows of volts: `lesson`'s machine, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from taught import IN_STEPS, assert_agrees, boards, counted, seeds, shown, specs

from markone.faults import Fault, at_random, kinds
from markone.kernels.association import trace_wires
from markone.kernels.pulsed import CONSTANT, EXPONENTIAL, LINEAR, Pulsed
from markone.kernels.retina import CELLS
from markone.kernels.rule import BIPOLAR, GAMMA, MODES
from markone.spec import IDEAL_PHOTOCELL, Spec, assemble, build
from markone.switchboard import plug, simulated_board

SOFT = Pulsed(LINEAR, step_v=0.5, slope_up=0.4, slope_down=0.7)
devices = st.fixed_dictionaries(
    {
        "model": st.sampled_from([CONSTANT, LINEAR]),
        "step_v": st.sampled_from([0.1, 0.5, 1 / 3, 30.0]),
        "low_v": st.sampled_from([-11.0, -0.7, -1e9]),
        "high_v": st.sampled_from([11.0, 1.3, 1e-3]),
        "asymmetry": st.sampled_from([0.0, 0.3, -0.2]),
        "slope_up": st.sampled_from([0.0, 0.4, 1.0, -3.0, 100.0]),
        "slope_down": st.sampled_from([0.0, 0.7, 1.0]),
        "spread_step": st.sampled_from([0.0, 0.3]),
        "spread_range": st.sampled_from([0.0, 0.5]),
        "spread_asymmetry": st.sampled_from([0.0, 0.1]),
        "log_normal": st.booleans(),
        "corrupt": st.sampled_from([0.0, 0.2]),
        "stuck": st.sampled_from([0.0, 0.2]),
    }
).map(lambda given: Pulsed(**given))


@pytest.fixture
def in_volts(monkeypatch):
    """How many slides were taught in rows of volts."""
    return counted(monkeypatch, "teach_in_volts")


@given(boards, specs, devices, st.sampled_from(IN_STEPS), seeds, st.integers(1, 40), st.booleans())
@settings(max_examples=60)
def test_pulsed_devices_in_rows(wiring, spec, device, mode, seed, slides, broken):
    rng = np.random.default_rng(seed)
    parts = build(wiring, spec, device, seed=seed)
    if broken:
        parts.stuck[:] = rng.choice([0, 0, 0, 1, -1], parts.stuck.size)
        parts.retina.stuck[:] = rng.choice([0, 0, 0, 1, -1], CELLS)
        parts.bulb[:] = rng.random(parts.bulb.size) < 0.5
        parts.shafts.level_v[:] = np.clip(-0.0, parts.shafts.low_v, parts.shafts.high_v)
        parts.wiring.excitatory[0] = parts.wiring.inhibitory[-1:] = -1
        trace_wires(parts.wiring, parts.fan)
    lessons = [shown(rng, parts, slides, rows) for rows in (100, 5, 30, 700)]
    assert_agrees(parts, lessons, MODES[mode])


@given(boards, specs, devices, st.sampled_from(IN_STEPS), seeds)
@settings(max_examples=15)
def test_a_machine_that_breaks_in_mid_lesson(wiring, spec, device, mode, seed):
    rng = np.random.default_rng(seed)
    faults = at_random(dict.fromkeys(rng.choice(sorted(kinds()), 3), 10.0), 0.1, wiring, seed)
    parts = build(wiring, spec._replace(cycle_ms=5000), device, seed=seed, faults=faults)
    assert_agrees(parts, [shown(rng, parts, 20, rows) for rows in (120, 30)], MODES[mode])


@pytest.mark.parametrize("device", [SOFT, SOFT._replace(model=CONSTANT), SOFT._replace(spread_step=0.3)])
@pytest.mark.parametrize("patching", ["shares", "full", "overlap"])
def test_what_allows_rows(in_volts, rng, device, patching):
    parts = build(plug(3, patching, 70), device=device)
    assert_agrees(parts, [shown(rng, parts, 9, rows) for rows in (50, 16, 15, 1)], MODES["error correction"])
    assert in_volts == [49, 15]


CHANGED = [
    {"model": EXPONENTIAL, "curve_up": 0.1, "bend_up": 1.0},
    {"pulse_noise": 0.1},
    {"write_noise_v": 0.1},
    {"read_noise_v": 0.1},
    {"read_curve": 1.0},
    {"levels": 9},
    {"decay_ms": 1e5},
    {"drift": 0.1},
    {"pair": True},
]


@pytest.mark.parametrize("change", CHANGED, ids=lambda change: next(reversed(change)))
def test_what_does_not_allow_rows(in_volts, rng, change):
    parts = build(plug(3, "full", 64), device=SOFT._replace(**change))
    assert_agrees(parts, [shown(rng, parts, 9, 50)], MODES["error correction"])
    assert in_volts == []


def test_other_laws_and_modes_do_not_allow_rows(in_volts, rng):
    for mode, rule in (("error correction", GAMMA), ("error correction until right", BIPOLAR)):
        parts = build(plug(3, "full", 64), device=SOFT)
        assert_agrees(parts, [shown(rng, parts, 9, 50)], MODES[mode], rule)
    assert in_volts == []


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("shafts", "gear", 0.0),
        ("shafts", "gear", -1.0),
        ("shafts", "wiper", False),
        ("shafts", "level_v", 12.0),
        (None, "relay", 1),
        (None, "relay", -1),
    ],
)
def test_a_weight_that_is_not_sound_does_not_allow_rows(in_volts, rng, part, field, value):
    parts = build(plug(2, "full", 64), device=SOFT)
    getattr(parts if part is None else getattr(parts, part), field)[5] = value
    assert_agrees(parts, [shown(rng, parts, 30, 60)], MODES["error correction"])
    assert in_volts == []


def test_only_the_slide_of_a_fault_is_taught_part_by_part(in_volts, rng):
    wiring = plug(2, "full", 64)
    faults = [Fault("dead A-unit", "A3", 100 * 5000 + 1), Fault("swapped plugs", "A1+1 A2-1", 150 * 5000)]
    parts = build(wiring, device=SOFT, faults=faults)
    assert_agrees(parts, [shown(rng, parts, 30, 200)], MODES["forced"])
    assert in_volts == [99, 47, 49]


def test_banks_in_another_order_do_not_allow_rows(in_volts, rng):
    parts = build(plug(2, "full", 64), device=SOFT)
    parts.wiring.unit[:2] = 1, 0
    assert_agrees(parts, [shown(rng, parts, 30, 60)], MODES["error correction"])
    assert in_volts == []


def test_more_a_units_than_the_machine_had(in_volts, rng):
    parts = assemble(simulated_board(2, "full", 1300), Spec(), SOFT, IDEAL_PHOTOCELL)
    assert_agrees(parts, [shown(rng, parts, 30, 60)], MODES["error correction"])
    assert in_volts == [59]
