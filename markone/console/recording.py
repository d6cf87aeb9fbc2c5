"""A recorded run: every moment of every cycle as a frame, with what was logged, and no clock of ours."""

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from markone.console.again import doubled, events_again
from markone.console.changes import Changes
from markone.console.description import Description
from markone.console.frames import FULL, View, decode, encode
from markone.console.machine_told import machine_told
from markone.console.passes import Passes
from markone.console.session import Session
from markone.console.sight import Sight, same
from markone.fields import explained

KEY_SLIDES = 16
"""A frame with everything is kept every so many slides."""
MOST_SLIDES, MOST_FRAMES = 1500, 40_000
"""That one recording holds."""
LENGTH = struct.Struct("<I")
Progress = Callable[[int, int], object]
"""Told now and then: slides recorded, milliseconds of the machine's time."""


@explained
class Recording(NamedTuple):
    """A run that can be looked at without its machine."""

    told: dict[str, Any]
    """What a page has to know of the machine (`machine_told`), with its wiring and how it is run live."""
    frames: list[bytes]
    """One for each moment (`markone.console.frames`); a full one first, and again every `KEY_SLIDES`."""
    news: list[tuple[int, dict[str, Any]]]
    """At which frame what changed of answer, slide, curve, dials, faults, lit cells and plugs."""
    log: list[tuple[int, dict[str, Any]]]
    """The lines of the log, each with the frame at which it was written."""
    strip: list[tuple[int, str]]
    """(ms, part) of every event."""

    def packed(self) -> bytes:
        """All of it in deflated bytes: the length of a JSON text and the text, then so with each frame."""
        text = {"told": self.told, "news": self.news, "log": self.log, "strip": self.strip}
        plain = json.dumps(text, separators=(",", ":")).encode()
        pieces = [part for piece in (plain, *self.frames) for part in (LENGTH.pack(len(piece)), piece)]
        return zlib.compress(b"".join(pieces), 9)

    def view(self, number: int) -> View:
        """What was to be seen at a frame, counted from 0."""
        first = next(at for at in range(number, -1, -1) if self.frames[at][1] & FULL)
        view = None
        for frame in self.frames[first : number + 1]:
            view = decode(frame, view)
        assert view is not None
        return view


def _silent(slides: int, ms: int) -> None:
    """No progress is told."""


def record(what: Session | Description | str, progress: Progress = _silent) -> Recording:
    """Record a procedure (by name, or its lines) from its beginning, or what was done in a session so far.

    A session's past of more than `MOST_SLIDES` slides is recorded from a later slide on; a procedure is
    followed for so many. Raises ValueError for a description without a procedure.
    """
    if isinstance(what, Session):
        return past(what)(progress)
    told = Description.model_validate({"procedure": what}) if isinstance(what, str) else what
    if not told.procedure:
        raise ValueError("nothing is done in it; give the name of a procedure, or a session's machine")
    session = Session(told.model_copy(update={"ms": 0}))
    return _kept(session, Passes(session, session), _followed(session), progress)


def past(session: Session) -> Callable[..., Recording]:
    """What records, once it is called, all that was done in a session so far; the session may go on."""
    twin, stages = doubled(session, MOST_SLIDES)
    passes = Passes(twin, session)
    return lambda progress=_silent: _kept(twin, passes, events_again(twin, stages), progress)


def _kept(session: Session, passes: Passes, events: Iterator[None], progress: Progress) -> Recording:
    """What is to be seen of a session while events happen at its machine."""
    recorder = Recorder(session, passes)
    recorder.sample()
    for _ in events:
        recorder.sample()
        if recorder.is_full():
            break
        if len(recorder.frames) % 64 == 0:
            progress(session.panel.slides_shown, session.machine.now_ms)
    recorder.look()
    progress(session.panel.slides_shown, session.machine.now_ms)
    return recorder.recording()


def _followed(session: Session) -> Iterator[None]:
    """Each event of the procedure that a session follows."""
    while session.is_busy:
        session.machine.env.step()
        yield


class Recorder:
    """Takes down what is to be seen and heard at a session, whenever it is told to look."""

    def __init__(self, session: Session, passes: Passes) -> None:
        self.session = session
        self.told, self.sight = _told(session), Sight(session)
        self.changes = Changes(session, passes)
        self.frames: list[bytes] = []
        self.news: list[tuple[int, dict[str, Any]]] = []
        self.log: list[tuple[int, dict[str, Any]]] = []
        self.strip: list[tuple[int, str]] = []
        self.before: View | None = None
        self.due = 0
        """At which slide the next full frame is kept."""
        self.seen = (0, 0, 0)

    def is_full(self) -> bool:
        """Whether no more is taken down."""
        first = decode(self.frames[0], None).slides
        done = (
            self.session.panel.slides_shown - first >= MOST_SLIDES and not self.session.machine.is_showing()
        )
        return done or len(self.frames) >= MOST_FRAMES

    def sample(self) -> None:
        """Take down this moment, if it is one: of a cycle, or something was done at the panel."""
        machine, acts = self.session.machine, self.session.panel.acts
        seen, before = (id(machine), machine.moments, len(acts)), self.seen
        self.seen = seen
        is_pressed = seen[:2] == before[:2] and acts and acts[-1].name == "start"
        if seen != before and not is_pressed:  # what the button does is seen when the shutter opens
            self.look()

    def look(self) -> None:
        """Take down what is to be seen and heard now, if it is anything new."""
        self._frame(self.sight.moment())
        self._hear()

    def _frame(self, view: View) -> None:
        if self.before is not None and same(view, self.before):
            return
        is_key = self.before is None or (view.slides >= self.due and view.phase == 1)
        if is_key:
            self.due = view.slides + KEY_SLIDES
        self.frames.append(encode(view, None if is_key else self.before))
        self.before = view

    def _hear(self) -> None:
        number, watch = len(self.frames) - 1, self.session.watch
        self.log += [(number, line) for line in watch.log]
        self.strip += watch.strip
        watch.log.clear()
        watch.strip.clear()
        changed = self.changes.since_last()
        if changed:
            self.news.append((number, changed))

    def recording(self) -> Recording:
        """What was taken down."""
        told = {**self.told, "cut": self.is_full()}
        return Recording(told, self.frames, self.news, self.log, self.strip)


def _told(session: Session) -> dict[str, Any]:
    """What a page has to know of the machine, and could ask a live one for."""
    wiring = session.machine.parts.wiring
    return {
        **machine_told(session),
        "can_operate": False,
        "shared": False,
        "plus": wiring.excitatory.tolist(),
        "minus": wiring.inhibitory.tolist(),
        "defaults": Description.model_validate({}).model_dump(),
        "command": command(session.description),
    }


def command(description: Description) -> str:
    """What to type to have the machine live."""
    name = description.procedure
    words = ["markone", "console", *([name] if name and "\n" not in name and " " not in name else [])]
    for option in ("seed", "patching", "pots"):
        value = getattr(description, option)
        if value != Description.model_fields[option].default:
            words += [f"--{option}", str(value)]
    return " ".join(words)
