"""A session shows what its machine did, goes back, breaks and mends; what comes from a page is checked."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from markone.console import explain, fields, frames, tray
from markone.console.description import Description
from markone.console.here import set_here
from markone.console.link import MOST_CHARACTERS, from_link, to_link
from markone.console.machine_told import machine_told, marks_of
from markone.console.messages import understood
from markone.console.news import News
from markone.console.passes import curve_of
from markone.console.session import Session
from markone.console.sight import Sight
from markone.console.timed import FASTEST, SLOWEST
from markone.console.watch import PHASES
from markone.devices.named import names
from markone.kernels.association import OPEN
from markone.spec import KINDS, PROVENANCE
from markone.trace import Event

SMALL = {"units": 64, "responses": 5}
SHORT = (
    "seed 1\nboard responses=5\nslides letters ABC\ntargets binary\nmode error correction\nshow all passes=3"
)


@pytest.fixture
def session():
    return Session(Description(**SMALL))


def run_on(session, ms):
    """Let at least so much of the machine's time pass, or all there is."""
    session.speed, session.playing = 1000.0, True
    until = session.machine.now_ms + ms
    while session.is_busy and session.machine.now_ms < until:
        session.advance(0.1)
    return session


def taught(session, letters="EAT"):
    for letter in letters:
        session.feed("block", letter)
        session.show()
        run_on(session, 10_000)
    return session


def told(session, **message):
    return understood(json.dumps(message)).obey(session)


# --- frames -------------------------------------------------------------------------------------------------


def test_a_slide_is_judged_by_what_was_set_when_it_was_begun(session):
    """Another slide and target that are set while it is shown are the next one's."""
    session.feed("block", "E")
    session.show()
    while session.machine.now_ms < 550:
        session.advance(0.01)
    session.feed("block", "X")
    run_on(session, 10_000)
    lines = [line for line in session.watch.log if line["key"] in ("answered", "driven")]
    wanted = tray.word_of("E", 5).tolist()
    assert lines[0]["slide"] == "E"
    assert lines[0]["targets"] == "".join("+" if each > 0 else "-" for each in wanted)
    assert lines[0]["right"] is False
    orders = [order for line in lines[1:] for order in line["orders"]]
    assert orders
    for order in orders:
        assert order["wanted"] == wanted[order["response"] - 1] == -order["was"]
    assert News(session).since_last()["answer"]["slide"] == "X"  # what is set now


def test_a_link_says_that_slides_shown_by_hand_are_not_in_it(session):
    assert told(session, do="link")["by_hand"] is False
    assert told(taught(session, "E"), do="link")["by_hand"] is True


def test_frames_tell_the_volts_of_the_machine_at_that_time(session):
    seen, sight = None, Sight(session)
    session.feed("block", "E")
    session.show()
    while session.is_busy:
        run_on(session, 170)
        frame = sight.frame()
        if frame is None:
            continue
        seen = frames.decode(frame, seen)
        then = session.machine.at(seen.ms)
        volts = seen.arrays["volts"] * session.reach_v / frames.FULL_SCALE
        np.testing.assert_allclose(volts, then.volts(), rtol=0, atol=session.reach_v / frames.FULL_SCALE)
        np.testing.assert_array_equal(seen.arrays["currents"], then.parts.current.astype("f4"))
        np.testing.assert_array_equal(seen.arrays["targets"], session.panel.target)
    assert seen.ms == 5000
    assert seen.slides == 1
    assert session.machine.volts().any()


def test_a_lamp_is_as_bright_as_the_share_of_the_frame_that_it_shone(session):
    taught(session, "E")
    session.feed("block", "E")
    session.teach(False)
    session.show()
    sight = Sight(session)
    sight.frame()
    before = frames.decode(sight.whole(), None)
    now = session.machine.now_ms
    shone = session.machine.parts.shown > 0
    session.machine.run(now + 2000)
    share = frames.decode(sight.frame(), before).arrays["lamps"]
    other = session.machine.parts.shown > 0
    expected = np.where(shone & other, 1.0, np.where(shone | other, 0.5, 0.0))
    np.testing.assert_allclose(share / 255, expected, atol=1 / 255)


