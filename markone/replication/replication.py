"""A replication: a study, what was claimed, what is assumed, and what it comes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rich import box
from rich.table import Table

from markone import tracking
from markone.replication.assumption import Assumption
from markone.replication.claim import CONFIDENCE, Claim, Published
from markone.replication.verdict import WORDS, Judged, judged
from markone.replication.words import at_least, between, number
from markone.study import Found
from markone.study.boards import SECONDS, pooled

Values = Callable[[Found, Published], np.ndarray]


def of_boards(found: Found, published: Published) -> np.ndarray:
    """What boards gave for a figure: (boards,)."""
    return pooled(found[published.case], published.statistic)


@dataclass(frozen=True, eq=False)
class Replication:
    """What a study replicates, declared before there is a result.

    A script calls it `REPLICATION`, and gives its `table`, `answer` and `conclude` to its study.
    """

    claims: tuple[Claim, ...]
    unsaid: Mapping[str, str] = field(default_factory=dict)
    """What the sources do not say, and what is assumed instead."""
    assumptions: tuple[Assumption, ...] = ()
    """Those that can be moved, by --assume and to see what the verdict hangs on."""
    finding: Callable[[Found, Any], str] = lambda found, config: ""
    """(found, config) -> what else was found, with its numbers, in a sentence or two."""
    values: Values = of_boards
    """(found, figure) -> the boards' values for a figure of a claim."""
    flip_cases: tuple[str, ...] = ()
    """The cases that are measured again when an assumption is moved; if none are named, the claims'."""
    why_not: Callable[[Any], str] = lambda config: ""
    """(config) -> why it cannot be run here; empty if it can."""

    def judged(self, found: Found) -> list[Judged]:
        """Every claim, judged."""
        return [
            judged(claim, {each: self.values(found, each) for each in claim.published})
            for claim in self.claims
        ]

    def table(self, found: Found, config: Any) -> Table:
        """The claims as they are printed: published, measured, percentile, verdict."""
        drawn = Table(title="Published figures and ours", box=box.SIMPLE_HEAD, padding=(0, 0))
        for heading in ("claim", "published", "ours", "percentile", "verdict"):
            drawn.add_column(heading, justify="left" if heading == "claim" else "right")
        for claim in self.judged(found):
            for held in claim.held:
                drawn.add_row(
                    f"{claim.claim.name}: {held.published.words}",
                    at_least(held.published.low, held.published.high),
                    f"{between(held.low, held.high)} ({number(held.middle)})",
                    number(held.percentile),
                    held.verdict,
                )
        return drawn

    def answer(self, found: Found, config: Any) -> str:
        """The verdicts, and what else was found."""
        every = self.judged(found)
        said = "\n".join(f"{each.verdict} {each.claim.name}: {_words(each)}" for each in every)
        return "\n".join(filter(None, (said, self.finding(found, config))))

    def conclude(self, parent: tracking.Run, found: Found, config: Any) -> None:
        """Tag the parent run with its claims and verdicts."""
        every = self.judged(found)
        parent.flush(
            {
                "claim": "; ".join(each.claim.words for each in every),
                "verdict": "; ".join(f"{each.verdict} {each.claim.name}" for each in every),
            }
        )

    @property
    def claimed_cases(self) -> tuple[str, ...]:
        """The cases that claims are held against."""
        of_claims = [each.case for claim in self.claims for each in claim.published]
        return self.flip_cases or tuple(dict.fromkeys(of_claims))


def _words(each: Judged) -> str:
    known = f"{each.claim.source}; {CONFIDENCE[each.claim.confidence]}, {each.claim.confidence}"
    return f"{WORDS[each.verdict]}{f', as {each.why}' if each.why else ''} ({known})"


def seconds_of(found: Found) -> float:
    """How long all boards took together, on the computers that measured them."""
    return float(sum(each.data["boards"][SECONDS].sum() for group in found.values() for each in group))
