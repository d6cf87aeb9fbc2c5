import os
import pickle
import threading
import weakref
from functools import partial

import numpy as np
import pytest

import markone
from markone import Lesson, fleet, random_machines, spec, stimuli
from markone.faults import Fault, at_random
from markone.kernels.lesson import lesson, wipers
from markone.kernels.rule import MODES, RULES
from markone.learners.fleet import Fleet
from markone.spec import IDEAL_POT, WORN_POT
from markone.switchboard import plug

SLIDES, _ = stimuli.letters(alphabet="ABCDEFGH")
TARGETS = (2 * (np.arange(8)[:, None] >> np.arange(3) & 1) - 1).astype(np.int8)
SMALL = partial(plug, 3, units=64)
LESSON = Lesson(epochs=4, seed=3)


def assert_same(one, other):
    for mine, yours in zip(one, other, strict=True):
        assert np.array_equal(mine, yours, equal_nan=True)


def alike(k):
    return random_machines(SMALL, seed=3)(k)


def of_two_kinds(k):
    return random_machines(SMALL, seed=3, device=(IDEAL_POT, WORN_POT)[k % 2])(k)


def frail(k):
    struck = partial(at_random, {"dead A-unit": 300.0, "jammed motor": 300.0}, 0.5)
    return random_machines(SMALL, seed=3, faults=struck)(k)


@pytest.mark.parametrize("machines", [alike, of_two_kinds, frail])
def test_threads_and_numbers_do_not_matter(machines):
    seen = np.repeat(SLIDES, 12, axis=0), np.repeat(TARGETS, 12, axis=0)
    options = {"held": (SLIDES, TARGETS), "lesson": LESSON}
    built = [machines(k) for k in range(6)]
    one = fleet(built, *seen, **options)
    assert one.mistakes.shape == (6, 4)
    assert_same(one, fleet(machines, *seen, number=6, n_jobs=2, **options))
    assert_same([part[:3] for part in one], fleet(machines, *seen, number=3, n_jobs=2, **options))
    again = [machines(k) for k in range(6)]
    fleet(again, *seen, n_jobs=2, **options)
    volts = np.array([wipers(parts) for parts in built])
    assert np.array_equal(volts, [wipers(parts) for parts in again])
    assert len(np.unique(volts, axis=0)) == 6


def test_few_machines_stand_at_a_time():
    standing, most = set(), []

    def machine(k):
        parts = alike(k)
        standing.add(k)
        weakref.finalize(parts, standing.discard, k)
        most.append(len(standing))
        return parts

    fleet(machine, SLIDES, TARGETS, number=20, lesson=LESSON)
    assert len(most) == 20
    assert max(most) <= 3


def test_each_machine_is_taught_as_if_alone():
    machines = [spec.build(plug(3, "full", 64, seed=number), seed=number) for number in range(3)]
    others = [spec.copy(parts) for parts in machines]
    taught = Lesson(epochs=3, shuffle=False)
    found = fleet(machines, SLIDES, TARGETS, held=(SLIDES, TARGETS), lesson=taught)
    for parts, row, machine, right in zip(others, found.mistakes, machines, found.accuracy, strict=True):
        for mistakes in row[row >= 0]:
            lamps = lesson(parts, SLIDES, TARGETS, np.arange(8), MODES["error correction"], RULES["bipolar"])
            assert (lamps != TARGETS).any(axis=1).sum() == mistakes
        assert np.array_equal(wipers(parts), wipers(machine))
        lamps = lesson(parts, SLIDES, TARGETS, np.arange(8), MODES["test"], RULES["bipolar"])
        assert (lamps == TARGETS).all(axis=1).mean() == right


def test_progress_and_what_is_not_asked_for():
    said = []
    tell = [lambda *done: said.append(done)]
    found = fleet(alike, SLIDES > 0.5, TARGETS, number=3, callbacks=tell, lesson=LESSON)
    assert isinstance(found, Fleet)
    assert np.isnan(found.accuracy).all()
    assert said == [(1, 3), (2, 3), (3, 3)]


