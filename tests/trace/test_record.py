"""Who is told what, files that cannot be written, and runs that are broken off."""

import json
import os

import numpy as np
import pytest
from pyarrow import parquet

from markone import stimuli
from markone.faults import Fault, at_random, kinds
from markone.machine import MarkOne, cycle, teach
from markone.spec import build
from markone.switchboard import plug
from markone.trace import ALWAYS, Window, record

SLIDES = stimuli.letters(alphabet="AB")[0]
TARGETS = [[-1, 1], [1, -1]]
PATHS = ["run.vcd", "run.json", "run.parquet"]


def run(parts, sink, order=(0, 1, 0)):
    teach(MarkOne(parts, sink), SLIDES, TARGETS, order)


class Wanting:
    def __init__(self, *wants):
        self.wants, self.told = frozenset(wants), []

    def __call__(self, event):
        self.told.append(event)


def test_a_sink_is_told_what_it_wants_and_a_function_everything():
    sink, events = Wanting("lamps", "relays"), []
    run(build(plug(2)), sink)
    run(build(plug(2)), events.append)
    assert [event[:2] for event in sink.told] == [e[:2] for e in events if e.part in ("lamps", "relays")]
    assert {event.part for event in events} == {
        "slide", "cells", "units", "currents", "lamps", "relays", "volts"
    }  # fmt: skip


def test_nobody_looks_at_the_wipers_for_a_vcd_without_them(monkeypatch, tmp_path):
    looked = []
    monkeypatch.setattr(cycle, "wipers", lambda parts: looked.append(1) or np.zeros(512))
    for window, times in ((ALWAYS, 0), (Window(0, 9_000), 3)):
        parts = build(plug(2))
        with record([tmp_path / "run.vcd"], parts, window) as sink:
            run(parts, sink)
        assert len(looked) == times


def test_no_file_is_no_sink():
    with record([], build(plug(2))) as sink:
        assert sink is None


@pytest.mark.parametrize("patching", ["shares", "full"])
def test_events_come_in_the_order_of_time_whatever_breaks(patching):
    wiring = plug(2, patching=patching)
    for seed in range(10):
        events = []
        faults = at_random(dict.fromkeys(kinds(), 200.0), 15 / 3600, wiring, seed)
        parts = build(wiring, faults=faults)
        run(parts, events.append)
        assert (np.diff([event.ms for event in events]) >= 0).all()
        struck = [(event.ms, int(event.value)) for event in events if event.part == "fault"]
        assert struck == [(ms, number) for number, ms in enumerate(parts.faults.ms)]


@pytest.mark.parametrize("kind", ["burnt-out lamp R1", "power cut mains", "by hand"])
def test_a_lamp_goes_dark_at_the_time_of_its_fault(kind):
    """The first slide drives motors up, the second finds the lamps lit; at rest after it they go dark."""
    lamps, (*name, at) = Wanting("lamps"), kind.split()
    faults = [] if kind == "by hand" else [Fault(" ".join(name), at, 8_000)]
    machine = MarkOne(build(plug(2), faults=faults), lamps)
    teach(machine, SLIDES[:1], [[1, 1]], [0], "forced")
    machine.panel.set_mode("test")
    end = machine.panel.start()
    if kind == "by hand":
        machine.run(8_000)
        machine.panel.switch_mains(False)
    machine.run_to(end)
    assert [(event.ms, event.value.tolist()) for event in lamps.told[1:]] == [
        (6_000, [1, 1]),
        (8_000, [-1, 1] if at == "R1" else [-1, -1]),
    ]


def test_a_fault_while_the_r_units_settle_does_not_tell_their_answer_early():
    lamps = Wanting("lamps")
    machine = MarkOne(build(plug(2), faults=[Fault("burnt-out lamp", "R1", 5_800)]), lamps)
    teach(machine, SLIDES[:1], [[1, 1]], [0, 0], "forced")
    assert [(event.ms, event.value.tolist()) for event in lamps.told] == [(1_000, [-1, -1]), (6_000, [-1, 1])]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("after", [0, 1, 5, 11])
