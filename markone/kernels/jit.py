"""The one place where Numba is configured."""

import contextlib
import functools
import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO, TypeVar

import numba
import platformdirs
from numba import config, extending
from numba.core import event as events
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher

from markone.garbage import unsearched
from markone.kernels.foreign import foreign_in
from markone.private import NotPrivate, own
from markone.signals import unbroken

Kernel = TypeVar("Kernel", bound=Callable)


def say(words: str) -> None:
    """A line beside the program's own output."""
    print(f"markone: {words}", file=sys.stderr)


def _cache_folder() -> Path | None:
    """The folder of compiled kernels, named after the sources of all; None if there can be none.

    Numba notices an edit of a kernel's own file but not of a file that the kernel calls, so each
    state of both rooms has a folder of its own. It is the user's private cache, because
    whoever can write there can run code: Numba unpickles what it finds.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    package = Path(__file__).parents[1]
    for source in sorted([*package.glob("kernels/**/*.py"), *package.glob("fast/**/*.py")]):
        digest.update(source.read_bytes())
    try:
        home = config.CACHE_DIR or platformdirs.user_cache_dir("markone", appauthor=False)  # type: ignore[attr-defined]
        folder = own(Path(home) / f"kernels-{digest.hexdigest()[:16]}")
    except NotPrivate as refused:
        why = f"as {refused.strerror}; see NUMBA_CACHE_DIR"
        say(f"{refused.filename} is not used for compiled kernels, {why}.")
        return None
    except (OSError, RuntimeError, KeyError):  # it cannot be made, or nobody knows whose home it is
        return None
    return folder if os.access(folder, os.W_OK) else None


CACHE_FOLDER = _cache_folder()


def is_warm() -> bool:
    """Whether kernels were compiled before, so that a first call will not take seconds."""
    return CACHE_FOLDER is not None and any(CACHE_FOLDER.rglob("*.nbi"))


class CompileNotice(events.Listener):
    """Says once, on a terminal, that kernels are being compiled: the first call is not hanging."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream, self.told = stream, False

    def on_start(self, event: events.Event) -> None:
        """A function is about to be compiled, ours or another's."""
        module = getattr(event.data["dispatcher"].py_func, "__module__", None) or ""
        if self.told or self.stream is None or self.stream.closed or not module.startswith("markone."):
            return
        if not self.stream.isatty():
            return
        self.told = True
        said = "markone: compiling kernels, which is done once; `markone warmup` does it ahead."
        print(said, file=self.stream)

    def on_end(self, event: events.Event) -> None:
        """It has been compiled."""


NOTICE = CompileNotice(sys.stderr)
events.register("numba:compile", NOTICE)


class Checked(IndexDataCacheFile):
    """Numba's files of one kernel, each with a digest, so that none that was damaged is unpickled."""

    def _read(self, path: str) -> Any:
        content = Path(path).read_bytes()
        if hashlib.sha256(content[32:]).digest() != content[:32]:
            raise ValueError("it is not as it was written")
        return pickle.loads(content[32:])

    def _write(self, path: str, content: object) -> None:
        data = self._dump(content)
        with self._open_for_write(path) as file:
            file.write(hashlib.sha256(data).digest() + data)

    def _load_index(self) -> dict:
        try:
            stamp, overloads = self._read(self._index_path)
        except FileNotFoundError:
            return {}
        return overloads if stamp == self._source_stamp else {}

    def _save_index(self, overloads: dict) -> None:
        self._write(self._index_path, (self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))

    def _save_data(self, name: str, data: object) -> None:
        self._write(self._data_path(name), data)


def _is_kept(sig: Any) -> bool:
    return not any(foreign_in(kind) for kind in getattr(sig, "args", sig))


