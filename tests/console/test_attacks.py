"""What a hostile page, link or client may try: it is refused in a sentence, and nobody else notices."""

import asyncio
import base64
import contextlib
import io
import json
import signal
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from desk import HOST, SMALL, becomes, closes, told, within
from pace import allowed
from PIL import Image

from markone.console import at_panel, past, questions, rooms, server, timed, tray, visitor
from markone.console.description import MOST_RANDOM, MOST_SHOWN, Description, script_of
from markone.console.guard import BURST, MOST_MESSAGE, Rate
from markone.console.link import from_link, to_link
from markone.console.machine_told import machine_told
from markone.console.messages import understood
from markone.console.news import MOST_PASSES, News
from markone.console.passes import curve_of
from markone.console.session import Session
from markone.console.sight import Sight
from markone.machine import MarkOne

TWO_LETTERS = "board responses=5\nslides letters AB\ntargets binary\nmode error correction\n"


# --- at the door --------------------------------------------------------------------------------------------


def test_sockets_that_never_say_open_are_few_and_do_not_stay(monkeypatch):
    monkeypatch.setattr(rooms, "MOST_SOCKETS", 6)
    monkeypatch.setattr(server, "OPEN_WITHIN_S", 0.3)

    @within()
    async def checks(desk):
        silent = [await desk.socket() for _ in range(6)]
        with pytest.raises(WSServerHandshakeError) as refused:
            await desk.socket()
        assert refused.value.status == 503
        await asyncio.gather(*map(closes, silent))
        good, _ = await desk.page()
        await asyncio.sleep(0.5)  # who has been let in may be silent
        await good.send_json({"do": "explain", "at": "A1", "id": 1})
        await told(good, "reply", 1)
        await good.close()

    checks()


def test_sockets_that_wait_at_the_door_do_not_come_in_together(monkeypatch):
    monkeypatch.setattr(rooms, "MOST_ROOMS", 3)

    @within()
    async def checks(desk):
        pages = [await desk.socket() for _ in range(8)]
        for page in pages:
            await page.send_json({"do": "open"})
        await becomes(lambda: len(desk.rooms.rooms) == 3 and not desk.rooms.opening)
        answers = await asyncio.gather(*(first_text(page) for page in pages))
        assert [answer["is"] for answer in answers].count("machine") == 3
        refused = {answer["code"] for answer in answers if answer["is"] == "error"}
        assert refused == {"most_pages"}
        for page in pages:
            await page.close()

    checks()


async def first_text(socket):
    async with asyncio.timeout(20):
        return json.loads((await socket.receive()).data)


HEADERS = {
    "half an address": ("/ws", {"Origin": "http://[::1"}, 403),
    "no text": ("/", {"Cookie": "markone=\udcff\udcfe"}, 401),
    "no letters": ("/?token=%ff%fe", {}, 401),
    "half a character": ("/?token=%ed%a0%80", {}, 401),
    "a long name": (f"/static/{'a' * 300}.js", {"Cookie": "markone=secret"}, 404),
    "a longer name": (f"/static/{'a/' * 3000}.js", {"Cookie": "markone=secret"}, 404),
}