def test_a_run_that_is_broken_off_leaves_files_that_can_be_read(tmp_path, stop, after):
    parts, told = build(plug(2)), []

    def until(event):
        if len(told) == after:
            raise stop
        told.append(event)
        files(event)

    with pytest.raises(stop), record([tmp_path / name for name in PATHS], parts) as files:
        run(parts, until)
    assert (tmp_path / "run.vcd").read_text().count("$enddefinitions $end") == 1
    json.loads((tmp_path / "run.json").read_text())
    rows = parquet.read_table(tmp_path / "run.parquet").num_rows
    assert rows == len([event for event in told if event.part != "volts"])
    parquet.read_table(tmp_path / "run.pots.parquet")


def test_the_same_run_leaves_the_same_bytes(tmp_path):
    def written(folder):
        folder.mkdir()
        parts = build(plug(2))
        with record([folder / name for name in PATHS], parts) as sink:
            run(parts, sink)
        return [path.read_bytes() for path in sorted(folder.iterdir())]

    one, other = written(tmp_path / "one"), written(tmp_path / "other")
    assert one == other
    assert len(one) == 4


def test_an_ending_may_be_in_capitals(tmp_path):
    names = ["RUN.VCD", "RUN.JSON", "RUN.PARQUET"]
    parts = build(plug(2))
    with record([tmp_path / name for name in names], parts, Window(0, 20_000)) as sink:
        run(parts, sink)
    assert (tmp_path / "RUN.VCD").read_text().startswith("$")
    assert json.loads((tmp_path / "RUN.JSON").read_text())
    assert parquet.read_table(tmp_path / "RUN.PARQUET").num_rows
    assert parquet.read_table(tmp_path / "RUN.pots.parquet").num_rows


@pytest.mark.parametrize("ending", ["vcd", "json", "parquet"])
def test_a_file_that_cannot_be_made_is_named(tmp_path, ending):
    path = tmp_path / "nowhere" / f"run.{ending}"
    with pytest.raises(ValueError, match=r"run.\w+ cannot be written \(.*\); name another file$"):
        record([path], build(plug(2))).__enter__()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk at hand")
@pytest.mark.parametrize("ending", ["vcd", "json", "parquet"])
@pytest.mark.parametrize("slides", [1, 400])
def test_a_disk_that_is_full_is_told_in_one_sentence(tmp_path, ending, slides):
    path = tmp_path / f"run.{ending}"
    path.symlink_to("/dev/full")
    parts = build(plug(2))
    with (
        pytest.raises(ValueError, match=r"cannot be written \(.*No space left on device.*\); name"),
        record([path], parts) as sink,
    ):
        run(parts, sink, [0, 1] * slides)


def test_an_unknown_ending_is_refused_and_nothing_is_made(tmp_path):
    with pytest.raises(ValueError, match=r"run.xml; its ending says what is written: \.vcd for GTKWave, "):
        record([tmp_path / "run.xml"], build(plug(2))).__enter__()
    assert not [*tmp_path.iterdir()]


def test_windows_are_read_as_they_are_written():
    assert Window.parse("100:2000") == (100, 2000)
    assert Window.parse("100:") == (100, ALWAYS.to_ms)
    assert Window.parse(":2000") == (0, 2000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5000", "give FROM:TO in whole milliseconds"),
        ("1.5:3", "whole milliseconds"),
        ("-3:3", "whole milliseconds"),
        ("1:2:3", "whole milliseconds"),
        ("a:b", "whole milliseconds"),
        ("7:3", "ends before it begins; time does not run back"),
    ],
)
def test_a_window_that_cannot_be_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        Window.parse(text)


def test_a_library_is_imported_only_for_its_own_kind_of_file(python):
    program = (
        "import sys\nfrom markone.spec import build\nfrom markone.switchboard import plug\n"
        "from markone.trace import record\n"
        "with record(sys.argv[1:], build(plug())): pass\n"
        "print([name for name in ('pyarrow', 'vcd', 'simpy', 'mlflow') if name in sys.modules])"
    )
    assert python("-c", program).stdout.strip() == "[]"
    assert python("-c", program, "a.json").stdout.strip() == "[]"
    assert python("-c", program, "a.vcd").stdout.strip() == "['vcd']"
    assert python("-c", program, "a.parquet").stdout.strip() == "['pyarrow']"
