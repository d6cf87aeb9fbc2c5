"""What the console can do: frames, latency, speed beside a page, an export, and pages that come and go.

`python benchmarks/console.py` prints each figure beside its bar. It needs Chromium and playwright.
"""

import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from markone.console.description import Description
from markone.console.link import to_link
from markone.console.session import Session

SECONDS = 8.0
ALL_MOVE = """board responses=8 patching=full
slides letters ABCDEFGH
targets binary
mode forced
rule gamma
show all passes=10000
"""
"""By gamma every potentiometer moves at each slide: 512 A-units x 8 R-units."""
LETTERS = """board responses=5
slides letters ABCDEFGHIJKLMNOPQRSTUVWXYZ
targets binary
mode error correction
show all passes=10000
"""
COUNT = """
async (seconds) => {
  const { on } = await import("/static/state.js");
  let frames = 0, drawn = 0, runs = true;
  on(["time"], () => { frames += 1; });
  const tick = () => { drawn += 1; if (runs) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  runs = false;
  return [frames / seconds, drawn / seconds];
}"""
"""Frames of the machine that the page drew, and pictures of the browser, each second."""
DELAY = """
async (letter) => {
  const { on } = await import("/static/state.js");
  const { send } = await import("/static/talk.js");
  return new Promise((done) => {
    let begun = 0;
    on(["light"], () => { if (begun) requestAnimationFrame(() => done(performance.now() - begun)); });
    const wish = { do: "slide", group: "block", name: letter };
    setTimeout(() => { begun = performance.now(); send(wish); }, 200);
  });
}"""
"""From a wish to the picture of it, in ms."""
SCRUB = """
async (to) => {
  const range = document.getElementById("scrub-range"), begun = performance.now();
  range.value = to;
  range.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - begun;
}"""
"""From the bar to the picture of a slide, in ms."""
READY = "async () => Boolean((await import('/static/state.js')).state.machine)"
SEND = "async (message) => (await import('/static/talk.js')).send(message)"
NOW = "async () => (await import('/static/state.js')).state.ms"