def test_a_frame_in_which_nothing_happened_is_none(session):
    sight = Sight(session)
    assert sight.frame() is not None
    assert sight.frame() is None


VALUES = {"u1": (0, 255), "i2": (-32768, 32767), "i1": (-128, 127)}


@st.composite
def views(draw, sizes):
    made = {}
    for name, (_, kind) in frames.KINDS.items():
        values = st.floats(-100, 100, width=32) if kind == "f4" else st.integers(*VALUES[kind])
        made[name] = draw(arrays(f"<{kind}", sizes[name], elements=values))
    ms, flags = draw(st.integers(0, 2**52)), draw(st.integers(0, 7))
    return frames.View(ms, flags, draw(st.integers(0, 4)), draw(st.integers(0, 2**32 - 1)), made)


SIZES = {name: 3 + code for name, (code, _) in frames.KINDS.items()}


@settings(max_examples=60, deadline=None)
@given(views(SIZES), views(SIZES), st.sets(st.sampled_from(sorted(SIZES))))
def test_frames_are_read_as_they_were_written(first, second, same):
    second = second._replace(arrays={**second.arrays, **{name: first.arrays[name] for name in same}})
    before = frames.decode(frames.encode(first, None), None)
    after = frames.decode(frames.encode(second, first), before)
    for view, seen in ((first, before), (second, after)):
        assert seen[:4] == view[:4]
        for name in SIZES:
            np.testing.assert_array_equal(seen.arrays[name], view.arrays[name])


def test_a_change_of_little_is_sent_in_little(session):
    sight = Sight(session)
    whole = sight.frame()
    session.panel.turn_by_hand("P3", 1.0)
    little = sight.frame()
    assert len(little) < 100 < len(whole)
    assert little[1] & frames.FULL == 0
    assert whole[1] & frames.FULL


# --- time ---------------------------------------------------------------------------------------------------


def test_a_step_goes_from_moment_to_moment(session):
    session.feed("block", "E")
    session.panel.set_mode("forced")
    phases = []
    while "rest" not in phases:
        session.step()
        phases.append(PHASES[session.watch.phase])
        assert not session.playing
    assert list(dict.fromkeys(phases)) == ["expose", "settle", "decide", "reinforce", "rest"]
    assert phases[:4] == ["expose", "settle", "decide", "reinforce"]
    assert session.machine.now_ms == 5000


def test_the_speed_has_bounds(session):
    for speed in (SLOWEST, FASTEST):
        session.set_speed(speed)
    for speed in (0, 0.09, 10_001, float("nan"), float("inf"), "fast", None):
        with pytest.raises(ValueError, match="speed"):
            session.set_speed(speed)


def test_a_machine_at_speed_ten_is_ten_times_as_fast(session):
    session.feed("block", "E")
    session.show()
    session.set_speed(10)
    for _ in range(10):
        session.advance(0.02)
    assert session.machine.now_ms == 2000
    session.playing = False
    session.advance(1.0)
    assert session.machine.now_ms == 2000


def test_back_is_the_machine_of_that_time_and_goes_on_as_it_did(session):
    taught(session)
    before, volts = session.machine, session.machine.volts().copy()
    session.back(10_700)
    np.testing.assert_array_equal(session.machine.volts(), before.at(10_700).volts())
    assert not session.playing
    assert PHASES[session.watch.phase] == "settle"
    run_on(session, 10_000)
    np.testing.assert_array_equal(session.machine.volts(), volts)


@pytest.mark.parametrize(
    ("ms", "phase"), [(0, "expose"), (499, "expose"), (500, "settle"), (1005, "decide"), (1100, "reinforce")]
)
def test_back_knows_the_phase(session, ms, phase):
    session.feed("block", "E")
    session.panel.set_mode("forced")
    session.show()
    run_on(session, 10_000)
    session.back(ms)
    assert PHASES[session.watch.phase] == phase


def test_one_can_go_back_again_to_what_lies_before_the_snapshot():
    session = Session(Description(procedure="letters", ms=600_000))
    moved = session.past.why("P3")
    session.back(500_123)
    assert session.machine.history.since_ms > 0 == session.past.since_ms
    assert session.past.why("P3") == [move for move in moved if move.ms <= 500_123]
    assert session.past.start_of(1) == 500_000
    assert session.past.start_of(2) == 495_000
    session.back(200_000)
    assert session.past.why("P3") == [move for move in moved if move.ms <= 200_000]
    session.back(0)
    assert session.machine.now_ms == 0
    assert not session.machine.volts().any()


