"""What a store did not take, on this machine's disk until it does: a folder for each run.

It lies in a folder that nobody else can write to. Even so it is data: an act that is not of the known
form is refused when it is read, and no place that it names leaves its folder.
"""

import contextlib
import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from markone.tracking import schema
from markone.tracking.verbs import PATH

Act = dict[str, Any]
"""What was to be done: its verb, and what the verb takes."""
ACTS, SENT, REFUSED, FILES = "acts.jsonl", "sent", "refused.jsonl", "files"
ASIDE = "aside"
"""A folder beside the journals, of those whose acts no store takes."""
EMPTY = "it is empty"
LONGEST = 8 << 20
"""Most bytes of a line: a hundred parameters are a quarter of it."""


class Unreadable(ValueError):
    """A line, or a whole journal, that says nothing that may be done."""


class Journal:
    """One run's acts, in their order, and the files that they name."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def add(self, act: Act) -> None:
        """Note an act, safe from a kill once this returns; on a full disk nothing is left of it."""
        with (self.home / ACTS).open("ab") as file:
            before = file.tell()
            try:
                file.write(json.dumps(act, ensure_ascii=False).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    os.truncate(self.home / ACTS, before)
                raise

    def keep(self, path: Path) -> str:
        """Copy a file or a folder, which may be temporary; its place within the journal."""
        (self.home / FILES).mkdir(mode=0o700, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=self.home / FILES, prefix="")) / schema.sayable(path.name)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, place)
        return place.relative_to(self.home).as_posix()

    def head(self) -> Act:
        """Which run it is of; Unreadable where it does not say."""
        for line in self._lines():
            try:
                return schema.header(line)
            except ValueError as wrong:
                raise Unreadable(first_line(wrong)) from None
        raise Unreadable(EMPTY)

    def acts(self) -> Iterator[Act | Unreadable]:
        """All that was noted after the head, and what is wrong with what may not be done."""
        lines = self._lines()
        next(lines, None)
        for line in lines:
            try:
                yield self._act(line)
            except (ValueError, OSError) as wrong:
                yield Unreadable(first_line(wrong))

    def _act(self, line: Any) -> Act:
        if not isinstance(line, dict) or set(line) != {"verb", "what"} or not isinstance(line["what"], dict):
            raise line if isinstance(line, Unreadable) else Unreadable("a line is no act")
        what = schema.checked(line["verb"] if isinstance(line["verb"], str) else "", line["what"])
        if PATH in what:
            self._check(what[PATH])
        return {"verb": line["verb"], "what": what}

    def _check(self, place: str) -> None:
        """Raise ValueError unless a place is one of this journal's own, with plain files and no links."""
        if not re.fullmatch(rf"{FILES}/[\w-]+/[^/\\\0]+", place) or Path(place).name in (".", ".."):
            raise Unreadable(f"{place!r} is no place in a journal")
        there = self.home / place
        inside = [*there.rglob("*")] if there.is_dir() and not there.is_symlink() else []
        for path in (self.home / FILES, there.parent, there, *inside):
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise Unreadable(f"{place!r} holds a link, or what is no file")

    def _lines(self) -> Iterator[Any]:
        """What stands in each line, or Unreadable; a line that a kill cut short is left out."""
        with self._opened(ACTS, os.O_RDONLY, "rb") as file:
            while line := file.readline(LONGEST):
                if not line.endswith(b"\n"):
                    if len(line) == LONGEST:
                        yield Unreadable(f"a line is longer than {LONGEST >> 20} MB")
                    return
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError) as wrong:
                    yield Unreadable(f"a line is no JSON ({first_line(wrong)})")

    def _opened(self, name: str, flags: int, mode: str) -> IO[bytes]:
        """A file of this journal, which is no link, no pipe, and has no other name elsewhere."""
        plain = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        file = os.fdopen(os.open(self.home / name, flags | plain, 0o600), mode)
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_nlink > 1:
            file.close()
            raise Unreadable(f"its {name} is no plain file")
        return file

    def has_ended(self) -> bool:
        """Whether its run has."""
        return any(isinstance(line, dict) and line.get("verb") == "end" for line in self._lines())

    def sent(self) -> int:
        """How many of the acts have been dealt with."""
        with contextlib.suppress(OSError, ValueError), self._opened(SENT, os.O_RDONLY, "rb") as file:
            return int(file.read(20))
        return 0

    def mark(self, sent: int) -> None:
        """Note how many of the acts have been dealt with."""
        half = self.home / f"{SENT}.half"
        half.unlink(missing_ok=True)
        half.write_text(str(sent))
        os.replace(half, self.home / SENT)

    def refuse(self, act: int, reason: str) -> None:
        """Note that the store will never take an act."""
        with self._opened(REFUSED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, "ab") as file:
            file.write(json.dumps({"act": act, "reason": reason}).encode() + b"\n")

    def close(self) -> str | None:
        """Delete it, as all has been taken; what was refused is put aside, and said in a sentence."""
        try:
            with self._opened(REFUSED, os.O_RDONLY, "rb") as file:
                return self.put_aside(str(json.loads(file.readline(LONGEST))["reason"]))
        except FileNotFoundError:
            shutil.rmtree(self.home, ignore_errors=True)
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as wrong:
            return self.put_aside(first_line(wrong))

    def put_aside(self, reason: str) -> str:
        """Move it to where nobody tries to send it again; a sentence that says so."""
        aside = self.home.parent / ASIDE
        aside.mkdir(mode=0o700, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=aside, prefix=f"{self.home.name[:64]}-"))
        os.replace(self.home, place / self.home.name)
        plain = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in reason)
        return f"what cannot be sent of a run ({plain}) is put aside in {place}"


def first_line(wrong: Exception) -> str:
    """An error in one line."""
    lines = [line.strip() for line in str(wrong).strip().splitlines()]
    return " ".join(lines[1:3] if len(lines) > 2 else lines)[:300]
