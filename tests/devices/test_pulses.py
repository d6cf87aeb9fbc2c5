"""Pulses from a CSV: what is taken, and one sentence with file, line and cure for what is not."""

import os
from pathlib import Path

import numpy as np
import pytest

from markone.devices.pulses import read

UP_DOWN = "up,down\n" + "".join(f"{n},{20 - n}\n" for n in range(10))
RISING = "".join(f"{n},{n / 2}\n" for n in range(10))


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "pulses.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_up_and_down_are_two_runs_of_one_device(file):
    pulses = read(file(UP_DOWN))
    assert pulses.devices == ["1"]
    up, down = pulses.runs
    assert up.values.tolist() == list(range(10))
    assert set(up.ways) == {1}
    assert set(down.ways) == {-1}
    assert down.values[0] == 20
    assert not pulses.in_time


def test_a_unit_stands_in_the_first_line_or_is_given(file):
    assert read(file("up (uS), down [uS]\n" + RISING)).unit == "uS"
    assert read(file(UP_DOWN), unit="nS").unit == "nS"


def test_a_byte_order_mark_and_other_ends_of_lines_are_taken(file):
    plain = read(file(UP_DOWN))
    for text in (b"\xef\xbb\xbf" + UP_DOWN.encode(), UP_DOWN.replace("\n", "\r\n").encode() + b"\r\n\r\n"):
        assert np.array_equal(read(file(text)).runs[0].values, plain.runs[0].values)


def test_columns_without_names_are_named_by_who_reads(file):
    assert read(file(RISING), columns=["up", "down"]).runs[1].values[3] == 1.5
    assert read(file(RISING), columns=["pulse", "value"]).runs[0].counts.tolist() == [1] * 9
    assert read(file("pulse,value\n" + RISING), columns=["pulse", "value"]).runs[0].values.size == 10


def test_one_curve_turns_where_it_is_highest(file):
    wave = [*range(20), *range(20, 0, -1)]
    pulses = read(file("pulse,value\n" + "".join(f"{n},{v}\n" for n, v in enumerate(wave))))
    assert pulses.turned == 20
    assert pulses.runs[0].ways.tolist() == [1] * 20 + [-1] * 19
    falls = read(file("pulse,value\n" + "".join(f"{n},{-n}\n" for n in range(10))))
    assert set(falls.runs[0].ways) == {-1}
    assert falls.turned is None


def test_several_devices_and_pulses_between_readings(file):
    lines = [f"{name},{10 * n + 10},{'up' if n < 6 else 'Down'},{n}" for name in "ab" for n in range(12)]
    a, b = read(file("device,pulse,direction,value\n" + "\n".join(lines))).runs
    assert (a.device, b.device) == ("a", "b")
    assert a.ways.tolist() == [1] * 5 + [-1] * 6
    assert set(a.counts) == {10}


