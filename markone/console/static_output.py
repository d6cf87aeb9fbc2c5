"""What a notebook's cell shows where no kernel runs: the recorded page in a frame, or a picture."""

import html
import io
from typing import Any

import numpy as np

from markone.console.export import page_of
from markone.console.frames import View
from markone.console.recording import Recording

MOST_INLINE = 2_000_000
"""Bytes of a page that is put into a notebook."""
CELL, LAMP = 12, 24
"""Pixels of a photocell, and of a lamp, in a picture."""


def page_within(recording: Recording) -> str:
    """The page of a recording; "" for one that is too large for a notebook."""
    try:
        text = page_of(recording)
    except ValueError:
        return ""
    return text if len(text) <= MOST_INLINE else ""


def framed(page: str, recording: Recording, still: str) -> str:
    """HTML for a cell's output: the page in a frame that is folded away, or, without one, how to see it.

    `still` is a picture in base64, for those who show no frames.
    """
    command = html.escape(str(recording.told["command"]))
    image = f'<img alt="the last slide, and the lamps" width="120" src="data:image/png;base64,{still}">'
    live = f"Live: <code>{command}</code>"
    if not page:
        kept = f"As a file: <code>{command} --export run.html</code>"
        return f"{image}<p>The recorded run is too large for a notebook. {kept}. {live}</p>"
    source = html.escape(page, quote=True)
    style = "width: 100%; height: 720px; border: 0"
    frame = (
        f'<iframe sandbox="allow-scripts" title="markone console" style="{style}" srcdoc="{source}"></iframe>'
    )
    return f"<details><summary>{image} As recorded, without a kernel. {live}</summary>{frame}</details>"


def picture(view: View) -> bytes:
    """A PNG of the slide in its holder, and of the lamps of the R-units below it."""
    from PIL import Image, ImageDraw

    light: Any = view.arrays["light"].reshape(20, 20)
    image = Image.fromarray(np.kron(light, np.ones((CELL, CELL), np.uint8)).astype(np.uint8)).convert("RGB")
    whole = Image.new("RGB", (image.width, image.height + 2 * LAMP), (24, 26, 28))
    whole.paste(image)
    pen = ImageDraw.Draw(whole)
    for number, lamp in enumerate(view.arrays["lamps"].tolist()):
        left, top = LAMP // 2 + number * (LAMP + 6), image.height + LAMP // 2
        pen.ellipse(
            (left, top, left + LAMP, top + LAMP),
            fill=(255, 176, 64) if lamp else (70, 50, 40),
            outline=(140, 130, 110),
        )
    kept = io.BytesIO()
    whole.save(kept, "PNG")
    return kept.getvalue()