def test_back_by_slides(session):
    taught(session)
    told(session, do="back", slides=2)
    assert session.machine.now_ms == 5000
    told(session, do="back", slides=9999)
    assert session.machine.now_ms == 0
    for wrong in ({}, {"ms": 0, "slides": 1}):
        with pytest.raises(ValueError, match="how far back"):
            told(session, do="back", **wrong)


def test_back_to_no_time_of_this_machine(session):
    with pytest.raises(ValueError, match="1 ms is asked for"):
        session.back(1)


def test_a_procedure_is_followed_and_ended(session):
    session.follow(SHORT)
    with pytest.raises(ValueError, match="a procedure is being followed"):
        session.show()
    run_on(session, 17_000)
    assert curve_of(session)[0] == {"mode": "error correction", "number": 1, "slides": 3, "wrong": 3}
    session.halt()
    assert not session.follows
    assert not session.machine.is_showing()
    assert session.machine.now_ms % 5000 == 0
    session.feed("block", "A")
    session.show()


def test_a_procedure_comes_to_its_end(session):
    session.follow(SHORT)
    run_on(session, 10**9)
    assert not session.is_busy
    assert [one["number"] for one in curve_of(session)] == [1, 2, 3]


def test_the_marks_of_the_panel_are_told_as_they_stand(session):
    assert marks_of(session)["mode"] == "error correction"
    told(session, do="set", name="theta", mark=3)
    told(session, do="teach", on=False)
    assert marks_of(session)["theta"] == 3
    assert marks_of(session)["mode"] == "test"
    rows = {row["name"]: row["value"] for row in machine_told(session)["dials"] if not row["part"]}
    assert rows == marks_of(session)


def test_what_is_set_here_is_told_beside_what_is_delivered(session):
    assert set_here(session.machine) == machine_told(session)["here"] == {}
    news = News(session)
    assert news.since_last()["here"] == {}
    for name, mark in (("theta", 3), ("light_threshold", 0.25), ("rule", "gamma"), ("hold", "on")):
        told(session, do="set", name=name, mark=mark)
    here = {"Spec.theta": [3, 2], "Photocell.threshold": [0.25, 0.5]}
    here |= {"rule": ["gamma", "bipolar"], "Spec.hold": [True, False]}
    assert machine_told(session)["here"] == here
    assert news.since_last()["here"] == here
    json.dumps(here)
    assert here.keys() <= PROVENANCE.keys()
    told(session, do="set", name="theta", mark=2)
    assert "Spec.theta" not in set_here(session.machine)
    rows = {row["name"]: row["source"] for row in machine_told(session)["dials"]}
    assert rows["theta"]["of"] == "Spec.theta"
    session.follow(SHORT.replace("show", "dial pulse_ms 700\nshow"))
    run_on(session, 1000)
    assert set_here(session.machine) == {"Spec.pulse_ms": [700, 500]}


def test_what_was_ordered_otherwise_is_told_too():
    worn = set_here(Session(Description(pots="worn", **SMALL)).machine)
    assert worn["Pot.spread"][0] > worn["Pot.spread"][1] == 0.05
    assert {name.split(".")[0] for name in worn} == {"Pot"}
    with_a_card = Session(Description(pots=names()[0], **SMALL)).machine
    assert set_here(with_a_card) == {}


# --- faults, explanations, fields ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "at", "section", "index"),
    [
        ("dead photocell", "S2.3", "broken_cells", 22),
        ("dead A-unit", "A7", "broken_units", 6),
        ("jammed motor", "P9", "broken_pots", 8),
        ("burnt-out lamp", "R2", "broken_lamps", 1),
    ],
)
def test_what_is_struck_is_told_and_can_be_repaired(session, kind, at, section, index):
    told(session, do="strike", kind=kind, at=at)
    assert session.broken == {at: kind}
    seen = frames.decode(Sight(session).frame(), None)
    assert np.flatnonzero(seen.arrays[section]).tolist() == [index]
    told(session, do="repair", at=at)
    assert session.broken == {}
    with pytest.raises(ValueError, match="in order"):
        told(session, do="repair", at=at)


