"""All rooms of a server: a page has a room of its own, or all pages have one."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable

from markone.console.description import Description
from markone.console.link import from_link
from markone.console.machine_told import machine_told
from markone.console.refusal import Refusal, error_told
from markone.console.room import Room
from markone.console.session import Session
from markone.console.visitor import Visitor
from markone.console.workers import Pools, in_thread

MOST_ROOMS, MOST_VISITORS, MOST_SOCKETS = 32, 64, 128
"""Machines at once, pages at one machine, and sockets, with those that have not been let in."""


def _built(description: Description) -> Session:
    """A session; what a page is told of it takes seconds for the first, and is known after that."""
    session = Session(description)
    machine_told(session)
    return session


def _link_in(text: str) -> str:
    """The link in the first message of a page; a refusal of another message, JSONDecodeError for none."""
    try:
        opening = json.loads(text)
    except RecursionError:
        raise json.JSONDecodeError("it is too deep", "", 0) from None
    if not isinstance(opening, dict) or opening.get("do") != "open":
        raise Refusal("opening")
    link = opening.get("link") or ""
    if not isinstance(link, str):
        raise Refusal("opening")
    return link


class Rooms:
    """All rooms of a server. `shared` says whether there is but one, which all pages enter."""

    def __init__(
        self, first: Description, shared: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.first, self.shared, self.clock = first, shared, clock
        self.rooms: set[Room] = set()
        self.visitors: dict[Visitor, Room | None] = {}
        """All whose sockets are open, with where they are; None for who has not been let in."""
        self.ending: set[asyncio.Task] = set()
        """Rooms that come to their end."""
        self.opening = 0
        """Machines that are being built."""
        self.at_door = asyncio.Lock()
        self.pools = Pools()

    def is_full(self) -> bool:
        """Whether no further page is taken."""
        return len(self.visitors) >= MOST_SOCKETS or self._has_no_place()

    def _has_no_place(self) -> bool:
        """Whether nobody else is let in."""
        if self.shared:
            return sum(len(room.visitors) for room in self.rooms) >= MOST_VISITORS
        return len(self.rooms) + self.opening >= MOST_ROOMS

    async def enter(self, visitor: Visitor, text: str) -> bool:
        """Let a page in: {"do": "open", "link": ...}; whether it was understood."""
        try:
            link = _link_in(text)
            if self._has_no_place():  # others came in since this one's socket was opened
                raise Refusal("most_pages")
            room = await self._room(link)
        except Exception as error:
            is_message = not isinstance(error, json.JSONDecodeError)
            await visitor.say(error_told(error if is_message else Refusal("opening")))
            return is_message
        self.visitors[visitor] = room
        await room.welcome(visitor)
        return True

    async def _room(self, link: str) -> Room:
        async with self.at_door if self.shared else contextlib.nullcontext():
            return next(iter(self.rooms)) if self.shared and self.rooms else await self._opened(link)

    async def _opened(self, link: str) -> Room:
        description = from_link(link) if link else self.first
        self.opening += 1
        try:
            session = await in_thread(self.pools.long, _built, description)
        finally:
            self.opening -= 1
        room = Room(session, self.pools, self.shared, self.clock)
        self.rooms.add(room)
        return room

    def leave(self, visitor: Visitor) -> None:
        """A page is gone; so is its machine, unless others look at it."""
        room = self.visitors.pop(visitor, None)
        if room is None:
            return
        room.leave(visitor)
        if not room.visitors and not self.shared and room in self.rooms:
            self._end(room)

    def _end(self, room: Room) -> None:
        """Close a room beside all else: who is gone is not waited for, and cuts nothing off."""
        self.rooms.discard(room)
        ending = asyncio.create_task(room.close())
        self.ending.add(ending)
        ending.add_done_callback(self.ending.discard)

    async def close(self) -> None:
        """The server ends."""
        for room in list(self.rooms):
            self._end(room)
        await asyncio.gather(*self.ending)
        sockets = (visitor.socket.close() for visitor in self.visitors)
        await asyncio.gather(*sockets, return_exceptions=True)