def test_what_fails_in_a_thread_comes_out():
    def stop(done, machines):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fleet(alike, SLIDES, TARGETS, number=40, callbacks=[stop], n_jobs=2, lesson=LESSON)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"slides": SLIDES[:, :100]}, r"slides are \(8, 100\); give \(n, 400\)"),
        ({"targets": TARGETS[:3]}, "one row of"),
        ({"targets": 2 * TARGETS}, "one row of"),
        ({"slides": SLIDES * 2}, "scale it"),
        ({"held": (SLIDES, TARGETS[:, :2])}, "held-out targets have 2 columns; the others 3"),
        ({"machines": 0}, "machines is 0"),
        ({"number": 0}, "number is 0"),
        ({"number": None}, "number is None"),
        ({"machines": [alike(0)], "number": 2}, "number is 2, and there are 1 machines"),
        (
            {"machines": lambda k: plug(3)},
            "machine 0 cannot be taught: parts are no machine; use markone.build",
        ),
        ({"machines": []}, r"machines is \[\]; give machines, or a function"),
        (
            {"machines": [3], "number": None},
            "machine 0 cannot be taught: parts are no machine; use markone.build",
        ),
        ({"machines": [spec.build(plug(2))], "number": None}, "machine 0 is no machine with 3 R-units"),
        ({"machines": [spec.build(plug(3))] * 2, "number": None}, "one machine twice"),
        ({"lesson": Lesson(epochs=0)}, "epochs is 0"),
        ({"lesson": 3}, "lesson is 3; give a markone.Lesson"),
        ({"n_jobs": 0}, "n_jobs is 0"),
        ({"lesson": Lesson(mode="guess")}, "mode is 'guess'"),
        ({"lesson": Lesson(rule="delta")}, "rule is 'delta'"),
        ({"targets": (TARGETS > 0).astype(int)}, "the targets of R1 are 1 and 0, and 0 means no target"),
        ({"held": (SLIDES, TARGETS > 0)}, "held-out targets of R1 are 1 and 0"),
        ({"held": (SLIDES, 0 * TARGETS)}, "held-out targets are all 0"),
        ({"held": 3}, "held is no pair"),
        ({"held": [SLIDES]}, "held is no pair"),
        ({"callbacks": 1}, "callbacks is 1; give a list of functions of how many"),
        ({"prefer": "cores"}, "prefer is 'cores'; choose one of 'threads', 'processes'"),
        (
            {"machines": [alike(0)], "number": None, "prefer": "processes"},
            "machines are built, and stay in this process",
        ),
    ],
)
def test_bad_input_is_refused_in_a_sentence(options, words):
    with pytest.raises(ValueError, match=words):
        fleet(**{"machines": alike, "number": 2, "slides": SLIDES, "targets": TARGETS} | options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"board": partial(plug, 3, "none")}, "patching is 'none'"),
        ({"faults": partial(at_random, {"flood": 1.0}, 1.0)}, "a fault is called 'flood'"),
        ({"faults": partial(at_random, ["dead A-unit"], 1.0)}, "faults is .*as a dict"),
        ({"spec": None}, "None is no Spec"),
        ({"spec": {"pulse_ms": 300}}, "is no Spec"),
        ({"device": 5}, "5 is no device model"),
        ({"photocell": None}, "None is no Photocell"),
        ({"seed": -1}, "seed is -1"),
        ({"board": plug(3)}, "board is .*; give a function"),
        ({"board": lambda seed: 3}, "the board is int; give a Wiring"),
        ({"faults": []}, "faults is .*; give a function"),
    ],
)
def test_what_no_machine_is_built_from_is_refused_where_it_is_built(options, words):
    with pytest.raises(ValueError, match=words):
        fleet(random_machines(**{"board": SMALL} | options), SLIDES, TARGETS, number=2)


