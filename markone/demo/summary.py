"""What came of a procedure: a table of its passes, and a sentence."""

from collections import Counter

import numpy as np
from rich import box
from rich.table import Table

from markone.machine import Operator
from markone.machine.state import PassResult
from markone.procedure import Procedure
from markone.spec import pace

MOST_NAMED = 8
"""Wrong slides that are named at the end."""


def spelt(procedure: Procedure, lamps: np.ndarray) -> str:
    """The slides whose targets are these lamps, of all that have one for each lamp."""
    return " or ".join(
        name for name, target in procedure.targets.items() if target.all() and (target == lamps).all()
    )


def _mistakes(procedure: Procedure, last: PassResult) -> str:
    """Which slides of a pass were taken for which."""
    said = []
    for name, signs in zip(last.names, last.lamps, strict=True):
        lamps = np.array([1 if sign == "+" else -1 for sign in signs])
        wanted = procedure.targets.get(name, np.zeros_like(lamps))
        if (lamps != wanted)[wanted != 0].any():
            said.append(f"{name} (lamps {signs}, {spelt(procedure, lamps) or 'no name'})")
    more = f" and {len(said) - MOST_NAMED} more" if len(said) > MOST_NAMED else ""
    return f" Wrong: {', '.join(said[:MOST_NAMED])}{more}." if said else ""


def table(passes: list[PassResult], has_targets: bool) -> Table:
    """The first passes and the last ones, with what each answered wrong if that was said."""
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("mode", "pass", "slides", "wrong"):
        drawn.add_column(heading, justify="left" if heading == "mode" else "right")
    shown = passes if len(passes) <= 12 else [*passes[:5], None, *passes[-6:]]
    for one in shown:
        if one is None:
            drawn.add_row("…", "", "", "")
        else:
            drawn.add_row(
                one.mode, str(one.number), str(len(one.names)), str(one.wrong) if has_targets else "–"
            )
    return drawn


def conclusion(operator: Operator) -> str:
    """One sentence: what the last pass answered, after how much."""
    last, slides = operator.passes[-1], sum(len(one.names) for one in operator.passes)
    time_1960 = f"{slides} slides and {operator.machine.now_ms / 1000:.0f} s of machine time"
    time_1960 += f", at {pace(operator.procedure.spec)}"
    if operator.procedure.targets:
        correct = f"{len(last.names) - last.wrong} of {len(last.names)} correct"
        ended = f"{operator.procedure.title}: {correct} in the last pass, after {time_1960}."
        return ended + _mistakes(operator.procedure, last)
    answers = Counter(zip(last.names, last.lamps, strict=True))
    found = ", ".join(f"{name} {lamps} {count} times" for (name, lamps), count in sorted(answers.items()))
    return f"{operator.procedure.title}: in the last pass {found}, after {time_1960}."
