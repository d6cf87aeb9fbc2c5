"""The tables read back give every vector that was told, bit for bit, from what has changed alone."""

import numpy as np
from pyarrow import parquet


def rows(path):
    return parquet.read_table(path).to_pylist()


def test_the_changes_add_up_to_every_vector_that_was_told(watched):
    told = [event for event in watched.events if event.part != "volts"]
    states = {}
    for row, event in zip(rows(watched.folder / "run.parquet"), told, strict=True):
        assert (row["ms"], row["part"]) == (event.ms, event.part)
        if event.part == "fault":
            assert row["number"] == row["value"] == []
            assert row["fault"].split()[0] in ("dead", "burnt-out", "relay", "swapped", "power", "jammed")
            continue
        fresh = event.part == "slide" or event.part not in states
        state = np.zeros(event.value.size) if fresh else states[event.part].copy()
        which = np.array(row["number"], int) - 1
        assert (state[which] != row["value"]).all()  # only what has changed
        state[which] = row["value"]
        assert np.array_equal(state, event.value)
        states[event.part] = state


def test_the_slides_are_counted(whole):
    table = rows(whole.folder / "run.parquet")
    assert [row["slide"] for row in table if row["part"] == "slide"] == [*range(1, 13)]
    assert {row["slide"] for row in table if row["ms"] % 5000 == 500} == {*range(1, 13)}


def assert_volts(table, events, volts):
    """Every slide's wipers, from the `volts` before it and the rows that have changed."""
    for event in events:
        its = [row for row in table if row["ms"] == event.ms]
        which = np.array([row["pot"] - 1 for row in its], int)
        assert len(its) == np.count_nonzero(event.value != volts)
        volts[which] = [row["volts"] for row in its]
        assert np.array_equal(volts, event.value)


def test_the_pots_that_moved_add_up_to_where_all_stand(watched):
    table = rows(watched.folder / "run.pots.parquet")
    start_ms = int(watched.before.clock.now_ms[0])
    volts = np.zeros(watched.machine.parts.way.size)
    for row in table:
        if row["slide"] == 0:
            assert row["ms"] == start_ms
            volts[row["pot"] - 1] = row["volts"]
    assert volts.any() == (start_ms > 0)
    events = [event for event in watched.events if event.part == "volts"]
    assert_volts(table, events, volts)
    assert len(table) > 50


def test_a_window_begins_with_where_the_pots_stood(whole, windowed):
    table = rows(windowed.folder / "run.pots.parquet")
    events = [event for event in whole.events if event.part == "volts"]
    before, inside = events[1], events[2:5]
    assert {row["ms"] for row in table} <= {before.ms, *(event.ms for event in inside)}
    volts = np.zeros(before.value.size)
    assert_volts(table, [before, *inside], volts)


def test_a_window_has_the_events_that_are_inside(windowed):
    told = [e for e in windowed.events if e.part != "volts" and 11_200 <= e.ms <= 25_300]
    table = rows(windowed.folder / "run.parquet")
    assert [(row["ms"], row["part"]) for row in table] == [(event.ms, event.part) for event in told]
    assert table[0]["slide"] == 3
