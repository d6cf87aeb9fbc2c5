"""Who operates a machine that several look at: whoever came first, until he goes, hands over, or is idle."""

import asyncio

import pytest
from desk import serving, told

from markone.console.operating import IDLE_S, Turns
from markone.console.refusal import Refusal

A, B, C, D = ["Ada", "Bob", "Cid", "Dot"]
"""Visitors."""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now_s = 1000.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def turns(clock):
    made = Turns(clock)
    for visitor in (A, B, C):
        made.come(visitor)
    return made


def test_who_comes_first_operates_until_he_hands_over(turns):
    assert [turns.told(visitor)["can_operate"] for visitor in (A, B, C)] == [True, False, False]
    with pytest.raises(Refusal, match="nobody has asked"):
        turns.hand_over()
    for visitor in (C, B, B, C, A):
        turns.ask(visitor)
    assert turns.told(C) == {"can_operate": False, "asked": True, "waiting": 2}
    assert turns.told(A) == {"can_operate": True, "asked": False, "waiting": 2}
    turns.hand_over()
    assert turns.told(C) == {"can_operate": True, "asked": False, "waiting": 1}
    turns.hand_over()
    assert (turns.operator, turns.waiting) == (B, [])


def test_who_is_idle_gives_way_to_who_asks_and_to_nobody_else(turns, clock):
    clock.now_s += 10 * IDLE_S
    turns.relieve()
    assert turns.operator == A
    turns.acts()
    clock.now_s += IDLE_S - 1
    turns.ask(B)
    assert turns.operator == A
    turns.acts()
    clock.now_s += IDLE_S - 1
    turns.relieve()
    assert turns.operator == A
    clock.now_s += 1
    turns.relieve()
    assert turns.operator == B
    clock.now_s += IDLE_S
    turns.ask(A)
    assert turns.operator == A
    assert turns.waiting == []


def test_who_goes_gives_way_to_who_asked_or_came_before_others(turns):
    turns.ask(C)
    turns.go(A, [B, C])
    assert (turns.operator, turns.waiting) == (C, [])
    turns.ask(B)
    turns.go(B, [C])
    assert turns.waiting == []
    turns.come(D)
    turns.go(C, [D])
    assert turns.operator == D
    turns.go(D, [])
    assert turns.operator is None
    turns.come(A)
    assert turns.operator == A


def test_pages_are_told_who_operates(clock):
    async def checks():
        async with serving(shared=True, clock=clock) as desk:
            first, machine = await desk.page()
            assert {"can_operate": True, "asked": False, "waiting": 0}.items() <= machine.items()
            second, _ = await desk.page()
            third, _ = await desk.page()
            await second.send_json({"do": "operate", "id": 1})
            await told(second, "reply", 1)
            await told(second, "operator", can_operate=False, asked=True, waiting=1)
            for page, can in ((first, True), (third, False)):
                await told(page, "operator", can_operate=can, asked=False, waiting=1)
            await second.send_json({"do": "hand_over", "id": 2})
            assert (await told(second, "error", 2))["code"] == "operator"
            await first.send_json({"do": "hand_over", "id": 3})
            await told(first, "reply", 3)
            await told(first, "machine", can_operate=False)
            await told(second, "machine", can_operate=True, waiting=0)
            await first.send_json({"do": "show", "id": 4})
            assert (await told(first, "error", 4))["code"] == "operator"
            await third.send_json({"do": "operate", "id": 5})
            await told(third, "operator", asked=True)
            clock.now_s += IDLE_S - 1
            await second.send_json({"do": "teach", "on": False, "id": 6})
            await told(second, "reply", 6)
            clock.now_s += IDLE_S - 1
            await second.send_json({"do": "explain", "at": "A1", "id": 7})  # who only points does nothing
            await told(second, "reply", 7)
            clock.now_s += 1
            await told(third, "machine", can_operate=True)
            await told(second, "machine", can_operate=False)
            await third.send_json({"do": "play", "id": 8})
            await told(third, "reply", 8)
            for page in (first, second, third):
                await page.close()

    asyncio.run(checks())