def test_a_slide_without_a_target_does_not_count():
    wished = TARGETS * (np.arange(8) < 4)[:, None]
    found, fewer = (
        fleet(alike, SLIDES, TARGETS, number=5, held=held, lesson=LESSON._replace(epochs=1))
        for held in ((SLIDES, wished), (SLIDES[:4], TARGETS[:4]))
    )
    assert np.array_equal(found.accuracy, fewer.accuracy)
    assert found.accuracy.min() < 1


def test_it_is_public():
    assert markone.fleet is fleet


def test_a_lamp_that_has_burnt_out_is_dark_in_the_accuracy_too():
    slides, _ = stimuli.letters(alphabet="XE")
    targets = [[-1], [1]]
    broken = spec.build(plug(1), faults=[Fault("burnt-out lamp", "R1")])
    found = fleet([broken], slides, targets, held=(slides, targets), lesson=Lesson(epochs=9))
    assert found.mistakes.tolist() == [[1] * 9]
    assert found.accuracy.tolist() == [0.5]


def test_a_function_builds_each_machine_anew():
    parts = alike(0)
    with pytest.raises(ValueError, match="machine 1 was taught before under another number; build each anew"):
        fleet(lambda k: parts, SLIDES, TARGETS, number=2)


def test_random_machines_go_to_other_processes():
    machines = random_machines(SMALL, seed=3)
    sent = pickle.loads(pickle.dumps(machines))
    assert_same(fleet(sent, SLIDES, TARGETS, number=3), fleet(machines, SLIDES, TARGETS, number=3))


def test_processes_do_not_matter():
    given, said = (random_machines(SMALL, seed=3), SLIDES, TARGETS), []
    options = {"number": 11, "held": (SLIDES, TARGETS), "lesson": LESSON}
    tell = [lambda *done: said.append(done)]
    apart = fleet(*given, **options, n_jobs=2, prefer="processes", callbacks=tell)
    assert_same(apart, fleet(*given, **options))
    assert said == [(done, 11) for done in range(1, 12)]


def dies(k):
    os._exit(3)


def no_machine(k):
    return 3


def with_a_lock(k, lock):
    return alike(k)


class Odd(Exception):
    """Cannot be made again from its words."""

    def __init__(self, one, other):
        super().__init__(f"{one} and {other}")


def odd(k):
    raise Odd(k, "more")


def ended(k):
    raise StopIteration("no more machines")


MADE = []


def made_once(k):
    if not MADE:
        MADE.append(alike(0))
    return MADE[0]


@pytest.mark.parametrize(
    ("machines", "kind", "words"),
    [
        (no_machine, ValueError, "machine [01] cannot be taught: parts are no machine; use markone.build"),
        (made_once, ValueError, "machine [0-8] was taught before under another number; build each anew"),
        (partial(with_a_lock, lock=threading.Lock()), ValueError, "cannot be sent to other .*pickle"),
        (dies, RuntimeError, r"a process that taught machines died \(out of memory\?\): try fewer n_jobs"),
        (odd, RuntimeError, "Odd: [0-8] and more"),
        (ended, StopIteration, "no more machines"),
    ],
)
def test_what_goes_wrong_in_a_process_is_said_in_a_sentence(machines, kind, words, recwarn):
    with pytest.raises(kind, match=words) as found:
        fleet(machines, SLIDES, TARGETS, number=9, n_jobs=2, prefer="processes")
    assert "\n" not in str(found.value)
    assert not recwarn.list


def test_rules_that_processes_do_not_know_are_refused(monkeypatch):
    monkeypatch.setitem(RULES, "halves", RULES["bipolar"])
    options = {"lesson": Lesson(epochs=1, rule="halves"), "number": 2, "n_jobs": 2}
    fleet(alike, SLIDES, TARGETS, **options)
    with pytest.raises(ValueError, match="rule is 'halves', which other processes do not know"):
        fleet(alike, SLIDES, TARGETS, **options, prefer="processes")
