"""When a fast engine is entered: once it is compiled, or as soon as it would pay to compile it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from markone.kernels.jit import is_compiled


class Tier:
    """Counts what work costs without an engine; worth compiling is one that would have saved as much.

    Engines give the same answers, so which of the two works, and when they change, shows in the time only.
    """

    def __init__(self, kernel: Any, compile_s: float) -> None:
        self._kernel, self._compile_s, self._spent_s = kernel, compile_s, 0.0

    def is_open(self) -> bool:
        """Whether the engine is to be used from now on."""
        return self._spent_s >= self._compile_s or is_compiled(self._kernel)

    def open(self) -> None:
        """Have it compiled at its next use, however little work there is."""
        self._spent_s = self._compile_s

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Work that the engine could have done."""
        begun = perf_counter()
        yield
        self._spent_s += perf_counter() - begun
