"""The console in a notebook: the machine is in the kernel, and its page in a frame of the cell."""

import asyncio
import base64
import json
from importlib import resources
from typing import Any

import traitlets

from markone.console.bundle import STATIC, page
from markone.console.description import Description
from markone.console.export import words
from markone.console.machine_told import machine_told
from markone.console.messages import understood
from markone.console.news import News
from markone.console.recording import record
from markone.console.refusal import error_told
from markone.console.session import Session
from markone.console.sight import Sight
from markone.console.static_output import framed, page_within, picture
from markone.machine import MarkOne
from markone.validation import shown

try:
    from anywidget import AnyWidget
except ImportError:
    raise ValueError(
        "a notebook needs anywidget, which is not here: pip install 'markone[notebook]'"
    ) from None

FRAMES_A_SECOND = 15


def widget(what: MarkOne | str, seed: int = 0) -> "ConsoleWidget":
    """The console of a machine, or of a procedure by its name or its lines."""
    if isinstance(what, MarkOne):
        return ConsoleWidget(Session.at(what))
    if not isinstance(what, str) or not what:
        raise ValueError(f"{shown(what)} is shown; give a MarkOne, or the name or the lines of a procedure")
    return ConsoleWidget(Session(Description.model_validate({"procedure": what, "seed": seed})))


class ConsoleWidget(AnyWidget):
    """A session's machine in a cell. Messages are those of the page (`markone.console.messages`)."""

    _esm = (resources.files("markone.console") / "widget.js").read_text("utf-8")
    live_page = traitlets.Unicode().tag(sync=True)
    recorded_page = traitlets.Unicode().tag(sync=True)

    def __init__(self, session: Session) -> None:
        follows = session.follows
        self.recording = record(session.description if follows else session)
        live = page(STATIC, {**words(), "notebook": "yes"})
        super().__init__(live_page=live, recorded_page=page_within(self.recording))
        self.session, self.news, self.sight = session, News(session), Sight(session)
        self.task: asyncio.Task | None = None
        self.on_msg(self._asked)

    def _asked(self, _: Any, content: dict[str, Any], buffers: list[Any]) -> None:
        """A page wants something: {"view": who asks, "message": ...}."""
        if not isinstance(content, dict):
            return
        view, message = content.get("view"), content.get("message")
        if isinstance(message, dict) and message.get("do") == "open":
            self._open()
            return
        for said in self._obeyed(message):
            self.send({"view": view, "message": said})

    def _open(self) -> None:
        self._tell_machine()
        if self.task is None:
            self.task = _started(self._run())

    def _tell_machine(self) -> None:
        """Everything, to every view."""
        self.sight.seen = None
        self.send({"message": {**machine_told(self.session), "can_operate": True, "shared": False}})
        self.news.forget()
        self._show()

    def _obeyed(self, message: Any) -> list[dict[str, Any]]:
        """Do what a page wants; what is answered to it."""
        number = None
        try:
            asked = understood(json.dumps(message))
            number, before = asked.id, self.session.machine
            answer = asked.obey(self.session)
            answer = answer() if callable(answer) else answer
        except ValueError as error:
            return [error_told(error, number)]
        if self.session.machine is not before or asked.retells:
            self._tell_machine()
        else:
            self._show()
        is_asked = number is not None or answer
        return [{"is": "reply", "id": number, "do": asked.do, **(answer or {})}] if is_asked else []

    def _show(self) -> None:
        """Send what has changed."""
        frame = self.sight.frame()
        if frame:
            self.send({"message": None}, [frame])
        news = self.news.since_last()
        if news:
            self.send({"message": news})

    async def _run(self) -> None:
        """Let time pass while the kernel has nothing else to do."""
        while self.comm is not None:
            try:
                self.session.advance(1 / FRAMES_A_SECOND)
            except ValueError as error:  # it stands still, and says why
                self.session.playing = False
                self.send({"message": error_told(error)})
            self._show()
            await asyncio.sleep(1 / FRAMES_A_SECOND)

    def close(self) -> None:
        """The cell is gone."""
        if self.task is not None:
            self.task.cancel()
        super().close()

    def _ipython_display_(self) -> None:
        """The widget, and below it what stands for it where no kernel runs.

        They are two outputs: whoever makes a page of a notebook keeps but one kind of each, and prefers a
        widget, which needs a network there.
        """
        from IPython.display import display

        found: Any = super()._repr_mimebundle_() or {}
        data, metadata = found if isinstance(found, tuple) else (found, {})
        data = {**data, "text/plain": "The operator's console, live where a kernel runs"}
        display(data, metadata=metadata, raw=True)
        display(self.static_output(), raw=True)

    def static_output(self) -> dict[str, str]:
        """The recorded run by kinds of output: HTML, and a picture for those who take no HTML."""
        last = self.recording.view(len(self.recording.frames) - 1)
        still = base64.b64encode(picture(last)).decode()
        kept = framed(self.recorded_page, self.recording, still)
        return {"text/html": kept, "image/png": still, "text/plain": "A recorded run of the console"}


def _started(work: Any) -> asyncio.Task | None:
    """A task in the kernel's loop; None where none runs, and the machine moves only when it is told to."""
    try:
        return asyncio.get_running_loop().create_task(work)
    except RuntimeError:
        work.close()
        return None
