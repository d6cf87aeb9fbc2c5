"""What came of each pass of a procedure, as far as it had been followed at some slide."""

from typing import Any

from markone.console.session import Session


class Passes:
    """The passes that an `original` session has followed, filled again slide by slide in `session`."""

    def __init__(self, session: Session, original: Session) -> None:
        self.session, self.is_live = session, session is original
        self.every = [] if session.panel.slides_shown else curve_of(original)
        self.wrong: list[bool] = []
        """For each slide whose cycle is over whether a lamp differed from its target."""

    def answered(self, right: bool | None) -> None:
        """The cycle of a slide is over."""
        self.wrong.append(right is False)

    def so_far(self) -> list[dict[str, Any]]:
        """Those that had been begun."""
        if self.is_live:
            return curve_of(self.session)
        begun, first = [], 0
        for one in self.every:
            part = self.wrong[first : first + one["slides"]]
            first += one["slides"]
            if part:
                begun.append({**one, "slides": len(part), "wrong": sum(part)})
        return begun


def curve_of(session: Session, most: int | None = None) -> list[dict[str, Any]]:
    """What came of each pass of the procedure so far, or of the last ones, at `most` so many.

    The first of these says with `after` how many slides the passes before it had.
    """
    if session.operator is None:
        return []
    mark = session.operator.checkpoint
    passed = mark.passes if most is None else mark.passes[-most:]
    every = [*passed, *([mark.under_way] if mark.under_way else [])]
    curve: list[dict[str, Any]] = [
        {"mode": one.mode, "number": one.number, "slides": len(one.names), "wrong": one.wrong}
        for one in every
    ]
    if len(passed) < len(mark.passes):
        curve[0]["after"] = session.panel.slides_shown - sum(row["slides"] for row in curve)
    return curve
