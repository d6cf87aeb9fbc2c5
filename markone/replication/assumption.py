"""What the sources do not say and is assumed instead, and what it may be moved to."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from markone.fields import explained
from markone.switchboard import PATCHINGS
from markone.validation import amount, choice, count


@explained
class Assumption(NamedTuple):
    """One value that is assumed: a field of a study's config."""

    name: str
    words: str
    others: tuple[Any, ...]
    """What it is moved to, one at a time, to see what hangs on it."""
    allowed: tuple[Any, ...]
    """Its dial: least and greatest of a number, or all choices."""

    def read(self, text: str) -> Any:
        """A value from the command line; ValueError for one that is not on the dial."""
        if isinstance(self.allowed[0], str):
            return choice(self.name, text, self.allowed)
        return self._number(text)

    def _number(self, text: str) -> int | float:
        low, high = self.allowed
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{self.name} is {text!r}; give a number from {low:g} to {high:g}") from None
        if isinstance(low, int):
            whole = int(value) if math.isfinite(value) and value == int(value) else value
            return count(self.name, whole, low, high)
        return amount(self.name, value, low, high)


THETA = Assumption("theta", "net lit wires from which an A-unit fires", (1, 3, 4), (1, 10))
WIRES = Assumption("wires", "excitatory wires of an A-unit, and as many inhibitory", (5, 15), (1, 15))
PULSE = Assumption("pulse_ms", "length of a pulse, at 1 V/s", (50, 1000, 2000), (10, 3000))
STOPS = Assumption("stop_v", "where a potentiometer ends, in V", (5.0, 22.0, math.inf), (0.5, math.inf))
PATCHING = Assumption(
    "patching", "512 potentiometers in shares, or 512 for each R-unit", ("full",), PATCHINGS[:2]
)
TYPEFACE = Assumption("typeface", "shape of the letters", ("stroke", "heavy"), ("block", "stroke", "heavy"))
ORDER = Assumption("order", "of the slides in an epoch", ("fixed",), ("shuffled", "fixed"))


def assume(config: Any, assumptions: tuple[Assumption, ...], said: Mapping[str, str]) -> Any:
    """The config with what is assumed instead; what it does not hang on is left out."""
    from dataclasses import replace

    own = {each.name: each for each in assumptions}
    return replace(config, **{name: own[name].read(text) for name, text in said.items() if name in own})
