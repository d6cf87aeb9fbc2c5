"""A machine is one record for kernels, over the arrays that Python holds."""

import copy
import pickle
from dataclasses import replace
from typing import NamedTuple

import pytest
from leaves import same
from numba.core.errors import NumbaError

from markone import Fault, build, plug
from markone.kernels.fault import Faults, NoFaults, may_break
from markone.kernels.jit import jit
from markone.kernels.kinds import by_kind
from markone.kernels.lesson import elapse_to


class Square(NamedTuple):
    side: float


class Circle(NamedTuple):
    radius: float


area = by_kind("measure an area")


@area.of(Square)
def _(square):
    return square.side**2


@jit
def measured(part):
    return area(part)


def kind_of_faults(parts):
    return parts._numba_type_.field_dict["faults"].kind


def test_what_a_kernel_changes_is_changed_for_python():
    parts = build(plug())
    elapse_to(parts, 1234)
    assert parts.clock.now_ms[0] == 1234
    parts.clock.now_ms[0] = 5000
    elapse_to(parts, int(parts.clock.now_ms[0]) + 1)
    assert parts.clock.now_ms[0] == 5001


def test_a_machine_that_cannot_break_has_no_faults_in_its_record():
    sound, frail = build(plug()), build(plug(), faults=[Fault("dead A-unit", "A1", 5)])
    assert kind_of_faults(sound) is NoFaults
    assert kind_of_faults(frail) is Faults
    assert may_break(frail.faults)
    assert not may_break(sound.faults)


def test_another_dial_is_another_record():
    parts = build(plug())
    elapse_to(parts, 1)
    turned = replace(parts, spec=parts.spec._replace(theta=3))
    assert turned._meminfo is not parts._meminfo
    elapse_to(turned, 9)  # the arrays are still those of both
    assert parts.clock.now_ms[0] == 9


@pytest.mark.parametrize("again", [copy.deepcopy, lambda parts: pickle.loads(pickle.dumps(parts))])
def test_a_copy_has_arrays_of_its_own(again):
    parts = build(plug())
    elapse_to(parts, 7)
    other = again(parts)
    assert same(parts, other)
    elapse_to(other, 8)
    assert parts.clock.now_ms[0] == 7


def test_a_kind_that_nobody_wrote_a_function_for_is_refused():
    assert area(Square(3.0)) == measured(Square(3.0)) == 9.0
    with pytest.raises(TypeError, match="Circle does not know how to measure an area; those that do: Square"):
        area(Circle(1.0))
    with pytest.raises((TypeError, NumbaError), match="Circle does not know how to measure an area"):
        measured(Circle(1.0))