@contextmanager
def server(*options: str) -> Iterator[tuple[str, psutil.Process]]:
    """The console in a process of its own: its address and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "markone", "console", "--no-browser", "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield f"http://127.0.0.1:{port}/", psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def opened_page(opened: Any, address: str) -> Any:
    """A page whose machine stands."""
    page = opened.new_page()
    page.goto(address)
    while not page.evaluate(READY):
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    return page


@contextmanager
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


async def watch(address: str, link: str, seconds: float, others: int) -> list[float]:
    """Frames a second that each of so many further sockets reads, all of each."""

    async def one(session: aiohttp.ClientSession) -> float:
        async with session.ws_connect(
            f"{address}ws", headers={"Origin": address.rstrip("/")}, max_msg_size=0
        ) as ws:
            await ws.send_json({"do": "open", "link": link})
            frames, end = 0, time.monotonic() + seconds
            while time.monotonic() < end:
                message = await ws.receive(timeout=seconds)
                frames += message.type is aiohttp.WSMsgType.BINARY
            return frames / seconds

    async with aiohttp.ClientSession() as session:
        return list(await asyncio.gather(*(one(session) for _ in range(others))))


async def came_and_went(address: str, times: int) -> None:
    """So many connections, each opened and dropped."""
    async with aiohttp.ClientSession() as session:
        for _ in range(times):
            async with session.ws_connect(f"{address}ws", headers={"Origin": address.rstrip("/")}) as ws:
                await ws.send_json({"do": "open", "link": ""})
                await ws.receive(timeout=20)


def frames_of_all(opened: Any) -> str:
    """One browser and four sockets at one machine with 4,096 potentiometers moving."""
    link = to_link(Description(procedure=ALL_MOVE))
    with server("--shared", "letters") as (address, _):
        page = opened_page(opened, address)
        page.evaluate(SEND, {"do": "run", "procedure": ALL_MOVE})
        page.evaluate(SEND, {"do": "speed", "factor": 20})
        page.wait_for_timeout(1500)
        script = [sys.executable, __file__, "--watch", address, link, str(SECONDS)]
        watching = subprocess.Popen(script, stdout=subprocess.PIPE, text=True)
        frames, drawn = page.evaluate(COUNT, SECONDS)
        pots = page.evaluate("async () => (await import('/static/state.js')).state.volts.length")
        others = json.loads(watching.communicate()[0])
        page.close()
    return (
        f"{frames:.1f} frames a second in the browser ({drawn:.0f} pictures), "
        f"{min(others):.1f} in the slowest of 4 sockets, {pots:,} potentiometers (bar 20)"
    )


def latency(opened: Any) -> str:
    """From a wish to the picture."""
    with server() as (address, _):
        page = opened_page(opened, address)
        delays = [page.evaluate(DELAY, letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVW"][3:]
        page.close()
    return f"{statistics.median(delays):.0f} ms, median of {len(delays)} (bar 100)"


def speed(opened: Any) -> str:
    """The machine at 10,000 times, alone and while a page looks on."""
    session = Session(Description(procedure=LETTERS))
    session.set_speed(10_000)
    session.advance(0.1)
    begun, started = time.perf_counter(), session.machine.now_ms
    while time.perf_counter() - begun < SECONDS:
        session.advance(0.04)
    alone = (session.machine.now_ms - started) / 1000 / (time.perf_counter() - begun)
    with server("letters") as (address, _):
        page = opened_page(opened, f"{address}#{to_link(Description(procedure=LETTERS))}")
        page.evaluate(SEND, {"do": "speed", "factor": 10_000})
        page.wait_for_timeout(500)
        first, begun = page.evaluate(NOW), time.perf_counter()
        page.wait_for_timeout(1000 * SECONDS)
        beside = (page.evaluate(NOW) - first) / 1000 / (time.perf_counter() - begun)
        page.close()
    told = min(beside / 10_000, beside / min(alone, 10_000))
    return f"{beside:,.0f} times beside a page, {min(alone, 10_000):,.0f} alone: {told:.2f} (bar .8)"


def export(opened: Any) -> str:
    """A lesson of 26 letters as one page: its size, how soon it opens, and how soon it is at a slide."""
    with tempfile.TemporaryDirectory() as folder:
        page_file = Path(folder) / "letters.html"
        subprocess.run(
            [sys.executable, "-m", "markone", "console", "letters", "--export", str(page_file)],
            check=True,
            capture_output=True,
        )
        page, begun = opened.new_page(), time.perf_counter()
        page.goto(page_file.as_uri())
        page.locator("#scrub-range").wait_for()
        opens = time.perf_counter() - begun
        last = int(page.locator("#scrub-range").get_attribute("max") or 0)
        scrubs = []
        for place in range(10):
            scrubs.append(page.evaluate(SCRUB, (7919 * (place + 1)) % max(last, 1)))
        page.close()
        size = page_file.stat().st_size / 1e6
    size_and_start = f"{size:.2f} MB (bar 3), opens in {opens:.2f} s (bar 2)"
    return f"{size_and_start}, a slide in {max(scrubs):.0f} ms at most (bar 100)"


def thousand() -> str:
    """Memory that a thousand connections leave behind."""
    with server() as (address, process):
        asyncio.run(came_and_went(address, 50))
        before = process.memory_info().rss
        asyncio.run(came_and_went(address, 1000))
        time.sleep(1.0)
        left = (process.memory_info().rss - before) / 1e6
    return f"{left:.1f} MB left after 1,000 connections (bar 20)"


def main() -> None:
    """Print all figures."""
    with browser() as opened:
        for title, measure in (
            ("frames", frames_of_all),
            ("input to picture", latency),
            ("10,000 times", speed),
            ("export", export),
        ):
            print(f"{title:<17} {measure(opened)}", flush=True)
    print(f"{'connections':<17} {thousand()}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--watch"]:
        print(json.dumps(asyncio.run(watch(sys.argv[2], sys.argv[3], float(sys.argv[4]), 4))))
    else:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        main()
