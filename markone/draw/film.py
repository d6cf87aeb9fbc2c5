"""Animations as files and as HTML."""

from pathlib import Path
from typing import Any

from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter


def save(moving: FuncAnimation, path: Path, frame_ms: int) -> list[Path]:
    """Write `path` (.gif), and beside it an .mp4 where ffmpeg is found; what was written.

    frame_ms: how long a frame stands, in whole hundredths of a second, which is all that GIF can say.
    """
    if frame_ms < 10 or frame_ms % 10:
        raise ValueError(f"frame_ms is {frame_ms}; a GIF counts hundredths of a second: give tens of ms")
    path.parent.mkdir(parents=True, exist_ok=True)
    frames_per_s: Any = 1000 / frame_ms  # no whole number, which its type asks for and its code does not
    moving.save(path, writer=PillowWriter(fps=frames_per_s))
    written = [path]
    if FFMpegWriter.isAvailable():
        written.append(path.with_suffix(".mp4"))
        moving.save(written[-1], writer=FFMpegWriter(fps=frames_per_s))
    return written


def inline(moving: FuncAnimation, frame_ms: int) -> str:
    """The animation as a piece of HTML with buttons, its pictures inside: nothing else is needed."""
    frames_per_s: Any = 1000 / frame_ms
    return moving.to_jshtml(fps=frames_per_s, default_mode="once")
