"""What was published, and how sure we are that it was."""

from typing import NamedTuple

from markone.fields import explained

CONFIDENCE = {
    "P": "primary text, read",
    "Pq": "primary text, as quoted elsewhere",
    "S": "secondary source, read",
    "S-": "unsourced summary",
    "R+": "recollection of the literature, fairly sure",
    "R": "recollection of the literature",
    "R-": "recollection of the literature, unsure",
    "D": "derived, or simulated elsewhere for comparison",
}
"""How well a claim is known."""
WEAK = ("S-", "R+", "R", "R-")
"""Claims that nobody can look up, and whose replication can therefore not be told."""
ONE, MANY = "one machine", "many machines"
"""What a published figure is about."""


@explained
class Published(NamedTuple):
    """One figure of a claim, and what is held against it."""

    words: str
    """What it counts, such as `of 100 new squares, right`."""
    low: float
    high: float
    """It was said to lie between these, which are the same for a single number; infinity is open."""
    case: str
    """The title of the study's case whose boards are held against it."""
    statistic: str
    """What of each board is."""
    of: str = ONE
    """`ONE`: held against the central 95 % of boards. `MANY`: against the 95 % interval of their mean."""
    tolerance: float = 0.0
    """How far beyond the interval it may lie, such as the last digit that was printed."""


@explained
class Claim(NamedTuple):
    """What was said of the machine, or of its simulation."""

    name: str
    words: str
    source: str
    confidence: str
    """A key of `CONFIDENCE`."""
    published: tuple[Published, ...]
    left_out: str = ""
    """What the source does not say and everything hangs on; then it cannot be told."""
