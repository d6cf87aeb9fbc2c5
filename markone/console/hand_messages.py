"""What a page says is done by hand, at the panel."""

import base64
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, StringConstraints

from markone.console import tray
from markone.console.message import Address, Message, Name
from markone.console.refusal import Refusal
from markone.console.session import Session


class Hand(Message):
    """A message whose act is done at the panel."""

    by_hand: ClassVar[bool] = True


class Show(Hand):
    """Press the button."""

    do: Literal["show"]

    def obey(self, session: Session) -> None:
        session.show()


class Step(Hand):
    """Go on to the next moment of the cycle."""

    do: Literal["step"]

    def obey(self, session: Session) -> None:
        session.step()


class Feed(Hand):
    """Take a slide from the tray."""

    do: Literal["slide"]
    group: Name
    name: Name

    def obey(self, session: Session) -> None:
        session.feed(self.group, self.name)


class Draw(Hand):
    """Put what was drawn into the slide holder."""

    do: Literal["draw"]
    cells: list[Annotated[float, Field(ge=0, le=1)]] = Field(min_length=400, max_length=400)
    name: Annotated[str, StringConstraints(pattern=r"^[\w .+-]{0,40}$")] = ""

    def obey(self, session: Session) -> None:
        session.insert(tray.drawn(self.cells), self.name)


class Picture(Hand):
    """Put a picture into the slide holder."""

    is_long: ClassVar[bool] = True
    do: Literal["picture"]
    data: Annotated[str, StringConstraints(max_length=tray.MOST_BYTES * 4 // 3 + 8)]
    dark_on_light: bool = False

    def obey(self, session: Session) -> None:
        try:
            data = base64.b64decode(self.data, validate=True)
        except ValueError:
            raise Refusal("picture_cut") from None
        session.insert(tray.picture(data, self.dark_on_light), "picture")


class Move(Hand):
    """Shift and turn the slide, with noise."""

    do: Literal["move"]
    down: int = Field(0, ge=-20, le=20)
    right: int = Field(0, ge=-20, le=20)
    turn: float = Field(0, ge=-360, le=360)
    noise: float = Field(0, ge=0, le=1)

    def obey(self, session: Session) -> None:
        session.move(self.down, self.right, self.turn, self.noise)


class Target(Hand):
    """Set the target switches."""

    do: Literal["target"]
    values: list[Literal[-1, 0, 1]] = Field(min_length=1, max_length=8)

    def obey(self, session: Session) -> None:
        session.aim(self.values)


class Wanted(Hand):
    """Set the target switches to a letter's word, or to none."""

    do: Literal["wanted"]
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]?$")]

    def obey(self, session: Session) -> None:
        responses = session.panel.responses
        word = tray.word_of(self.letter, responses) if self.letter else np.zeros(responses, np.int8)
        if word is None:
            raise Refusal("letter", lamps=responses, letter=self.letter)
        session.aim(word)


class Teach(Hand):
    """Correct mistakes, or only test."""

    retells: ClassVar[bool] = True
    do: Literal["teach"]
    on: bool

    def obey(self, session: Session) -> None:
        session.teach(self.on)


class Set(Hand):
    """Set a switch or a dial."""

    retells: ClassVar[bool] = True
    do: Literal["set"]
    name: Name
    mark: bool | int | float | Name
    at: Address | None = None

    def obey(self, session: Session) -> None:
        session.set(self.name, self.mark, self.at)


class Turn(Hand):
    """Turn a potentiometer by hand."""

    do: Literal["turn"]
    pot: Address
    volts: float = Field(ge=-1e6, le=1e6)

    def obey(self, session: Session) -> None:
        session.turn(self.pot, self.volts)


class Strike(Hand):
    """Break a part."""

    do: Literal["strike"]
    kind: Name
    at: Address = "mains"
    amount: float | None = Field(None, ge=0, le=1e9)

    def obey(self, session: Session) -> None:
        session.strike(self.kind, self.at, self.amount)


class Repair(Hand):
    """Put a part in order."""

    do: Literal["repair"]
    at: Address

    def obey(self, session: Session) -> None:
        session.repair(self.at)
