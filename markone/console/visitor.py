"""Somebody who looks at a machine: the socket of one page."""

import asyncio
import json
from typing import Any

from aiohttp import web

from markone.console.guard import Rate

MOST_WAITING = 400_000
"""Bytes that may wait for a slow page before frames are left out."""
MOST_OWED = 8_000_000
"""Bytes that may wait for it before it is given up."""


class Visitor:
    """One page."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket, self.rate = socket, Rate()
        self.turn: dict[str, Any] = {}
        """What it was told of who operates (`operating.Turns.told`)."""
        self.keeping: asyncio.Task | None = None
        """What is being done beside its machine."""
        self.needs_all = True
        """Whether its next frame has to be a full one."""

    @property
    def is_behind(self) -> bool:
        """Whether much waits for it to be read."""
        return self._waiting() > MOST_WAITING

    def _transport(self) -> Any:
        return self.socket._req.transport if self.socket._req else None

    def _waiting(self) -> int:
        """Bytes that were sent and not read yet."""
        transport = self._transport()
        return transport.get_write_buffer_size() if transport else 0

    async def say(self, what: dict[str, Any]) -> None:
        """Send a message."""
        await self._send(self.socket.send_str, json.dumps(what, separators=(",", ":")))

    async def show(self, frame: bytes) -> None:
        """Send a frame."""
        await self._send(self.socket.send_bytes, frame)

    async def _send(self, send: Any, what: Any) -> None:
        """A page that is gone, or does not read, holds nobody up."""
        try:
            if self._waiting() <= MOST_OWED:
                await send(what)
                return
        except (ConnectionError, RuntimeError):
            pass
        self.give_up()

    def give_up(self) -> None:
        """End its connection, whatever it has not read."""
        transport = self._transport()
        if transport is not None:
            transport.abort()
