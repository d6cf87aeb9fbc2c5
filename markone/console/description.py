"""What a console stands for: a machine, how its panel is set, and what it was doing. A link holds it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from markone import procedure
from markone.console.refusal import Refusal
from markone.devices import Device
from markone.kernels.machine import Parts
from markone.procedure import Procedure
from markone.procedure.line import split
from markone.spec import ASSUMED_PHOTOCELL, ASSUMED_SPEC, EARLIER_WORDS, POTS, build
from markone.switchboard import MOST_RESPONSES, UNITS, plug
from markone.switches import find
from markone.validation import shown

MOST_TEXT = 4000
"""Characters of a procedure that a page may send."""
MOST_SHOWN, MOST_RANDOM = 500_000, 20
"""Slides that such a procedure shows in all, and times that it turns every potentiometer at random."""
LONGEST_RUN_MS = 4 * 3_600_000
"""A link starts no run of more than this, which is some 2,900 slides."""

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_. +-]{1,60}$")]
Mark = bool | int | float | Word


class Description(BaseModel):
    """A machine and what it does, small enough for a link."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    responses: Annotated[int, Field(ge=1, le=MOST_RESPONSES)] = 5
    patching: Literal["shares", "full"] = "shares"
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 0
    units: Annotated[int, Field(ge=8, le=UNITS)] = UNITS
    wires: Annotated[int, Field(ge=1, le=15)] = 10
    pots: Word = "assumed"
    set_to: dict[Word, Mark] = Field(default_factory=dict, max_length=40)
    """Switches and dials by name, of those that are no part's own."""
    procedure: Annotated[str, StringConstraints(max_length=MOST_TEXT)] = ""
    """A name of those that come along, or the lines of one; empty for a machine that nobody teaches yet."""
    ms: Annotated[int, Field(ge=0, le=LONGEST_RUN_MS)] = 0
    """How far the procedure has been followed."""
    face: Literal["museum", "engineer"] = "museum"

    @model_validator(mode="after")
    def _can_be(self) -> "Description":
        self.device()
        for name in self.set_to:
            if find(name).part:
                raise ValueError(f"{name} is the switch of a part; a link holds those of the whole machine")
        if self.ms and not self.procedure:
            raise ValueError("it names a time, and no procedure that ran until then")
        return self

    def device(self) -> Any:
        """What keeps the weights."""
        name = EARLIER_WORDS.get(self.pots, self.pots)
        return POTS.get(name) or Device.named(name)

    def script(self) -> Procedure | None:
        """The procedure; None for a machine that nobody teaches yet. ValueError for one that names files."""
        return script_of(self.procedure, self.seed) if self.procedure else None

    def parts(self) -> Parts:
        """The machine as it is delivered."""
        wiring = plug(self.responses, self.patching, self.units, self.wires, self.wires, self.seed)
        return build(wiring, ASSUMED_SPEC, self.device(), ASSUMED_PHOTOCELL, self.seed)


def script_of(text: str, seed: int) -> Procedure:
    """A procedure that comes along, by its name, or of these lines; ValueError for one that names files."""
    if text in procedure.shipped():
        return procedure.load(text, seed)
    if len(text) > MOST_TEXT:
        raise Refusal("procedure_long", size=len(text), most=MOST_TEXT)
    if len(text.split()) == 1:
        raise Refusal("procedure", name=shown(text.strip()))
    for number, line in enumerate(text.splitlines(), 1):
        _no_file(number, split(line))
    script = procedure.parse(text, "procedure", seed=seed)
    _check_work(script)
    return script


def _check_work(script: Procedure) -> None:
    """Raise ValueError for a procedure that would take a server's time or memory from all others."""
    slides = sum(len(show.rows) * show.passes for show in script.shows)
    if slides > MOST_SHOWN:
        raise Refusal("procedure_slides", slides=slides, most=MOST_SHOWN)
    at_random = sum(step.act == "hand" and step.given[0] == "random" for step in script.steps)
    if at_random > MOST_RANDOM:
        raise Refusal("procedure_random", times=at_random, most=MOST_RANDOM)


def _no_file(number: int, words: list[str]) -> None:
    """Raise ValueError where a line names a file."""
    rest = words[1:]
    names_file = {
        "slide": bool(rest),
        "slides": rest[:1] == ["pictures"],
        "board": any("=" not in word for word in rest),
        "pots": any(word.endswith(".toml") for word in rest),
    }
    if words and names_file.get(words[0], False):
        raise Refusal("procedure_file", line=number)
