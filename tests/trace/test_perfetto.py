"""The JSON read back says what the events said."""

import json
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from markone.trace.perfetto import Perfetto


def read(folder):
    """Names of tracks, spans by track as (name, begin ms, end ms, args), counters by name, instants."""
    trace = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    tracks, spans, counts, instants = {}, defaultdict(list), defaultdict(list), []
    for entry in trace["traceEvents"]:
        assert entry["pid"] == 1
        if entry["ph"] == "M":
            tracks[entry["tid"]] = entry["args"]["name"]
            continue
        assert isinstance(entry["ts"], int)
        ms = entry["ts"] / 1000
        if entry["ph"] == "X":
            assert entry["dur"] > 0
            end = ms + entry["dur"] / 1000
            spans[tracks[entry["tid"]]].append((entry["name"], ms, end, entry["args"]))
        elif entry["ph"] == "C":
            counts[entry["name"]].append((ms, entry["args"]))
        else:
            assert (entry["ph"], entry["s"]) == ("i", "p")
            instants.append((ms, entry["name"]))
    return spans, counts, instants


def pulses(events, bank):
    """From the events alone: for each R-unit, when some motor of it began to run and when none ran."""
    out = [[] for _ in bank[1:]]
    for event in events:
        if event.part == "relays":
            for response, its in enumerate(out):
                runs = event.value[bank[response] : bank[response + 1]].any()
                if runs and (not its or len(its[-1]) == 2):
                    its.append((event.ms,))
                elif not runs and its and len(its[-1]) == 1:
                    its[-1] += (event.ms,)
    return out


def test_every_span_and_counter_is_what_was_told(watched):
    spans, counts, instants = read(watched.folder)
    told = defaultdict(list)
    for event in watched.events:
        told[event.part].append(event)
    assert [span[1] for span in spans["slides"]] == [event.ms for event in told["slide"]]
    assert [span[2] for span in spans["slides"]] == [event.ms for event in told["volts"]]
    assert [span[2] for span in spans["shutter"]] == [event.ms for event in told["cells"]]
    assert [span[2] for span in spans["settle"]] == [event.ms for event in told["currents"]]
    expected = pulses(watched.events, watched.machine.parts.wiring.bank)
    for response, its in enumerate(expected, 1):
        assert [span[1:3] for span in spans[f"R{response} pulses"]] == its
    assert sum(map(len, expected)) > 10
    for (ms, args), event in zip(counts["current in volts"], told["currents"], strict=True):
        assert (ms, [*args.values()]) == (event.ms, event.value.tolist())
    for (ms, args), event in zip(counts["A-units that fire"], told["units"], strict=True):
        assert (ms, args["units"]) == (event.ms, np.count_nonzero(event.value))
    for (ms, args), event in zip(counts["motors that run"], told["relays"], strict=True):
        assert (ms, args["motors"]) == (event.ms, np.count_nonzero(event.value))
    assert [ms for ms, _ in instants] == [event.ms for event in told["fault"]]


def test_no_two_spans_of_a_track_overlap(watched):
    spans, _, _ = read(watched.folder)
    for track in spans.values():
        assert all(span[2] <= following[1] for span, following in pairwise(track))


def test_the_window_cuts_what_goes_over_its_ends(whole, windowed):
    all_spans, all_counts, all_instants = read(whole.folder)
    spans, counts, instants = read(windowed.folder)

    def cut(track):
        cut = [(name, max(begin, 11_200), min(end, 25_300)) for name, begin, end, _ in track]
        return [span for span in cut if span[1] < span[2]]

    assert {name: cut(track) for name, track in all_spans.items()} == {
        name: [span[:3] for span in track] for name, track in spans.items()
    }
    for name, count in all_counts.items():
        assert counts[name] == [(ms, args) for ms, args in count if 11_200 <= ms <= 25_300]
    assert instants == [(ms, name) for ms, name in all_instants if 11_200 <= ms <= 25_300]
    assert (11_300, "power cut mains") in instants
    assert spans["slides"][0][:3] == ("slide 3", 11_200, 15_000)


def test_a_slide_tells_its_answer(whole):
    spans, _, _ = read(whole.folder)
    lamps = [args["lamps"] for *_, args in spans["slides"]]
    assert len(lamps) == 12
    assert {lamp[1] for lamp in lamps} == {"-"}  # the bulb of R2 burns out during the first slide
    assert lamps[2] == "---"  # the power is cut


@pytest.mark.parametrize(
    ("last", "under_way"),
    [
        ("cells", {"slides": (0, 500), "shutter": (0, 500)}),
        ("lamps", {"slides": (0, 1000), "shutter": (0, 500), "settle": (500, 1000)}),
        ("relays", {"slides": (0, 1010), "shutter": (0, 500), "settle": (500, 1000)}),
    ],
)
def test_a_run_that_is_broken_off_shows_what_was_under_way(tmp_path, whole, last, under_way):
    sink = Perfetto(tmp_path / "run.json", whole.before)
    for event in whole.events:
        sink(event)
        if event.part == last:
            break
    sink.close()
    spans, _, _ = read(tmp_path)
    assert {name: track[0][1:3] for name, track in spans.items()} == under_way
