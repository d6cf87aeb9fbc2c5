"""A function for each kind of part: which one is meant is decided when a kernel is compiled."""

from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import overload

from markone.kernels.record import RecordType


def _class_of(kind: Any) -> Any:
    """The Python class of what Numba knows as `kind`."""
    if isinstance(kind, RecordType):
        return kind.kind
    return kind.instance_class if isinstance(kind, types.NamedTuple | types.NamedUniTuple) else kind


def by_kind(meaning: str) -> Any:
    """A function that does `meaning` as the class of its first argument, a named tuple, does it.

    `of(kind)` decorates the function for one class. A kind without one is refused with a TypeError, by
    Numba when a kernel is compiled for it.
    """
    functions: dict[type, Callable] = {}

    def call(part: Any, *given: Any) -> Any:
        return _known(functions, type(part), meaning)(part, *given)

    @overload(call, strict=False)
    def _choose(part: Any, *given: Any) -> Callable:
        return _known(functions, _class_of(part), meaning)

    def of(kind: type) -> Callable[[Callable], Callable]:
        def put(function: Callable) -> Callable:
            functions[kind] = function
            return function

        return put

    call.of, call.__doc__ = of, meaning  # type: ignore[attr-defined]
    return call


def _known(functions: dict[type, Callable], kind: Any, meaning: str) -> Callable:
    if kind not in functions:
        known = ", ".join(one.__name__ for one in functions)
        name = getattr(kind, "__name__", kind)
        raise TypeError(f"{name} does not know how to {meaning}; those that do: {known}")
    return functions[kind]
