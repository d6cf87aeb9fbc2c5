"""The Mark I Perceptron of 1960 as a machine that runs, beside what came after.

Public names are loaded when they are first used, so that `import markone` stays light. All that
`markone.learners` exports is here, too.
"""

import importlib
from typing import TYPE_CHECKING

from markone import learners

HOMES = {
    "Fault": "faults",
    "Lesson": "learners.lesson",
    "MarkOne": "machine",
    "Operator": "machine",
    "Panel": "machine",
    "Spec": "kernels.machine",
    "Wiring": "switchboard",
    "build": "spec",
    "fleet": "learners.fleet",
    "plug": "switchboard",
    "random_machines": "learners.fleet",
    "separable": "separability",
    "stimuli": "",
    "teach": "machine",
    **dict.fromkeys(learners.HOMES, "learners"),
}
"""Each public name, and the room or file that it comes from; stimuli is a room itself."""

if TYPE_CHECKING:  # the table again for type checkers, as tests/test_front_door.py sees to
    from markone import stimuli as stimuli
    from markone.faults import Fault as Fault
    from markone.kernels.machine import Spec as Spec
    from markone.learners import *  # noqa: F403
    from markone.learners.fleet import fleet as fleet
    from markone.learners.fleet import random_machines as random_machines
    from markone.learners.lesson import Lesson as Lesson
    from markone.machine import MarkOne as MarkOne
    from markone.machine import Operator as Operator
    from markone.machine import Panel as Panel
    from markone.machine import teach as teach
    from markone.separability import separable as separable
    from markone.spec import build as build
    from markone.switchboard import Wiring as Wiring
    from markone.switchboard import plug as plug
else:
    __all__ = list(HOMES)


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module 'markone' has no attribute {name!r}")
    if not HOMES[name]:
        return importlib.import_module(f"markone.{name}")
    return getattr(importlib.import_module(f"markone.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})
