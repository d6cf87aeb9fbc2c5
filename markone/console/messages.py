"""What a page may ask for: each message is checked before any of it is done."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from markone.console.hand_messages import (
    Draw,
    Feed,
    Move,
    Picture,
    Repair,
    Set,
    Show,
    Step,
    Strike,
    Target,
    Teach,
    Turn,
    Wanted,
)  # fmt: skip
from markone.console.operating import HandOver, Operate
from markone.console.questions import Explain, Export, FieldOf, Link, Why, Wires
from markone.console.refusal import Refusal, wrong_in
from markone.console.time_messages import Back, Halt, Play, Run, Speed

_MESSAGE: TypeAdapter[Any] = TypeAdapter(Annotated[
    Feed | Draw | Picture | Move | Target | Wanted | Show | Step | Teach | Set | Turn | Strike | Repair
    | Play | Halt | Run | Speed | Back | Why | Explain | Wires | FieldOf | Link | Export | Operate | HandOver,
    Field(discriminator="do"),
])  # fmt: skip


def understood(text: str) -> Any:
    """A message; ValueError in one sentence for what is none."""
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        raise Refusal("message", **wrong_in(error)) from None