def test_pulses_may_begin_anew_where_they_turn(file):
    rows = [(n, "up", n) for n in range(1, 7)] + [(n, "down", 6 - n) for n in range(1, 7)]
    (run,) = read(file("pulse,direction,value\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))).runs
    assert run.ways.tolist() == [1] * 5 + [-1] * 6
    assert set(run.counts) == {1}


def test_time_stands_in_the_place_of_pulses(file):
    pulses = read(file("ms,value\n" + "".join(f"{250 * n},{n}\n" for n in range(10))))
    assert pulses.in_time
    assert pulses.runs[0].seconds == pytest.approx(0.25)


BAD = {
    "a gap": ("up,down\n1,2\n3,\n" + RISING, "line 3 has a gap under down; fill it"),
    "a line too short": ("up,down\n1,2\n3\n" + RISING, "line 3 has 1 fields and not 2"),
    "an empty line": ("up,down\n1,2\n\n" + RISING, "line 3 is empty; fill it or take it out"),
    "text": ("up,down\n1,2\n3,high\n" + RISING, "line 3, down is 'high'; write a number"),
    "NaN": ("up,down\n1,2\n3,nan\n" + RISING, "line 3, down is 'nan'; write a number"),
    "another encoding": ("up,down\n1,2\n".encode("utf-16"), "it is no text in UTF-8; export it"),
    "semicolons": (UP_DOWN.replace(",", ";"), "line 1 has semicolons; write commas between fields"),
    "tabs": (UP_DOWN.replace(",", "\t"), "line 1 has tabs; write commas"),
    "decimal commas": ('up,down\n"1,5","2,5"\n', "line 2, up is '1,5', a decimal comma; write a point"),
    "bare decimal commas": ("up,down\n1,5,2,5\n", "line 2 has 4 fields and not 2 (up,down); write points"),
    "quotes": ('up,down\n"1,2\n', "line 2 is no CSV"),
    "out of order": ("pulse,value\n" + RISING + "3,4\n", "line 12, pulse is 3 after 9; sort the lines"),
    "twice": ("pulse,value\n" + RISING + "9,4\n", "line 12, pulse is 9 after 9; sort the lines"),
    "a constant curve": (
        "pulse,value\n" + "".join(f"{n},5\n" for n in range(9)),
        "it has the same value, 5, in every",
    ),
    "few points": ("pulse,value\n1,1\n2,2\n3,3\n", "it has 3 readings; a curve needs at least 8"),
    "no points": ("pulse,value\n", "it has no line of readings"),
    "nothing": ("", "it is empty"),
    "two units": (
        "up (uS),down (nS)\n" + RISING,
        "line 1 names several units, nS and uS; give all values in one",
    ),
    "units in cells": (
        "up,down\n1 uS,2 uS\n",
        "line 2, up is '1 uS' with a unit; give all values in one unit",
    ),
    "unknown columns": (
        "volts,amps\n" + RISING,
        "line 1 names the columns volts,amps; there are pulse,value or",
    ),
    "no names": (RISING, "line 1 holds numbers and not names; write pulse,value or"),
    "a fraction of a pulse": ("pulse,value\n-0.5,1\n" + RISING, "pulse has fractions; give whole numbers"),
    "a direction": ("pulse,direction,value\n1,left,3\n", "line 2, direction is 'left'; write up or down"),
    "too many pulses": ("pulse,value\n" + RISING + "900000,9\n", "it has more than 200,000 pulses"),
    "a huge number": ("up,down\n1e300,2\n", "line 2, up is '1e300'; give it in a larger unit"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_gets_one_sentence_with_file_line_and_cure(what, file):
    text, words = BAD[what]
    path = file(text)
    with pytest.raises(ValueError) as error:  # noqa: PT011
        read(path)
    assert str(error.value).startswith(f"{path}: ")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_one_of_several_devices_may_be_the_poor_one(file):
    lines = [f"{name},{n},up,{n if name == 'a' else 3}" for name in "ab" for n in range(9)]
    with pytest.raises(ValueError, match="device 'b' has the same value, 3, in every line"):
        read(file("device,pulse,direction,value\n" + "\n".join(lines)))
    with pytest.raises(ValueError, match="device 'b' has 2 readings"):
        read(file("device,pulse,direction,value\n" + "\n".join(lines[:11])))


def test_columns_that_do_not_fit_are_refused(file):
    with pytest.raises(ValueError, match="line 1 has 2 fields and --columns names 3"):
        read(file(RISING), columns=["device", "pulse", "value"])
    with pytest.raises(ValueError, match="--columns names the columns up,up; there are"):
        read(file(RISING), columns=["up", "up"])


def test_a_file_is_bounded_before_it_is_read(tmp_path):
    path = tmp_path / "pulses.csv"
    with path.open("wb") as large:
        large.truncate(1 << 33)
    with pytest.raises(ValueError, match=r"pulses\.csv: it has 8,589,934,592 bytes; at most"):
        read(path)
    with pytest.raises(ValueError, match="No such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(ValueError, match=r"no regular file|directory"):
        read(tmp_path)


def real_curve():
    """The measured curve, where MARKONE_DEVICE_DATA names its folder."""
    folder = os.environ.get("MARKONE_DEVICE_DATA")
    path = Path(folder or ".") / "gong_et_al.csv"
    if not folder or not path.is_file():
        pytest.skip("MARKONE_DEVICE_DATA names no folder with gong_et_al.csv, a measured curve")
    return path


def test_a_measured_curve_is_read():
    pulses = read(real_curve(), columns=["up", "down"])
    assert [run.values.size for run in pulses.runs] == [1000, 1000]
    assert pulses.runs[0].values[-1] > pulses.runs[0].values[0]
    assert pulses.runs[1].values[-1] < pulses.runs[1].values[0]
