"""What a page is refused has a code and values, of which each language makes a sentence."""

import json
import re

import pytest

from markone.console import at_panel, mended
from markone.console.bundle import STATIC
from markone.console.description import MOST_RANDOM, Description
from markone.console.link import from_link
from markone.console.messages import understood
from markone.console.refusal import Refusal, error_told
from markone.console.session import Session

SMALL = {"units": 64, "responses": 4}
WORDS = json.loads((STATIC / "words" / "en.json").read_text("utf-8"))
SENTENCES = {key.removeprefix("refused."): text for key, text in WORDS.items() if key.startswith("refused.")}
TWO = "board responses=5\nslides letters AB\ntargets binary\n"


@pytest.fixture
def session():
    return Session(Description(**SMALL))


def refused(session, **message):
    """The code and the values of what is refused, as a page is told of it."""
    with pytest.raises(ValueError, match=r"\w") as error:
        understood(json.dumps(message)).obey(session)
    said = error_told(error.value, 7)
    assert said.keys() == {"is", "id", "text", "code", "with"}
    assert (said["is"], said["id"]) == ("error", 7)
    json.dumps(said)
    return said["code"], said["with"]


REFUSED = [
    ({"do": "nothing"}, "message", {"where": "it"}),
    ({"do": "speed", "factor": 0}, "message", {"where": "speed.factor"}),
    ({"do": "slide", "group": "block", "name": "x"}, "slide", {"name": "'x'", "group": "'block'"}),
    ({"do": "picture", "data": "AAA"}, "picture_cut", {}),
    ({"do": "picture", "data": "é"}, "picture_cut", {}),
    ({"do": "picture", "data": "AAAA"}, "picture", {}),
    ({"do": "target", "values": [1]}, "targets", {"given": 1, "lamps": 4}),
    ({"do": "wanted", "letter": "Z"}, "letter", {"lamps": 4, "letter": "Z"}),
    ({"do": "set", "name": "nothing", "mark": 1}, "switch", {"name": "'nothing'"}),
    ({"do": "set", "name": "theta", "mark": 99}, "scale",
     {"name": "theta", "mark": "99", "low": 1, "high": 10}),
    ({"do": "set", "name": "theta", "mark": 2.5}, "whole", {"name": "theta", "mark": "2.5"}),
    ({"do": "set", "name": "hold", "mark": 7}, "mark", {"name": "hold", "mark": "7", "marks": "off, on"}),
    ({"do": "set", "name": "unit", "mark": "off", "at": "A65"}, "part",
     {"at": "A65", "first": "A1", "last": "A64"}),
    ({"do": "set", "name": "unit", "mark": "off"}, "part", {"at": "''", "first": "A1", "last": "A64"}),
    ({"do": "set", "name": "theta", "mark": 2, "at": "A1"}, "no_part", {"name": "theta", "at": "'A1'"}),
    ({"do": "turn", "pot": "P65", "volts": 1.0}, "part", {"at": "P65", "first": "P1", "last": "P64"}),
    ({"do": "turn", "pot": "P1", "volts": 1e5}, "stops", {"pot": "P1", "volts": 1e5}),
    ({"do": "strike", "kind": "x", "at": "A1"}, "fault", {"kind": "'x'"}),
    ({"do": "strike", "kind": "dead A-unit"}, "where", {"kind": "dead A-unit", "such": "A1", "at": "mains"}),
    ({"do": "strike", "kind": "dead A-unit", "at": "A1 A2"}, "where", {"at": "A1 A2"}),
    ({"do": "strike", "kind": "dead card", "at": "C9"}, "part", {"at": "C9", "first": "C1", "last": "C8"}),
    ({"do": "strike", "kind": "open plug", "at": "A1+11"}, "plug",
     {"at": "A1+11", "first": "A1+1", "last": "A64-10"}),
    ({"do": "strike", "kind": "dim photocell", "at": "S1.1", "amount": 5.0}, "amount",
     {"kind": "dim photocell", "amount": 5.0, "most": 1.0}),
    ({"do": "repair", "at": "P1"}, "in_order", {"at": "P1"}),
    ({"do": "explain", "at": "Q1"}, "address", {"at": "'Q1'"}),
    ({"do": "explain", "at": "S21.1"}, "part", {"at": "S21.1", "first": "S1.1", "last": "S20.20"}),
    ({"do": "wires", "at": "P1"}, "wires", {"at": "'P1'"}),
    ({"do": "why", "pot": "P65"}, "part", {"at": "P65"}),
    ({"do": "field", "response": 5}, "part", {"at": "R5", "first": "R1", "last": "R4"}),
    ({"do": "back"}, "how_far", {}),
    ({"do": "back", "ms": 7}, "time", {"ms": 7, "since_ms": 0, "now_ms": 0}),
    ({"do": "run", "procedure": "nonsense"}, "procedure", {"name": "'nonsense'"}),
    ({"do": "run", "procedure": f"{TWO}slide x.png"}, "procedure_file", {"line": 4}),
    ({"do": "run", "procedure": TWO + "show all passes=10000\n" * 60}, "procedure_slides",
     {"slides": 1_200_000}),
    ({"do": "run", "procedure": TWO + "hand random 1\n" * (MOST_RANDOM + 1) + "show all"}, "procedure_random",
     {"times": MOST_RANDOM + 1, "most": MOST_RANDOM}),
    ({"do": "run", "procedure": f"{TWO}no such line"}, "said", {}),
    ({"do": "hand_over"}, "nobody_asks", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "code", "values"), REFUSED, ids=[f"{row[1]}-{row[0]}"[:60] for row in REFUSED]
)
def test_what_is_refused_has_a_code_and_values(session, message, code, values):
    told, given = refused(session, **message)
    assert (told, given | values) == (code, given)


