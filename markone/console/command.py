"""The console as a command: listen, say where, open the page, and end."""

import asyncio
import contextlib
import errno
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial

from aiohttp import web
from pydantic import ValidationError

from markone.console.description import Description
from markone.console.guard import Guard
from markone.console.rooms import Rooms
from markone.console.server import application, serve
from markone.procedure import shipped
from markone.streams import say
from markone.validation import shown

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def open_console(
    procedure: str,
    host: str,
    port: int,
    launch: Callable[[str], object] | None,
    *,
    shared: bool = False,
    kiosk: bool = False,
    more: str = "",
    seed: int = 0,
    patching: str = "shares",
    pots: str = "assumed",
) -> None:
    """Serve the console until it is interrupted; `launch` opens the page. ValueError for what cannot be."""
    description = described(procedure, seed, patching, pots)
    if more and not kiosk:
        raise ValueError("--more is for a --kiosk; other pages may have links of their own")
    token = "" if host in LOOPBACK else secrets.token_urlsafe(16)
    try:
        port = port or _free(host)
    except (OSError, UnicodeError) as error:
        raise _refusal(host, port, error) from None
    flags = ["kiosk" if kiosk else "", "more" if more else "", f"token={token}" if token else ""]
    query = "&".join(filter(None, flags))
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{port}/{'?' if query else ''}{query}"
    app = partial(application, Guard(host, port, token), more=more)
    asyncio.run(_serve(lambda: app(rooms=Rooms(description, shared)), host, port, address, launch))


def described(procedure: str, seed: int, patching: str, pots: str) -> Description:
    """What is to be shown; ValueError in one sentence for a procedure, or pots, that there are not."""
    told = {"procedure": procedure, "seed": seed, "patching": patching, "pots": pots}
    try:
        description = Description.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "string_pattern_mismatch":
            name = str(first["loc"][0])
            allowed = "letters, digits, spaces and _ . + -, at most 60"
            raise ValueError(f"{name} is {shown(told[name])}; give a name: {allowed}") from None
        raise ValueError(first["msg"].removeprefix("Value error, ")) from None
    if procedure and len(procedure.split()) == 1 and procedure not in shipped():
        raise ValueError(f"there is no procedure {shown(procedure)}; name one of {', '.join(shipped())}")
    description.script()
    return description


def _free(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _refusal(host: str, port: int, error: Exception) -> ValueError:
    """Why nobody can be listened to there, in one sentence."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return ValueError(
            f"port {port} is taken, perhaps by another console; end that one, or give another --port"
        )
    if isinstance(error, PermissionError):
        return ValueError(f"port {port} is not yours to listen on; give a --port above 1023")
    return ValueError(
        f"this computer has no address {shown(host)}; give --host one of its own, or 0.0.0.0 for all of them"
    )


async def _serve(
    make: Callable[[], web.Application],
    host: str,
    port: int,
    address: str,
    launch: Callable[[str], object] | None,
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, ended.set)
    try:
        runner = await serve(make(), host, port)
    except (OSError, UnicodeError) as error:
        raise _refusal(host, port, error) from None
    try:
        say(f"The console is at {address}")
        say("Ctrl-C ends it.")
        if launch:
            threading.Thread(target=launch, args=(address,), daemon=True).start()  # a text browser stays
        await ended.wait()
    finally:
        await runner.cleanup()
    with contextlib.suppress(OSError):
        say("The console has ended.")
