"""States from others: whatever is in the file, it is refused in one sentence or can be gone on from."""

import json
import random
import zipfile

import numpy as np
import pytest

from markone.archive import INSIDE
from markone.machine import Operator, load_state, save_state
from markone.procedure import load

TEXT = """board responses=2 units=32 excitatory=3 inhibitory=3
slides letters ABC
targets binary
mode error correction
show A B C passes=2
"""
WORDS = ["", -1, 0, 2**70, 1e300, "x" * 5_000, None, True, [], {}, {"array": 0}, {"value": "\ud800"}]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A procedure, and the file of a state in its middle."""
    folder = tmp_path_factory.mktemp("state")
    (folder / "p.txt").write_text(TEXT)
    procedure = load(str(folder / "p.txt"))
    operator = Operator(procedure)
    operator.machine.env.process(operator.work())
    operator.machine.run(17_000)
    save_state(folder / "state", operator.state())
    return procedure, folder / "state"


def places(value, found=()):
    """Each place inside JSON, as the keys that lead to it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield (*found, key)
        yield from places(part, (*found, key))


def change_json(packed, chance):
    """Exchange what stands at one place by a word, or by what stands at another."""
    every = list(places(packed))
    *way, last = chance.choice(every)
    here = packed
    for key in way:
        here = here[key]
    there = packed
    for key in chance.choice(every):
        there = there[key]
    here[last] = json.loads(json.dumps(chance.choice([*WORDS, there])))


def change_array(arrays, chance):
    """Give one array another value, kind or shape."""
    name = chance.choice(sorted(arrays))
    array = arrays[name].copy()
    kinds = [np.int8, np.int64, np.uint64, np.float32, np.float64, bool]
    if array.size and array.dtype.kind in "biuf" and chance.random() < 0.6:
        with np.errstate(all="ignore"):
            array.flat[chance.randrange(array.size)] = (
                chance.choice([0, 1, np.iinfo(array.dtype).max])
                if (array.dtype.kind in "iu")
                else chance.choice([0, 1])
            )
    elif chance.random() < 0.5 and array.dtype.kind in "biuf":
        array = array.astype(chance.choice(kinds))
    else:
        array = chance.choice([array[:0], array.reshape(1, -1), array[:1], np.array(3.0)])
    arrays[name] = array


def mutated(path, data, chance):
    """Write the file with bytes, JSON or arrays changed."""
    if chance.random() < 0.3:
        at = chance.randrange(len(data))
        path.write_bytes(data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randint(0, 9) :])
        return
    path.write_bytes(data)
    with np.load(path) as file:
        arrays = dict(file)
    packed = json.loads(str(arrays.pop(INSIDE)))
    for _ in range(chance.randint(1, 3)):
        change_json(packed, chance) if chance.random() < 0.5 else change_array(arrays, chance)
    np.savez_compressed(path.with_suffix(".npz"), **{INSIDE: np.array(json.dumps(packed))}, **arrays)
    path.with_suffix(".npz").replace(path)


def fuzz(sound, path, seeds):
    """How many were refused; the others are gone on from to the end."""
    procedure, file = sound
    data, refused = file.read_bytes(), 0
    for seed in seeds:
        mutated(path, data, random.Random(seed))
        said = None
        try:
            Operator(procedure, load_state(path)).run()
        except ValueError as error:  # at the door, or where the procedure cannot go on, as with the mains off
            said = str(error)
        if said is not None:
            refused += 1
            assert "\n" not in said
            assert len(said) < 1_000
    return refused


def test_the_sound_state_goes_on(sound):
    assert fuzz(sound, sound[1], []) == 0
    operator = Operator(sound[0], load_state(sound[1]))
    operator.run()
    assert sum(len(over.lamps) for over in operator.passes) == 6
    assert zipfile.is_zipfile(sound[1])


def test_mutated_states_are_refused_or_gone_on_from(sound, tmp_path):
    assert fuzz(sound, tmp_path / "x", range(200)) > 50


@pytest.mark.slow
def test_many_mutated_states(sound, tmp_path):
    assert fuzz(sound, tmp_path / "x", range(10_000)) > 2_500
