"""Faults that a page strikes at a machine, and their repair."""

from typing import Any

from markone.addresses import EXAMPLES, names
from markone.console.addressed import index_of
from markone.console.at_panel import AtPanel
from markone.console.broken import broken, is_plug, plugs
from markone.console.refusal import Refusal
from markone.faults import kinds
from markone.kernels.association import Wiring
from markone.kernels.fault import KINDS
from markone.machine import MarkOne
from markone.validation import shown

MOST_STRUCK = 1000
"""Faults of one machine."""


class Mended(AtPanel):
    """A machine whose parts are broken and put in order; `delivered` is its board as it was at first."""

    def __init__(self, machine: MarkOne) -> None:
        super().__init__(machine)
        self.delivered = _at_first(machine)

    def _stand(self, machine: MarkOne, work: Any = None) -> None:
        if machine is not self.past.machine:
            self.delivered = _at_first(machine)
        self._broken: tuple[Any, dict[str, str]] = (None, {})
        """What is out of order, and in which state of the machine that was so."""
        super()._stand(machine, work)

    @property
    def broken(self) -> dict[str, str]:
        """What is out of order, by address, and how."""
        parts, struck = self.machine.parts, int(self.machine.parts.clock.struck[0])
        if not struck:
            return {}
        state = (struck, self.machine.history.now().acts)
        if self._broken[0] != state:
            self._broken = (state, broken(parts, self.delivered))
        return self._broken[1]

    def strike(self, kind: str, at: str, share: float | None) -> None:
        """Break a part now."""
        if self.machine.parts.faults.ms.size >= MOST_STRUCK:
            raise Refusal("most_faults", most=MOST_STRUCK)
        self._check_fault(kind, at, share)
        self.panel.strike(kind, at, share)

    def _check_fault(self, kind: str, at: str, share: float | None) -> None:
        """Refuse a fault that there is not, or not there, or not so great."""
        where = kinds().get(kind)
        if where is None:
            raise Refusal("fault", kind=shown(kind))
        if where != "mains":
            wanted = 2 if where == "two plugs" else 1
            struck = at.split()
            if at == "mains" or len(struck) != wanted or len({*struck}) < wanted:
                raise Refusal("where", kind=kind, such=EXAMPLES[where], at=at)
            for one in struck:
                index_of(one, "plug" if wanted == 2 else where, self.machine.parts.wiring)
        row = KINDS.get(kind)
        if share is not None and row is not None and row.amount is not None and not 0 <= share <= row.most:
            raise Refusal("amount", kind=kind, amount=share, most=row.most)

    def repair(self, at: str) -> None:
        """Put a part in order, or a plug back where it was."""
        kind = self.broken.get(at)
        if kind is None:
            raise Refusal("in_order", at=at)
        self.check_rest()
        if is_plug(kind):
            self.panel.replug(at, self._socket_of(at))
        else:
            self.panel.repair(at)

    def _socket_of(self, plug: str) -> str:
        """Where a plug was when the machine was delivered."""
        board = self.delivered
        return names("S", board)[int(plugs(board)[index_of(plug, "plug", board)])]


def _at_first(machine: MarkOne) -> Wiring:
    """A machine's board as its past begins."""
    return machine.history.snapshots[0].parts.wiring
