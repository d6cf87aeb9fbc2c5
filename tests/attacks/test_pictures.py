"""Pictures from strangers: no other program is started, nothing is read without end, nothing grows huge."""

import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from markone import stimuli
from markone.stimuli.pictures import MOST_BYTES

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 20 20\n%%EndComments\nshowpage\n%%EOF\n"
MOST_MEMORY = """
import resource, sys
from markone import stimuli
stimuli.resize([[0.0, 1.0]])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for file in sys.argv[1:]:
    try:
        stimuli.picture(file)
    except ValueError as error:
        print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def png(width, height, data=b""):
    """A PNG of 8-bit grey whose header and data need not agree."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", data),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_postscript_is_not_run_whatever_its_ending(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(subprocess, "Popen", lambda *call, **how: started.append(call))
    for name in ("a.png", "a.jpg", "a.eps"):
        (tmp_path / name).write_bytes(EPS)
        with pytest.raises(ValueError, match="is no picture that can be read"):
            stimuli.picture(tmp_path / name)
    assert started == []


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO", "PDF"])
def test_no_other_format_is_opened(tmp_path, kind):
    Image.new("RGB", (20, 20)).save(tmp_path / "a.png", kind)
    with pytest.raises(ValueError, match="it is of another format"):
        stimuli.picture(tmp_path / "a.png")


@pytest.mark.skipif(os.name != "posix", reason="devices and pipes of POSIX")
@pytest.mark.timeout(20)
def test_only_regular_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "zero.png").symlink_to("/dev/zero")
    for name in ("pipe.png", "zero.png"):
        with pytest.raises(ValueError, match="it is no regular file"):
            stimuli.picture(tmp_path / name)


def test_too_many_bytes_pixels_or_scans_are_refused(tmp_path):
    with (tmp_path / "long.png").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (tmp_path / "wide.png").write_bytes(png(12_000, 9_000))
    (tmp_path / "huge.png").write_bytes(png(2**31 - 1, 2**31 - 1))
    Image.new("L", (20, 20)).save(tmp_path / "scans.jpg")
    with (tmp_path / "scans.jpg").open("ab") as file:
        file.write(b"\xff\xda" * 101)
    for name, said in (
        ("long.png", "it has 33,554,433 bytes; at most 33,554,432 are taken"),
        ("wide.png", "it is too large: 108 million pixels, and at most 25 million are taken"),
        ("huge.png", "it is too large"),
        ("scans.jpg", "it comes in too many scans"),
    ):
        with pytest.raises(ValueError, match=said):
            stimuli.picture(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="the peak of memory as POSIX tells it")
def test_the_largest_picture_takes_less_than_300_megabytes(tmp_path):
    line = zlib.compress(bytes(1 + 5000) * 5000)
    (tmp_path / "large.png").write_bytes(png(5000, 5000, line))
    (tmp_path / "bomb.png").write_bytes(png(20, 20, zlib.compress(bytes(100_000_000))))
    call = [sys.executable, "-c", MOST_MEMORY, tmp_path / "large.png", tmp_path / "bomb.png"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) < 300


def mutated(data, rng):
    """A file with some bytes changed, left out or doubled."""
    changed = bytearray(data)
    for place in rng.integers(0, len(changed), rng.integers(1, 20)):
        changed[place] = rng.integers(256)
    cut = int(rng.integers(len(changed)))
    return bytes(changed[:cut] if rng.random() < 0.3 else changed)


def fuzz(folder, cases):
    rng, said = np.random.default_rng(0), []
    drawn = Image.fromarray(rng.integers(0, 255, (24, 24, 4), dtype=np.uint8))
    for kind, mode in (("PNG", "RGBA"), ("JPEG", "RGB"), ("GIF", "P"), ("BMP", "RGB"), ("WEBP", "RGBA")):
        drawn.convert(mode).save(folder / "whole", kind)
        whole = (folder / "whole").read_bytes()
        for _ in range(cases // 5):
            (folder / "it.png").write_bytes(mutated(whole, rng))
            try:
                light = stimuli.picture(folder / "it.png")
            except ValueError as error:
                said.append(str(error))
            else:
                stimuli.check_light(light)
    assert said
    assert all("is no picture that can be read" in one and "\n" not in one for one in said)


def test_damaged_pictures_are_a_sentence_or_light(tmp_path):
    fuzz(tmp_path, 200)


@pytest.mark.slow
def test_many_damaged_pictures_are_a_sentence_or_light(tmp_path):
    fuzz(tmp_path, 10_000)
