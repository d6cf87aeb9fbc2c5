"""The console as a command: listen, say where, open the page, and end."""

import asyncio
import contextlib
import secrets
import signal
import socket
from collections.abc import Callable

from markone.console.description import Description
from markone.console.guard import Guard
from markone.console.room import Rooms
from markone.console.server import application, serve
from markone.streams import say

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def open_console(
    procedure: str,
    host: str,
    port: int,
    launch: Callable[[str], object] | None,
    *,
    shared: bool = False,
    kiosk: bool = False,
    seed: int = 0,
    patching: str = "shares",
    pots: str = "historical",
) -> None:
    """Serve the console until it is interrupted; `launch` opens the page. ValueError for what cannot be."""
    told = {"procedure": procedure, "seed": seed, "patching": patching, "pots": pots}
    description = Description.model_validate(told)
    description.script()
    token = "" if host in LOOPBACK else secrets.token_urlsafe(16)
    port = port or _free(host)
    query = "&".join(filter(None, ["kiosk" if kiosk else "", f"token={token}" if token else ""]))
    address = f"http://{host}:{port}/{'?' if query else ''}{query}"
    asyncio.run(_serve(description, Guard(host, port, token), shared, host, port, address, launch))


def _free(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


async def _serve(
    description: Description,
    guard: Guard,
    shared: bool,
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
    runner = await serve(application(guard, Rooms(description, shared)), host, port)
    try:
        say(f"The console is at {address}")
        say("Ctrl-C ends it.")
        if launch:
            await asyncio.to_thread(launch, address)
        await ended.wait()
    finally:
        await runner.cleanup()
