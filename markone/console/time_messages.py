"""What a page says of the machine's time: how fast it passes, from where, and what is followed."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from markone.console.description import MOST_TEXT
from markone.console.message import Message
from markone.console.refusal import Refusal
from markone.console.session import Session
from markone.console.timed import FASTEST, SLOWEST


class Play(Message):
    """Let time pass, or stand still."""

    do: Literal["pause", "play"]

    def obey(self, session: Session) -> None:
        session.playing = self.do == "play"


class Halt(Message):
    """End the procedure."""

    is_long: ClassVar[bool] = True
    do: Literal["halt"]

    def obey(self, session: Session) -> None:
        session.halt()


class Run(Message):
    """Follow a procedure."""

    is_long: ClassVar[bool] = True
    do: Literal["run"]
    procedure: Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT)]

    def obey(self, session: Session) -> None:
        session.follow(self.procedure)


class Speed(Message):
    """Let time pass faster or slower."""

    do: Literal["speed"]
    factor: float = Field(ge=SLOWEST, le=FASTEST)

    def obey(self, session: Session) -> None:
        session.set_speed(self.factor)


class Back(Message):
    """Go back to an earlier time, or to the beginning of a slide: the present one is the first."""

    is_long: ClassVar[bool] = True
    do: Literal["back"]
    ms: int | None = Field(None, ge=0)
    slides: int | None = Field(None, ge=1, le=10_000)

    def obey(self, session: Session) -> None:
        if (self.ms is None) == (self.slides is None):
            raise Refusal("how_far")
        session.back(session.past.start_of(self.slides or 1) if self.ms is None else self.ms)
