"""Traces in files: the writer is known by the file's ending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

from markone.kernels.machine import Parts
from markone.trace.event import ALWAYS, Event, Sink, Window, wanted_parts

ENDINGS = {".vcd": "GTKWave", ".json": "ui.perfetto.dev", ".parquet": "pandas or DuckDB"}
"""What a trace's file is called, and who opens it."""


class Files:
    """Several sinks at once, each told what it wants; one that cannot write is named."""

    def __init__(self, sinks: dict[Path, Sink]) -> None:
        self.sinks = [(path, sink, wanted_parts(sink)) for path, sink in sinks.items()]
        self.wants = frozenset[str]().union(*(wants for _, _, wants in self.sinks))

    def __call__(self, event: Event) -> None:
        """Tell every sink that wants to know."""
        for path, sink, wants in self.sinks:
            if event.part in wants:
                try:
                    sink(event)
                except OSError as error:
                    raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> ValueError:
    return ValueError(f"the trace {path} cannot be written ({error.strerror or error}); name another file")


def writer(path: Path, parts: Parts, window: Window = ALWAYS) -> Any:
    """The sink, with a `close`, that writes the kind of file that the ending of `path` names.

    A VCD has the potentiometers only if a window is stated. Raises ValueError for any other ending,
    OSError for a file that cannot be made.
    """
    ending = path.suffix.lower()
    if ending == ".vcd":
        from markone.trace.vcd import Vcd

        return Vcd(path, parts, window, pots=window != ALWAYS)
    if ending == ".json":
        from markone.trace.perfetto import Perfetto

        return Perfetto(path, parts, window)
    if ending == ".parquet":
        from markone.trace.parquet import Parquet

        return Parquet(path, parts, window)
    known = ", ".join(f"{ending} for {reader}" for ending, reader in ENDINGS.items())
    raise ValueError(f"the trace is called {path}; its ending says what is written: {known}")


@contextmanager
def _closed_at_last(path: Path, parts: Parts, window: Window) -> Iterator[Sink]:
    """A writer that is closed whatever happens, so that the file can be read."""
    try:
        sink = writer(path, parts, window)
    except OSError as error:
        raise _refused(path, error) from None
    try:
        yield sink
    finally:
        try:
            sink.close()
        except OSError as error:
            raise _refused(path, error) from None


@contextmanager
def record(
    files: Iterable[str | PathLike[str]], parts: Parts, window: Window = ALWAYS
) -> Iterator[Files | None]:
    """A sink that writes each of `files` until the end of the `with`, however it ends.

    `parts` are those of the machine that will be traced: `with record(["run.vcd"], parts) as sink:
    machine = MarkOne(parts, sink)`. None for no files, so that nothing is paid for. Raises ValueError
    for an unknown ending and for a file that cannot be written, be it after hours.
    """
    paths = [Path(file) for file in files]
    tables = (path for path in paths if path.suffix.lower() == ".parquet")
    names = [*paths, *(path.with_suffix(".pots.parquet") for path in tables)]
    for path in paths:
        if names.count(path) > 1:
            raise ValueError(f"two traces would write {path}; name different files")
    with ExitStack() as stack:
        sinks = {path: stack.enter_context(_closed_at_last(path, parts, window)) for path in paths}
        yield Files(sinks) if sinks else None