def test_plugs_are_put_back_where_they_were(session):
    before = session.machine.parts.wiring.excitatory.copy()
    told(session, do="strike", kind="swapped plugs", at="A1+1 A2+1")
    told(session, do="strike", kind="open plug", at="A5+2")
    assert set(session.broken) == {"A1+1", "A2+1", "A5+2"}
    for at in list(session.broken):
        told(session, do="repair", at=at)
    np.testing.assert_array_equal(session.machine.parts.wiring.excitatory, before)
    assert session.broken == {}


def test_a_card_dies_with_its_eight_units_and_a_power_cut_breaks_nothing(session):
    told(session, do="strike", kind="dead card", at="C2")
    told(session, do="strike", kind="power cut", amount=100.0)
    assert list(session.broken) == [f"A{unit}" for unit in range(9, 17)]
    told(session, do="repair", at="A9")
    assert len(session.broken) == 7


def test_what_was_in_order_then_is_in_order_after_going_back(session):
    taught(session, "E")
    told(session, do="strike", kind="jammed motor", at="P3")
    taught(session, "A")
    told(session, do="repair", at="P3")
    session.back(7000)
    assert session.broken == {"P3": "jammed motor"}
    session.back(2000)
    assert session.broken == {}


def test_why_is_what_the_machine_says(session):
    taught(session)
    moved = int(np.flatnonzero(session.machine.volts())[0]) + 1
    answer = told(session, do="why", pot=f"P{moved}")
    assert [move["ms"] for move in answer["moves"]] == [move.ms for move in session.machine.why(f"P{moved}")]
    assert answer["more"] == 0
    json.dumps(answer)


def test_a_receptive_field_is_one_product(session):
    taught(session)
    wiring, volts = session.machine.parts.wiring, session.machine.volts()
    incidence = np.zeros((len(wiring.excitatory), 400))
    for sign, plugs in ((1, wiring.excitatory), (-1, wiring.inhibitory)):
        for unit, cells in enumerate(plugs):
            for cell in cells[cells != OPEN]:
                incidence[unit, cell] += sign
    for response in range(5):
        bank = slice(wiring.bank[response], wiring.bank[response + 1])
        expected = volts[bank] @ incidence[wiring.unit[bank]]
        found = fields.receptive_field(session.machine.parts, volts, response)
        np.testing.assert_allclose(found, expected, atol=1e-9)
        answered = told(session, do="field", response=response + 1)["volts"]
        np.testing.assert_allclose(answered, expected, atol=5.1e-4)
    with pytest.raises(ValueError, match="there is no R6"):
        told(session, do="field", response=6)


@pytest.mark.parametrize("at", ["S1.1", "A1", "P1", "R1"])
def test_every_part_is_explained_with_its_source(session, at):
    said = told(session, do="explain", at=at)
    assert said["at"] == at
    sources = explain.sources_of(session, at[0])
    assert {"assumed"} < {each["kind"] for each in sources} <= set(KINDS)
    json.dumps(said)


def test_wires_are_those_of_the_board(session):
    wiring = session.machine.parts.wiring
    said = explain.wires_of(session, "A4")
    assert said["plus"] == [cell for cell in wiring.excitatory[3].tolist() if cell != OPEN]
    assert said["minus"] == [cell for cell in wiring.inhibitory[3].tolist() if cell != OPEN]
    cell = said["plus"][0]
    address = f"S{cell // 20 + 1}.{cell % 20 + 1}"
    assert 3 in explain.wires_of(session, address)["plus"]
    for none in ("P1", "A65", "S21.1", "x"):
        with pytest.raises(ValueError, match=r"wires of|there is no"):
            explain.wires_of(session, none)


def test_the_log_says_in_order_what_happened(session):
    session.panel.set_mode("forced")
    taught(session, "E")
    keys = [line["key"] for line in session.watch.log]
    assert keys == ["shown", "latched", "answered", "driven"]
    driven = session.watch.log[-1]["orders"]
    assert all(len(order["pots"]) == min(3, order["count"]) for order in driven)
    json.dumps(list(session.watch.log))


