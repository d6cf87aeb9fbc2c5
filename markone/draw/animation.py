"""Animations as files and as HTML."""

import re
from pathlib import Path
from typing import Any

from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, FuncAnimation, PillowWriter

SIGNS = {
    "minus": "slower",
    "plus": "faster",
    "fast-backward": "|◂",
    "fast-forward": "▸|",
    "step-backward": "◂",
    "step-forward": "▸",
    "play fa-flip-horizontal": "back",
    "play": "play",
    "pause": "stop",
}
"""On the buttons of the inline animation."""


def writers(path: Path, frame_ms: int) -> dict[Path, AbstractMovieWriter]:
    """What writes `path` (.gif), and beside it an .mp4 where ffmpeg is found; makes their folder.

    frame_ms: how long a frame stands, in whole hundredths of a second, which is all that GIF can say.
    """
    if frame_ms < 10 or frame_ms % 10:
        raise ValueError(f"frame_ms is {frame_ms}; a GIF counts hundredths of a second: give tens of ms")
    path.parent.mkdir(parents=True, exist_ok=True)
    frames_per_s: Any = 1000 / frame_ms  # no whole number, which its type asks for and its code does not
    found: dict[Path, AbstractMovieWriter] = {path: PillowWriter(fps=frames_per_s)}
    if FFMpegWriter.isAvailable():
        found[path.with_suffix(".mp4")] = FFMpegWriter(fps=frames_per_s)
    return found


def save(moving: FuncAnimation, path: Path, frame_ms: int) -> list[Path]:
    """Write an animation to `path` and beside it, as `writers` can; what was written."""
    found = writers(path, frame_ms)
    for name, writer in found.items():
        moving.save(name, writer=writer)
    return list(found)


def to_html(moving: FuncAnimation, frame_ms: int) -> str:
    """The animation as a piece of HTML with buttons, its pictures inside; nothing is fetched from the net."""
    frames_per_s: Any = 1000 / (frame_ms + 0.5)  # it takes whole ms by cutting, so a hair more is given
    html = moving.to_jshtml(fps=frames_per_s, default_mode="once")
    html = re.sub(r"<link[^>]*>", "", html)  # a font of signs on a server; ours are letters of any font
    html = re.sub(r'<i class="fa fa-([a-z -]+)"></i>', lambda found: SIGNS[found[1]], html)
    html = html.replace("width: 36px;", "padding: 0 .3em;")  # which is too narrow for words
    # a picture without a source at first stays away in Chromium if it gets one while it is out of sight
    first = html.partition('frames[0] = "')[2].partition('"')[0].replace("\\\n", "")
    return html.replace("<img ", f'<img src="{first}" alt="" style="max-height: 55vh" ', 1)
