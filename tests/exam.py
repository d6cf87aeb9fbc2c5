"""What every weight device has to show, whoever made it: `sit` is the whole exam, for a device and a seed."""

import numpy as np
from leaves import same

from markone import MarkOne, build, plug, stimuli, teach
from markone.archive import pack, unpack
from markone.devices import new_weights, reach_v
from markone.kernels.lesson import elapse_to, lesson, read_weight, wipers

SLIDES, _ = stimuli.letters(alphabet="ABCD")
TARGETS = np.array([[1, -1], [1, 1], [-1, 1], [-1, -1]], np.int8)
CORRECTING, BIPOLAR = 2, 0
RESPONSES = 2


def machine(device, seed=0, faults=()):
    return build(plug(RESPONSES, seed=seed), device=device, seed=seed, faults=faults)


def order(seed, count=24):
    return np.random.default_rng(seed).integers(len(SLIDES), size=count)


def taught(parts, rows):
    return lesson(parts, SLIDES, TARGETS, rows, CORRECTING, BIPOLAR)


def readings(parts):
    now_ms = int(parts.clock.now_ms[0])
    return np.array([read_weight(parts, weight, now_ms) for weight in range(parts.way.size)])


def both_levels(device, seed, faults=()):
    """The clocked machine and the untimed one have the same bits, and something was learnt."""
    untimed, clocked = machine(device, seed, faults), MarkOne(machine(device, seed, faults))
    lamps = taught(untimed, order(seed))
    assert np.array_equal(teach(clocked, SLIDES, TARGETS, order(seed)), lamps)
    assert same(untimed, clocked.parts)
    assert len(np.unique(wipers(untimed))) > 1


def cutting(device, seed):
    """Time may be cut anywhere, by looking at the wipers and by nothing at all."""
    whole, cut = machine(device, seed), machine(device, seed)
    for parts in (whole, cut):
        taught(parts, order(seed, 6))
    for ms in (1, 777, 20_000, 3_600_000):
        elapse_to(cut, int(cut.clock.now_ms[0]) + ms)
        readings(cut)
    elapse_to(whole, int(cut.clock.now_ms[0]))
    assert np.array_equal(wipers(whole), wipers(cut))
    assert np.array_equal(readings(whole), readings(cut))


def bounds(device, seed):
    """However often it is driven one way, it stays within its range, and as a number."""
    parts, most = machine(device, seed), reach_v(device)
    always = np.ones_like(TARGETS)
    for way in (always, -always):
        parts.lamp[:] = -way[0]
        lesson(parts, SLIDES, way, order(seed, 30), 1, BIPOLAR)  # forced: right or wrong, it is driven
        assert np.isfinite(wipers(parts)).all()
        spread = 1 + 6 * getattr(device, "spread_range", 0.0)
        assert np.abs(wipers(parts)).max() <= most * spread * (2 if getattr(device, "pair", False) else 1)


def names(device, seed):
    """What is drawn belongs to a weight's key, not to its number: others in other places draw the same."""
    keys = np.random.default_rng(seed).integers(2**64, size=9, dtype=np.uint64)
    turned = np.roll(keys, 4)
    one, other = new_weights(device, keys), new_weights(device, turned)
    for name, array in one._asdict().items():
        if array.size % keys.size == 0:
            rows = array.reshape(-1, keys.size)
            again = np.roll(getattr(other, name).reshape(-1, keys.size), -4, axis=1)
            assert np.array_equal(rows, again), name


def kept(device, seed):
    """What is saved is opened, and goes on as it would have."""
    parts, arrays = machine(device, seed), {}
    taught(parts, order(seed, 8))
    packed = pack(parts, arrays)
    again = unpack(packed, {name: array.copy() for name, array in arrays.items()})
    assert same(again, parts)
    assert again.pot == device
    assert np.array_equal(taught(again, order(seed, 8)), taught(parts, order(seed, 8)))
    assert same(again, parts)


def past(device, seed):
    """An earlier moment is had again, bit for bit, and why a weight moved is told."""
    clocked, early = MarkOne(machine(device, seed)), MarkOne(machine(device, seed))
    begun = wipers(clocked.parts)
    teach(early, SLIDES, TARGETS, order(seed)[:6])
    teach(clocked, SLIDES, TARGETS, order(seed))
    just_before = early.now_ms - 1  # then the next slide begins
    assert same(clocked.at(just_before).parts, early.at(just_before).parts)
    ends = wipers(clocked.parts)
    moved = int(np.argmax(np.abs(ends - begun)))
    moves = clocked.why(f"P{moved + 1}")
    assert moves[0].from_v != moves[0].to_v
    assert moves[-1].way != 0


def sit(device, seed=0):
    """The whole exam."""
    for part in (both_levels, cutting, bounds, names, kept, past):
        part(device, seed)
