"""The server answers its own page and nobody else; whatever one socket sends, the others go on."""

import asyncio
import contextlib
import gc
import json
import weakref

import numpy as np
import pytest
from aiohttp import WSMsgType, WSServerHandshakeError
from desk import HOST, becomes, closes, told, within

from markone.console.description import Description
from markone.console.frames import decode
from markone.console.guard import BURST, MOST_A_SECOND, MOST_MESSAGE, Rate
from markone.console.link import to_link
from markone.console.rooms import MOST_ROOMS
from markone.console.server import STATIC
from markone.console.visitor import Visitor

# --- who may ask --------------------------------------------------------------------------------------------


def test_a_foreign_host_is_refused():
    @within()
    async def checks(desk):
        port = desk.server.port
        for host in (
            f"evil.example:{port}",
            "evil.example",
            f"127.0.0.1:{port + 1}",
            f"127.0.0.2:{port}",
            "",
        ):
            assert (await desk.get("/", Host=host)).status == 403, host
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
            assert (await desk.get("/", Host=host)).status == 200, host

    checks()


def test_a_foreign_origin_gets_no_socket():
    @within()
    async def checks(desk):
        other = desk.server.port + 1
        for origin in ("http://evil.example", "null", "", f"http://127.0.0.1:{other}", f"file://{HOST}",
                       "http://127.0.0.1", f"http://localhost:{desk.server.port}"):  # fmt: skip
            with pytest.raises(WSServerHandshakeError) as refused:
                await desk.socket(origin)
            assert refused.value.status == 403, origin
        with pytest.raises(WSServerHandshakeError) as refused:
            await desk.client.ws_connect(f"{desk.own}/ws")
        assert refused.value.status == 403
        assert not desk.rooms.rooms

    checks()


