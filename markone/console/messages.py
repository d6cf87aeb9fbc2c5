"""What a page may ask for: each message is checked before any of it is done."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from markone.console import explain, fields, tray
from markone.console.description import LONGEST_RUN_MS, MOST_TEXT, Description
from markone.console.export import kept_page
from markone.console.link import to_link
from markone.console.session import FASTEST, SLOWEST, Session
from markone.text import line

MOST_MOVES = 200
"""Moves of a potentiometer that are told, the last ones."""
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+. -]{1,30}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[\w .+-]{1,40}$")]


class _Message(BaseModel):
    """One wish of a page."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    id: int | None = None

    def obey(self, session: Session) -> Any:
        """Do it; what is to be answered, if anything. ValueError for what cannot be done.

        A function is what takes long, and finds the answer while the machine goes on.
        """
        raise NotImplementedError


class Feed(_Message):
    """Take a slide from the tray."""

    do: Literal["slide"]
    group: Name
    name: Name

    def obey(self, session: Session) -> None:
        session.feed(self.group, self.name)


class Draw(_Message):
    """Put what was drawn into the slide holder."""

    do: Literal["draw"]
    cells: list[Annotated[float, Field(ge=0, le=1)]] = Field(min_length=400, max_length=400)
    name: Annotated[str, StringConstraints(pattern=r"^[\w .+-]{0,40}$")] = ""

    def obey(self, session: Session) -> None:
        session.insert(tray.drawn(self.cells), self.name)


class Picture(_Message):
    """Put a picture into the slide holder."""

    do: Literal["picture"]
    data: Annotated[str, StringConstraints(max_length=tray.MOST_BYTES * 4 // 3 + 8)]
    dark_on_light: bool = False

    def obey(self, session: Session) -> None:
        try:
            data = base64.b64decode(self.data, validate=True)
        except binascii.Error:
            raise ValueError("the picture was not sent whole; drop it again") from None
        session.insert(tray.picture(data, self.dark_on_light), "picture")


class Move(_Message):
    """Shift and turn the slide, with noise."""

    do: Literal["move"]
    down: int = Field(0, ge=-20, le=20)
    right: int = Field(0, ge=-20, le=20)
    turn: float = Field(0, ge=-360, le=360)
    noise: float = Field(0, ge=0, le=1)

    def obey(self, session: Session) -> None:
        session.move(self.down, self.right, self.turn, self.noise)


class Target(_Message):
    """Set the target switches."""

    do: Literal["target"]
    values: list[Literal[-1, 0, 1]] = Field(min_length=1, max_length=8)

    def obey(self, session: Session) -> None:
        session.aim(self.values)


class Wanted(_Message):
    """Set the target switches to a letter's word, or to none."""

    do: Literal["wanted"]
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]?$")]

    def obey(self, session: Session) -> None:
        responses = session.panel.responses
        word = tray.word_of(self.letter, responses) if self.letter else np.zeros(responses, np.int8)
        if word is None:
            raise ValueError(f"{responses} lamps have no word for {self.letter}; choose an earlier letter")
        session.aim(word)


class Plain(_Message):
    """A wish that is said in one word."""

    do: Literal["show", "pause", "play", "step", "halt"]

    def obey(self, session: Session) -> None:
        if self.do in ("pause", "play"):
            session.playing = self.do == "play"
        else:
            getattr(session, self.do)()


class Teach(_Message):
    """Correct mistakes, or only test."""

    do: Literal["teach"]
    on: bool

    def obey(self, session: Session) -> None:
        session.teach(self.on)


class Set(_Message):
    """Set a switch or a dial."""

    do: Literal["set"]
    name: Name
    mark: bool | int | float | Name
    at: Address | None = None

    def obey(self, session: Session) -> None:
        session.panel.set(self.name, *([self.at] if self.at else []), self.mark)
        if self.at is None:
            kept = {**session.description.set_to, self.name: self.mark}
            session.description = session.description.model_copy(update={"set_to": kept})


class Turn(_Message):
    """Turn a potentiometer by hand."""

    do: Literal["turn"]
    pot: Address
    volts: float = Field(ge=-1e6, le=1e6)

    def obey(self, session: Session) -> None:
        session.panel.turn_by_hand(self.pot, self.volts)


class Run(_Message):
    """Follow a procedure."""

    do: Literal["run"]
    procedure: Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT)]

    def obey(self, session: Session) -> None:
        session.follow(self.procedure)


