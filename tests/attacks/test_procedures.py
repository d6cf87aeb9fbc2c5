"""Procedures from others: whatever is in the text and the files it names, one sentence, within bounds."""

import os
import random
import time
import tracemalloc

import numpy as np
import pytest

from markone import switchboard
from markone.procedure import ProcedureError, load, parse, shipped, text_of, usage
from markone.procedure.words import words

MOST_S, MOST_BYTES = 10, 300_000_000


def attempt(text, folder):
    """Read a procedure; its refusal, which is one sentence, or None."""
    start = time.process_time()
    try:
        parse(text, folder=folder)
        said = None
    except ProcedureError as error:
        said = str(error)
    assert time.process_time() - start < MOST_S
    if said is not None:
        assert said.startswith("procedure")
        assert "\n" not in said
        assert "\x1b" not in said
    return said


@pytest.fixture
def folder(tmp_path):
    """What a procedure may name: a board, slides, a device, a pipe, and what is much too large."""
    switchboard.save(switchboard.plug(2, units=16, seed=1), tmp_path / "board.csv")
    np.savetxt(tmp_path / "step.csv", np.tri(20), delimiter=",")
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "long.csv").write_text("0," * 5_000_000)
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "wide.csv").write_text("0," * 40_000)
    (tmp_path / "tall.csv").write_text("0\n" * 40_000)
    (tmp_path / "quote.csv").write_text('0,"' + "0,0\n" * 20)
    (tmp_path / "digits.csv").write_text("\n".join(",".join(["9" * 90] * 20) for _ in range(20)))
    return tmp_path


HOSTILE = {
    "slide X /dev/zero": "it is no regular file",
    "slide X pipe": "it is no regular file",
    "slide X pipe.csv": "it is no regular file",
    "slide X zero.csv": "it is no regular file",
    "slide X .": "it is no regular file",
    "slide X long.csv": "it has 10,000,000 bytes; at most 100,000 are taken",
    "slide X wide.csv": "has 1 lines of 40000 numbers",
    "slide X tall.csv": "has 40000 lines of 1 numbers",
    "slide X quote.csv": "a quotation mark opens a cell that does not end",
    "slide X digits.csv": "light goes from 1e+90 to 1e+90",
    "board /dev/zero": "a board is kept as .csv or .json",
    "board pipe.csv": "it is no regular file",
    "board zero.csv": "it is no regular file",
    "board long.csv": "it has 10,000,000 bytes; at most 8,000,000 are taken",
    "board deep.json": "it is nested too deep",
    "title " + "x" * 10_000_000: "it has 10,000,006 characters; at most 4,000",
    "seed " + "9" * 3_990: "is not from 0",
    "timing theta=" + "9" * 3_900: "is no whole number",
    "board units=" + "9" * 3_900: "is no whole number",
    "fault jammed motor P" + "9" * 3_900 + " at 3 s": "is no",
    "slides letters " + "A" * 3_900: "it shows no slide",
    "seed 3\n" * 20_000: "it has 20,000 lines; at most 10,000 are taken",
    "seed 3\n" * 10_000: "seed is said in line 1 already",
    "board\n" * 10_000: "board is said in line 1 already",
    "slides squares 10000\n" * 10_000: "there are more than 10,000 slides",
    "slides squares 10000\n" + "target left -\n" * 3_000: "it shows no slide",
    "slides squares 10000\n" + "show all\n" * 100: "list more than 200,000 together",
    "slides letters XE\n" + "show " + "X " * 1_900 + "\n" + "hand random 1\n" * 9_000: None,
    "slides letters X\nshow X\n" + "fault jammed motor P1 at 3 s\n" * 9_000: "fault stands above",
    "fault jammed motor P1 at 3 s\n" * 3_000 + "slides letters X\nshow X": None,
    "slides letters X\n" + "show X passes=10000\n" * 3_000: None,
    "title \x1b]0;x\x07": "which cannot be seen",
    "slide \x1b[2J x.csv": "which cannot be seen",
    "title \ud800": "which cannot be seen",
}


@pytest.mark.parametrize(
    "text", HOSTILE, ids=lambda text: text[:40].replace("\n", " ").encode("unicode_escape")
)
def test_a_hostile_text_is_refused_or_harmless(folder, text):
    tracemalloc.start()
    try:
        said, expected = attempt(text, folder), HOSTILE[text]
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
    assert (said is None) if expected is None else expected in said


def test_what_is_no_regular_file_is_no_procedure(folder):
    for name in (folder / "pipe", "/dev/zero"):
        with pytest.raises(ProcedureError, match="it is no regular file; a procedure is a short text file"):
            load(str(name))


WORDS = [*words(), *(name for line in usage().values() for name in line.split())]
WORDS += [
    "letters",
    "squares",
    "bars",
    "pictures",
    "ABC",
    "12",
    "-3",
    "1e999",
    "nan",
    "0.5",
    "P1",
    "A1",
    "R1",
    "+-",
    "board.csv",
    "step.csv",
    "zero.csv",
]
WORDS += [
    "pipe",
    "deep.json",
    "long.csv",
    ".",
    "..",
    "/",
    "responses=2",
    "noise_v=1",
    "pulse_ms=300",
    "error",
    "test",
    "gamma",
    "power",
    "cut",
]
WORDS += [
    "9" * 3_000,
    "x" * 5_000,
    "\0",
    "\x1b[2J",
    "\u202e",
    "é",
    "\\",
    '"a',
    "'b",
    "#c",
    "#",
    "\n",
    "\n",
    "\r",
    "\u2028",
    '"',
    "=",
    "a=b",
]


def mutated(text, chance):
    """Some words cut out, said again, moved, or put in from what a procedure may hold."""
    words = text.replace("\n", " \n ").split(" ")
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(words) + 1)
        to = at + chance.choice([0, 0, 1, 1, 3, 20])
        words[at:to] = chance.choice([[], [chance.choice(WORDS)], words[at:to] * 2, chance.sample(WORDS, 3)])
    return " ".join(words)


def fuzz(folder, seeds):
    texts = [text_of(name)[0] for name in shipped()]
    texts.append(
        "board board.csv\nslide a step.csv\ntarget a +-\ndial theta 3\nhand P7 -2\nunit A5 off\nshow a"
    )
    refused = 0
    for seed in seeds:
        chance = random.Random(seed)
        refused += attempt(mutated(chance.choice(texts), chance), folder) is not None
    return refused


def test_mutated_procedures_end_in_one_sentence_or_are_procedures(folder):
    assert 100 < fuzz(folder, range(200)) < 200


@pytest.mark.slow
def test_many_mutated_procedures(folder):
    assert 5_000 < fuzz(folder, range(10_000)) < 10_000