def test_the_token_is_needed_where_others_can_listen():
    @within(host="0.0.0.0", token="secret")
    async def checks(desk):
        for path in ("/", "/?token=", "/?token=wrong", "/?token=secre", "/static/state.js", "/ws"):
            assert (await desk.get(path)).status == 401, path
        with pytest.raises(WSServerHandshakeError) as refused:
            await desk.socket(path="/ws")
        assert refused.value.status == 401
        answer = await desk.get("/?token=secret")
        assert answer.status == 200
        cookie = answer.cookies["markone"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert (await desk.get("/static/state.js", Cookie="markone=secret")).status == 200
        socket = await desk.socket(path="/ws?token=secret")
        await socket.close()
        assert (await desk.get("/?token=secret", Host=f"evil.example:{desk.server.port}")).status == 403

    checks()


PATHS = (
    "/static/../server.py",
    "/static/%2e%2e/server.py",
    "/static/..%2fserver.py",
    "/static/words/../../guard.py",
    "/static//etc/passwd",
    "/static/%2fetc/passwd",
    "/static/..%5cserver.py",
    "/static/words",
    "/static/nothing.js",
    "/static/",
    "/static",
    "/etc/passwd",
    "/server.py",
)


def test_nothing_but_the_files_of_the_page_is_read():
    async def raw(desk, path):
        """Ask in so many bytes, as a client of aiohttp would mend the path."""
        reader, writer = await asyncio.open_connection(HOST, desk.server.port)
        host = f"{HOST}:{desk.server.port}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer

    @within()
    async def checks(desk):
        for path in PATHS:
            answer = await raw(desk, path)
            assert b" 404 " in answer.splitlines()[0], path
            assert b"import" not in answer
            assert b"root:" not in answer
        assert (await desk.get("/static/state.js")).headers["Content-Type"].startswith("text/javascript")

    checks()


def test_every_answer_has_its_headers():
    @within()
    async def checks(desk):
        answers = [await desk.get(path) for path in ("/", "/static/state.js", "/nothing", "/static/none.js")]
        answers.append(await desk.get("/", Host="evil.example"))
        answers.append(await desk.get("/ws"))
        answers.append(await desk.client.post(f"{desk.own}/"))
        assert [answer.status for answer in answers] == [200, 200, 404, 404, 403, 403, 405]
        for answer in answers:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src 'self';" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Access-Control-Allow-Origin" not in answer.headers
        socket = await desk.socket()
        assert "default-src 'none'" in socket._response.headers["Content-Security-Policy"]
        await socket.close()

    checks()


def test_the_page_itself_obeys_its_policy():
    page = (STATIC / "index.html").read_text()
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src="static/')
    for file in STATIC.rglob("*.js"):
        assert "innerHTML" not in file.read_text(), file.name
        assert "eval(" not in file.read_text(), file.name


# --- what a page does ---------------------------------------------------------------------------------------


def test_a_page_shows_a_slide_and_sees_it():
    @within()
    async def checks(desk):
        socket, machine = await desk.page()
        assert (machine["units"], machine["responses"], machine["can_operate"]) == (64, 5, True)
        for message in ({"do": "slide", "group": "block", "name": "E"}, {"do": "speed", "factor": 10_000}):
            await socket.send_json(message)
        await socket.send_json({"do": "show", "id": 1})
        seen = None
        async with asyncio.timeout(20):
            while seen is None or seen.ms < 5000:
                message = await socket.receive()
                if message.type is WSMsgType.BINARY:
                    seen = decode(message.data, seen)
        (room,) = desk.rooms.rooms
        reach_v = room.session.reach_v
        volts = seen.arrays["volts"] * reach_v / 32767
        np.testing.assert_allclose(volts, room.session.machine.volts(), atol=reach_v / 32767)
        await socket.send_json({"do": "field", "response": 1, "id": 2})
        assert len((await told(socket, "reply", 2))["volts"]) == 400
        await socket.close()

    checks()


def test_each_page_has_a_machine_which_goes_with_it():
    @within()
    async def checks(desk):
        one, other = (await desk.page())[0], (await desk.page())[0]
        tasks = [room.task for room in desk.rooms.rooms]
        assert len(tasks) == 2
        await one.send_json({"do": "set", "name": "theta", "mark": 3, "id": 1})
        rows = {row["name"]: row["value"] for row in (await told(one, "machine"))["dials"]}
        assert rows["theta"] == 3
        assert sorted(room.session.machine.parts.spec.theta for room in desk.rooms.rooms) == [2, 3]
        await one.close()
        await becomes(lambda: len(desk.rooms.rooms) == 1)
        other._response.connection.transport.abort()  # a page that goes without a word
        await becomes(lambda: not desk.rooms.rooms)
        await other.close()
        await becomes(lambda: all(task.done() for task in tasks))

    checks()


def test_nothing_is_left_of_a_page_that_is_gone_though_nobody_collects():
    @within()
    async def checks(desk):
        await (await desk.page())[0].close()
        await becomes(lambda: not desk.rooms.rooms and not desk.rooms.ending)
        gc.collect()
        gc.disable()
        try:
            left = await left_of_a_page(desk)
            await becomes(lambda: not desk.rooms.rooms and not desk.rooms.ending)
            await becomes(lambda: [name for name, one in left.items() if one() is not None] == [])
        finally:
            gc.enable()

    checks()


async def left_of_a_page(desk):
    """Weak references to what a page had, which has done a good deal and is gone."""
    socket, _ = await desk.page()
    await socket.send_json({"do": "speed", "factor": 10_000})
    for number in range(3):
        await socket.send_json({"do": "slide", "group": "block", "name": "E"})
        await socket.send_json({"do": "show", "id": number})
        await receive_answer(socket, number)
        await becomes(lambda: not next(iter(desk.rooms.rooms)).session.is_busy)
    wishes = [{"do": "strike", "kind": "jammed motor", "at": "P1"}, {"do": "why", "pot": "P2"}]
    wishes += [{"do": "back", "ms": 7000}, {"do": "explain", "at": "A1"}, {"do": "back", "ms": 9}]
    for number, wish in enumerate(wishes):
        await socket.send_json({**wish, "id": number})
        said = await receive_answer(socket, number)
        assert said["is"] == "reply", said
    (room,) = desk.rooms.rooms
    session, machine = room.session, room.session.machine
    had = {"room": room, "session": session, "watch": session.watch, "panel": machine.panel}
    had |= {"past": machine.history, "board": machine.parts.wiring.excitatory, "lamps": machine.parts.shown}
    left = {name: weakref.ref(one) for name, one in had.items()}
    await socket.close()
    return left


async def receive_answer(socket, number):
    """The reply, or the error, to a message."""
    async with asyncio.timeout(20):
        while True:
            message = await socket.receive()
            said = json.loads(message.data) if message.type is WSMsgType.TEXT else {}
            if said.get("is") in ("reply", "error") and said.get("id") == number:
                return said


def test_a_link_opens_its_machine_and_a_hostile_one_is_refused():
    @within()
    async def checks(desk):
        description = Description(units=64, responses=3, set_to={"theta": 4})
        socket, machine = await desk.page(to_link(description))
        assert machine["responses"] == 3
        await socket.close()
        for link in ("%%%", "A" * 10_000, 5, {"a": 1}):
            socket = await desk.socket()
            await socket.send_json({"do": "open", "link": link})
            said = await told(socket, "error")
            assert "\n" not in said["text"]
            await socket.send_json({"do": "open", "link": ""})
            await told(socket, "machine")
            await socket.close()

    checks()


def test_what_is_wrong_is_answered_and_the_socket_stays():
    @within()
    async def checks(desk):
        socket, _ = await desk.page()
        for text in ("{", "[]", '{"do": "nothing"}', '{"do": "back", "ms": 7, "id": 3}', "\0", "é" * 999):
            await socket.send_str(text)
            said = await told(socket, "error", 3 if "back" in text else None)
            assert 10 < len(said["text"]) < 500
        await socket.send_json({"do": "why", "pot": "P1", "id": 9})
        assert (await told(socket, "reply", 9))["moves"] == []
        await socket.close()

    checks()


GARBAGE = {
    "bytes": lambda socket: socket.send_bytes(b"\x00" * 50),
    "too much": lambda socket: socket.send_str(" " * (MOST_MESSAGE + 10)),
    "no opening": lambda socket: socket.send_str("garbage"),
    "deep": lambda socket: socket.send_str("[" * 200_000),
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_closes_its_socket_and_no_other(what):
    @within()
    async def checks(desk):
        good, _ = await desk.page()
        bad = await desk.socket()
        await GARBAGE[what](bad)
        await closes(bad)
        await good.send_json({"do": "explain", "at": "A1", "id": 1})
        assert (await told(good, "reply", 1))["at"] == "A1"
        assert len(desk.rooms.rooms) == 1
        await good.close()

    checks()


def test_too_many_messages_close_the_socket():
    @within()
    async def checks(desk):
        good, _ = await desk.page()
        bad, _ = await desk.page()
        for _ in range(2 * BURST):
            with contextlib.suppress(ConnectionError):
                await bad.send_str('{"do": "pause"}')
        assert "too many messages" in await closes(bad)
        await becomes(lambda: len(desk.rooms.rooms) == 1)
        await good.send_json({"do": "explain", "at": "A1", "id": 1})
        await told(good, "reply", 1)
        await good.close()

    checks()


def test_a_rate_is_so_many_at_once_and_so_many_a_second():
    assert [Rate().takes(0.0) for _ in range(3)] == [True] * 3
    rate = Rate()
    assert [rate.takes(100.0) for _ in range(BURST + 1)] == [True] * BURST + [False]
    rate = Rate()
    assert all(rate.takes(number / MOST_A_SECOND) for number in range(1000))


def test_no_more_rooms_than_the_house_has():
    @within()
    async def checks(desk):
        desk.rooms.rooms |= set(range(MOST_ROOMS))
        with pytest.raises(WSServerHandshakeError) as refused:
            await desk.socket()
        assert refused.value.status == 503
        desk.rooms.rooms.clear()

    checks()


# --- a machine that all share -------------------------------------------------------------------------------


def test_the_second_page_looks_on_until_the_first_is_gone():
    @within(shared=True)
    async def checks(desk):
        first, machine = await desk.page()
        assert machine["can_operate"]
        second, machine = await desk.page()
        assert machine["shared"]
        assert not machine["can_operate"]
        assert len(desk.rooms.rooms) == 1
        for wish in ({"do": "show"}, {"do": "back", "ms": 0}, {"do": "set", "name": "theta", "mark": 3}):
            await second.send_json({**wish, "id": 5})
            assert "somebody else operates" in (await told(second, "error", 5))["text"]
        await second.send_json({"do": "why", "pot": "P1", "id": 6})
        await told(second, "reply", 6)
        await first.send_json({"do": "speed", "factor": 10_000})
        await first.send_json({"do": "run", "procedure": "letters", "id": 7})
        await told(first, "reply", 7)
        await told(second, "machine")
        for page in (first, second):
            assert "curve" in await told(page, "news", speed=10_000)
        third, _ = await desk.page()
        assert (await told(third, "news"))["speed"] == 10_000  # who comes late is told all that stands
        await first.close()
        await told(second, "machine", can_operate=True)
        await second.send_json({"do": "halt", "id": 8})
        await told(second, "reply", 8)
        for page in (second, third):
            await page.close()

    checks()


def test_two_that_come_at_once_share_one_machine():
    @within(shared=True)
    async def checks(desk):
        pages = await asyncio.gather(*(desk.page() for _ in range(4)))
        assert len(desk.rooms.rooms) == 1
        assert [machine["can_operate"] for _, machine in pages].count(True) == 1
        for page, _ in pages:
            await page.close()

    checks()


def test_a_machine_that_cannot_go_on_stands_still_and_says_why():
    @within()
    async def checks(desk):
        socket, _ = await desk.page()
        (room,) = desk.rooms.rooms

        def fails(real_s):
            room.session.advance = lambda real_s: None
            raise ValueError("it broke")

        room.session.advance = fails
        assert (await told(socket, "error"))["text"] == "it broke"
        await socket.send_json({"do": "why", "pot": "P1", "id": 1})
        await told(socket, "reply", 1)
        assert not room.session.playing
        await socket.close()

    checks()


def test_a_page_that_reads_nothing_gets_no_frames():
    class Transport:
        waiting = 10**7

        def get_write_buffer_size(self):
            return self.waiting

    class Socket:
        class _req:
            transport = Transport()

    visitor = Visitor(Socket())
    assert visitor.is_behind
    Transport.waiting = 10
    assert not visitor.is_behind
