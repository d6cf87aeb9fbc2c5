"""A film is the exported page, picture by picture, at even times of the machine."""

import io
import shutil
import sys
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from markone.console import film as films
from markone.console.recording import record

SHORT = "board responses=1\nslides letters E\ntarget E +\nmode error correction\nshow all\n"


@pytest.fixture(scope="module")
def short():
    return record(SHORT)


def test_times_are_even_and_end_with_the_run(short):
    times = films.moments(short, 10, 20.0)
    assert times[0] == 0
    assert times[-1] == 5000
    assert {later - earlier for earlier, later in pairwise(times)} == {100}


def test_a_long_run_makes_no_long_film(letters):
    times = films.moments(letters, 20, 45.0)
    assert len(times) == 901
    assert times[-1] == 1_820_000


def test_what_is_missing_is_said_before_anything_is_recorded(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="ends in"):
        films.check(tmp_path / "film.avi")
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ValueError, match="needs imageio-ffmpeg"):
        films.check(tmp_path / "film.mp4")
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(ValueError, match="needs playwright"):
        films.check(tmp_path / "film.gif")


def test_a_film_is_taken(short, tmp_path, monkeypatch):
    pytest.importorskip("playwright")
    if not shutil.which("chromium"):
        pytest.skip("no chromium on this machine: apt install chromium")
    monkeypatch.setitem(films.KINDS, ".gif", (1, 5.0))
    told = []
    path = films.film(short, tmp_path / "film.gif", progress=lambda done, of: told.append((done, of)))
    with Image.open(path) as image:
        assert image.n_frames == 6
        assert image.width == films.GIF_WIDTH
    assert told[-1] == (6, 6)
    assert [each.name for each in tmp_path.iterdir()] == ["film.gif"]


def test_a_gif_holds_of_each_picture_what_is_new_in_it(tmp_path):
    grain = np.random.default_rng(1).integers(0, 256, (90, 160, 1), np.uint8)
    first = np.kron(grain, np.ones((8, 8, 3), np.uint8))
    pictures = [first.copy() for _ in range(5)]
    for number, picture in enumerate(pictures[1:]):
        picture[:16, 160 * number : 160 * number + 16] = 255
        picture[-16:] = 0  # what is new lies at both ends
    films._write_gif((png(each) for each in pictures), tmp_path / "five.gif")
    films._write_gif((png(each) for each in pictures[:1]), tmp_path / "one.gif")
    assert (tmp_path / "five.gif").stat().st_size < 1.2 * (tmp_path / "one.gif").stat().st_size
    with Image.open(tmp_path / "five.gif") as image:
        for number, picture in enumerate(pictures):
            image.seek(number)
            small = Image.fromarray(picture).resize(image.size, Image.Resampling.LANCZOS)
            assert (
                np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(small)).mean() < 6
            )  # 255 colours


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "png")
    return file.getvalue()
