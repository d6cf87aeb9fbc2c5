"""A function for each kind of part: which one is meant is decided when a kernel is compiled."""

from collections.abc import Callable
from numbers import Integral
from typing import Any

from numba import types
from numba.extending import overload

from markone.kernels.jit import PIECE
from markone.kernels.record import kind_of


class Verb:
    """What kernels do to a part: a function for each class of their first argument, a named tuple or int.

    Kernels call it as a function, and it becomes the function of the class that they are given. A class
    without one does it as `otherwise` does, if there is such a function; if not, it is refused with a
    TypeError, by Numba when a kernel is compiled for it.
    """

    def __init__(self, meaning: str, otherwise: Callable | None = None) -> None:
        self.meaning, self._otherwise = meaning, otherwise
        self._functions: dict[type, Callable] = {}

    def of(self, kind: type) -> Callable[[Callable], Callable]:
        """Decorate the function of one class. Raises ValueError for a class that has one."""

        def put(function: Callable) -> Callable:
            if kind in self._functions:
                raise ValueError(f"{kind.__name__} knows how to {self.meaning}; define a class of its own")
            self._functions[kind] = function
            return function

        return put

    def function(self, kind: Any) -> Callable:
        """That of one class."""
        found = self._functions.get(kind, self._otherwise)
        if found is None:
            known = ", ".join(one.__name__ for one in self._functions)
            name = getattr(kind, "__name__", kind)
            raise TypeError(f"{name} does not know how to {self.meaning}; those that do: {known}")
        return found


def by_kind(meaning: str, otherwise: Callable | None = None) -> Any:
    """A function that kernels and Python call, with `of` and all else of a `Verb`."""
    verb = Verb(meaning, otherwise)

    def call(part: Any, *given: Any) -> Any:
        return verb.function(int if isinstance(part, Integral) else type(part))(part, *given)

    options: Any = {"nopython": True, **PIECE}

    @overload(call, strict=False, jit_options=options)
    def _choose(part: Any, *given: Any) -> Callable:
        return verb.function(int if isinstance(part, types.Integer) else kind_of(part))

    call.of, call.function, call.__doc__ = verb.of, verb.function, meaning  # type: ignore[attr-defined]
    return call
