"""A bar: one piece of work, who does it, and how much faster markone has to be."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from markone.fields import explained

OURS = "markone"
"""The contender that the others are held against."""
FMA_PEAK = "fma peak"
"""The key of `Bar.asked` for a share of what the processor could do at best, in float32."""


Acts = dict[str, Callable[[], Any]]
"""Contenders by name."""


@explained
class Bar(NamedTuple):
    """One piece of work. Bars of one name are held, or missed, together."""

    name: str
    """Such as "S4"."""
    work: str
    """What is done, such as "XOR 2-2-1, full batch, 1,000 epochs"."""
    contenders: Acts
    """"markone" first, then peers; each does the same work once and returns its result."""
    asked: dict[str, float]
    """The least ratio (a peer's time / markone's time) by peer; `FMA_PEAK` asks for a share."""
    check: Callable[[dict[str, Any]], None]
    """Given the results by contender, before anything is timed; ValueError if they do not agree."""
    flops: float = 0.0
    """Floating-point operations of one call, where a share of the peak is asked."""
    most_s: float = float("inf")
    """The longest that markone may take, in seconds, where that is asked."""
    together: Mapping[str, float] = {}
    """The least geometric mean of a peer's ratios over all bars of this name, where that is asked."""
    bytes_moved: float = 0.0
    """What one call reads and writes at least, for the roofline."""
    part: Mapping[str, float] = {}
    """The part of the work that a peer does where all of it would take hours; its time is divided by that."""
