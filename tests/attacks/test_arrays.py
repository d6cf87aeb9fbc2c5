"""Files of numbers from strangers: bounded before they are unpacked, and no array that nobody wrote."""

import io
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from markone import Perceptron, arrays, load
from markone.archive import UNREADABLE
from markone.cli.rows import read
from markone.learners import save

MOST_MEMORY = """
import resource, sys
from pathlib import Path
from markone import arrays
from markone.cli.rows import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for file in map(Path, sys.argv[1:]):
    try:
        (arrays.arrays if file.suffix == ".npz" else read)(file)
    except ValueError as error:
        print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def npy(shape, dtype="<f8", data=b""):
    """An .npy file whose header and data need not agree."""
    file = io.BytesIO()
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + data


def archive(path, members, pressed=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", pressed, compresslevel=1) as file:
        for name, data in members.items():
            file.writestr(name, data)


def test_what_numpy_wrote_is_read_to_the_bit(tmp_path):
    given = {
        "lines": np.arange(6.0).reshape(2, 3),
        "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "none": np.zeros((0, 3), np.float32),
        "words": np.array(["a", "Δb"]),
        "one": np.array(3),
        "truths": np.array([True, False]),
    }
    for write in (np.savez, np.savez_compressed):
        write(tmp_path / "x.npz", **given)
        found = arrays.arrays(tmp_path / "x.npz")
        assert list(found) == list(given)
        for name, array in given.items():
            assert found[name].dtype == array.dtype
            assert found[name].flags.f_contiguous == array.flags.f_contiguous
            assert np.array_equal(found[name], array)
            assert found[name].flags.writeable


def lying_size(path):
    """The list of members says 80 bytes and some, and there are 10 million."""
    archive(path, {"a.npy": npy((10,), data=bytes(10**7))})
    data = path.read_bytes()
    size, said = (10**7 + 128).to_bytes(4, "little"), (80 + 128).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, said))


def crowd(path):
    archive(path, {f"{number}.npy": b"" for number in range(30_000)}, zipfile.ZIP_STORED)


BOMBS = {
    "unpacks to 80,": lambda path: archive(path, {"a.npy": npy((10**7,), data=bytes(8 * 10**7))}),
    "its header promises": lambda path: archive(path, {"a.npy": npy((10**11,))}),
    "CRC|header promises": lying_size,
    "packed in a way": lambda path: archive(path, {"a.npy": bytes(10**7)}, zipfile.ZIP_BZIP2),
    "magic string": crowd,
    "only numbers and words": lambda path: archive(path, {"a.npy": npy((1,), "|O", bytes(8))}),
    "holds <U0": lambda path: archive(path, {"a.npy": npy((10**11,), "<U0")}),
    "no zip file": lambda path: path.write_bytes(b"PK nothing"),
    "no regular file": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("said", BOMBS)
@pytest.mark.timeout(60)
def test_a_bomb_is_refused(tmp_path, monkeypatch, said):
    monkeypatch.setattr(arrays, "MOST_BYTES", 5 * 10**7)
    BOMBS[said](tmp_path / "x.npz")
    with pytest.raises((ValueError, zipfile.BadZipFile), match=said):
        arrays.arrays(tmp_path / "x.npz")


@pytest.mark.skipif(os.name != "posix", reason="the peak of memory as POSIX tells it")
def test_no_file_takes_more_than_300_megabytes(tmp_path):
    crowd(tmp_path / "crowd.npz")
    archive(tmp_path / "most.npz", {"a.npy": npy((33_000_000,), data=bytes(264_000_000))})
    (tmp_path / "long.csv").write_bytes(b"1,2\n" * (1 << 20) + b"x")
    (tmp_path / "lie.npy").write_bytes(npy((10**5, 10**5)))
    call = [sys.executable, "-c", MOST_MEMORY, *sorted(tmp_path.iterdir())]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 4  # a sentence each, but for the one that is taken
    assert int(done.stdout.split()[-1]) < 300


def test_rows_that_are_too_many_or_no_file_are_refused(tmp_path):
    for name in ("x.npy", "x.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(arrays.MOST_BYTES + 1)
        with pytest.raises(ValueError, match="bytes; at most"):
            read(tmp_path / name)
        (tmp_path / name).unlink()
        (tmp_path / name).symlink_to("/dev/zero")
        with pytest.raises(ValueError, match="it is no regular file"):
            read(tmp_path / name)


def test_a_learner_with_a_bomb_beside_it_is_not_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(arrays, "MOST_BYTES", 5 * 10**7)
    save(Perceptron(random_state=0).fit([[0.0], [1.0]], [0, 1]), tmp_path / "it")
    BOMBS["unpacks to 80,"](tmp_path / "it" / "arrays.npz")
    with pytest.raises(ValueError, match="holds no learner that can be read: it unpacks to 80,000,128 bytes"):
        load(tmp_path / "it")


def fuzz(folder, cases):
    rng = np.random.default_rng(0)
    np.savez_compressed(folder / "x.npz", a=np.arange(40.0).reshape(4, 10), b=np.array("words"))
    whole = (folder / "x.npz").read_bytes()
    for _ in range(cases):
        data = bytearray(whole)
        for place in rng.integers(0, len(data), rng.integers(1, 6)):
            data[place] = rng.integers(256)
        (folder / "y.npz").write_bytes(data[: rng.integers(len(data))] if rng.random() < 0.2 else data)
        try:
            found = arrays.arrays(folder / "y.npz")
        except UNREADABLE:
            continue
        assert sum(array.nbytes for array in found.values()) < 10_000


def test_damaged_archives_of_arrays_are_refused(tmp_path):
    fuzz(tmp_path, 200)


@pytest.mark.slow
def test_many_damaged_archives_of_arrays_are_refused(tmp_path):
    fuzz(tmp_path, 10_000)
