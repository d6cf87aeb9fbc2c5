"""The form of an archive: all that may stand in one. It is data, and is read as nothing else.

An archive is a zip file of `experiment.json`, a `run.json` for each run, the runs' files and models,
and a checksum of each part. Names in it are keys to find parts by; none is a place on this computer.
"""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from markone.fields import explained
from markone.tracking.models import FILES

ABOUT, SUMS, TOLD = "experiment.json", "checksums.sha256", "run.json"
WHOLE, ROOM, RATIO = 4 << 30, 64 << 20, 100
"""Most bytes that an archive unpacks to; and what it may unpack to beside so many times its size."""
LONGEST, VALUES = 16 << 20, 1_000_000
"""Most bytes of a part that is read whole, and most values in it: both bound what it takes in memory."""
LAST_MS = 4_102_444_800_000
"""2100-01-01; a moment after it is none."""
PART = re.compile(
    r"runs/([0-9a-f]{32})/(?:run\.json|files/(?P<file>.+)|models/(?P<model>m-[0-9a-f]{32})/(?P<its>.+))"
)

Form = TypeVar("Form", bound=BaseModel)


def is_part(text: str) -> bool:
    """Whether a text may name a file or a folder: on every system, and in an address."""
    plain = text.isprintable() and not set(text) & set('/\\:*?"<>|%#&')
    return plain and 0 < len(text.encode()) <= 200 and text == text.strip(" .")


def is_path(text: str) -> bool:
    """Whether a text may say where in a run a file stands."""
    parts = text.split("/")
    return len(parts) <= 4 and all(map(is_part, parts))


def is_key(text: str) -> bool:
    """Whether MLflow takes a text as the name of a tag, parameter or metric."""
    return bool(re.fullmatch(r"[\w.\- :/]{1,250}", text)) and not set(text.split("/")) & {"", ".", ".."}


def is_name(text: str) -> bool:
    """Whether an experiment may be called so."""
    plain = text.isprintable() and not set(text) & set("/\\")
    return plain and 0 < len(text.encode()) <= 200 and text == text.strip(" .")


def _only(allowed: Callable[[str], bool], what: str) -> AfterValidator:
    """Lets a text through that is allowed."""

    def check(text: str) -> str:
        if not allowed(text):
            raise ValueError(f"{text[:60]!r} is no {what}")
        return text

    return AfterValidator(check)


def _no_infinity(value: float) -> float:
    if math.isinf(value):
        raise ValueError("infinity is no measured number")
    return value


Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
ModelId = Annotated[str, Field(pattern="^m-[0-9a-f]{32}$")]
Key = Annotated[str, _only(is_key, "name of a tag, parameter or metric")]
Text = Annotated[str, Field(max_length=8000)]
Value = Annotated[float, AfterValidator(_no_infinity)]
Moment = Annotated[int, Field(ge=0, le=LAST_MS)]
Step = Annotated[int, Field(ge=-(2**63), lt=2**63)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, ser_json_inf_nan="constants")


class About(_Strict):
    """What an archive is of."""

    format: Literal[1]
    name: Annotated[str, _only(is_name, "name of an experiment")]
    runs: list[Id]


class Data(_Strict):
    """Data that went into a run, as MLflow describes them."""

    name: Annotated[str, Field(max_length=500)]
    digest: Annotated[str, Field(max_length=36)]
    source_type: Annotated[str, Field(max_length=500)]
    source: Annotated[str, Field(max_length=65_535)]
    schema_: Annotated[str, Field(max_length=1_000_000)] | None = Field(None, alias="schema")
    profile: Annotated[str, Field(max_length=1_000_000)] | None = None


class Run(_Strict):
    """All that a store knows of a run."""

    name: Annotated[str, Field(max_length=250)]
    status: Literal["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]
    started: Moment
    ended: Moment | None
    params: dict[Key, Annotated[str, Field(max_length=6000)]]
    tags: dict[Key, Text]
    metrics: list[tuple[Key, Value, Moment, Step]]
    datasets: list[tuple[Annotated[str, Field(max_length=500)], Data]]
    models: dict[ModelId, dict[Key, Text]]


def understood(form: type[Form], content: bytes) -> Form:
    """A part of an archive; a ValueError says in a sentence what is wrong with it."""
    if len(content) > LONGEST or sum(map(content.count, (b",", b"[", b"{"))) > VALUES:
        raise ValueError(f"it says more than {VALUES:,} values or {LONGEST:,} bytes")
    try:
        return form.model_validate_json(content)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part)[:60] for part in first["loc"][:4])
        raise ValueError(": ".join(filter(None, (place, first["msg"])))) from None


def written(form: BaseModel) -> bytes:
    """A part of an archive; a ValueError for what could not be read again."""
    content = form.model_dump_json(by_alias=True, indent=1).encode()
    understood(type(form), content)
    return content


def room(archive: Path) -> int:
    """Most bytes that the archive in a file may unpack to."""
    return min(WHOLE, ROOM + RATIO * archive.stat().st_size)


@explained
class Place(NamedTuple):
    """What a part of an archive is: a file of a run, a file of one of its models, or what is told of it."""

    run: str
    model: str | None
    path: str


def place_of(name: str) -> Place:
    """What the part of this name is; a ValueError where an archive has no such part."""
    found = PART.fullmatch(name)
    place = found and Place(found[1], found["model"], found["its"] or found["file"] or TOLD)
    if not place or not (place.path in FILES if place.model else is_path(place.path)):
        raise ValueError(f"a part is called {name[:100]!r}")
    return place