def test_the_log_forgets_what_nobody_asks_for(session):
    for ms in range(5000):
        session.watch(Event(ms, "slide", np.zeros(400)))
    assert len(session.watch.log) == 400
    assert len(session.watch.strip) == 2000


# --- links --------------------------------------------------------------------------------------------------

descriptions = st.builds(
    Description,
    responses=st.integers(1, 8),
    patching=st.sampled_from(["shares", "full"]),
    seed=st.integers(0, 2**32 - 1),
    units=st.integers(8, 512),
    wires=st.integers(1, 15),
    pots=st.sampled_from(["historical", "assumed", "ideal", "worn"]),
    set_to=st.dictionaries(st.sampled_from(["theta", "pulse_ms"]), st.floats(1, 9), max_size=2),
    procedure=st.sampled_from(["letters", SHORT]),
    ms=st.integers(0, 10**7),
    face=st.sampled_from(["museum", "engineer"]),
)


@settings(max_examples=60, deadline=None)
@given(descriptions)
def test_a_link_holds_its_description(description):
    link = to_link(description)
    assert from_link(link) == description
    assert len(link) < 1000
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def packed(what):
    text = what if isinstance(what, bytes) else json.dumps(what).encode()
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


HOSTILE = {
    "a bomb": packed(b" " * 1_000_000),
    "a bomb of brackets": packed(b"[" * 15_000),
    "cut off": packed({"seed": 1, "procedure": SHORT})[:-9],
    "no base64": "%%%",
    "no ASCII": "é" * 8,
    "of nothing": "A",
    "not deflated": base64.urlsafe_b64encode(b"hello there").decode(),
    "no JSON": packed(b"hello"),
    "a list": packed([1, 2]),
    "of wrong types": packed({"seed": "0"}),
    "a flag for a number": packed({"seed": True}),
    "too long": "A" * (MOST_CHARACTERS + 1),
    "ms too large": packed({"procedure": "letters", "ms": 10**12}),
    "ms below 0": packed({"procedure": "letters", "ms": -1}),
    "ms of nothing": packed({"ms": 5}),
    "an unknown word": packed({"file": "/etc/passwd"}),
    "a file of a device": packed({"pots": "../device.toml"}),
    "an unknown device": packed({"pots": "nothing"}),
    "an unknown switch": packed({"set_to": {"nothing": 1}}),
    "the switch of a part": packed({"set_to": {"unit": "off"}}),
    "a text too long": packed({"procedure": "#" * 4001}),
    "infinity": packed(b'{"set_to": {"theta": Infinity}}'),
    "no number": packed(b'{"set_to": {"theta": NaN}}'),
    "too many units": packed({"units": 10**6}),
}


@pytest.mark.parametrize("link", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_link_is_refused_in_a_sentence(link):
    with pytest.raises(ValueError, match="link") as error:
        from_link(link)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    "line",
    ["slide x.png", "slides pictures /etc", "board wiring.csv", "pots own.toml", "no such word", "show"],
)
def test_a_procedure_of_a_link_names_no_file_and_is_one(line):
    with pytest.raises(ValueError, match=r".") as error:
        Session(from_link(to_link(Description(procedure=f"{SHORT}\n{line}"))))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("to", [{"theta": 1000}, {"theta": "many"}, {"hold": 7}, {"mode": "none"}])
def test_a_link_sets_no_dial_where_it_does_not_go(to):
    with pytest.raises(ValueError, match=next(iter(to))):
        Session(Description(set_to=to, **SMALL))


def test_a_link_leads_to_the_same_machine(session):
    session.follow(SHORT)
    run_on(session, 17_000)
    session.to_rest()
    link = told(session, do="link", face="engineer")["link"]
    again = Session(from_link(link))
    assert again.description.face == "engineer"
    assert again.machine.now_ms == session.machine.now_ms
    np.testing.assert_array_equal(again.machine.volts(), session.machine.volts())


# --- messages -----------------------------------------------------------------------------------------------

