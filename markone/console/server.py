"""The console's server: its page, and a WebSocket for each that looks at it."""

import contextlib
import time
from typing import Any

from aiohttp import WSMsgType, web

from markone.console.bundle import STATIC
from markone.console.guard import MOST_MESSAGE, Guard
from markone.console.room import Rooms
from markone.console.visitor import Visitor

KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
KINDS |= {".svg": "image/svg+xml", ".png": "image/png"}
GUARD: web.AppKey[Guard] = web.AppKey("guard", Guard)
ROOMS: web.AppKey[Rooms] = web.AppKey("rooms", Rooms)


def application(guard: Guard, rooms: Rooms) -> web.Application:
    """The server's application."""
    app = web.Application(middlewares=[_guarded], client_max_size=MOST_MESSAGE)
    app[GUARD], app[ROOMS] = guard, rooms
    app.router.add_get("/", _page)
    app.router.add_get("/ws", _socket)
    app.router.add_get("/static/{name:[a-z0-9_/.-]+}", _static)
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
    if not path.is_relative_to(STATIC) or path.suffix not in KINDS or not path.is_file():
        raise web.HTTPNotFound(text="There is no such file here.")
    return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], charset="utf-8")


async def _socket(request: web.Request) -> web.StreamResponse:
    request.app[GUARD].check_origin(request)
    socket = web.WebSocketResponse(max_msg_size=MOST_MESSAGE, heartbeat=20.0)
    rooms = request.app[ROOMS]
    if rooms.is_full():
        raise web.HTTPServiceUnavailable(text="Too many pages are open; close one.")
    await socket.prepare(request)
    visitor = Visitor(socket)
    try:
        async for message in socket:
            if message.type is not WSMsgType.TEXT or not await _told(rooms, visitor, message.data):
                break
    finally:
        await rooms.leave(visitor)
        with contextlib.suppress(ConnectionError):
            await socket.close()
    return socket


async def _told(rooms: Rooms, visitor: Visitor, text: str) -> bool:
    """Do what a page asks for; whether its socket stays open."""
    if not visitor.rate.takes(time.monotonic()):
        await visitor.say({"is": "error", "text": "Too many messages at once; the page is closed."})
        return False
    if visitor.room is None:
        return await rooms.enter(visitor, text)
    await visitor.room.told(visitor, text)
    return True


async def _close(app: web.Application) -> None:
    await app[ROOMS].close()


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Begin to listen."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
