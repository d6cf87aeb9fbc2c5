"""What a page asks, and changes nothing by it."""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from pydantic import Field

from markone.console import explain, fields
from markone.console.addressed import index_of
from markone.console.description import LONGEST_RUN_MS, Description
from markone.console.export import kept_page
from markone.console.link import to_link
from markone.console.message import Address, Message
from markone.console.refusal import Refusal
from markone.console.session import Session

MOST_MOVES = 200
"""Moves of a potentiometer that are told, the last ones."""


class Question(Message):
    """A message that changes nothing."""

    asks: ClassVar[bool] = True


class Why(Question):
    """Why does a potentiometer stand where it does?"""

    is_long: ClassVar[bool] = True
    do: Literal["why"]
    pot: Address

    def obey(self, session: Session) -> dict[str, Any]:
        index_of(self.pot, "P", session.machine.parts.wiring)
        moves = session.past.why(self.pot)
        last = [move._asdict() for move in moves[-MOST_MOVES:]]
        return {"pot": self.pot, "moves": last, "more": max(0, len(moves) - MOST_MOVES)}


class Explain(Question):
    """What is this part?"""

    do: Literal["explain"]
    at: Address

    def obey(self, session: Session) -> dict[str, Any]:
        return explain.explained(session, self.at)


class Wires(Question):
    """What is it wired to?"""

    do: Literal["wires"]
    at: Address

    def obey(self, session: Session) -> dict[str, Any]:
        return explain.wires_of(session, self.at)


class FieldOf(Question):
    """The receptive field of an R-unit."""

    do: Literal["field"]
    response: int = Field(ge=1, le=8)

    def obey(self, session: Session) -> dict[str, Any]:
        index_of(f"R{self.response}", "R", session.machine.parts.wiring)
        machine = session.machine
        volts = fields.receptive_field(machine.parts, machine.volts(), self.response - 1)
        return {"response": self.response, "volts": [round(float(each), 3) for each in volts]}


class Link(Question):
    """A link to what is shown; slides that a hand has shown are not in it, which is told."""

    do: Literal["link"]
    face: Literal["museum", "engineer"] = "museum"

    def obey(self, session: Session) -> dict[str, Any]:
        ms = session.machine.now_ms if session.description.procedure else 0
        if ms > LONGEST_RUN_MS:
            raise Refusal("link_late", hours=LONGEST_RUN_MS // 3_600_000)
        told = session.description.model_dump() | {"ms": ms, "face": self.face}
        by_hand = session.operator is None and session.panel.slides_shown > 0
        return {"link": to_link(Description.model_validate(told)), "by_hand": by_hand}


class Export(Question):
    """Keep all that was done so far in one file."""

    is_beside: ClassVar[bool] = True
    do: Literal["export"]

    def obey(self, session: Session) -> Callable[[], dict[str, Any]]:
        """What is to be done beside the machine, which need not wait for it."""
        return kept_page(session)