GOOD = {
    "slide": {"group": "block", "name": "E"},
    "draw": {"cells": [0.0] * 400, "name": ""},
    "picture": {"data": "AAAA", "dark_on_light": False},
    "move": {"down": 1, "right": 0, "turn": 0.0, "noise": 0.0},
    "target": {"values": [1, 0, 0, 0, -1]},
    "wanted": {"letter": "E"},
    "teach": {"on": True},
    "set": {"name": "theta", "mark": 2},
    "turn": {"pot": "P1", "volts": 1.0},
    "run": {"procedure": "letters"},
    "speed": {"factor": 10.0},
    "back": {"ms": 0},
    "why": {"pot": "P1"},
    "explain": {"at": "A1"},
    "wires": {"at": "A1"},
    "strike": {"kind": "jammed motor", "at": "P1", "amount": None},
    "repair": {"at": "P1"},
    "field": {"response": 1},
    "link": {"face": "museum"},
}
NO_VALUE = {"amount", "mark"}
"""What may be no number, or of several types."""
WRONG = (None, [], {}, "\0", "x" * 5000, -1e300, 1e300, float("nan"))


@pytest.mark.parametrize("do", GOOD)
def test_good_messages_are_understood(do):
    message = understood(json.dumps({"do": do, **GOOD[do], "id": 7}))
    assert (message.do, message.id) == (do, 7)


@pytest.mark.parametrize(("do", "name"), [(do, name) for do in GOOD for name in GOOD[do]])
def test_wrong_types_are_refused(session, do, name):
    for wrong in WRONG:
        if wrong is None and (name in NO_VALUE or do == "back"):
            continue
        if name == "mark" and wrong in (-1e300, 1e300):  # a number, which the switch itself refuses
            continue
        with pytest.raises(ValueError, match=r"\w") as error:
            understood(json.dumps({"do": do, **GOOD[do], name: wrong})).obey(session)
        assert "\n" not in str(error.value)
        assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '"show"', "{}", '{"do": "nothing"}', '{"do": "show", "more": 1}', '{"do": 5}',
     '{"do": "show", "id": "1"}', '{"do": "show", "id": 1.5}', "[" * 100_000, "\0", '{"do": "machine"}',
     '{"do": "obey"}', '{"do": "__init__"}'],
)  # fmt: skip
def test_what_is_no_message_is_refused(text):
    with pytest.raises(ValueError, match="the message cannot be") as error:
        understood(text)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    "message",
    [
        {"do": "set", "name": "theta", "mark": 1e300},
        {"do": "set", "name": "nothing", "mark": 1},
        {"do": "set", "name": "unit", "mark": "off"},
        {"do": "set", "name": "unit", "mark": "off", "at": "A65"},
        {"do": "slide", "group": "block", "name": "nothing"},
        {"do": "slide", "group": "nothing", "name": "E"},
        {"do": "target", "values": [1]},
        {"do": "wanted", "letter": "Z"},
        {"do": "turn", "pot": "P1", "volts": 1000.0},
        {"do": "turn", "pot": "P1000", "volts": 1.0},
        {"do": "run", "procedure": "slide x.png"},
        {"do": "run", "procedure": "slides squares 100000000\nshow all"},
        {"do": "strike", "kind": "nothing", "at": "P1"},
        {"do": "strike", "kind": "jammed motor", "at": "R1"},
        {"do": "strike", "kind": "jammed motor", "at": "P1", "amount": 3.0},
        {"do": "strike", "kind": "dead card", "at": "C99"},
        {"do": "strike", "kind": "swapped plugs", "at": "A1+1 A1+1"},
        {"do": "repair", "at": "P1"},
        {"do": "explain", "at": "Q1"},
        {"do": "why", "pot": "A1"},
        {"do": "picture", "data": "AAA"},
        {"do": "picture", "data": "AAAA"},
    ],
    ids=lambda message: " ".join(map(str, message.values()))[:60],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(message):
    session = Session(Description(units=64, responses=4))
    before = session.machine.snapshot()
    with pytest.raises(ValueError, match=r"\w") as error:
        understood(json.dumps(message)).obey(session)
    assert "\n" not in str(error.value)
    np.testing.assert_array_equal(session.machine.snapshot().shafts.way, before.shafts.way)
    assert session.broken == {}
    assert session.description.set_to == {}