class Speed(_Message):
    """Let time pass faster or slower."""

    do: Literal["speed"]
    factor: float = Field(ge=SLOWEST, le=FASTEST)

    def obey(self, session: Session) -> None:
        session.set_speed(self.factor)


class Back(_Message):
    """Go back to an earlier time, or to the beginning of a slide: the present one is the first."""

    do: Literal["back"]
    ms: int | None = Field(None, ge=0)
    slides: int | None = Field(None, ge=1, le=10_000)

    def obey(self, session: Session) -> None:
        if (self.ms is None) == (self.slides is None):
            raise ValueError("say how far back to go: either to a time in ms, or how many slides")
        session.back(session.past.start_of(self.slides or 1) if self.ms is None else self.ms)


class Why(_Message):
    """Why does a potentiometer stand where it does?"""

    do: Literal["why"]
    pot: Address

    def obey(self, session: Session) -> dict[str, Any]:
        moves = session.past.why(self.pot)
        last = [move._asdict() for move in moves[-MOST_MOVES:]]
        return {"pot": self.pot, "moves": last, "more": max(0, len(moves) - MOST_MOVES)}


class Explain(_Message):
    """What is this part?"""

    do: Literal["explain"]
    at: Address

    def obey(self, session: Session) -> dict[str, Any]:
        return explain.explained(session, self.at)


class Wires(_Message):
    """What is it wired to?"""

    do: Literal["wires"]
    at: Address

    def obey(self, session: Session) -> dict[str, Any]:
        return explain.wires_of(session, self.at)


class Strike(_Message):
    """Break a part."""

    do: Literal["strike"]
    kind: Name
    at: Address = "mains"
    amount: float | None = Field(None, ge=0, le=1e9)

    def obey(self, session: Session) -> None:
        session.strike(self.kind, self.at, self.amount)


class Repair(_Message):
    """Put a part in order."""

    do: Literal["repair"]
    at: Address

    def obey(self, session: Session) -> None:
        session.repair(self.at)


class FieldOf(_Message):
    """The receptive field of an R-unit."""

    do: Literal["field"]
    response: int = Field(ge=1, le=8)

    def obey(self, session: Session) -> dict[str, Any]:
        if self.response > session.panel.responses:
            raise ValueError(
                f"there is no R{self.response}; this machine has R1 to R{session.panel.responses}"
            )
        machine = session.machine
        volts = fields.receptive_field(machine.parts, machine.volts(), self.response - 1)
        return {"response": self.response, "volts": [round(float(each), 3) for each in volts]}


class Link(_Message):
    """A link to what is shown."""

    do: Literal["link"]
    face: Literal["museum", "engineer"] = "museum"

    def obey(self, session: Session) -> dict[str, Any]:
        ms = session.machine.now_ms if session.description.procedure else 0
        if ms > LONGEST_RUN_MS:
            raise ValueError(
                f"a link leads to the first {LONGEST_RUN_MS // 3_600_000} hours of a machine's time; "
                "go back there, or keep the page in a file"
            )
        told = session.description.model_dump() | {"ms": ms, "face": self.face}
        return {"link": to_link(Description.model_validate(told))}


class Export(_Message):
    """Keep all that was done so far in one file."""

    do: Literal["export"]

    def obey(self, session: Session) -> Callable[[], dict[str, Any]]:
        """What is to be done beside the machine, which need not wait for it."""
        return kept_page(session)


Message = Annotated[
    Feed | Draw | Picture | Move | Target | Wanted | Plain | Teach | Set | Turn | Run | Speed | Back | Why
    | Explain | Wires | Strike | Repair | FieldOf | Link | Export,
    Field(discriminator="do"),
]  # fmt: skip
_MESSAGE: TypeAdapter[Any] = TypeAdapter(Message)
ASKING = ("why", "explain", "wires", "field", "link", "export")
"""What changes nothing, and whoever looks on may ask."""
BY_HAND = (
    "slide", "draw", "picture", "move", "target", "wanted", "show", "step", "teach", "set", "turn", "strike",
    "repair",
)  # fmt: skip
"""What is done at the panel, and remembered."""
LONG = ("why", "back", "run", "halt", "picture")
"""What may take seconds."""
BESIDE = ("export",)
"""What is done beside the machine, which goes on: one at a time for a page."""


def understood(text: str) -> Any:
    """A message; ValueError in one sentence for what is none."""
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise ValueError(line(f"the message cannot be: {where}: {first['msg']}")) from None
