"""What is redrawn in place, as a terminal shows it."""

import contextlib
import io
import os
import re
import select
import struct
import subprocess
import sys

import numpy as np
import pyte
import pytest
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from markone import demo
from markone.demo import Demonstration
from markone.demo.front import picture
from markone.procedure import load, parse
from markone.terminal import PlainConsole

fcntl, pty, termios = map(pytest.importorskip, ("fcntl", "pty", "termios"))  # POSIX has them

BAR = """
import time
from rich.progress import Progress
from markone.terminal import plain_console, progress_bar
console = plain_console()
with progress_bar(console) as bar:
    task = bar.add_task("Mark I, full, seed 0", total=30)
    for step in range(30):
        bar.advance(task)
        bar.refresh()
        if step % 10 == 9:
            bar.console.print(f"Digits  Mark I, full  test accuracy 0.{step}", highlight=False)
console.print("The answer is 42.")
"""


def lines_of(data, columns, lines):
    """All lines that a terminal has shown and not drawn over, those that scrolled away too."""
    screen = pyte.HistoryScreen(columns, lines, history=100_000)
    pyte.ByteStream(screen).feed(data)
    above = ["".join(line[at].data for at in range(columns)).rstrip() for line in screen.history.top]
    return [line for line in [*above, *(row.rstrip() for row in screen.display)] if line]


def in_terminal(columns, lines, *arguments, keys=()):
    """Run Python in a pseudo-terminal of this size; its exit code, and what it wrote.

    A key is pressed whenever nothing has been written for a while after a question for one, and the
    last one again and again: a terminal may throw away what is typed before it is listened to.
    """
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    env |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), child)
    call = [sys.executable, *map(str, arguments)]
    process = subprocess.Popen(call, **streams, env=env, start_new_session=True)
    os.close(child)
    written, keys = b"", list(keys)
    with contextlib.suppress(OSError):  # the other end is closed
        while True:
            if select.select([parent], [], [], 0.3)[0]:
                written += os.read(parent, 65536)
            elif keys and b"any key" in written:
                os.write(parent, keys[0])
                keys = keys[1:] or keys
    os.close(parent)
    return process.wait(60), written


SINGLE = """
import time
from markone.terminal import single_bar
with single_bar("Reading") as tell:
    for done, words in enumerate(("constant step", "linear step")):
        tell(done, 2, words)
        time.sleep(0.4)
print("Chosen: linear step")
"""


def test_the_bar_of_one_thing_says_what_is_being_done_while_it_lasts(python):
    exit_code, written = in_terminal(80, 24, "-c", SINGLE)
    assert exit_code == 0
    for said in (b"constant step", b"0/2", b"linear step", b"1/2"):
        assert said in written
    assert lines_of(written, 80, 24) == ["Chosen: linear step"]
    assert python("-c", SINGLE).stdout == "Chosen: linear step\n"


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 120])
def test_a_bar_is_redrawn_in_place_at_every_width(columns):
    code, written = in_terminal(columns, 24, "-c", BAR)
    assert code == 0
    assert written.count(b"Mark I") > 10  # it was drawn again and again
    shown = "".join(line.ljust(columns) for line in lines_of(written, columns, 24))
    said = [f"Digits  Mark I, full  test accuracy 0.{step}" for step in (9, 19, 29)]
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", "".join([*said, "The answer is 42."]))


def shots(procedure, columns, lines, stop_after=40):
    """What the demo's display writes to a terminal of this size, and what it said of each change."""
    console = Console(file=io.StringIO(), force_terminal=True, width=columns, height=lines, color_system=None)
    fronts = []

    def look():
        panel = shown.operator.machine.panel
        fronts.append((shown._front(), shown.watcher.part, (panel.lamps, panel.meters)))
        if len(fronts) == stop_after:
            raise KeyboardInterrupt

    shown = Demonstration(console, procedure, ask=look)
    with pytest.raises(KeyboardInterrupt):
        shown.run()
    return fronts, console.file.getvalue().replace("\n", "\r\n").encode()


EIGHT = """
title Eight
board responses=8
slides letters ABCDEFGH
targets binary
mode error correction
show all passes=3
"""


@pytest.mark.parametrize("size", [(40, 20), (41, 23), (79, 24), (80, 24), (120, 40)])
def test_every_part_is_seen_at_every_size(size):
    columns, lines = size
    fronts, written = shots(parse(EIGHT), *size)
    shown = lines_of(written, columns, lines)
    assert len(shown) <= lines
    whole = "\n".join(shown)
    for part in ("Eight: slide", "photocells", "A-units", "motors", "q or Ctrl-C: stop"):
        assert whole.count(part) == (2 if part == "A-units" else 1), part
    assert "…" not in whole
    for front, _, _ in fronts:
        drawn = Console(file=io.StringIO(), width=columns, height=lines)
        drawn.print(picture(front._replace(sums_v=front.sums_v - 98.7), *size))
        text = drawn.file.getvalue()
        assert len(text.splitlines()) <= lines
        assert text.count("-98.7") == (
            8 if front.answered and not front.sums_v.any() else text.count("-98.7")
        )
        assert front.slide in text


def test_a_terminal_that_is_too_small_is_told_in_lines():
    _, written = shots(load("two-letters"), 39, 19, stop_after=8)
    shown = "".join(line.ljust(39) for line in lines_of(written, 39, 50))
    assert shown.startswith("any key: next change; q or Ctrl-C: stop")
    assert shown.count("Two letters: slide ") == 8
    assert "lamps sampled; lamps" in shown


