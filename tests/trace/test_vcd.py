"""The VCD read back by an independent parser says what the events said."""

import re

import numpy as np
import pytest
from vcd.reader import TokenKind, tokenize

from markone.kernels.lesson import wipers
from markone.trace import Window
from markone.trace.vcd import Vcd


def read(path):
    """Declarations by name; and (ms, name, value) of each change."""
    scope, names, declared, changes, ms = [], {}, {}, [], None
    with path.open("rb") as file:
        for token in tokenize(file):
            if token.kind is TokenKind.SCOPE:
                scope.append(token.scope.ident)
            elif token.kind is TokenKind.UPSCOPE:
                scope.pop()
            elif token.kind is TokenKind.VAR:
                name = ".".join([*scope[1:], token.var.reference])
                names[token.var.id_code], declared[name] = name, token.var
            elif token.kind is TokenKind.CHANGE_TIME:
                ms = token.time_change
            elif token.kind.name.startswith("CHANGE"):
                changes.append((ms, names[token.data.id_code], token.data.value))
            elif token.kind is TokenKind.TIMESCALE:
                assert (token.timescale.magnitude, token.timescale.unit.value) == (1, "ms")
    return declared, changes


def at(changes, ms):
    """Every signal's value after all that happened until `ms`."""
    return {name: value for when, name, value in changes if when <= ms}


def vector(declared, signals, name):
    """A vector's bits, its first element first."""
    return np.array([*f"{signals[name]:0{declared[name].size}b}"]) == "1"


def by_bank(declared, signals, what, machine):
    """One vector in the machine's order of what is a vector for each R-unit."""
    out = np.zeros(machine.parts.way.size, bool)
    for response in range(machine.panel.responses):
        name = f"R{response + 1}.{what}"
        first, last = declared[name].bit_index
        out[first - 1 : last] = vector(declared, signals, name)
    return out


def test_every_signal_is_what_was_told(watched, moments):
    declared, changes = read(watched.folder / "run.vcd")
    seen = set()
    for ms, told in moments(watched.events):
        signals = at(changes, ms)
        for part, value in told.items():
            seen.add(part)
            if part in ("cells", "units"):
                assert np.array_equal(vector(declared, signals, part), value)
            elif part == "currents":
                got = [signals[f"R{index}.current"] for index in (1, 2, 3)]
                assert got == pytest.approx(value.tolist(), rel=1e-15)
            elif part == "lamps":
                assert [signals[f"R{index}.lamp"] == "1" for index in (1, 2, 3)] == (value > 0).tolist()
            elif part == "relays":
                assert np.array_equal(by_bank(declared, signals, "relays", watched.machine), value != 0)
                assert np.array_equal(by_bank(declared, signals, "up", watched.machine), value > 0)
    assert seen == {"slide", "cells", "units", "currents", "lamps", "relays", "volts", "fault"} - (
        {"fault"} if watched.before.clock.struck[0] == len(watched.before.faults.ms) else set()
    )


def test_it_starts_from_the_state_that_the_machine_has(watched):
    declared, changes = read(watched.folder / "run.vcd")
    before, start = watched.before, int(watched.before.clock.now_ms[0])
    first = {}
    for ms, name, value in changes:
        first.setdefault(name, (ms, value))
    assert {ms for ms, _ in first.values()} == {start}
    signals = {name: value for name, (_, value) in first.items()}
    assert np.array_equal(vector(declared, signals, "units"), before.active)
    assert np.array_equal(vector(declared, signals, "cells"), before.retina.lit)
    assert [signals[f"R{index}.lamp"] == "1" for index in (1, 2, 3)] == (before.shown > 0).tolist()


def test_slides_shutter_and_faults_come_at_their_times(whole):
    _, changes = read(whole.folder / "run.vcd")
    shutter = [(ms, value) for ms, name, value in changes if name == "shutter"]
    starts = range(0, 60_000, 5_000)
    assert shutter == [change for start in starts for change in ((start, "1"), (start + 500, "0"))]
    slides = [(ms, value) for ms, name, value in changes if name == "slide"]
    assert slides == [(start, number) for number, start in enumerate(starts, 1)]
    assert [(ms, value) for ms, name, value in changes if name == "fault" and value] == [
        (100, "dead_photocell_S10.10"),
        (3_333, "burnt-out_lamp_R2"),
        (6_200, "relay_stuck_open_P7"),
        (9_000, "swapped_plugs_A1+1_A2-2"),
        (11_300, "power_cut_mains"),
        (16_400, "jammed_motor_P217"),
    ]
    assert {name for ms, name, value in changes if ms == 11_300 and name.endswith("relays")}


