"""The exported page opens from disk, asks for nothing, and shows any moment of the run."""

import json
import random
import shutil
import time
import zlib
from base64 import urlsafe_b64encode

import numpy as np
import pytest
from click.testing import CliRunner
from pace import allowed
from pages import WIDE, served, until, until_says

from markone.cli import main
from markone.console import explain, fields
from markone.console.bundle import STATIC
from markone.console.description import Description
from markone.console.export import export, kept_page, page_of
from markone.console.link import from_link, to_link
from markone.console.messages import understood
from markone.console.session import Session

LETTERS = Description.model_validate({"procedure": "letters"})


@pytest.fixture(scope="module")
def recording(letters):
    return letters


TIMED = """(number) => {
  const begun = performance.now();
  document.markone.source().showFrame(number);
  return performance.now() - begun;
}"""
HOOK = """
import { ask } from "./talk.js";
document.markone = { ask, state, source: () => state.recording };
"""


@pytest.fixture(scope="module")
def file(recording, tmp_path_factory):
    """The exported page, with a door for what a test wants to know of its script."""
    folder = tmp_path_factory.mktemp("export") / "static"
    shutil.copytree(STATIC, folder)
    with (folder / "main.js").open("a") as main:
        main.write(HOOK)
    (folder / "run.html").write_text(page_of(recording, folder))
    return folder / "run.html"


class Opened:
    """The file in a browser, and what it asked for."""

    def __init__(self, browser, file, fragment=""):
        self.context = browser.new_context(viewport=WIDE, locale="en")
        self.page, self.asked, self.errors = self.context.new_page(), [], []
        self.page.route("**/*", self._route)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        begun = time.monotonic()
        self.page.goto(f"{file.as_uri()}{fragment}")
        self.page.wait_for_selector("html[data-recording=open]", state="attached", timeout=10_000)
        self.opened_s = time.monotonic() - begun

    def _route(self, route):
        self.asked.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    def do(self, script, given=None):
        return self.page.evaluate(script, given)

    def state(self, name):
        value = "(v) => (v?.length && typeof v !== 'string' ? Array.from(v) : v)"
        return self.do(f"(name) => ({value})(document.markone.state[name])", name)

    def ask(self, message):
        return self.do("m => document.markone.ask(m).catch((error) => error.message)", message)

    def complaint(self):
        until(self.page, "document.getElementById('complaint').textContent !== ''")
        return self.page.locator("#complaint").text_content()


@pytest.fixture
def opened(browser, file):
    """Open the file at a fragment."""
    found = []

    def open_at(fragment=""):
        found.append(Opened(browser, file, fragment))
        return found[-1]

    yield open_at
    for each in found:
        each.context.close()
        assert not each.errors
        assert all(url.startswith("file:") for url in each.asked)


def test_it_opens_from_disk_and_asks_for_nothing(browser, recording, tmp_path):
    file = export(recording, tmp_path / "run.html")
    assert file.stat().st_size < 1_000_000
    opened = []
    for _ in range(3):  # something else may have the processor
        opened.append(Opened(browser, file))
        if opened[-1].opened_s < 2:
            break
    page = opened[-1]
    assert page.opened_s < allowed(2)
    where = page.page.locator("#scrub-where")
    first = where.text_content()
    until_says(page.page, "#scrub-where", f"text !== {json.dumps(first)}")
    assert "markone console letters" in page.page.locator("#scrub-live").text_content()
    assert page.asked == [file.as_uri()]
    assert not page.errors
    for each in opened:
        each.context.close()


def test_any_slide_is_there_at_once_as_the_machine_had_it(opened, recording):
    page = opened("#t=0")
    draw, last = random.Random(3), len(recording.frames) - 1
    for number in draw.sample(range(last), 10):
        took_ms = []
        for _ in range(3):  # something else may have the processor
            page.do(TIMED, last)
            took_ms.append(page.do(TIMED, number))
        assert min(took_ms) < allowed(100)
        arrays = recording.view(number).arrays
        for name in ("cells", "units", "lamps", "targets", "motors"):
            assert page.state(name) == arrays[name].tolist(), (number, name)
        assert np.allclose(
            page.state("volts"), arrays["volts"] * recording.told["reach_v"] / 32767, atol=1e-6
        )


def test_the_bar_is_moved_by_keys(opened):
    page = opened("#t=0")
    bar = page.page.get_by_role("slider", name="Moment of the recording")
    bar.focus()
    for _ in range(3):
        page.page.keyboard.press("PageUp")
    assert page.state("shown") == 4
    page.page.keyboard.press("ArrowRight")
    assert page.state("phase") == "settle"
    page.page.keyboard.press("PageDown")
    page.page.keyboard.press("PageDown")
    assert page.state("shown") == 3
    page.page.keyboard.press("End")
    until(
        page.page,
        "document.querySelector('#scrub-range').value === document.querySelector('#scrub-range').max",
    )
    assert bar.get_attribute("aria-valuetext").startswith("Slide 364 of 364")


def test_its_log_is_that_of_the_moment_however_it_was_reached(opened, recording, letters_ms):
    page = opened("?face=engineer#t=300000")
    lines = page.page.locator(".pane-log li")
    page.page.locator(".pane-log li.log-answered, .pane-log li.log-wrong").first.wait_for()
    for ms in (60_000, 300_000, 7_000, 0, 12_000):
        page.do("ms => document.markone.source().seek(ms)", ms)
        last = [line for number, line in recording.log if letters_ms[number] <= ms][-1]
        shown = "[...document.querySelectorAll('.pane-log li time')].at(-1)?.textContent"
        until(page.page, f"{shown} === {json.dumps(clock(last['ms']))}")  # its first line was there before
        times = lines.locator("time").all_text_contents()
        assert times == sorted(times)
        assert times[-1] == clock(last["ms"])


