"""What a page is told beside frames: lines of the log, answers, faults, the curve, if they have changed."""

from typing import Any

from markone.console.here import set_here
from markone.console.log import answer
from markone.console.machine_told import marks_of
from markone.console.passes import curve_of
from markone.console.session import Session

LONGEST_LOG, LONGEST_STRIP = 12, 200
"""Lines of the log, and events of the strip, in one message."""
MOST_PASSES = 300
"""Of a curve, the last ones."""


class News:
    """Remembers what was said of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.said: dict[str, Any] = {}

    def forget(self) -> None:
        """Say everything again: somebody new listens."""
        self.said = {}

    def since_last(self) -> dict[str, Any] | None:
        """A message with what has changed; None where nothing has."""
        session, watch = self.session, self.session.watch
        lines = [watch.log.popleft() for _ in range(len(watch.log))]
        now = {
            "curve": curve_of(session, MOST_PASSES),
            "answer": answer(session.machine, session.panel.settings()),
            "teach": session.teaches,
            "broken": session.broken,
            "speed": session.speed,
            "slide": session.panel.slide_name,
            "moved": session.moved,
            "marks": marks_of(session),
            "here": set_here(session.machine),
        }
        changed = {name: value for name, value in now.items() if self.said.get(name) != value}
        self.said = now
        if not (lines or changed or watch.strip):
            return None
        strip = [watch.strip.popleft() for _ in range(len(watch.strip))]
        return {"is": "news", "log": lines[-LONGEST_LOG:], "strip": strip[-LONGEST_STRIP:], **changed}
