"""When it happens: the machine under SimPy's clock."""

from markone.machine.follow import Operator, State, load_state, save_state
from markone.machine.history import Move
from markone.machine.mark_one import MarkOne
from markone.machine.operator import teach
from markone.machine.panel import Panel

__all__ = ["MarkOne", "Move", "Operator", "Panel", "State", "load_state", "save_state", "teach"]
