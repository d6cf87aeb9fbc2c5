"""A run in one file that opens without a server, a network or markone."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markone.console.bundle import STATIC, page
from markone.console.description import Description
from markone.console.recording import Progress, Recording, past, record
from markone.console.refusal import Refusal
from markone.console.session import Session
from markone.whole_file import check_place, whole_file

MOST_BYTES = 3_000_000
"""Of a file that is made."""
LANGUAGES = ("en", "pt", "de")


def export(
    what: Session | Description | Recording | str,
    path: str | Path,
    progress: Progress = lambda slides, ms: None,
) -> Path:
    """Write a procedure (by name, or its lines) or a session so far to one page, whole or not at all.

    Raises ValueError for a run that does not fit into 3 MB, and OSError.
    """
    html = page_of(what if isinstance(what, Recording) else record(what, progress))
    target = Path(path)
    with whole_file(target) as half:
        half.write_text(html, encoding="utf-8")
    return target


def check(path: Path) -> None:
    """Raise ValueError or OSError, before anything is recorded, for a page that cannot be written."""
    if path.suffix != ".html":
        raise ValueError(f"{path.name} is no page; give a name that ends in .html")
    check_place(path)


def kept_page(session: Session) -> Callable[[], dict[str, Any]]:
    """What makes a page of all that was done in a session so far; the session may go on meanwhile."""
    keep = past(session)
    name = f"markone-{session.machine.now_ms // 1000}s.html"
    return lambda: {"name": name, "html": page_of(keep())}


def page_of(recording: Recording, folder: Path = STATIC) -> str:
    """The page of a recording: HTML that asks for nothing. ValueError for one above 3 MB."""
    html = page(folder, {**words(folder), "recording": base64.b64encode(recording.packed()).decode()})
    if len(html.encode()) > MOST_BYTES:
        raise Refusal("page_large", size=len(html.encode()), most=MOST_BYTES)
    return html


def words(folder: Path = STATIC) -> dict[str, str]:
    """The words of every language, as the page holds them."""
    held = {each: json.loads((folder / "words" / f"{each}.json").read_text("utf-8")) for each in LANGUAGES}
    return {"words-held": json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")}
