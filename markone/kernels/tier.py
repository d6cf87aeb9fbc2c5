"""When a fast engine is entered: once it is compiled, or as soon as it would pay to compile it."""

from typing import Any

from markone.kernels.jit import is_compiled


class Tier:
    """Counts the work that is done without an engine, until so much of it is `worth` compiling the engine.

    Engines give the same answers, so which of the two works, and when they change, shows in the time only.
    """

    def __init__(self, kernel: Any, worth: int) -> None:
        self._kernel, self._worth, self._done = kernel, worth, 0

    def is_open(self) -> bool:
        """Whether the engine is to be used from now on."""
        return self._done >= self._worth or is_compiled(self._kernel)

    def open(self) -> None:
        """Have it compiled at its next use, however little work there is."""
        self._done = self._worth

    def count(self, work: int) -> None:
        """So much was done that the engine could have done."""
        self._done += work
