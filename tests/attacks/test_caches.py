"""Folders of compiled kernels that others can write to, or that were damaged, or are full."""

import os
import pickle
import re

import pytest
from full_disk import filled

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
PROGRAM = "from markone.kernels.noise import mix; import numpy as np; print(mix(np.uint64(1234567)))"
RIGHT = "6457827717110365317\n"
CHANGED = "from markone.kernels import jit; from pathlib import Path; print(jit.CACHE_FOLDER)"


class Evil:
    """What makes a file when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return open, (str(self.mark), "w")


@pytest.fixture
def call(python, tmp_path):
    """Call a kernel in another process with a cache below this folder; what it said."""

    def run(program=PROGRAM, cache=tmp_path / "cache"):
        done = python("-c", program, env={**os.environ, "NUMBA_CACHE_DIR": str(cache)})
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def test_a_cache_is_kept_and_used(call, tmp_path):
    first, again = call(), call()
    assert (first.stdout, first.stderr) == (again.stdout, again.stderr) == (RIGHT, "")
    (folder,) = (tmp_path / "cache").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*.nb?")}
    assert before
    call()
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*.nb?")} == before


@pytest.mark.parametrize(
    ("ending", "damage"),
    [("nbi", "cut"), ("nbi", "poisoned"), ("nbc", "flipped"), ("nbc", "empty"), ("nbc", "poisoned")],
)
def test_a_damaged_cache_is_put_aside_with_a_word(call, tmp_path, ending, damage):
    call()
    mark = tmp_path / "it ran"
    for file in (tmp_path / "cache").rglob(f"*.{ending}"):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 255
        poisoned = content[:32] + pickle.dumps(Evil(mark))
        wrong = {"cut": content[:-9], "flipped": content, "empty": b"", "poisoned": poisoned}
        file.write_bytes(wrong[damage])
    said = call()
    assert said.stdout == RIGHT
    assert re.search(r"^markone: the compiled kernel .* is damaged .*: it is put aside", said.stderr)
    assert not mark.exists()
    healed = call()
    assert (healed.stdout, healed.stderr) == (RIGHT, "")


@pytest.mark.parametrize("how", ["open", "above", "link"])
def test_a_cache_that_others_can_write_to_is_not_used(call, tmp_path, how):
    call()
    cache = tmp_path / "cache"
    (folder,) = cache.iterdir()
    before = set(cache.rglob("*"))
    for file in folder.rglob("*.nb?"):
        file.write_bytes(b"")
    if how == "link":
        folder.rename(tmp_path / "elsewhere")
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        (folder if how == "open" else cache).chmod(0o777)
    said = call()
    assert said.stdout == RIGHT
    assert "is not used for compiled kernels, as" in said.stderr
    assert said.stderr.count("\n") == 1
    assert how == "link" or set(cache.rglob("*")) == before


@pytest.mark.parametrize("at", ["first file", "kernel"])
def test_a_full_cache_stops_no_call(call, tmp_path, at):
    """No file may grow: beyond nothing, or beyond a few bytes."""
    said = call(filled(0 if at == "first file" else 100) + PROGRAM)
    assert said.stdout == RIGHT
    assert "kernels cannot be kept in" in said.stderr
    assert said.stderr.count("\n") == 1
