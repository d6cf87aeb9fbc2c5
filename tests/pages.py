"""The console's page in a browser, at a server in this process."""

import asyncio
import contextlib
import socket
import threading
import time

from browser import PATIENCE_MS

from markone.console.description import Description
from markone.console.guard import Guard
from markone.console.rooms import Rooms
from markone.console.server import application, serve

SLOW_LINE = """import('./static/live.js').then(({ Live }) => {
    const { take } = Live.prototype;
    Live.prototype.take = function (data) { setTimeout(() => take.call(this, data), 300); };
})"""
CUT_LINE = """import('./static/live.js').then(({ Live }) => {
    const { connect, send } = Live.prototype;
    Live.prototype.connect = function () { globalThis.mend = () => connect.call(this); };
    Live.prototype.send = function () { Live.prototype.send = send; this.socket.close(); };
})"""
"""Scripts: what the machine says comes later; the line is cut at the next message, until `mend()`."""
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}


@contextlib.contextmanager
def served(description=None, shared=False, more=""):
    """Serve the console from a thread, shared where that is said; the address of its page."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def do(work):
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    async def begin():
        rooms = Rooms(description or Description(), shared)
        return await serve(application(Guard("127.0.0.1", port), rooms, more), "127.0.0.1", port)

    runner = do(begin())
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        do(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextlib.contextmanager
def opened(browser, address, size=None, **options):
    """A page, which has to go without an error on its console and without a request that fails."""
    context = browser.new_context(viewport=size or WIDE, **options)
    page, bad = context.new_page(), []
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: bad.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: bad.append(error.stack or str(error)))
    page.on("requestfailed", lambda request: bad.append(f"failed: {request.url}"))
    page.on("response", lambda answer: bad.append(answer.url) if answer.status >= 400 else None)
    page.goto(address)
    page.locator(".slide").first.wait_for(state="attached")
    try:
        yield page
    finally:
        context.close()
    assert not bad, bad


def state(page, what):
    """Something of the page's state."""
    return page.evaluate(f"import('./static/state.js').then(({{ state }}) => {what})")


def told(page, message):
    """Let the page send a message to its machine."""
    page.evaluate("(message) => import('./static/talk.js').then(({ send }) => send(message))", message)


def until(page, holds):
    """Wait until a script's expression holds; the page allows no script that is made of text."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(holds):
        assert time.monotonic() < end, f"it never was so: {holds}"
        page.wait_for_timeout(20)


def until_says(page, selector, holds):
    """Wait until `text`, what this element says, is such."""
    until(page, f"(({{ textContent: text }}) => {holds})(document.querySelector('{selector}'))")
