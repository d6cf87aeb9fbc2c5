"""When it happens: the machine under SimPy's clock.

`MarkOne` knows its past (`history`), which knows the panel, which knows the clocked machine (`cycle`);
the machine knows none of them.
"""

from markone.machine.mark_one import MarkOne
from markone.machine.moves import Move
from markone.machine.operator import Operator
from markone.machine.panel import Panel
from markone.machine.state import State, load_state, save_state
from markone.machine.teaching import teach

__all__ = ["MarkOne", "Move", "Operator", "Panel", "State", "load_state", "save_state", "teach"]
