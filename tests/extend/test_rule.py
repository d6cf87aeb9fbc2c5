"""Another rule of reinforcement: a function of what is wanted and of how many fire, given from outside."""

import numpy as np
import pytest
from leaves import same
from sklearn.base import clone

from markone import MarkOne, MarkOneClassifier, Operator, build, fleet, load, plug, save, stimuli, teach
from markone.kernels import rule
from markone.kernels.lesson import lesson, wipers
from markone.kernels.rule import RULES
from markone.learners.fleet import Lesson, random_machines
from markone.procedure import parse


def halves(wanted, firing, size):
    """Active pots at full speed towards what is wanted, all others at half speed away from it."""
    return wanted * 1.0, wanted * -0.5


@pytest.fixture(autouse=True, scope="module")
def added():
    rule.add("halves", halves)
    yield
    del RULES["halves"]


SLIDES, _ = stimuli.letters(alphabet="AB")
TARGETS, ORDER = np.array([[1], [-1]], np.int8), np.arange(6) % 2

PROCEDURE = """
board    responses=1
pots     ideal
slides   letters AB
target   A +
target   B -
mode     forced
rule      halves
show     all
"""


def test_one_pulse_moves_as_it_says():
    parts = build(plug())
    lesson(parts, SLIDES, TARGETS, ORDER[:1], 2, rule.rule_of(RULES["halves"]))
    fires = parts.active[parts.wiring.unit]
    assert np.array_equal(wipers(parts), np.where(fires, 0.5, -0.25))


def test_every_door_takes_it(tmp_path):
    one, clocked = build(plug(), seed=3), MarkOne(build(plug(), seed=3))
    lamps = lesson(one, SLIDES, TARGETS, ORDER, 2, rule.rule_of(RULES["halves"]))
    assert np.array_equal(teach(clocked, SLIDES, TARGETS, ORDER, rule="halves"), lamps)
    assert same(one, clocked.parts)
    learner = clone(MarkOneClassifier(rule="halves", random_state=0)).fit(SLIDES, ["A", "B"])
    assert learner.score(SLIDES, ["A", "B"]) == 1.0
    save(learner, tmp_path / "learner")
    assert load(tmp_path / "learner").rule == "halves"
    found = fleet(random_machines(plug_one), SLIDES, TARGETS, number=2, lesson=Lesson(rule="halves"))
    assert (found.mistakes.min(axis=1) <= 0).all()


def plug_one(seed):
    return plug(seed=seed)


def test_a_procedure_knows_it():
    operator = Operator(parse(PROCEDURE, seed=0))
    operator.run()
    assert set(np.unique(wipers(operator.machine.parts))) == {-0.75, 0.0, 0.75}


def test_a_name_that_is_taken_and_one_that_nobody_added_are_refused():
    with pytest.raises(ValueError, match="there is a rule called 'alpha'"):
        rule.add("alpha", halves)
    with pytest.raises(ValueError, match="a rule is int and function; give a name and a function"):
        rule.add(3, halves)
    with pytest.raises(ValueError, match=r"rule is 'thirds'; choose one of .*'halves'"):
        MarkOneClassifier(rule="thirds").fit(SLIDES, ["A", "B"])
    with pytest.raises(ValueError, match="rule is none of the codes"):
        lesson(build(plug()), SLIDES, TARGETS, ORDER[:1], 2, 4)
