"""What code means, as a digest: what it does, calls, holds and imports, wherever it was written."""

import dis
import functools
import hashlib
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

import numpy as np

from markone.study.imports import NO_FILES, closure_of, files_of, is_ours, text_of

CONSTANTS = (type(None), bool, int, float, complex, str, bytes, type(...))
CODE = (FunctionType, MethodType, functools.partial, type, ModuleType, classmethod, staticmethod, property)


def source_of(thing: Any) -> Path | None:
    """The file that a function or a class stands in; None if it stands in no file."""
    try:
        found = inspect.getsourcefile(inspect.unwrap(thing))
        path = Path(found).resolve(strict=True) if found else None
    except (TypeError, ValueError, OSError):
        return None
    return path if path and path.is_file() else None


class Meaning:
    """Digests of values, code among them: `of(value)`, and the `sources` that these were found to stand in.

    Raises ValueError for what no key can stand for, as a lock, an open file or a generator.
    """

    def __init__(self) -> None:
        self._files: set[Path] = set()
        self._known: dict[int, tuple[Any, str]] = {}

    def of(self, value: Any) -> str:
        """The digest of one value: the same for what means the same, in every process."""
        if isinstance(value, CONSTANTS):
            return _digest(type(value).__name__, repr(value))
        if id(value) not in self._known:
            self._known[id(value)] = value, f"seen as number {len(self._known)}"  # it may hold itself
            self._known[id(value)] = value, _digest(type(value).__qualname__, *self._parts(value))
        return self._known[id(value)][1]

    def sources(self) -> list[str]:
        """The digests of the user's files that all these stand in, and of those that they import."""
        return sorted(_digest(text_of(path)) for path in closure_of(self._files))

    def _parts(self, value: Any) -> Iterable[str]:
        forms: dict[Any, Callable[[Any], Iterable[str]]] = {
            CodeType: self._code,
            FunctionType: self._function,
            type: self._class,
            ModuleType: self._module,
            Enum: lambda one: map(self.of, (type(one), one.name, one.value)),
            property: lambda one: map(self.of, (one.fget, one.fset, one.fdel)),
            dict | MappingProxyType: lambda one: sorted(self.of(key) + self.of(one[key]) for key in one),
            set | frozenset: lambda one: sorted(map(self.of, one)),
        }
        for kind, parts in forms.items():
            if isinstance(value, kind):
                return parts(value)
        if type(value) in (list, tuple):
            return map(self.of, value)
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return str(value.dtype), str(value.shape), np.ascontiguousarray(value).tobytes().hex()
        if hasattr(value, "__wrapped__"):  # a cached or a compiled function, or a method of a class
            return [self.of(value.__wrapped__)]
        return self._object(value)

    def _code(self, code: CodeType) -> Iterator[str]:
        yield code.co_code.hex()
        yield repr((code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags))
        yield repr((code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars))
        yield from map(self.of, code.co_consts)

    def _function(self, function: FunctionType) -> Iterator[str]:
        path, code = source_of(function), function.__code__
        if path and not is_ours(path):
            yield f"{function.__module__}.{function.__qualname__}"
        else:
            yield self.of(code)
            yield from self._all(_named_in(code, "LOAD_GLOBAL", "LOAD_NAME"), function.__globals__, path)
            self._files.update(*map(files_of, _named_in(code, "IMPORT_NAME")))
        yield from map(self.of, (function.__defaults__, function.__kwdefaults__))
        for cell in function.__closure__ or ():
            try:
                held = cell.cell_contents
            except ValueError:  # not filled yet
                continue
            yield self.of(held)

    def _class(self, kind: type) -> Iterator[str]:
        yield kind.__qualname__
        path = source_of(kind)
        theirs = not is_ours(path) if path else _is_compiled(kind)
        if theirs and kind.__module__ != "__main__":
            yield kind.__module__
            return
        yield from map(self.of, kind.__bases__)
        ours = [name for name, value in vars(kind).items() if isinstance(value, CODE) or _is_told(name)]
        yield from self._all(ours, vars(kind), None if theirs else path)

    def _module(self, module: ModuleType) -> Iterator[str]:
        yield module.__name__.rpartition(".")[2]
        path = Path(getattr(module, "__file__", None) or "").resolve()
        if path.is_file() and is_ours(path):
            yield from self._all(filter(_is_told, vars(module)), vars(module), path)

    def _all(self, names: Iterable[str], known: Mapping[str, Any], path: Path | None) -> Iterator[str]:
        """What these names stand for.

        In a file only code and constants are followed: what else there is, its text tells, and what is
        filled while it runs, such as a cache, is no change of it.
        """
        if path:
            self._files.add(path)
        for name in sorted(names):
            if name in known and (path is None or isinstance(known[name], CONSTANTS + CODE)):
                yield name
                yield self.of(known[name])

    def _object(self, value: Any) -> Iterator[str]:
        """What a pickle would hold of it."""
        try:
            form = value.__reduce_ex__(4)
        except Exception as error:
            raise ValueError(
                f"the code of this study holds a {type(value).__name__}, which no key can stand for "
                f"({error}): make it inside of `measure`, or keep the study in a script"
            ) from None
        if isinstance(form, str):
            yield f"{getattr(value, '__module__', '')}.{form}"
        else:
            yield from (self.of(list(part) if isinstance(part, Iterator) else part) for part in form)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _named_in(code: CodeType, *operations: str) -> set[str]:
    """The names that these operations take, in the code and in the functions written in it."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    here = {one.argval for one in dis.get_instructions(code) if one.opname in operations and one.argval}
    return here.union(*(_named_in(one, *operations) for one in inner))


def _is_told(name: str) -> bool:
    """Whether a name that stands for no code is the user's, and not one that Python fills in."""
    return not (name.startswith("__") or name == "_abc_impl")


def _is_compiled(kind: type) -> bool:
    """Whether a class that stands in no file is part of Python or of a compiled library."""
    top = kind.__module__.partition(".")[0]
    module = sys.modules.get(kind.__module__)
    return top in NO_FILES or getattr(module, "__file__", None) is not None
