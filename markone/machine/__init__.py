"""When it happens: the machine under SimPy's clock."""

from markone.machine.mark_one import MarkOne
from markone.machine.operator import teach
from markone.machine.panel import Panel

__all__ = ["MarkOne", "Panel", "teach"]
