"""What was published of the machine, run again: claims, the rule of verdicts, what they hang on, a report.

A script in `experiments/replications/` declares the claims and measures; here it is held against them.
"""

from markone.replication.assumption import (
    ORDER,
    PATCHING,
    PULSE,
    STOPS,
    THETA,
    TYPEFACE,
    WIRES,
    Assumption,
)
from markone.replication.claim import MANY, ONE, Claim, Published
from markone.replication.replication import Replication

__all__ = [
    "MANY",
    "ONE",
    "ORDER",
    "PATCHING",
    "PULSE",
    "STOPS",
    "THETA",
    "TYPEFACE",
    "WIRES",
    "Assumption",
    "Claim",
    "Published",
    "Replication",
]
