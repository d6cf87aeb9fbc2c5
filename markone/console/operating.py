"""Who operates a machine that several look at, and who is to operate it next."""

import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal

from markone.console.message import Message
from markone.console.refusal import Refusal
from markone.console.session import Session

IDLE_S = 120.0
"""An operator who does nothing for so long gives way to whoever asks."""


class Turns:
    """The operator and those who have asked to operate, first come first served. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.operator: Any = None
        self.waiting: list[Any] = []
        self._acted_s = 0.0

    def come(self, visitor: Any) -> None:
        """Somebody looks on; who comes first operates."""
        if self.operator is None:
            self._begin(visitor)

    def go(self, visitor: Any, others: Sequence[Any]) -> None:
        """Somebody has gone, and `others` stay, in the order in which they came."""
        if visitor in self.waiting:
            self.waiting.remove(visitor)
        if visitor is self.operator:
            self._begin(next(iter([*self.waiting, *others]), None))

    def acts(self) -> None:
        """The operator does something."""
        self._acted_s = self.clock()

    def ask(self, visitor: Any) -> None:
        """Somebody asks to operate: at once where the operator is idle, and otherwise in line."""
        if visitor is not self.operator and visitor not in self.waiting:
            self.waiting.append(visitor)
        self.relieve()

    def hand_over(self) -> None:
        """Who asked first operates from now on; refused where nobody has asked."""
        if not self.waiting:
            raise Refusal("nobody_asks")
        self._begin(self.waiting[0])

    def relieve(self) -> None:
        """An operator who has been idle gives way to whoever has asked."""
        if self.waiting and self.clock() - self._acted_s >= IDLE_S:
            self.hand_over()

    def told(self, visitor: Any) -> dict[str, Any]:
        """What somebody is told of this."""
        asked, waiting = visitor in self.waiting, len(self.waiting)
        return {"can_operate": visitor is self.operator, "asked": asked, "waiting": waiting}

    def _begin(self, visitor: Any) -> None:
        self.operator = visitor
        if visitor in self.waiting:
            self.waiting.remove(visitor)
        self.acts()


class Operate(Message):
    """Ask to operate a machine that somebody else operates."""

    asks: ClassVar[bool] = True
    do: Literal["operate"]

    def obey(self, session: Session) -> None:
        """Whoever is alone with a session operates it already."""

    def take_turn(self, turns: Turns, visitor: Any) -> None:
        """Do it where there are several."""
        turns.ask(visitor)


class HandOver(Message):
    """Let whoever asked first operate."""

    do: Literal["hand_over"]

    def obey(self, session: Session) -> None:
        raise Refusal("nobody_asks")

    def take_turn(self, turns: Turns, visitor: Any) -> None:
        """Do it where there are several."""
        turns.hand_over()