@pytest.mark.parametrize("what", HEADERS)
def test_odd_headers_and_paths_are_refused_without_an_error_of_ours(what):
    path, headers, status = HEADERS[what]

    @within(host="0.0.0.0", token="secret")
    async def checks(desk):
        if path == "/ws":
            headers["Cookie"] = "markone=secret"
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{desk.server.port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        reader, writer = await asyncio.open_connection(HOST, desk.server.port)
        writer.write("\r\n".join([*lines, "", ""]).encode(errors="surrogateescape"))
        answer = await reader.read()
        writer.close()
        assert f" {status} ".encode() in answer.splitlines()[0]

    checks()


def test_a_link_and_an_address_to_give_away_hold_no_token():
    timeline = (server.STATIC / "timeline.js").read_text()
    assert "writeText(withoutToken(location.href))" in timeline
    for file in server.STATIC.rglob("*.js"):
        assert "writeText(location" not in file.read_text(), file.name


def test_large_messages_count_for_more():
    rate = Rate()
    assert [rate.takes(100.0, MOST_MESSAGE) for _ in range(4)] == [True, False, False, False]
    assert all(Rate().takes(float(second), 100) for second in range(BURST))


# --- slow and dead readers ----------------------------------------------------------------------------------


def test_a_page_that_reads_nothing_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(visitor, "MOST_OWED", 300_000)

    @within(shared=True)
    async def checks(desk):
        good, _ = await desk.page()
        host, port = HOST, desk.server.port
        deaf = socket.create_connection((host, port))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await asyncio.to_thread(shake_hands, deaf, f"{host}:{port}")
        (room,) = desk.rooms.rooms
        await becomes(lambda: len(room.visitors) == 2)
        (_, looks_on) = room.visitors
        began = time.monotonic()
        for _ in range(20):  # what the network itself keeps for it is several megabytes
            await looks_on.say({"is": "news", "log": "x" * 1_000_000})
        await good.send_json({"do": "set", "name": "theta", "mark": 3, "id": 1})
        await told(good, "reply", 1)
        assert time.monotonic() - began < allowed(3)
        await becomes(lambda: len(room.visitors) == 1)
        deaf.close()
        await good.close()

    checks()


def shake_hands(deaf, host):
    """Open a WebSocket by hand, say `open`, and read no more than the answer's head."""
    key = base64.b64encode(b"0123456789abcdef").decode()
    deaf.sendall(
        f"GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    deaf.recv(64)
    text = b'{"do": "open"}'
    deaf.sendall(bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text)


def test_a_server_ends_at_once_whatever_its_pages_do():
    @within()
    async def checks(desk):
        pages = [await desk.socket() for _ in range(3)]
        await pages[0].send_json({"do": "open"})
        await told(pages[0], "machine")
        began = time.monotonic()
        await desk.server.close()  # none of them answers that it is closed
        assert time.monotonic() - began < allowed(4)

    checks()


# --- what goes wrong inside ---------------------------------------------------------------------------------


def test_a_mistake_of_ours_costs_no_page_its_machine(monkeypatch, caplog):
    def fails(*given):
        raise KeyError("deep inside")

    @within()
    async def checks(desk):
        page, _ = await desk.page()
        (room,) = desk.rooms.rooms
        monkeypatch.setattr(room.session, "teach", fails)
        await page.send_json({"do": "teach", "on": True, "id": 1})
        assert "mistake of the console's own (KeyError)" in (await told(page, "error", 1))["text"]
        monkeypatch.setattr(room.session, "advance", fails)
        assert "(KeyError)" in (await told(page, "error"))["text"]
        monkeypatch.undo()
        assert not room.session.playing
        await page.send_json({"do": "why", "pot": "P1", "id": 2})
        await told(page, "reply", 2)
        await page.close()
        await becomes(lambda: not desk.rooms.rooms)

    checks()
    assert "deep inside" in caplog.text


NESTED = '{"do": "set", "name": "theta", "mark": ' + "[" * 100_000
ODD = {
    "a huge number": '{"do": "set", "name": "theta", "mark": 1' + "0" * 4200 + ', "id": 1}',
    "a huger number": '{"do": "set", "name": "theta", "mark": 1' + "0" * 50_000 + "}",
    "a huge id": '{"do": "why", "pot": "A1", "id": 1' + "0" * 4280 + "}",
    "a huge time": '{"do": "back", "ms": 1' + "0" * 400 + "}",
    "nan": '{"do": "turn", "pot": "P1", "volts": NaN}',
    "infinity": '{"do": "strike", "kind": "power cut", "amount": 1e999}',
    "half a character": '{"do": "slide", "group": "block", "name": "\\ud800"}',
    "a procedure of halves": '{"do": "run", "procedure": "title \\udc00"}',
    "nested": NESTED,
    "twice": '{"do": "play", "do": "set", "name": "theta", "mark": 99}',
    "beyond the stops": '{"do": "turn", "pot": "P1", "volts": 1e6}',
    "a dial that breaks": '{"do": "set", "name": "cycle_ms", "mark": 100}',
    "markup": '{"do": "strike", "kind": "<img src=x onerror=alert(1)>", "at": "A1"}',
    "in order": '{"do": "repair", "at": "A1"}',
}


@pytest.mark.parametrize("what", ODD)
def test_odd_messages_are_answered_in_a_sentence(what):
    @within()
    async def checks(desk):
        page, _ = await desk.page()
        await page.send_str(ODD[what])
        answer = None
        while answer is None or answer["is"] != "error":
            answer = json.loads(await receive_text(page))
        assert 10 < len(answer["text"]) < 600
        assert "mistake" not in answer["text"]
        assert answer["text"].isprintable()
        await page.close()

    checks()


async def receive_text(page):
    async with asyncio.timeout(20):
        while True:
            message = await page.receive()
            assert message.data is not None, message
            if isinstance(message.data, str):
                return message.data


# --- work without end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["show all passes=10000\n" * 60, "hand random 1\n" * (MOST_RANDOM + 1) + "show all"]
)
def test_a_procedure_of_a_page_is_bounded(line):
    with pytest.raises(ValueError, match="at most") as error:
        script_of(TWO_LETTERS + line, 0)
    assert "\n" not in str(error.value)
    script_of(TWO_LETTERS + f"show all passes={min(10_000, MOST_SHOWN // 2)}", 0)


def test_a_link_is_not_followed_for_ever(monkeypatch):
    link = to_link(Description(procedure=TWO_LETTERS + "show all passes=10000", ms=4 * 3_600_000))
    monkeypatch.setattr(timed, "LONGEST_FOLLOWED_S", 0.01)
    with pytest.raises(ValueError, match="run it from its beginning"):
        Session(from_link(link))


def test_a_link_that_could_not_be_opened_is_not_made():
    one = Session(SMALL)
    one.follow(TWO_LETTERS + "pause 20000 s\nshow all")
    one.machine.run(15_000_000)
    with pytest.raises(ValueError, match="first 4 hours") as error:
        understood('{"do": "link"}').obey(one)
    assert "\n" not in str(error.value)
    signs = np.random.default_rng(0).integers(0x4E00, 0x9FFF, 3500)
    one.follow(f"title {''.join(map(chr, signs))}\n{TWO_LETTERS}show all")
    with pytest.raises(ValueError, match="too long for a link"):
        understood('{"do": "link"}').obey(one)
    one.follow(f"title {''.join(map(chr, signs[:900]))}\n{TWO_LETTERS}show all")
    assert from_link(understood('{"do": "link"}').obey(one)["link"]).procedure == one.description.procedure


def test_a_page_goes_on_while_it_is_kept_and_is_kept_once_at_a_time(monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(questions, "kept_page", lambda session: lambda: {"html": str(gate.wait(20))})

    @within()
    async def checks(desk):
        page, _ = await desk.page()
        gone, _ = await desk.page()
        for number in (1, 2):
            await page.send_json({"do": "export", "id": number})
        assert "still being made" in (await told(page, "error", 2))["text"]
        await page.send_json({"do": "show", "id": 3})
        await told(page, "reply", 3)
        await gone.send_json({"do": "export", "id": 1})
        await gone.close()  # whoever goes does not have it made
        await becomes(lambda: len(desk.rooms.rooms) == 1)
        gate.set()
        assert (await told(page, "reply", 1))["html"] == "True"
        await page.close()

    checks()


def test_a_curve_of_many_passes_is_told_in_little():
    one = Session(Description(procedure=TWO_LETTERS + "mode forced\nshow all passes=2000"))
    news, one.speed = News(one), 10_000.0
    while len(one.operator.passes) < MOST_PASSES + 40:
        one.advance(0.1)
    told_now, every = news.since_last()["curve"], curve_of(one)
    assert MOST_PASSES <= len(told_now) <= MOST_PASSES + 1
    assert len(json.dumps(told_now)) < 30_000
    assert told_now[-1] == every[-1]
    assert told_now[0]["after"] + sum(row["slides"] for row in told_now) == one.panel.slides_shown


def test_what_is_out_of_order_is_looked_through_once():
    one = Session(Description(units=128))
    for _ in range(10):
        for pot in range(1, 101):
            one.strike("jammed motor", f"P{pot}", None)
    with pytest.raises(ValueError, match="begin anew"):
        one.strike("dead A-unit", "A1", None)
    sight = Sight(one)
    sight.frame()
    began = time.perf_counter()
    for _ in range(50):
        sight.frame()
    assert time.perf_counter() - began < allowed(0.5)
    assert len(one.broken) == 100
    one.repair("P7")
    assert len(one.broken) == 99


def test_going_back_again_and_again_keeps_no_past_without_end(monkeypatch):
    monkeypatch.setattr(past, "MOST_OLDER_ACTS", 900)
    one = Session(SMALL)
    for _ in range(6):
        for _ in range(130):
            one.show()
            one.to_rest()
            one.aim([1, 0, 0, 0, 0])
        one.back(one.machine.now_ms)
    older = one.past.older
    assert 1 < len(older) < 5
    assert sum(len(each.panel.acts) for each in older) <= 900
    assert one.past.since_ms == older[0].history.since_ms > 0
    with pytest.raises(ValueError, match="has run from"):
        one.back(0)
    assert isinstance(one.past.why("P1"), list)


def test_more_is_done_at_a_panel_than_is_remembered(monkeypatch):
    monkeypatch.setattr(at_panel, "MOST_ACTS", 20)

    @within()
    async def checks(desk):
        page, _ = await desk.page()
        for number in range(30):
            await page.send_json({"do": "target", "values": [1, 0, 0, 0, number % 2]})
        assert "no more are remembered" in (await told(page, "error"))["text"]
        (room,) = desk.rooms.rooms
        assert len(room.session.panel.acts) <= 21
        await page.close()

    checks()


def test_whoever_asks_for_long_acts_keeps_no_other_machine_waiting(monkeypatch):
    def slow(machine, pot):
        time.sleep(3.0)
        return []

    monkeypatch.setattr(MarkOne, "why", slow)

    @within()
    async def checks(desk):
        pages = [(await desk.page())[0] for _ in range(6)]
        good, _ = await desk.page()
        for page in pages:
            await page.send_json({"do": "why", "pot": "P1", "id": 1})
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await good.send_json({"do": "show", "id": 1})
        await told(good, "reply", 1)
        assert time.monotonic() - began < 2.5  # it does not wait for one of them
        for page in (*pages, good):
            await page.close()

    checks()


def test_what_a_page_is_told_of_a_machine_is_made_quickly():
    one = Session(SMALL)
    machine_told(one)
    began = time.perf_counter()
    for _ in range(20):
        machine_told(one)
    assert time.perf_counter() - began < allowed(0.4)


# --- pictures -----------------------------------------------------------------------------------------------


def encoded(image, kind, **how):
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def test_pictures_of_every_kind_are_seen_as_they_are():
    ramp = np.linspace(0, 65535, 400).reshape(20, 20).astype(np.uint16)
    deep = tray.picture(encoded(Image.fromarray(ramp), "PNG"), False)
    np.testing.assert_allclose(deep, ramp.ravel() / 65535, atol=1 / 255)
    lying = Image.new("L", (40, 40))
    lying.paste(255, (0, 0, 40, 10))
    turned = Image.Exif()
    turned[0x112] = 6  # as a telephone writes it that was held upright
    light = tray.picture(encoded(lying, "JPEG", exif=turned), False).reshape(20, 20)
    assert light[:, -3:].mean() > 0.9
    assert light[:, :10].mean() < 0.1
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert tray.picture(encoded(clear, "PNG"), True).max() == 0
    frames = [Image.new("L", (20, 20), grey) for grey in (255, 0, 128)]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert tray.picture(moving, False).min() > 0.99
    assert tray.picture(encoded(Image.new("CMYK", (9, 5)), "JPEG"), False).min() > 0.99


def test_hostile_pictures_are_refused_in_a_sentence():
    good = encoded(Image.effect_noise((64, 64), 90), "JPEG", progressive=True)
    wide = encoded(Image.new("1", (2001, 2001)), "PNG")
    for data in (b"", good[: len(good) // 2], good.replace(b"\xff\xda", b"\xff\xda" * 200), wide, b"GIF89a"):
        with pytest.raises(ValueError, match="drop a PNG") as error:
            tray.picture(data, False)
        assert "\n" not in str(error.value)


# --- the command --------------------------------------------------------------------------------------------


def console(*arguments):
    command = [sys.executable, "-m", "markone", "console", "--no-browser", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_signal_ends_the_command_at_once_whoever_is_there():
    running = console("--port", "0")
    address = running.stdout.readline().split()[-1]
    began = asyncio.run(kept_waiting(address, running))
    said, errors = running.communicate(timeout=20)
    assert (running.returncode, errors) == (0, "")
    assert said.splitlines()[-1] == "The console has ended."
    assert time.monotonic() - began < allowed(8)


async def kept_waiting(address, running):
    """Leave a server with a page that says nothing, one that looks on, and one that asks for much."""
    async with ClientSession() as client:
        socket = {"headers": {"Origin": address.rstrip("/")}, "autoclose": False}
        pages = [await client.ws_connect(f"{address}ws", **socket) for _ in range(3)]
        for page in pages[1:]:
            await page.send_json({"do": "open"})
            await told(page, "machine")
        await pages[2].send_json({"do": "run", "procedure": TWO_LETTERS + "show all passes=10000"})
        await pages[2].send_json({"do": "speed", "factor": 10_000})
        await pages[2].send_json({"do": "export"})
        await asyncio.sleep(0.3)
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(running.wait), 15)
        return began


def test_what_the_command_cannot_do_is_one_sentence(command):
    from markone.cli.console import console

    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        wrong = {
            "is taken": ("--port", port),
            "there is no procedure 'nonsense'": ("nonsense",),
            "no address '203.0.113.7'": ("--host", "203.0.113.7", "--port", 0),
            "no address 'aaa": ("--host", "a" * 70 + ".x", "--port", 0),
            "no device that comes along": ("--pots", "nope"),
            "pots is '../mine.toml'; give a name: letters, digits, spaces": ("--pots", "../mine.toml"),
        }
        for sentence, arguments in wrong.items():
            done = command(console, "--no-browser", *arguments)
            assert done.exit_code == 1
            assert sentence in done.output
            assert done.output.count("\n") == 1
            assert "pydantic" not in done.output
            assert "Errno" not in done.output


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_command_whose_reader_is_gone_ends_without_a_word():
    running = console("--port", "0")
    running.stdout.close()
    assert running.wait(20) == 1
    assert running.stderr.read() == ""
    running.stderr.close()
