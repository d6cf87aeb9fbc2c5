"""A recorded run shows what the machine does, at every moment of every slide, and is small."""

import base64
import json
import random
from bisect import bisect_right
from itertools import islice

import numpy as np
import pytest
from recorded import views

from markone.console.description import Description
from markone.console.export import MOST_BYTES, page_of
from markone.console.frames import FULL_SCALE, KINDS
from markone.console.recording import KEY_SLIDES, record
from markone.console.session import Session
from markone.console.sight import Sight
from markone.machine import Operator
from markone.procedure import load

SHORT = "board responses=2\nslides letters AB\ntargets binary\nmode error correction\nshow all passes=3\n"


@pytest.fixture(scope="module")
def machine():
    operator = Operator(load("letters"))
    operator.run()
    return operator.machine


def test_ten_moments_are_those_of_the_machine(letters, letters_ms, machine):
    for ms in random.Random(7).sample(letters_ms[::5], 10):
        view, then = letters.view(bisect_right(letters_ms, ms) - 1), machine.at(ms)
        assert view.ms == ms
        arrays = view.arrays
        assert np.array_equal(arrays["cells"] > 0, then.lit_cells())
        assert np.array_equal(arrays["units"] > 0, then.parts.active)
        assert np.array_equal(arrays["lamps"] > 0, then.parts.shown > 0)
        assert np.array_equal(np.sign(arrays["motors"]), np.sign(then.parts.shafts.way))
        reach_v = letters.told["reach_v"]
        assert (
            np.abs(arrays["volts"] * reach_v / FULL_SCALE - then.volts()).max()
            <= 0.5001 * reach_v / FULL_SCALE
        )
        assert np.array_equal(arrays["currents"], then.parts.current.astype("f4"))


def test_every_moment_of_every_slide_is_there(letters):
    slides = letters.view(len(letters.frames) - 1).slides
    phases = {}
    for view in islice(views(letters), 400):
        phases.setdefault(view.slides, set()).add(view.phase)
    assert slides == 364
    assert all({1, 2, 3} <= seen for slide, seen in phases.items() if 0 < slide < max(phases))
    keys = [number for number, frame in enumerate(letters.frames) if frame[1] & 8]
    assert len(keys) == 1 + slides // KEY_SLIDES


def test_a_lesson_of_26_letters_is_a_small_page(letters):
    packed = letters.packed()
    assert len(base64.b64encode(packed)) < 500_000
    assert len(page_of(letters)) < MOST_BYTES / 3


def test_it_is_the_same_every_time():
    assert record(SHORT).packed() == record(SHORT).packed()


def test_curve_and_log_are_those_of_the_lesson(letters):
    curve = {}
    for _, said in letters.news:
        curve |= dict(said.get("rows", []))
    assert [row["slides"] for row in curve.values()] == [26] * 14
    assert curve[len(curve) - 1]["mode"] == "test"
    assert sum(line["key"] == "shown" for _, line in letters.log) == 364
    json.dumps(letters.told)


def test_what_was_done_by_hand_is_recorded_with_what_broke_and_what_was_gone_back_from():
    session = Session(Description.model_validate({"procedure": SHORT}))
    session.set_speed(1000)
    while session.panel.slides_shown < 4:  # a second after the other, however long one takes
        session.advance(0.001)
    session.strike("jammed motor", "P3", None)
    session.halt()
    session.back(session.machine.now_ms - 1000)
    assert session.broken
    session.to_rest()
    session.repair("P3")
    session.set("theta", 3)
    session.feed("block", "A")
    session.show()
    for _ in range(3):
        session.step()
    recording = record(session)
    last, now = recording.view(len(recording.frames) - 1), Sight(session).moment()
    assert last[:4] == now[:4]
    assert all(np.array_equal(last.arrays[name], now.arrays[name]) for name in KINDS)
    broken = [said["broken"] for _, said in recording.news if "broken" in said]
    assert broken == [{}, {"P3": "jammed motor"}, {}]
    assert [said["here"] for _, said in recording.news if "here" in said] == [{}, {"Spec.theta": [3, 2]}]
    times = [view.ms for view in views(recording)]
    assert times == sorted(times)
    assert times[0] == 0


def test_a_session_goes_on_after_it_was_recorded():
    session = Session(Description.model_validate({"procedure": SHORT}))
    session.set_speed(10_000)
    while session.panel.slides_shown < 3:
        session.advance(0.002)
    record(session)
    while session.follows:
        session.advance(0.05)
    assert session.panel.slides_shown == 6


def test_nothing_is_recorded_of_a_machine_that_nobody_teaches():
    with pytest.raises(ValueError, match="nothing is done in it"):
        record(Description.model_validate({}))
