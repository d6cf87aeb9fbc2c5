"""A console's server, and pages that talk to it."""

import asyncio
import contextlib
import json
import time

from aiohttp import ClientSession, WSMsgType
from aiohttp.test_utils import TestServer

from markone.console.description import Description
from markone.console.guard import Guard
from markone.console.rooms import Rooms
from markone.console.server import ROOMS, application

HOST = "127.0.0.1"
SMALL = Description(units=64, responses=5)


class Desk:
    """A server, and what a test does with it."""

    def __init__(self, server, client):
        self.server, self.client = server, client
        self.own = f"http://{HOST}:{server.port}"
        self.rooms = server.app[ROOMS]

    def get(self, path, **headers):
        return self.client.get(f"{self.own}{path}", headers=headers, allow_redirects=False)

    async def socket(self, origin=None, path="/ws"):
        headers = {"Origin": self.own if origin is None else origin}
        return await self.client.ws_connect(self.own + path, headers=headers, max_msg_size=0)

    async def page(self, link=""):
        """A page that has been let in, and what it was told of the machine."""
        socket = await self.socket()
        await socket.send_json({"do": "open", "link": link})
        return socket, await told(socket, "machine")


async def told(socket, what, id=None, **values):
    """The next message of this kind, with these values."""
    async with asyncio.timeout(20):
        while True:
            message = await socket.receive()
            assert message.type in (WSMsgType.TEXT, WSMsgType.BINARY), f"closed: {message}"
            if message.type is WSMsgType.TEXT:
                said = json.loads(message.data)
                if said["is"] == what and said.get("id") == id and values.items() <= said.items():
                    return said


async def closes(socket):
    """Whether the server closes it, after whatever it still says; the text of its error."""
    error = ""
    async with asyncio.timeout(20):
        while True:
            message = await socket.receive()
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return error
            if message.type is WSMsgType.TEXT and json.loads(message.data)["is"] == "error":
                error = json.loads(message.data)["text"]


async def becomes(true):
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def serving(*, shared=False, host=HOST, token="", clock=time.monotonic):
    guard = Guard(host, 0, token)
    app = application(guard, Rooms(SMALL, shared, clock))
    async with TestServer(app, host=HOST) as server, ClientSession() as client:
        guard.port = server.port
        yield Desk(server, client)


def within(**how):
    """A test that is a coroutine of a desk."""

    def made(test):
        async def run(*given, **named):
            async with serving(**how) as desk:
                await test(desk, *given, **named)

        def whole(**named):
            asyncio.run(run(**named))

        whole.__name__, whole.__doc__ = test.__name__, test.__doc__
        return whole

    return made
