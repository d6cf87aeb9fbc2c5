"""A room: one machine, with those who look at it."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from markone.console.machine_told import machine_told
from markone.console.messages import understood
from markone.console.news import News
from markone.console.operating import HandOver, Operate, Turns
from markone.console.refusal import Refusal, error_told
from markone.console.session import Session
from markone.console.sight import Sight
from markone.console.visitor import Visitor
from markone.console.workers import Pools, in_thread

FRAMES_A_SECOND = 25
END_S = 0.3
"""How long a room that is closed may take to come to the end of what it does."""


class Room:
    """One machine, and who looks at it; one of them operates it."""

    def __init__(
        self, session: Session, pools: Pools, shared: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.session, self.pools, self.shared = session, pools, shared
        self.visitors: list[Visitor] = []
        self.turns = Turns(clock)
        self.at_work = asyncio.Lock()
        self.news, self.sight = News(session), Sight(session)
        self.is_closed = False
        self.task = asyncio.create_task(self._run())

    async def welcome(self, visitor: Visitor) -> None:
        """Let somebody look on."""
        async with self.at_work:
            self.visitors.append(visitor)
            self.turns.come(visitor)
            await self._tell_machine(visitor)

    async def _tell_machine(self, visitor: Visitor) -> None:
        visitor.needs_all = True
        self.news.forget()
        visitor.turn = self.turns.told(visitor)
        await visitor.say({**machine_told(self.session), **visitor.turn, "shared": self.shared})

    def leave(self, visitor: Visitor) -> None:
        """Somebody has gone."""
        if visitor in self.visitors:
            self.visitors.remove(visitor)
        if visitor.keeping:
            visitor.keeping.cancel()
        self.turns.go(visitor, self.visitors)

    async def told(self, visitor: Visitor, text: str) -> None:
        """Do what a page asks for, and answer."""
        number = None
        try:
            message = understood(text)
            number = message.id
            self._check(visitor, message)
            answered = await self._obey(visitor, message)
        except Exception as error:
            await visitor.say(error_told(error, number))
            return
        if callable(answered):
            visitor.keeping = asyncio.create_task(self._keep(visitor, message, answered))
        elif number is not None or answered:
            await visitor.say({"is": "reply", "id": number, "do": message.do, **(answered or {})})

    def _check(self, visitor: Visitor, message: Any) -> None:
        """Refuse what is not for this page to ask, or not now."""
        if not message.asks and visitor is not self.turns.operator:
            raise Refusal("operator")
        if message.is_beside and visitor.keeping and not visitor.keeping.done():
            raise Refusal("still_kept")
        if not message.asks:
            self.turns.acts()

    async def _keep(self, visitor: Visitor, message: Any, work: Callable[[], Any]) -> None:
        """Find an answer beside the machine, which its page goes on to operate meanwhile."""
        try:
            answered = await in_thread(self.pools.keeps, work)
            await visitor.say({"is": "reply", "id": message.id, "do": message.do, **answered})
        except Exception as error:
            await visitor.say(error_told(error, message.id))

    async def _obey(self, visitor: Visitor, message: Any) -> Any:
        if isinstance(message, Operate | HandOver):
            return message.take_turn(self.turns, visitor)
        async with self.at_work:
            before = self.session.machine
            if message.by_hand:
                self.session.check_acts()
            pool = self.pools.long if message.is_long else self.pools.works
            answered = await in_thread(pool, message.obey, self.session)
            if self.session.machine is not before or message.retells:
                for each in list(self.visitors):
                    await self._tell_machine(each)
            return answered

    async def _run(self) -> None:
        """Let time pass, and show what came of it, some times a second; one late frame makes none later."""
        due = last = time.monotonic()
        while not self.is_closed:
            now = time.monotonic()
            async with self.at_work:
                await self._pass(min(now - last, 0.5))
                last = now
                await self._tell_turns()
                await self._show()
            due = max(due + 1 / FRAMES_A_SECOND, time.monotonic() + 0.002)
            await asyncio.sleep(due - time.monotonic())

    async def _pass(self, real_s: float) -> None:
        """Let time pass; a machine that cannot go on stands still, and says why."""
        try:
            await in_thread(self.pools.works, self.session.advance, real_s)
        except Exception as error:
            self.session.playing = False
            for visitor in list(self.visitors):
                await visitor.say(error_told(error))

    async def _tell_turns(self) -> None:
        """Who operates, and who would like to, where that has changed; whose role did, of the machine."""
        self.turns.relieve()
        for visitor in list(self.visitors):
            before, now = visitor.turn, self.turns.told(visitor)
            if now["can_operate"] != before["can_operate"]:
                await self._tell_machine(visitor)
            elif now != before:
                visitor.turn = now
                await visitor.say({"is": "operator", **now})

    async def _show(self) -> None:
        frame = self.sight.frame()
        whole = self.sight.whole() if any(visitor.needs_all for visitor in self.visitors) else b""
        for visitor in list(self.visitors):
            if visitor.is_behind:
                visitor.needs_all = True
            elif visitor.needs_all:
                visitor.needs_all = False
                await visitor.show(whole)
            elif frame:
                await visitor.show(frame)
        await self._tell()

    async def _tell(self) -> None:
        """Log, answer and curve, where they have changed."""
        told = self.news.since_last()
        if told:
            for visitor in list(self.visitors):
                await visitor.say(told)

    async def close(self) -> None:
        """The machine is given up."""
        self.is_closed = True
        done, _ = await asyncio.wait([self.task], timeout=END_S)
        if not done:
            self.task.cancel()
            await asyncio.wait([self.task])
        self.session.past.let_go()
