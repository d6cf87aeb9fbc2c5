"""The console's server: its page, and a WebSocket for each that looks at it."""

import contextlib
import time
from typing import Any

from aiohttp import WSMsgType, web

from markone.console.bundle import STATIC
from markone.console.guard import MOST_MESSAGE, Guard
from markone.console.more import qr_code
from markone.console.refusal import Refusal, error_told
from markone.console.rooms import Rooms
from markone.console.visitor import MOST_OWED, Visitor

KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
KINDS |= {".svg": "image/svg+xml", ".png": "image/png"}
OPEN_WITHIN_S = 30.0
"""How long a socket may be silent before it has been let in."""
END_S = 1.0
"""How long a page is waited for when its socket, or the server, ends."""
GUARD: web.AppKey[Guard] = web.AppKey("guard", Guard)
ROOMS: web.AppKey[Rooms] = web.AppKey("rooms", Rooms)


def application(guard: Guard, rooms: Rooms, more: str = "") -> web.Application:
    """The server's application; its kiosk says that one may read on at the address `more`."""
    app = web.Application(middlewares=[_guarded], client_max_size=MOST_MESSAGE)
    app[GUARD], app[ROOMS] = guard, rooms
    app.router.add_get("/", _page)
    app.router.add_get("/ws", _socket)
    app.router.add_get("/static/{name:[a-z0-9_/.-]+}", _static)
    if more:
        picture = qr_code(more)

        async def code(request: web.Request) -> web.Response:
            return web.Response(body=picture, content_type=KINDS[".svg"])

        app.router.add_get("/more.svg", code)
    app.on_response_prepare.append(_with_headers)
    app.on_shutdown.append(_close)
    return app


@web.middleware
async def _guarded(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuse what is none of ours."""
    guard = request.app[GUARD]
    guard.check(request)
    answer = await handler(request)
    if not answer.prepared and guard.token and request.query.get("token"):
        answer.set_cookie("markone", guard.token, httponly=True, samesite="Strict")
    return answer


async def _with_headers(request: web.Request, answer: web.StreamResponse) -> None:
    """Give every answer its headers, be it a page, a refusal or an error."""
    answer.headers.update(request.app[GUARD].headers)


async def _page(request: web.Request) -> web.Response:
    return _file("index.html")


async def _static(request: web.Request) -> web.Response:
    return _file(request.match_info["name"])


def _file(name: str) -> web.Response:
    """A file of the page; nothing else is read."""
    path = (STATIC / name).resolve()
    try:
        if not path.is_relative_to(STATIC) or path.suffix not in KINDS:
            raise FileNotFoundError
        body = path.read_bytes()
    except OSError:  # a folder, or a name that is too long, is none either
        raise web.HTTPNotFound(text="There is no such file here.") from None
    return web.Response(body=body, content_type=KINDS[path.suffix], charset="utf-8")


async def _socket(request: web.Request) -> web.StreamResponse:
    request.app[GUARD].check_origin(request)
    socket = web.WebSocketResponse(
        timeout=END_S, max_msg_size=MOST_MESSAGE, heartbeat=20.0, writer_limit=2 * MOST_OWED
    )  # nobody waits for a page to read: the visitor sees how much it has not
    rooms = request.app[ROOMS]
    if rooms.is_full():
        raise web.HTTPServiceUnavailable(text=str(Refusal("most_pages")))
    visitor = Visitor(socket)
    rooms.visitors[visitor] = None
    try:
        await socket.prepare(request)
        while await _heard(rooms, visitor):
            pass
    finally:
        rooms.leave(visitor)
        with contextlib.suppress(ConnectionError, RuntimeError):
            await socket.close()
    return socket


async def _heard(rooms: Rooms, visitor: Visitor) -> bool:
    """Wait for a page's next message, and do it; whether there may be another."""
    try:
        message = await visitor.socket.receive(None if rooms.visitors[visitor] else OPEN_WITHIN_S)
    except TimeoutError:
        return False
    return message.type is WSMsgType.TEXT and await _told(rooms, visitor, message.data)


async def _told(rooms: Rooms, visitor: Visitor, text: str) -> bool:
    """Do what a page asks for; whether its socket stays open."""
    if not visitor.rate.takes(time.monotonic(), len(text)):
        await visitor.say(error_told(Refusal("most_messages")))
        return False
    room = rooms.visitors[visitor]
    if room is None:
        return await rooms.enter(visitor, text)
    await room.told(visitor, text)
    return True


async def _close(app: web.Application) -> None:
    await app[ROOMS].close()


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Begin to listen."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=END_S)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
