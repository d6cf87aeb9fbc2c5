"""What an operator needs to go on: the machine, its panel, and how far the procedure has been followed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from markone.archive import check_parts, read_file, unpack, write_file
from markone.fields import explained
from markone.kernels.machine import Parts
from markone.machine.settings import Settings, check_settings
from markone.validation import place, shown

FORMAT = 1


@explained
class Progress(NamedTuple):
    """How far a procedure has been followed."""

    step: int = 0
    """The step that is being done, from 0."""
    passed: int = 0
    """Passes that are over, of a step that shows slides."""
    shown: int = 0
    """Slides shown in this pass."""


@explained
class PassResult(NamedTuple):
    """What came of showing a set of slides once."""

    line: int
    """Of the procedure."""
    number: int
    """From 1."""
    mode: str
    names: list[str]
    lamps: list[str]
    """For each slide the lamps, R1 first: + shining, - dark."""
    wrong: int
    """Slides with a lamp that differs from its target."""


@explained
class Checkpoint(NamedTuple):
    """A moment at which nothing is under way."""

    ms: int
    place: Progress
    passes: list[PassResult]
    """Those that are over."""
    under_way: PassResult | None
    """The one that is not."""


@explained
class State(NamedTuple):
    """All that is needed to go on."""

    digest: str
    """Of the procedure."""
    parts: Parts
    settings: Settings
    """Of the panel."""
    mark: Checkpoint


def _settings(**fields: Any) -> Settings:
    """Those of a panel; earlier files call the rule a law."""
    return Settings(**{"rule" if name == "law" else name: value for name, value in fields.items()})


KINDS: dict[str, Callable[..., Any]] = {
    **{kind.__name__: kind for kind in (State, Checkpoint, Progress, PassResult)},
    "Settings": _settings,
    **{"Mark": Checkpoint, "Place": Progress, "Pass": PassResult},
}
"""What a file holds, by its name; the last three are those of earlier files."""


def save_state(path: Path, state: State) -> None:
    """Write a state to one file, whole or not at all."""
    if not isinstance(state, State):
        raise ValueError(f"{shown(state)} is no state; give that of an Operator")
    write_file(place(path), state, FORMAT)


def load_state(path: Path) -> State:
    """The state in a file; a ValueError says what is wrong with it."""

    def understand(packed: dict, arrays: object) -> State:
        state = unpack(packed, arrays, kinds=KINDS)
        _check_state(state)
        return state

    return read_file(place(path), FORMAT, understand)


def _check_state(state: object) -> None:
    if not isinstance(state, State) or not isinstance(state.mark, Checkpoint):
        raise ValueError("what it holds is no state of a procedure")
    check_parts(state.parts)
    check_settings(state.settings, state.parts.lamp.size)
    mark = state.mark
    if not isinstance(mark.passes, list) or not all(isinstance(one, PassResult) for one in mark.passes):
        raise ValueError("its passes are none")
    if not isinstance(mark.under_way, PassResult | None):
        raise ValueError("its pass is none")
    if not isinstance(mark.place, Progress) or not all(isinstance(n, int) and n >= 0 for n in mark.place):
        raise ValueError("its place is none")
    if mark.ms != int(state.parts.clock.now_ms[0]):
        raise ValueError("its place and its clock differ")