def test_lamps_are_judged_when_they_have_been_sampled():
    """Against the panel's own lamps, meters and switches at each change."""
    fronts, _ = shots(load("letters"), 80, 24, stop_after=60)
    judged = {True: 0, False: 0}
    for front, part, (lamps, meters) in fronts:
        said = Console(file=io.StringIO(), width=80)
        said.print(picture(front, 80, 24))
        verdicts = re.findall("correct|wrong", said.file.getvalue())
        if part in ("slide", "units"):
            assert verdicts == []
            assert not front.sums_v.any()
            assert (front.lamps == -1).all()
            assert "lamps not sampled yet" in said.file.getvalue()
        else:
            assert len(verdicts) == 6  # one for each of five lamps, and one for all
            right = ["correct" if one else "wrong" for one in lamps == front.wanted]
            assert sorted(verdicts) == sorted([*right, "wrong" if "wrong" in right else "correct"])
            assert front.lamps.tolist() == lamps.tolist()
            assert front.sums_v.tolist() == meters.tolist()
        assert front.units.any() == (part != "slide")
        judged[bool(verdicts)] += 1
    assert min(judged.values()) >= 20


def test_the_lamps_are_spelt():
    procedure = load("letters")
    for number, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1):
        lamps = np.array([1 if number >> bit & 1 else -1 for bit in range(5)])
        assert demo.spelt(procedure, lamps) == name
    assert demo.spelt(procedure, -np.ones(5)) == ""
    assert demo.spelt(load("spontaneous"), np.array([1])) == ""


def test_the_demo_in_a_small_terminal_leaves_one_picture(tmp_path):
    call = ("-m", "markone", "demo", "--pause", "0", "--out", tmp_path / "a.gif")
    code, written = in_terminal(40, 20, *call)
    whole = lines_of(written, 40, 20)
    assert code == 0, whole
    assert sum("photocells" in line for line in whole) == 1
    assert sum("Two letters: slide" in line for line in whole) == 1
    assert "".join(line.ljust(40) for line in whole).count("2 of 2 correct in the last pass") == 1


@pytest.mark.parametrize("stop", [b"q", b"\x03", b"\x04"], ids=["q", "Ctrl-C", "Ctrl-D"])
def test_step_says_its_keys_and_stops(tmp_path, stop):
    call = ("-m", "markone", "demo", "--step", "--out", tmp_path / "a.gif")
    code, written = in_terminal(80, 24, *call, keys=[b" ", b" ", stop])
    whole = "\n".join(lines_of(written, 80, 24))
    assert "any key: next change; q or Ctrl-C: stop" in whole
    assert "Stopped at slide 1." in whole
    assert code == 130


TABLES = """
import sys
sys.path.insert(0, "experiments")
import compare
from markone.study.measured import Measured
from markone.study.results import table
from markone.terminal import plain_console

def measured(case, seed):
    wide = {"train/weights": 40960, "test/mistakes": seed, "train/epochs": 4, "time/train_s": 0.5}
    curves = dict.fromkeys(("train/accuracy", "test/accuracy"), [seed / 8])
    return Measured({**wide, "machine/time_s": 12345.0}, curves)

found = {case: [measured(case, seed) for seed in range(3)] for case in compare.cases(compare.Config())}
plain_console().print(compare.table(found, compare.Config()))
plain_console().print(table(found, compare.Config()))
"""


@pytest.fixture(scope="module")
def told_at_40():
    code, written = in_terminal(40, 24, "-c", TABLES)
    return code, lines_of(written, 40, 24)


def test_a_table_that_is_too_wide_is_told_row_by_row(told_at_40):
    """Means of 0, 1 and 2 (eighths): 1 (0.125), with half an interval of 4.303 / sqrt(3) (eighths)."""
    code, shown = told_at_40
    assert code == 0, shown
    words = [word for line in shown for word in line.split()]
    assert words.count("0.125±0.311") == 2 * 13
    assert [words.count(word) for word in ("1.000±2.484", "40960.000±0.000", "40,960")] == [13, 13, 13]
    assert "…" not in "".join(shown)
    full = shown.index("learner: Mark I, full")
    assert shown[full + 1].split() == ["weights:", "40,960", "train:", "0.125±0.311"]
    assert shown.index("case: XOR, Mark I, full") > full
    assert [shown.count(heading) for heading in ("XOR", "Points", "Digits")] == [1, 1, 1]


@pytest.mark.parametrize("columns", [23, 24, 50])
def test_a_table_that_fits_is_one(columns):
    table = Table(title="Accuracy", box=SIMPLE_HEAD)
    table.add_column("learner", no_wrap=True)
    table.add_column("test", justify="right")
    table.add_row("Mark I, full", "0.125")
    console = PlainConsole(file=io.StringIO(), width=columns)
    console.print(table)
    shown = console.file.getvalue()
    assert ("learner: " not in shown) == (columns > 23), shown
    assert "Mark I, full" in shown
    assert "0.125" in shown


def test_what_is_too_wide_for_a_line_of_its_own_wraps():
    table = Table("constant", "source", title="Constants")
    table.add_row("pulse_ms", "Hay, Martin and Wightman, 1960")
    table.add_row("sag", "")
    console = PlainConsole(file=io.StringIO(), width=16)
    console.print(table)
    shown = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert shown == [
        "Constants",
        "constant:",
        "pulse_ms",
        "  source: Hay,",
        "  Martin and",
        "  Wightman, 1960",
        "sag",
    ]