def test_a_vector_is_addressed_as_the_machine_is(whole):
    declared, _ = read(whole.folder / "run.vcd")
    bank = whole.machine.parts.wiring.bank
    assert declared["units"].bit_index == (1, 512)
    assert declared["cells"].bit_index == (1, 400)
    for response in range(3):
        assert declared[f"R{response + 1}.relays"].bit_index == (bank[response] + 1, bank[response + 1])


def test_the_window_has_the_same_signals_as_the_whole_and_the_pots(whole, windowed, moments):
    declared, changes = read(windowed.folder / "run.vcd")
    _, all_changes = read(whole.folder / "run.vcd")
    times = sorted({ms for ms, *_ in changes})
    assert (times[0], times[-1]) == (11_200, 25_000)
    for ms in times:
        signals = at(changes, ms)
        pots = {name: signals.pop(name) for name in declared if ".P" in name}
        assert signals == at(all_changes, ms)
        volts = [told for when, told in moments(windowed.events) if when <= ms][-1]["volts"]
        got = [pots[name] for name in sorted(pots, key=lambda name: int(name.split("P")[1]))]
        assert got == pytest.approx(volts.tolist(), rel=1e-15)
    assert any(ms > 11_200 and ".P" in name for ms, name, _ in changes)
    assert not any(".P" in name for _, name, _ in all_changes)


def told_again(path, whole, window):
    sink = Vcd(path, whole.before, window, pots=True)
    for event in whole.events:
        if event.part in sink.wants:
            sink(event)
    sink.close()
    return read(path)[1]


def test_a_window_that_opens_in_mid_exposure_finds_the_shutter_open(tmp_path, whole):
    for from_ms, shutter in ((5_400, "1"), (5_600, "0"), (15_200, "1")):
        changes = told_again(tmp_path / "a.vcd", whole, Window(from_ms, 30_000))
        assert at(changes, from_ms)["shutter"] == shutter
        assert min(ms for ms, *_ in changes) == from_ms


def test_a_window_that_the_run_does_not_reach_is_a_file_of_the_state(tmp_path, whole):
    signals = at(told_again(tmp_path / "a.vcd", whole, Window(90_000, 95_000)), 90_000)
    assert signals["slide"] == 12
    assert signals["R1.P1"] == pytest.approx(wipers(whole.machine.parts)[0], rel=1e-15)


HEADER = re.compile(
    r"\$timescale 1 ms \$end|\$version \S+ \$end|\$scope module \w+ \$end|\$upscope \$end|"
    r"\$var (wire|integer|real|string) \d+ [!-~]+ \w+(\[\d+:\d+\])? \$end|\$enddefinitions \$end"
)
CHANGE = re.compile(
    r"#\d+|\$dumpvars|\$end|[01][!-~]+|b[01]+ [!-~]+|s\S* [!-~]+|r-?\d+(\.\d+)?(e[+-]\d+)? [!-~]+"
)


def test_every_line_is_in_the_grammar(watched, windowed):
    for folder in (watched.folder, windowed.folder):
        header, body = (folder / "run.vcd").read_text().split("$enddefinitions $end\n")
        assert [line for line in header.splitlines() if not HEADER.fullmatch(line)] == []
        assert [line for line in body.splitlines() if not CHANGE.fullmatch(line)] == []
        times = [int(line[1:]) for line in body.splitlines() if re.fullmatch(r"#\d+", line)]
        assert (np.diff(times) > 0).all()
        sizes = {line.split()[3]: int(line.split()[2]) for line in header.splitlines() if "$var" in line}
        for bits, ident in re.findall(r"^b(\d+) (\S+)$", body, re.MULTILINE):
            assert len(bits) <= sizes[ident]
