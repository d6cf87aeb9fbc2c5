import numpy as np
import pytest

import markone
from markone import fleet, spec, stimuli
from markone.kernels.lesson import lesson, wipers
from markone.kernels.rule import LAWS, MODES
from markone.learners.fleet import Fleet
from markone.spec import IDEAL_POT, WORN_POT
from markone.switchboard import plug

SLIDES, _ = stimuli.letters(alphabet="ABCDEFGH")
TARGETS = (2 * (np.arange(8)[:, None] >> np.arange(3) & 1) - 1).astype(np.int8)
LESSON = {"passes": 4, "units": 64, "seed": 3}


def assert_same(one, other):
    for mine, yours in zip(one, other, strict=True):
        assert np.array_equal(mine, yours, equal_nan=True)


@pytest.mark.parametrize(
    "kind", [{}, {"pot": [IDEAL_POT, WORN_POT]}, {"faults": {"dead A-unit": 300.0, "jammed motor": 300.0}}]
)
def test_threads_and_numbers_do_not_matter(kind):
    seen = np.repeat(SLIDES, 12, axis=0), np.repeat(TARGETS, 12, axis=0)
    options = LESSON | kind | {"volts": True, "held": (SLIDES, TARGETS)}
    one = fleet(*seen, 6, **options)
    assert one.mistakes.shape == (6, 4)
    assert one.volts.shape == (6, 64)
    assert_same(one, fleet(*seen, 6, threads=2, **options))
    assert_same([part[:3] for part in one], fleet(*seen, 3, threads=2, **options))
    assert len(np.unique(one.volts, axis=0)) == 6


def test_each_machine_is_taught_as_if_alone():
    machines = [spec.build(plug(3, "full", 64, seed=number), seed=number) for number in range(3)]
    others = [spec.copy(parts) for parts in machines]
    found = fleet(SLIDES, TARGETS, machines, held=(SLIDES, TARGETS), passes=3, shuffle=False, volts=True)
    for parts, row, volts, right in zip(others, found.mistakes, found.volts, found.accuracy, strict=True):
        for mistakes in row[row >= 0]:
            lamps = lesson(parts, SLIDES, TARGETS, np.arange(8), MODES["error correction"], LAWS["bipolar"])
            assert (lamps != TARGETS).any(axis=1).sum() == mistakes
        assert np.array_equal(wipers(parts), volts)
        lamps = lesson(parts, SLIDES, TARGETS, np.arange(8), MODES["test"], LAWS["bipolar"])
        assert (lamps == TARGETS).all(axis=1).mean() == right


def test_progress_and_what_is_not_asked_for():
    said = []
    found = fleet(SLIDES > 0.5, TARGETS, 3, progress=lambda *done: said.append(done), **LESSON)
    assert isinstance(found, Fleet)
    assert found.volts is None
    assert np.isnan(found.accuracy).all()
    assert said == [(1, 3), (2, 3), (3, 3)]


def test_what_fails_in_a_thread_comes_out():
    def stop(done, machines):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fleet(SLIDES, TARGETS, 40, progress=stop, threads=2, **LESSON)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"slides": SLIDES[:, :100]}, r"slides are \(8, 100\); give \(n, 400\)"),
        ({"targets": TARGETS[:3]}, "one row of"),
        ({"targets": 2 * TARGETS}, "one row of"),
        ({"slides": SLIDES * 2}, "scale it"),
        ({"held": (SLIDES, TARGETS[:, :2])}, "held-out targets have 2 columns; the others 3"),
        ({"machines": 0}, "machines is 0"),
        ({"machines": []}, "machines is empty"),
        ({"machines": [3]}, "machine 0 is no machine with 3 R-units"),
        ({"machines": [spec.build(plug(2))]}, "machine 0 is no machine with 3 R-units"),
        ({"machines": [spec.build(plug(3))] * 2}, "one machine twice"),
        ({"passes": 0}, "passes is 0"),
        ({"threads": 0}, "threads is 0"),
        ({"mode": "guess"}, "mode is 'guess'"),
        ({"law": "delta"}, "law is 'delta'"),
        ({"patching": "none"}, "patching is 'none'"),
        ({"pot": []}, "pot is an empty list"),
        ({"faults": {"flood": 1.0}}, "a fault is called 'flood'"),
        ({"targets": (TARGETS > 0).astype(int)}, "the targets of R1 are 1 and 0, and 0 means no wish"),
        ({"held": (SLIDES, TARGETS > 0)}, "held-out targets of R1 are 1 and 0"),
        ({"held": (SLIDES, 0 * TARGETS)}, "held-out targets are all 0"),
        ({"held": 3}, "held is no pair"),
        ({"held": [SLIDES]}, "held is no pair"),
        ({"spec": None}, "None is no Spec"),
        ({"spec": {"pulse_ms": 300}}, "is no Spec"),
        ({"pot": 5}, "pot is 5"),
        ({"pot": "ideal"}, "'i' is no Pot"),
        ({"photocell": None}, "None is no Photocell"),
        ({"faults": ["dead A-unit"]}, "faults is .*as a dict"),
        ({"progress": 1}, "progress is 1"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(options, words):
    with pytest.raises(ValueError, match=words):
        fleet(**{"slides": SLIDES, "targets": TARGETS, "machines": 2} | options)


def test_a_slide_without_a_wish_does_not_count():
    wished = TARGETS * (np.arange(8) < 4)[:, None]
    found, fewer = (
        fleet(SLIDES, TARGETS, 5, held=held, **LESSON | {"passes": 1})
        for held in ((SLIDES, wished), (SLIDES[:4], TARGETS[:4]))
    )
    assert np.array_equal(found.accuracy, fewer.accuracy)
    assert found.accuracy.min() < 1


def test_it_is_public():
    assert markone.fleet is fleet