def clock(ms):
    return f"0:{ms // 60_000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def test_it_answers_as_the_machine_does(opened, recording):
    ms = 401_600
    page, session = opened(f"#t={ms}"), Session(LETTERS.model_copy(update={"ms": ms}))
    for at in ("S7.9", "A17", "P217", "R2"):
        assert page.ask({"do": "explain", "at": at}) | {"id": 0, "is": 0, "do": 0} == approx(
            explain.explained(session, at) | {"id": 0, "is": 0, "do": 0}
        )
    for at in ("S7.9", "A17"):
        assert explain.wires_of(session, at).items() <= page.ask({"do": "wires", "at": at}).items()
    field = fields.receptive_field(session.machine.parts, session.machine.volts(), 1)
    assert np.allclose(page.ask({"do": "field", "response": 2})["volts"], field, atol=0.02)
    pot = f"P{np.flatnonzero(session.machine.volts())[5] + 1}"
    told = page.ask({"do": "why", "pot": pot})["moves"]
    moves = [move._asdict() for move in session.machine.why(pot)]
    assert moves
    assert [approx(move) for move in moves] == told


def approx(told):
    """Numbers to the resolution of a frame."""
    return {
        name: pytest.approx(value, abs=2e-3) if isinstance(value, float) else value
        for name, value in told.items()
        if name != "adds"
    } | ({"adds": [pytest.approx(each, abs=2e-3) for each in told["adds"]]} if "adds" in told else {})


def test_all_else_is_refused_with_the_command(opened):
    page = opened("#t=0")
    assert "markone console letters" in page.ask({"do": "show"})
    assert "markone console letters" in page.complaint()
    assert "no such part" in page.ask({"do": "explain", "at": "P9999"})


def test_a_link_opens_its_instant(opened):
    page = opened("#" + to_link(LETTERS.model_copy(update={"ms": 123_456, "face": "engineer"})))
    assert page.state("ms") == 123_456
    assert not page.state("playing")
    until(page.page, "document.body.dataset.face === 'engineer'")  # a busy machine draws it late
    link = page.ask({"do": "link", "face": "museum"})["link"]
    assert from_link(link) == LETTERS.model_copy(update={"ms": 123_456})


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("t=99999999", "from 0.0 s to"),
        (to_link(LETTERS.model_copy(update={"seed": 1, "ms": 1000})), "another run"),
        ("<img src=x onerror=alert(1)>", "no link"),
        ("A" * 7000, "no link"),
        (urlsafe_b64encode(zlib.compress(b"[" * 10_000_000)).decode().rstrip("="), "no link"),
        (
            urlsafe_b64encode(zlib.compress(json.dumps({"__proto__": {}, "x": 1}).encode())).decode(),
            "no link",
        ),
        (
            urlsafe_b64encode(
                zlib.compress(json.dumps({"procedure": "letters", "ms": -1}).encode())
            ).decode(),
            "no link",
        ),
    ],
    ids=["later", "other", "html", "long", "bomb", "proto", "before"],
)
def test_a_hostile_link_is_refused(opened, fragment, said):
    page = opened("#t=5000")
    page.do("text => { location.hash = text }", fragment)
    assert said in page.complaint()
    assert page.state("ms") == 5000


def test_a_page_of_a_session_is_kept_while_it_goes_on():
    session = Session(Description.model_validate({"procedure": "two-letters"}))
    session.set_speed(10_000)
    session.advance(0.01)
    work = understood('{"do": "export", "id": 1}').obey(session)
    session.advance(0.01)
    kept = work()
    assert kept["name"].endswith(".html")
    assert kept["html"].startswith("<!DOCTYPE html>")
    assert kept_page(session)()["name"] != ""


def test_one_lamp_spells_no_letter_and_numbers_are_those_of_the_language(browser, tmp_path):
    file = Opened(browser, export("two-letters", tmp_path / "run.html"), "?face=engineer&lang=de#t=36000")
    file.page.locator(".pane-log li.log-answered").first.wait_for()
    until_says(file.page, ".pane-log ol", "text.includes('Dia 6 wird gezeigt: E')")
    assert "(A)" not in file.page.locator(".pane-log").inner_text()
    until_says(file.page, "#scrub-where", "text.includes('36,0 s')")
    file.context.close()


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr("markone.console.export.MOST_BYTES", 1000)
    with pytest.raises(ValueError, match="at most 1,000"):
        export("two-letters", tmp_path / "run.html")
    assert not list(tmp_path.iterdir())


def test_the_button_of_a_live_page_keeps_it(browser, tmp_path):
    with served(Description.model_validate({"procedure": "two-letters"})) as address:
        context = browser.new_context(viewport=WIDE, locale="en")
        page = context.new_page()
        page.goto(address)
        page.locator(".slide").first.wait_for(state="attached")
        with page.expect_download() as download:
            page.locator("#keep").click()
        download.value.save_as(tmp_path / "kept.html")
        context.close()
    kept = Opened(browser, tmp_path / "kept.html")
    until_says(kept.page, "#scrub-where", "text.includes('Slide')")
    kept.context.close()


def test_the_command_exports_a_procedure(tmp_path):
    done = CliRunner().invoke(
        main, ["console", "two-letters", "--seed", "3", "--export", str(tmp_path / "a.html")]
    )
    assert done.exit_code == 0, done.output
    assert "a.html: 0." in done.output
    bad = CliRunner().invoke(main, ["console", "nothing", "--export", str(tmp_path / "b.html")])
    assert bad.exit_code == 1
    assert not (tmp_path / "b.html").exists()
