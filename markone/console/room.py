"""Rooms: a machine each, with those who look at it. A page has a room of its own, or all have one."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from markone.console.description import Description
from markone.console.frames import encode
from markone.console.link import from_link
from markone.console.machine_told import machine_told
from markone.console.messages import ASKING, BESIDE, BY_HAND, LONG, understood
from markone.console.news import News
from markone.console.session import Session
from markone.console.visitor import Visitor
from markone.console.workers import Workers
from markone.text import line

FRAMES_A_SECOND = 25
MOST_ROOMS, MOST_VISITORS, MOST_SOCKETS = 32, 64, 128
"""Machines at once, pages at one machine, and sockets, with those that have not been let in."""
TOO_MANY = "Too many pages are open; close one."


class Room:
    """One machine, and who looks at it; the first who came operates it until another takes over."""

    def __init__(self, session: Session, pools: "Pools", shared: bool) -> None:
        self.session, self.pools, self.shared = session, pools, shared
        self.visitors: list[Visitor] = []
        self.operator: Visitor | None = None
        self.at_work = asyncio.Lock()
        self.news = News(session)
        self.is_closed = False
        self.task = asyncio.create_task(self._run())

    async def welcome(self, visitor: Visitor) -> None:
        """Let somebody look on."""
        async with self.at_work:
            visitor.room = self
            self.visitors.append(visitor)
            self.operator = self.operator or visitor
            await self._tell_machine(visitor)

    async def _tell_machine(self, visitor: Visitor) -> None:
        visitor.needs_all = True
        self.news.forget()
        told = machine_told(self.session)
        await visitor.say({**told, "can_operate": visitor is self.operator, "shared": self.shared})

    async def leave(self, visitor: Visitor) -> None:
        """Somebody has gone."""
        self.visitors.remove(visitor)
        if visitor.keeping:
            visitor.keeping.cancel()
        if visitor is self.operator:
            self.operator = self.visitors[0] if self.visitors else None
            async with self.at_work:
                if self.operator:
                    await self._tell_machine(self.operator)

    async def told(self, visitor: Visitor, text: str) -> None:
        """Do what a page asks for, and answer."""
        number = None
        try:
            message = understood(text)
            number = message.id
            if visitor is not self.operator and message.do not in ASKING:
                raise ValueError("somebody else operates this machine; you can look on, and ask why")
            if message.do in BESIDE and visitor.keeping and not visitor.keeping.done():
                raise ValueError("what was asked for before is still being made; wait for it")
            answered = await self._obey(message)
        except Exception as error:
            await visitor.say({"is": "error", "id": number, "text": _sentence(error)})
            return
        if callable(answered):
            visitor.keeping = asyncio.create_task(self._keep(visitor, message, answered))
        elif number is not None or answered:
            await visitor.say({"is": "reply", "id": number, "do": message.do, **(answered or {})})

    async def _keep(self, visitor: Visitor, message: Any, work: Callable[[], Any]) -> None:
        """Find an answer beside the machine, which its page goes on to operate meanwhile."""
        try:
            answered = await _in_thread(self.pools.keeps, work)
            await visitor.say({"is": "reply", "id": message.id, "do": message.do, **answered})
        except Exception as error:
            await visitor.say({"is": "error", "id": message.id, "text": _sentence(error)})

    async def _obey(self, message: Any) -> Any:
        async with self.at_work:
            before = self.session.machine
            pool = self.pools.long if message.do in LONG else self.pools.works
            if message.do in BY_HAND:
                self.session.check_acts()
            answered = await _in_thread(pool, message.obey, self.session)
            if self.session.machine is not before or message.do in ("set", "teach"):
                for visitor in list(self.visitors):
                    await self._tell_machine(visitor)
            return answered

    async def _run(self) -> None:
        """Let time pass, and show what came of it, some times a second."""
        last = time.monotonic()
        while not self.is_closed:
            now = time.monotonic()
            async with self.at_work:
                await self._pass(min(now - last, 0.5))
                last = now
                await self._show()
            await asyncio.sleep(max(0.002, 1 / FRAMES_A_SECOND - (time.monotonic() - now)))

    async def _pass(self, real_s: float) -> None:
        """Let time pass; a machine that cannot go on stands still, and says why."""
        try:
            await _in_thread(self.pools.works, self.session.advance, real_s)
        except Exception as error:
            self.session.playing = False
            for visitor in list(self.visitors):
                await visitor.say({"is": "error", "id": None, "text": _sentence(error)})

    async def _show(self) -> None:
        session = self.session
        frame = session.frame()
        whole = encode(session.before, None) if session.before and self._anybody_new() else b""
        for visitor in list(self.visitors):
            if visitor.is_behind:
                visitor.needs_all = True
            elif visitor.needs_all:
                visitor.needs_all = False
                await visitor.show(whole)
            elif frame:
                await visitor.show(frame)
        await self._tell()

    def _anybody_new(self) -> bool:
        return any(visitor.needs_all for visitor in self.visitors)

    async def _tell(self) -> None:
        """Log, answer and curve, where they have changed."""
        told = self.news.since_last()
        if told:
            for visitor in list(self.visitors):
                await visitor.say(told)

    async def close(self) -> None:
        """The machine is given up."""
        self.is_closed = True  # a message that is sent at this very moment may swallow what cancels
        self.task.cancel()
        await asyncio.wait([self.task])
        self.session.past.let_go()


class Pools:
    """Threads for what is short, for what may take seconds, and for what is done beside a machine."""

    def __init__(self) -> None:
        self.works, self.long, self.keeps = (Workers(n, "console") for n in (4, 2, 1))


async def _in_thread(pool: Executor, work: Any, *given: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)


def _built(description: Description) -> Session:
    """A session; what a page is told of it takes seconds for the first, and is known after that."""
    session = Session(description)
    machine_told(session)
    return session


def _link_in(text: str) -> str:
    """The link in the first message of a page; ValueError for another message, JSONDecodeError for none."""
    try:
        opening = json.loads(text)
    except RecursionError:
        raise json.JSONDecodeError("it is too deep", "", 0) from None
    if not isinstance(opening, dict) or opening.get("do") != "open":
        raise ValueError("the first message is no open")
    link = opening.get("link") or ""
    if not isinstance(link, str):
        raise ValueError("its link is no text")
    return link


def _sentence(error: Exception) -> str:
    """What a page is told of an error; of one that should not be, the log is told the rest."""
    if isinstance(error, ValueError):
        return line(str(error))
    logging.getLogger(__name__).error("a mistake of the console", exc_info=error)
    return f"this cannot be done, by a mistake of the console's own ({type(error).__name__})"


class Rooms:
    """All rooms of a server. `shared` says whether there is but one, which all pages enter."""

    def __init__(self, first: Description, shared: bool = False) -> None:
        self.first, self.shared = first, shared
        self.rooms: set[Room] = set()
        self.visitors: set[Visitor] = set()
        """All whose sockets are open, let in or not."""
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
                raise ValueError(TOO_MANY)
            room = await self._room(link)
        except Exception as error:
            await visitor.say({"is": "error", "text": _sentence(error)})
            return not isinstance(error, json.JSONDecodeError)
        await room.welcome(visitor)
        return True

    async def _room(self, link: str) -> Room:
        async with self.at_door if self.shared else contextlib.nullcontext():
            return next(iter(self.rooms)) if self.shared and self.rooms else await self._opened(link)

    async def _opened(self, link: str) -> Room:
        description = from_link(link) if link else self.first
        self.opening += 1
        try:
            session = await _in_thread(self.pools.long, _built, description)
        finally:
            self.opening -= 1
        room = Room(session, self.pools, self.shared)
        self.rooms.add(room)
        return room

    async def leave(self, visitor: Visitor) -> None:
        """A page is gone; so is its machine, unless others look at it."""
        room = visitor.room
        if room is None:
            return
        await room.leave(visitor)
        if not room.visitors and not self.shared:
            self.rooms.discard(room)
            await room.close()

    async def close(self) -> None:
        """The server ends."""
        await asyncio.gather(*(room.close() for room in self.rooms))
        sockets = (visitor.socket.close() for visitor in self.visitors)
        await asyncio.gather(*sockets, return_exceptions=True)
