"""The machine's parts in bits against counting one by one."""

from typing import NamedTuple

import numpy as np
import pytest

from markone.fast.bits.association import fire, plug_board
from markone.fast.bits.firing import as_lines, firing
from markone.fast.bits.lamps import wanted_ways
from markone.fast.bits.pulses import Ran, count_pulses
from markone.fast.bits.react import Shown, Steps, Tally, look_back, react
from markone.kernels.association import Wiring
from markone.kernels.jit import jit
from markone.kernels.rule import MODES
from markone.kernels.vector.bits import BITS, BLOCK
from markone.spec import Spec

CELLS, SLIDES = 100, 512


class Machine(NamedTuple):
    """As much of one as decides which A-units fire."""

    wiring: Wiring
    spec: Spec
    stuck: np.ndarray


def machine_of(excitatory, inhibitory, theta, stuck):
    none = np.zeros(0, np.int32), np.zeros(1, np.int64)
    return Machine(Wiring(excitatory, inhibitory, *none), Spec(theta), stuck)


@jit
def fired(machine, lines, told):
    fire(plug_board(machine), lines, told)


def packed(lit, words):
    """Rows of yes or no as rows of words."""
    padded = np.zeros((len(lit), words * BITS), bool)
    padded[:, : lit.shape[1]] = lit
    return np.packbits(padded, axis=1, bitorder="little").view(np.uint64)


def fires(lit, excitatory, inhibitory, theta, stuck):
    """An open plug, -1, counts as one to a dark cell."""
    told = np.zeros((len(lit), len(stuck)), bool)
    for slide, cells in enumerate(lit.tolist()):
        for unit, sound in enumerate(stuck.tolist()):
            up = sum(cells[cell] for cell in excitatory[unit].tolist() if cell >= 0)
            down = sum(cells[cell] for cell in inhibitory[unit].tolist() if cell >= 0)
            told[slide, unit] = sound > 0 or (sound == 0 and up - down >= theta)
    return told


WIRINGS = [(5, 3, 0, 1), (70, 9, 8, -2), (600, 1, 12, 0)]
"""A-units, excitatory and inhibitory plugs of each, threshold."""