class Cache(FunctionCache):
    """One kernel's cache; whatever is wrong with it costs compiling again, and never the call."""

    def __init__(self, function: Callable) -> None:
        super().__init__(function)
        file = self._cache_file
        self._cache_file = Checked(
            self._cache_path, file._index_name.removesuffix(".nbi"), file._source_stamp
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The kernel as it was compiled; None if it was not, or if that is damaged, which is put aside."""
        if not _is_kept(sig):
            return None
        try:
            with unsearched(), unbroken():
                return super().load_overload(sig, target_context)
        except Exception as wrong:
            index = self._cache_file._index_path
            say(f"the compiled kernel {index} is damaged ({wrong}): it is put aside and compiled again.")
            with contextlib.suppress(OSError):
                os.replace(index, f"{index}.damaged")
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a kernel, if there is room, and if all that it was compiled for is markone's."""
        if not _is_kept(sig):
            return
        try:
            super().save_overload(sig, data)
        except OSError as wrong:
            say_once(
                f"kernels cannot be kept in {CACHE_FOLDER} ({wrong.strerror}); they are compiled each time."
            )


say_once = functools.cache(say)


class NotCalled:
    """What Numba asks, instead of its codegen, when a function is ready to be called from Python."""

    def set_env(self, name: str, env: object) -> None:
        """Nothing: the kernel that is called has an environment of its own."""


class Piece(JITCodeLibrary):
    """The code of a kernel that becomes a piece of others, which optimise it together with themselves.

    It is linked as it was lowered: it is not optimised for itself, and no machine code is made of it.
    """

    codegen = NotCalled()

    def _optimize_final_module(self) -> None:
        """Nothing."""

    def _finalize_final_module(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Zero, which says that there is none, after the pieces of this piece have been linked."""
        self._ensure_finalized()
        return 0


class PieceCompiler(Compiler):
    """Numba's compiler of pieces."""

    def __init__(self, typingctx: Any, targetctx: Any, library: Any, *rest: Any) -> None:
        super().__init__(typingctx, targetctx, Piece(targetctx.codegen(), "piece"), *rest)


class PieceDispatcher(CPUDispatcher):
    """A piece as Python has it, which cannot call it: it would jump to machine code that there is not."""

    def add_overload(self, cres: Any) -> None:
        """Keep what was compiled for the kernels that ask, and not for calls from Python."""
        self.overloads[tuple(cres.signature.args)] = cres

    def _compile_for_args(self, *args: Any, **named: Any) -> Any:
        """Python calls it."""
        name = self.py_func.__name__
        raise TypeError(f"{name} is a piece of kernels, which only they call; call it in one of `jit`")


class DoorCompiler(Compiler):
    """Numba's compiler of what Python calls; what comes with a kernel stays, and is not searched.

    LLVM calls Python back, and takes no error from there: a Ctrl-C would be lost, and with it the kernel.
    """

    def compile_extra(self, function: Callable) -> Any:
        """Compile it, and the pieces it is made of."""
        with unsearched(), unbroken():
            return super().compile_extra(function)


DOOR: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
    "pipeline_class": DoorCompiler,
}
"""Options of what Python calls."""
PIECE: Any = DOOR | {
    "no_cpython_wrapper": True,
    "forceinline": True,
    "pipeline_class": PieceCompiler,
}
"""Options of what becomes a piece of other kernels."""


def jit(function: Kernel) -> Kernel:
    """Compile `function` at its first call and keep the result for later processes."""
    return _compiled(function)


def bare(function: Kernel) -> Kernel:
    """`jit` for kernels that make no arrays, so that nothing counts who refers to those that they are given.

    Counting takes longer than a small step of a net: a piece that is handed a record counts all its arrays.
    """
    return _compiled(function, _nrt=False)


def inlined(function: Kernel) -> Kernel:
    """`jit` for what other kernels call, and Python does not: it becomes a piece of them.

    It has no wrapper with which Python would call it, and is neither optimised nor made machine code nor
    kept for itself: that is done once, in the kernel of `jit` that it becomes a piece of.
    """
    return _piece(function, PIECE)


def called(function: Kernel) -> Kernel:
    """`inlined` for what is long: a piece that is called, and not copied to each place that calls it."""
    return _piece(function, PIECE | {"forceinline": False})


def _piece(function: Kernel, options: dict[str, Any]) -> Kernel:
    made = numba.njit(**options)(function)
    if compiles():
        made.__class__ = PieceDispatcher
    return made


def _compiled(function: Kernel, **more: Any) -> Kernel:
    """A kernel with its cache.

    The cache folder is set for this one decoration only: other users of Numba in the same process keep
    theirs.
    """
    made = numba.njit(**DOOR, **more)(function)
    if CACHE_FOLDER is not None and compiles():
        before = config.CACHE_DIR  # type: ignore[attr-defined]
        config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]
        try:
            made._cache = Cache(function)
        except (OSError, RuntimeError):  # what Numba says where it finds no room for a first file
            say_once(f"kernels cannot be kept in {CACHE_FOLDER}; they are compiled each time.")
        finally:
            config.CACHE_DIR = before  # type: ignore[attr-defined]
    return made


def is_compiled(kernel: Any) -> bool:
    """Whether a kernel was compiled before, for whatever arguments: in this process, or in the cache."""
    cache = getattr(kernel, "_cache", None)
    index = getattr(getattr(cache, "_cache_file", None), "_index_path", None)
    return bool(kernel.overloads) or (index is not None and os.path.exists(index))


def traceable(function: Kernel) -> Kernel:
    """Let kernels call `function`, and leave it what it is: called with traced values it writes a program."""
    return extending.register_jitable(**PIECE)(function)


def compiles() -> bool:
    """Whether kernels are compiled: not where Numba was told to leave Python as it is."""
    return not config.DISABLE_JIT  # type: ignore[attr-defined]
