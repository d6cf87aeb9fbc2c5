"""Tracking servers: asked whether they are well, with a limit on how long an answer may take."""

from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Future
from http.client import HTTPException
from threading import Thread
from typing import TypeVar
from urllib import request
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit

from markone.store.uri import StoreError, hidden, shown

Answer = TypeVar("Answer")
ASK = "api/2.0/mlflow/experiments/search"
"""What a tracking server is asked first."""


def within(seconds: float, uri: str, work: Callable[[], Answer]) -> Answer:
    """What `work` returns; a StoreError where a server takes longer, even if it goes on sending."""
    done: Future[Answer] = Future()

    def do() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    Thread(target=do, daemon=True).start()
    try:
        return done.result(seconds)
    except TimeoutError:
        if done.done():
            raise
        raise StoreError(
            f"the tracking server at {shown(uri)} has not answered within {seconds:g} s (timed out): look at "
            "its log and start it again, or choose another --tracking-uri"
        ) from None


def ask(uri: str, page: str, body: bytes | None, timeout_s: float) -> bytes:
    """What a tracking server answers on a page, the first million bytes of it.

    The name and password in its address go where they belong. Raises OSError, ValueError or
    HTTPException.
    """
    parts = urlsplit(uri)
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
    asked = request.Request(f"{place.rstrip('/')}/{page}", body, {"Content-Type": "application/json"})
    if parts.username:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        asked.add_unredirected_header("Authorization", f"Basic {b64encode(who.encode()).decode()}")
    try:
        with request.urlopen(asked, timeout=timeout_s) as answer:
            return bytes(answer.read(1_000_000))
    except HTTPError as refusal:
        refusal.close()
        raise


def probe(uri: str, timeout_s: float = 5) -> None:
    """Ask a server whether it is well, instead of waiting for minutes in the first call."""
    try:
        within(timeout_s + 1, uri, lambda: ask(uri, "health", None, timeout_s))
    except (OSError, ValueError, HTTPException) as wrong:
        reason = "timed out" if isinstance(wrong, StoreError) else hidden(wrong, uri)
        raise StoreError(
            f"no tracking server answers at {shown(uri)} ({reason}); start it, or choose another "
            "--tracking-uri"
        ) from None
