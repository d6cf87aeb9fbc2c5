"""Boards from others: whatever is in the file, one sentence, within bounded time and memory."""

import json
import os
import random
import re
import time
import tracemalloc

import pytest

from markone import switchboard
from markone.switchboard import BoardError, broken_rules, plug

BOARD = plug(2, units=6, excitatory=2, inhibitory=1, seed=1)
MOST_S, MOST_BYTES = 10, 300_000_000


def attempt(path):
    """Read a board and look at its rules; whether it was refused, which is done in one short sentence."""
    start = time.process_time()
    try:
        list(broken_rules(switchboard.read(path)))
        said = None
    except BoardError as error:
        said = str(error)
    assert time.process_time() - start < MOST_S
    if said is not None:
        assert "\n" not in said
        assert len(said) < 600 + 2 * len(str(path))
    return said is not None


def nested(depth):
    return "[" * depth + "]" * depth


def board(**changes):
    whole = {"format": 1, "excitatory": [[1, 2]], "inhibitory": [[3]], "banks": [[0]]}
    return json.dumps(whole | changes)


HOSTILE = {
    "deep.json": nested(100_000),
    "deep_within.json": board(banks="?").replace('"?"', nested(100_000)),
    "digits.json": board(banks="?").replace('"?"', f"[[{'9' * 5_000}]]"),
    "power.json": board(banks="?").replace('"?"', "[[1e999]]"),
    "nan.json": board(banks=[[float("nan")]]),
    "true.json": board(excitatory=[[True, 2]]),
    "rows.json": board(banks=[[]] * 500_000),
    "plugs.json": board(excitatory=[[1] * 300_000]),
    "words.json": board(excitatory=["a"] * 1_000_000),
    "keys.json": json.dumps({str(number): 0 for number in range(100_000)}),
    "nothing.json": "",
    "nothing.csv": "",
    "far.csv": "unit,plug,socket\nA16000,+400,S1.1\n",
    "digits.csv": f"unit,plug,socket\nA{'9' * 5_000},+1,S1.1\n",
    "arabic.csv": "unit,plug,socket\nA1,+١,S1.1\n",
    "quote.csv": 'unit,plug,socket\nA1,"+1,S1.1\n' + "A1,+2,S1.2\n" * 100_000,
    "cell.csv": "unit,plug,socket\nA1,+1," + "S" * 5_000_000,
    "cells.csv": "unit,plug,socket\n" + "A1," * 200_000,
    "empty_rows.csv": "unit,plug,socket\n" + ",,\n" * 300_000,
    "nul.csv": "unit,plug,socket\nA1,+1,S1.1\0\n",
    "large.csv": "unit,plug,socket\n" + "A1,+1,S1.1\n" * 1_000_000,
    "binary.csv": "\ud800\udfff" * 1_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_board_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text(HOSTILE[name], encoding="utf-8", errors="surrogatepass")
    tracemalloc.start()
    try:
        assert attempt(path)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", [".csv", ".json"])
def test_what_is_no_regular_file_is_not_read(tmp_path, ending):
    os.mkfifo(tmp_path / f"pipe{ending}")
    (tmp_path / f"zero{ending}").symlink_to("/dev/zero")
    (tmp_path / f"folder{ending}").mkdir()
    for kind in ("pipe", "zero", "folder", "none"):
        with pytest.raises(BoardError, match=r"cannot be read: .*; give a board as a file"):
            switchboard.read(tmp_path / f"{kind}{ending}")


SIGNS = [
    *'",;\t\n\r\0\\[]{}:.+-0123456789eASR',
    "\ufeff",
    "\u2028",
    "é",
    "9" * 5_000,
    "[" * 2_000,
    "true",
    "null",
]


def mutated(data, chance):
    """Some bytes changed, cut out, said again, or put in from what means something to a reader."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        to = min(to, at + chance.choice([1, 3, 30, 3_000]))
        sign = chance.choice(SIGNS).encode()
        data = chance.choice(
            [
                data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
                data[:at] + data[to:],
                data[:to] + data[at:],
                data[:at] + sign + data[at:],
                data[:at] + sign + data[to:],
            ]
        )
    return data


def fuzz(tmp_path, seeds):
    refused = 0
    for ending in (".csv", ".json"):
        path = tmp_path / f"board{ending}"
        switchboard.save(BOARD, path)
        sound = path.read_bytes()
        for seed in seeds:
            chance = random.Random(seed)
            form = chance.choice(["utf-8", "utf-8", "utf-16"])
            path.write_bytes(mutated(sound.decode().encode(form), chance))
            refused += attempt(path)
    return refused


def test_mutated_boards_end_in_one_sentence_or_are_boards(tmp_path):
    assert fuzz(tmp_path, range(100)) > 100


@pytest.mark.slow
def test_many_mutated_boards(tmp_path):
    assert fuzz(tmp_path, range(5_000)) > 5_000


def test_a_sentence_about_a_cell_is_as_short_as_one(tmp_path):
    path = tmp_path / "board.csv"
    path.write_text("unit,plug,socket\nA1,+1," + "S" * 100_000)
    with pytest.raises(BoardError, match=re.escape(f"{path}, line 2: ")) as refused:
        switchboard.read(path)
    assert len(str(refused.value)) < 600
