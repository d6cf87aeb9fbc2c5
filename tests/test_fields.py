"""help() says what the fields of named tuples mean."""

import importlib
import pydoc
import re

import pytest
from conftest import ROOT

from markone import faults, logic, machine, procedure, spec, statistics, switchboard, switches, trace
from markone.draw.panel import Frame
from markone.fields import explained
from markone.learners.fleet import Fleet
from markone.learners.gradients import GradientCheck
from markone.learners.many import ManyNets
from markone.machine.history import Snapshot

ROOMS = (faults, logic, machine, procedure, spec, statistics, switchboard, switches, trace)
KINDS = {one for room in ROOMS for one in vars(room).values() if isinstance(one, type)}
KINDS = {one for one in KINDS if hasattr(one, "_fields")} | {Frame, Fleet, GradientCheck, ManyNets}


@pytest.mark.parametrize("kind", sorted(KINDS, key=lambda kind: kind.__qualname__))
def test_every_field_is_explained(kind):
    assert "Alias for field number" not in pydoc.render_doc(kind)


def test_every_public_named_tuple_is_explained():
    """Those of the whole package; what kernels and engines hand to each other is nobody's door."""
    found = {
        f"{module}.{name}": getattr(importlib.import_module(module), name)
        for path in sorted((ROOT / "markone").rglob("*.py"))
        if not {"fast", "kernels"} & {*path.parts}
        for name in re.findall(r"^class ([A-Za-z]\w*)\(NamedTuple\):", path.read_text("utf-8"), re.MULTILINE)
        for module in [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")]
    }
    assert {"markone.report.sections.Section", "markone.study.job.Work", "markone.study.data.Task"} <= {
        *found
    }
    unexplained = {
        f"{name}.{field}"
        for name, kind in found.items()
        for field in kind._fields
        if getattr(kind, field).__doc__.startswith("Alias for field number")
    }
    assert unexplained == set()


def test_the_words_are_those_below_the_field():
    assert {"Pot", "Shafts", "Photocell", "Spec", "Wiring", "Fault", "Move", "Show", "Event"} <= {
        kind.__name__ for kind in KINDS
    }
    assert spec.Pot.taper.__doc__.startswith(
        "Bow of the wiper's characteristic: at v volts it reads v * (1 - taper *"
    )
    assert spec.Pot.sag.__doc__.endswith("as above, from those they have.")
    assert spec.Spec.theta.__doc__.startswith("An A-unit fires when")
    assert machine.Move.mode.__doc__.startswith("Of `kernels.rule.MODES`")
    assert Snapshot.parts.__doc__ == "Parts"  # its type, where there are no words


def test_what_has_no_source_stays_as_it_is():
    from typing import NamedTuple

    class Kind(NamedTuple):
        field: int

    assert explained(Kind).field.__doc__ == "Alias for field number 0"