@pytest.mark.parametrize(("units", "plain", "flips", "theta"), WIRINGS)
def test_a_units_fire_as_in_python(rng, units, plain, flips, theta):
    excitatory = rng.integers(-1, CELLS, (units, plain)).astype(np.int32)
    inhibitory = rng.integers(-1, CELLS, (units, flips)).astype(np.int32)
    stuck = rng.choice([0, 0, 0, 1, -1], units).astype(np.int8)
    lit = rng.random((40, CELLS)) < rng.random((40, 1))
    oracle = fires(lit, excitatory, inhibitory, theta, stuck)
    lines, told = (
        np.zeros((SLIDES, BLOCK), np.uint64),
        np.ones((-(-units // SLIDES) * SLIDES, BLOCK), np.uint64),
    )
    lines[:CELLS] = packed(np.pad(lit, ((0, SLIDES - 40), (0, 0))).T, BLOCK)
    fired(machine_of(excitatory, inhibitory, theta, stuck), lines, told)
    shown = np.unpackbits(told.view(np.uint8), axis=1, bitorder="little")
    assert np.array_equal(shown[:units, :40].T, oracle)
    assert not told[units:].any()


def test_a_units_of_all_slides_fire_as_in_python(rng):
    """More slides than stand in a block, and more A-units."""
    excitatory, inhibitory = (rng.integers(-1, CELLS, (520, plugs)).astype(np.int32) for plugs in (4, 3))
    stuck = rng.choice([0, 0, 0, 1, -1], 520).astype(np.int8)
    lit = rng.random((530, CELLS)) < rng.random((530, 1))
    told = firing(machine_of(excitatory, inhibitory, 1, stuck), as_lines(packed(lit, BLOCK)))
    shown = np.unpackbits(told.view(np.uint8), axis=1, bitorder="little").astype(bool)
    assert shown.shape == (2 * SLIDES, 2 * SLIDES)
    assert np.array_equal(shown[:530, :520], fires(lit, excitatory, inhibitory, 1, stuck))
    assert not shown[:, 520:].any()


def ways_in_python(lamps, wanted, mode):
    """Which way each bank's motors run."""
    corrected = np.where(lamps != wanted, wanted, 0)
    return {"forced": wanted, "error correction": corrected, "spontaneous": lamps, "test": 0 * wanted}[mode]


@jit
def reacted(steps, spec, tally, shown, lamp, lamps, ways, begin):
    """All slides, in two parts, and what the motors then have done."""
    slides = len(ways)
    ran = Ran(np.empty((8, slides), np.int32), np.zeros(8, np.int64))
    mistakes = react(steps, spec, shown, lamp, lamps, ways, ran, 0, 100)
    mistakes += react(steps, spec, shown, lamp, lamps, ways, ran, 100, slides)
    count_pulses(shown, ran, tally.pulses)
    look_back(steps, tally, shown, ways, ran, begin)
    return mistakes


def react_in_python(at, most, by, active, targets, rows, dead, mode):
    """Lamps, and steps that stop at `most`."""
    told = []
    for slide, row in enumerate(rows.tolist()):
        totals = [sum(s for s, a in zip(bank, active[slide].tolist(), strict=True) if a) for bank in at]
        lamps = np.array([1 if total > dead else -1 for total in totals])
        for bank, way in zip(at, ways_in_python(lamps, targets[row], mode).tolist(), strict=True):
            for unit, fires in enumerate(active[slide].tolist()):
                if fires:
                    bank[unit] = min(max(bank[unit] + way * by, -most), most)
        told.append(lamps)
    return np.array(told)


@pytest.mark.parametrize("mode", ["forced", "error correction", "spontaneous", "test"])
@pytest.mark.parametrize("lanes", [np.int8, np.int16])
@pytest.mark.parametrize(("responses", "most", "by"), [(1, 126, 1), (8, 40, 1), (3, 27, 100), (8, 20, 2)])
def test_pots_are_turned_sample_by_sample(rng, mode, lanes, responses, most, by):
    units, count = 90, 900  # so many that pulses are counted in two parts
    firing = rng.random((count, units)) < 0.3
    targets, rows = rng.integers(-1, 2, (30, responses), np.int8), rng.integers(0, count, count)
    targets = targets[np.arange(count) % 30]
    at, ends = np.zeros((2, 8, SLIDES), lanes)
    at[:responses, :units] = rng.integers(-15, 16, (responses, units))
    ends[:responses, :units] = most
    plugged = packed(np.arange(8)[:, None] < np.full(units, responses), BLOCK)
    steps = Steps(at, plugged, ends, by, picovolts=500_000_000_000)
    tally = Tally(*(np.zeros((responses, SLIDES), kind) for kind in (np.int64, np.int64, np.int8)))
    shown = Shown(packed(firing, BLOCK), wanted_ways(targets, MODES[mode]), rows)
    lamp, lamps, ways = np.full(responses, -1, np.int8), *np.zeros((2, count, 8), np.int8)
    slow = at[:responses, :units].tolist()
    oracle = react_in_python(slow, most, by, firing[rows], targets, rows, 2, mode)

    mistakes = reacted(steps, Spec(dead_zone_v=1.0), tally, shown, lamp, lamps, ways, 5)
    lamps, ways, wanted = lamps[:, :responses], ways[:, :responses], targets[rows]
    assert np.array_equal(lamps, oracle)
    assert np.array_equal(lamp, oracle[-1])
    assert np.array_equal(at[:responses, :units], slow)
    assert not at[:, units:].any()
    assert not at[responses:].any()
    assert mistakes == ((wanted != 0) & (oracle != wanted)).any(axis=1).sum()
    assert np.array_equal(ways, ways_in_python(oracle, wanted, mode))
    ran = (ways != 0)[:, :, None] & firing[rows][:, None]
    assert np.array_equal(tally.pulses[:, :units], ran.sum(axis=0))
    has_run, last = ran.any(axis=0), count - 1 - ran[::-1].argmax(axis=0)
    assert np.array_equal(tally.cycle[:, :units], np.where(has_run, 5 + last, 0))
    way = np.take_along_axis(ways, last.T, axis=0).T
    assert np.array_equal(tally.way[:, :units], np.where(has_run, way, 0))
