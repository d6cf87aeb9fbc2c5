"""A cell of a notebook: live with a kernel, and the recorded run without one."""

import asyncio
import html
import re

import pytest
from browser import chromium
from pages import until

pytest.importorskip("anywidget")

from markone.console import show
from markone.console.frames import decode
from markone.console.notebook import ConsoleWidget
from markone.machine import MarkOne
from markone.procedure import load

VIEW = "a view"


class Kernel:
    """Takes what a widget sends, and lets a page say something."""

    def __init__(self, widget, monkeypatch):
        self.widget, self.sent, self.view = widget, [], None
        monkeypatch.setattr(widget, "send", self._send)

    def _send(self, content, buffers=None):
        for frame in buffers or ():
            self.view = decode(frame, self.view)
        if content.get("message"):
            self.sent.append(content)

    def says(self, **message):
        """The page's message; the answer, if there is one."""
        self.widget._asked(self.widget, {"view": VIEW, "message": message}, [])
        answers = [each["message"] for each in self.sent if each.get("view") == VIEW]
        return answers[-1] if answers else None


@pytest.fixture(scope="module")
def widget():
    return show("two-letters")


@pytest.fixture
def kernel(widget, monkeypatch):
    return Kernel(widget, monkeypatch)


def test_the_static_output_holds_the_recorded_page(widget):
    bundle = widget.static_output()
    frame = re.search(r'<iframe sandbox="allow-scripts"[^>]* srcdoc="([^"]*)"', bundle["text/html"])
    page = html.unescape(frame[1])
    assert page == widget.recorded_page
    assert "default-src 'none'" in page
    assert 'id="recording"' in page
    assert "markone console two-letters" in bundle["text/html"]
    assert bundle["image/png"].startswith("iVBOR")


def test_a_cell_shows_the_widget_and_below_it_the_recorded_run(widget, monkeypatch):
    outputs = []
    monkeypatch.setattr("IPython.display.display", lambda data, **how: outputs.append(data))
    widget._ipython_display_()
    live, recorded = outputs
    assert "application/vnd.jupyter.widget-view+json" in live
    assert "object at" not in live["text/plain"]
    assert "<iframe" in recorded["text/html"]
    assert "application/vnd.jupyter.widget-view+json" not in recorded


def test_the_live_page_holds_no_recording(widget):
    assert 'id="notebook"' in widget.live_page
    assert 'id="recording"' not in widget.live_page


def test_messages_drive_the_machine(monkeypatch):
    kernel = Kernel(show(MarkOne(load("two-letters").build())), monkeypatch)
    kernel.says(do="open", link="")
    assert kernel.sent[0]["message"]["is"] == "machine"
    assert kernel.view.slides == 0
    kernel.says(do="slide", group="block", name="E")
    assert kernel.says(do="show", id=3) == {"is": "reply", "id": 3, "do": "show"}
    for _ in range(4):
        kernel.says(do="step")
    assert kernel.view.slides == 1
    assert kernel.view.arrays["light"].any()
    assert kernel.says(do="explain", at="A1", id=4)["key"].startswith("explain.unit")


@pytest.mark.parametrize("message", [{"do": "nonsense", "id": 1}, {"do": "show", "more": 1}, "show", None, 3])
def test_a_message_that_is_none_gets_a_sentence(kernel, message):
    kernel.widget._asked(kernel.widget, {"view": VIEW, "message": message}, [])
    answer = kernel.sent[-1]["message"]
    assert answer["is"] == "error"
    assert "cannot be" in answer["text"]
    kernel.widget._asked(kernel.widget, "nonsense", [])


MODEL = """([live, recorded]) => {
  window.sent = [];
  const pages = { live_page: live, recorded_page: recorded };
  window.model = {
    get: (name) => pages[name], send: (message) => sent.push(message),
    on: (name, act) => { window.told = act; }, off: () => {},
  };
  render({ model, el: document.body });
}"""
TOLD = """([content, bytes]) => {
  told({ ...content, view: sent[0].view }, bytes ? [new DataView(Uint8Array.from(bytes).buffer)] : []);
}"""


def test_a_cell_in_a_browser_talks_to_the_machine(kernel):
    script = str(ConsoleWidget._esm)
    with chromium() as browser:
        page, errors = browser.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_content("<body></body>")
        page.add_script_tag(content=script.replace("export default { render };", "window.render = render;"))
        page.evaluate(MODEL, [kernel.widget.live_page, kernel.widget.recorded_page])
        until(page, "sent.some((each) => each.message.do === 'open')")
        kernel.says(do="open", link="")
        page.evaluate(TOLD, [{"message": kernel.sent[0]["message"]}, None])
        kernel.widget.sight.seen = None
        page.evaluate(TOLD, [{"message": None}, list(kernel.widget.sight.frame())])
        frame = page.frames[1]
        frame.locator(".slide").first.wait_for(state="attached")
        frame.locator("#teach").click()
        until(page, "sent.some((each) => each.message.do === 'teach')")
        assert not errors


def test_time_passes_in_the_kernels_loop(monkeypatch):
    async def live():
        kernel = Kernel(show("two-letters"), monkeypatch)
        kernel.says(do="open", link="")
        kernel.says(do="speed", factor=100)
        while kernel.view.slides < 1:
            await asyncio.sleep(0.01)
        kernel.widget.close()

    asyncio.run(asyncio.wait_for(live(), 20))


def test_what_is_neither_is_refused():
    with pytest.raises(ValueError, match="give a MarkOne"):
        show(3)


def test_a_run_that_is_too_large_leaves_a_picture_and_the_command(widget, monkeypatch):
    monkeypatch.setattr("markone.console.static_output.MOST_INLINE", 1000)
    large = ConsoleWidget(widget.session)
    assert large.recorded_page == ""
    bundle = large.static_output()
    assert "<iframe" not in bundle["text/html"]
    assert "--export run.html" in bundle["text/html"]