def test_what_cannot_be_done_now_has_a_code(session, monkeypatch):
    session.set("mains", "off")
    assert refused(session, do="show") == ("mains", {})
    session.set("mains", "on")
    session.show()
    for message in (
        {"do": "show"}, {"do": "set", "name": "theta", "mark": 3}, {"do": "turn", "pot": "P1", "volts": 1.0}
    ):  # fmt: skip
        assert refused(session, **message) == ("showing", {})
    session.strike("jammed motor", "P1", None)
    assert refused(session, do="repair", at="P1") == ("showing", {})
    monkeypatch.setattr(mended, "MOST_STRUCK", 1)
    assert refused(session, do="strike", kind="jammed motor", at="P2") == ("most_faults", {"most": 1})
    monkeypatch.setattr(at_panel, "MOST_ACTS", 2)
    with pytest.raises(Refusal, match="2 things were done"):
        session.check_acts()
    session.follow(f"{TWO}show all")
    for message in ({"do": "show"}, {"do": "draw", "cells": [0.0] * 400}, {"do": "wanted", "letter": "A"}):
        assert refused(session, **message) == ("following", {})


OF_FACE_5 = "eNqrVkpLTE5VslIwrQUAFTIDWw"
"""A link that holds {"face": 5}."""


@pytest.mark.parametrize(
    ("link", "code"), [("%%%", "link"), ("A" * 7000, "link_long"), (OF_FACE_5, "link_holds")]
)
def test_a_link_is_refused_with_a_code(link, code):
    with pytest.raises(Refusal) as error:
        from_link(link)
    assert error.value.code == code


def test_every_code_has_its_sentence_with_the_values_in_it():
    text = "\n".join(file.read_text("utf-8") for file in STATIC.parent.glob("*.py"))
    used = set(re.findall(r'Refusal\(\s*"(\w+)"', text)) | {"part", "plug"}
    assert used == set(SENTENCES)
    said = Refusal("scale", name="theta", mark="99", low=1, high=12_345.5)
    assert str(said) == "theta cannot be 99; its dial goes from 1 to 12,345.5"


def test_values_from_outside_are_one_short_line():
    message = json.dumps({"do": "show", "x" * 100_000 + "\n": 1})
    with pytest.raises(Refusal) as error:
        understood(message)
    assert len(str(error.value)) < 300
    with pytest.raises(Refusal) as error:
        understood(json.dumps({"do": "x" * 100_000}))
    assert len(str(error.value)) < 700
    assert Refusal("slide", name="a\nb\x1b", group="").given["name"] == "a\\nb\\x1b"


def test_a_mistake_is_told_without_what_it_was(caplog):
    said = error_told(KeyError("deep inside"))
    assert (said["code"], said["with"]) == ("mistake", {"kind": "KeyError"})
    assert "deep inside" not in json.dumps(said)
    assert "deep inside" in caplog.text
