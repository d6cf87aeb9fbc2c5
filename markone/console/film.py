"""A film of a run: the exported page, stepped picture by picture in a browser that no clock drives."""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from markone.console.export import export
from markone.console.recording import Recording
from markone.whole_file import check_place, whole_file

SIZE = (1280, 720)
KINDS = {".mp4": (20, 45.0), ".gif": (10, 20.0)}
"""By the end of a file's name: pictures in a second, and the most seconds that a film lasts."""
GIF_WIDTH = 720
CLEAR = 255
"""The colour of a GIF that lets the picture before it through."""
FLAGS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def check(path: Path) -> None:
    """Raise ValueError or OSError, before anything is recorded, for a film that cannot be made here."""
    if path.suffix not in KINDS:
        raise ValueError(f"{path.name} is no film; give a name that ends in {' or '.join(KINDS)}")
    _playwright()
    if path.suffix == ".mp4":
        _ffmpeg()
    check_place(path)


def film(
    recording: Recording,
    path: Path,
    face: str = "museum",
    progress: Callable[[int, int], object] | None = None,
) -> Path:
    """Write a film of a recording; `progress` is told how many pictures there are of how many.

    The machine's time passes at one speed, so fast that the film lasts no longer than `KINDS` says; never
    slower than in the machine. Raises ValueError where a browser or an encoder is missing.
    """
    check(path)
    times = moments(recording, *KINDS[path.suffix])
    shot = (
        {"type": "png"} if path.suffix == ".gif" else {"type": "jpeg", "quality": 95}
    )  # a GIF keeps what differs
    pictures = _pictures(recording, times, face, shot, progress or (lambda done, of: None))
    with whole_file(path) as half:
        (_write_gif if path.suffix == ".gif" else _write_mp4)(pictures, half)
    return path


def moments(recording: Recording, per_s: int, most_s: float) -> list[int]:
    """The machine's time at every picture, in ms; the last one is the end."""
    first, last = recording.view(0).ms, recording.view(len(recording.frames) - 1).ms
    count = max(1, min(round(most_s * per_s), (last - first) * per_s // 1000))
    return [first + round(number * (last - first) / count) for number in range(count + 1)]


def _pictures(
    recording: Recording,
    times: list[int],
    face: str,
    shot: dict[str, Any],
    progress: Callable[[int, int], object],
) -> Iterator[bytes]:
    """A picture of the page at each time."""
    with tempfile.TemporaryDirectory() as folder, _playwright()() as driver:
        file = export(recording, Path(folder) / "run.html")
        browser = _launched(driver)
        try:
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
            page.goto(f"{file.as_uri()}?face={face}#t={times[0]}")
            page.wait_for_selector("html[data-recording=open]", state="attached")
            page.clock.install(time=0)
            for number, ms in enumerate(times, 1):
                page.evaluate("ms => document.dispatchEvent(new CustomEvent('film', { detail: ms }))", ms)
                page.clock.run_for(40)
                yield page.screenshot(**shot)
                progress(number, len(times))
        finally:
            browser.close()


def _launched(driver: Any) -> Any:
    from playwright.sync_api import Error

    place = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        return driver.chromium.launch(executable_path=place, args=[*FLAGS, "--no-sandbox"])
    except Error as error:
        raise ValueError(
            "a film is taken in Chromium, which is not here; install it, or run: playwright install chromium"
        ) from error


def _playwright() -> Any:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise ValueError("a film needs playwright, which is not here: pip install 'markone[film]'") from None
    return sync_playwright


def _ffmpeg() -> Any:
    try:
        import imageio_ffmpeg
    except ImportError:
        raise ValueError(
            "an mp4 needs imageio-ffmpeg, which is not here: pip install 'markone[film]'; a .gif needs it not"
        ) from None
    return imageio_ffmpeg


def _write_gif(pictures: Iterator[bytes], path: Path) -> None:
    """One palette, that of a late picture, so that nothing flickers; of each picture what is new in it."""
    from PIL import Image

    size = (GIF_WIDTH, GIF_WIDTH * SIZE[1] // SIZE[0])
    images = [
        Image.open(io.BytesIO(one)).convert("RGB").resize(size, Image.Resampling.LANCZOS) for one in pictures
    ]
    palette = images[len(images) * 2 // 3].quantize(
        CLEAR, Image.Quantize.FASTOCTREE
    )  # rare hues tell plus from minus
    whole = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    rows = [whole[0], *(_new_in(later, before) for before, later in pairwise(whole))]
    still, per_s = {"transparency": CLEAR, "disposal": 1, "optimize": False}, KINDS[".gif"][0]
    rows[0].save(path, save_all=True, append_images=rows[1:], duration=1000 // per_s, loop=0, **still)


def _new_in(later: Any, before: Any) -> Any:
    """A picture that is clear where it is as the one before."""
    import numpy as np
    from PIL import Image

    colours = np.where(np.asarray(later) == np.asarray(before), CLEAR, np.asarray(later)).astype(np.uint8)
    image = Image.fromarray(colours)
    image.putpalette(later.getpalette())
    return image


def _write_mp4(pictures: Iterator[bytes], path: Path) -> None:
    import numpy as np
    from PIL import Image

    writer = _ffmpeg().write_frames(
        str(path), SIZE, fps=KINDS[".mp4"][0], codec="libx264", quality=7, macro_block_size=8
    )
    writer.send(None)
    try:
        for one in pictures:
            writer.send(np.asarray(Image.open(io.BytesIO(one)).convert("RGB")).tobytes())
    finally:
        writer.close()
