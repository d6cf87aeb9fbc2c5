"""What may be written to a run, and nothing else: checked, and made such as every store takes it.

Texts lose what no database holds, keys get the form that MLflow asks for, steps stay within 64 bits.
The same schema is asked of what is written at once and of what a journal on the disk says.
"""

import hashlib
import math
import posixpath
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from markone.tracking.tags import ATTEMPT

LONGEST_KEY, LONGEST_NAME, LONGEST_PARAM, LONGEST_TAG = 250, 250, 6000, 8000
LAST = (1 << 63) - 1
"""The last step, and the last millisecond, that a store can hold."""


def sayable(text: Any) -> Any:
    """A text without lone surrogates and NUL, which stand in it as escapes."""
    if isinstance(text, str):
        return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
    return text


def key(text: str) -> str:
    """`text` if MLflow takes it as a key; else what is left of it, and a digest that tells it apart."""
    plain = len(text) <= LONGEST_KEY and re.fullmatch(r"[/\w.\- :]+", text)
    if plain and posixpath.normpath(text) == text and not text.startswith(("/", "..")) and text != ".":
        return text
    left = re.sub(r"[^\w\- ]", "_", text)[:200]
    return f"{left}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def model_name(text: str) -> str:
    """`text` in the characters that MLflow takes for the name of a model."""
    return re.sub(r"[^\w ,()=+-]+", "_", text)[:200].strip() or "model"


def model_of(tags: Mapping[str, str], run: str) -> str:
    """The name of the model that a run with these tags, of the name `run`, keeps: learner and data."""
    known = [tags.get("contender") or tags.get("learner"), tags.get("task")]
    return model_name(" on ".join(filter(None, known)) or run)


def _relative(place: str) -> str:
    parts = place.split("/")
    if place and (place.startswith("/") or {"", ".", ".."} & {*parts} or "\\" in place or ":" in place):
        raise ValueError(f"{place!r} is no folder of a run")
    return place


def _up_to(longest: int) -> AfterValidator:
    return AfterValidator(lambda text: text[:longest])


Text = Annotated[str, BeforeValidator(sayable)]
Key = Annotated[Text, AfterValidator(key)]
Number = Annotated[float, AfterValidator(lambda value: value if math.isfinite(value) else math.nan)]
Whole = Annotated[int, AfterValidator(lambda number: max(-LAST - 1, min(LAST, number)))]
Tags = dict[Key, Annotated[Text, _up_to(LONGEST_TAG)]]
Digest = Annotated[Text, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Schema(BaseModel):
    """Named parts and no others."""

    model_config = ConfigDict(extra="forbid")


class Header(Schema):
    """Which run it is."""

    uri: Text
    experiment: Text
    name: Annotated[Text, _up_to(LONGEST_NAME)]
    tags: Tags
    started: Whole
    run_id: Digest | None


class Batch(Schema):
    """Metrics (key, value, ms, step), parameters and tags."""

    metrics: list[tuple[Key, Number, Whole, Whole]] = []
    params: dict[Key, Annotated[Text, _up_to(LONGEST_PARAM)]] = {}
    tags: Tags = {}


class End(Schema):
    """How a run ended, and when."""

    status: Literal["FINISHED", "FAILED", "KILLED"]
    ended: Whole


class File(Schema):
    """A file, and the run's folder that it goes to."""

    path: str
    folder: Annotated[Text, AfterValidator(_relative)]


class DatasetUse(Schema):
    """A data set, and what for."""

    data: dict[Literal["name", "digest", "source_type", "source", "schema", "profile"], Text | None]
    context: Text


class Model(Schema):
    """The folder of a learner in MLflow's form, and what the model is called."""

    path: str
    name: Annotated[Text, AfterValidator(model_name)] = "model"


VERBS: dict[str, type[Schema]] = {
    "batch": Batch,
    "end": End,
    "file": File,
    "dataset": DatasetUse,
    "model": Model,
}


def checked(verb: str, said: dict[str, Any]) -> dict[str, Any]:
    """What a verb takes, made acceptable; a ValueError says what it does not take."""
    if verb not in VERBS:
        raise ValueError(f"{verb!r} is nothing that is done to a run")
    if verb == "model" and "sample" in said:
        raise ValueError("its learner is of an older form: open it there with markone.learners.load")
    return VERBS[verb].model_validate(said).model_dump(exclude_unset=True)


def header(said: Any) -> dict[str, Any]:
    """Which run it is, made acceptable; a ValueError says what is wrong."""
    made = Header.model_validate(said).model_dump()
    attempt = made["tags"].get(ATTEMPT, "")
    if not re.fullmatch(r"[\w-]{1,64}", attempt):
        raise ValueError("it names no attempt")
    return made
