import gzip
import os
import struct

import numpy as np
import pytest

from markone import stimuli
from markone.learners import MarkOneClassifier


def idx(array):
    """An array of bytes as an IDX file, written out from the format's description."""
    return b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture
def folder(tmp_path, rng):
    """Twenty images and their labels."""
    images = rng.integers(256, size=(20, 28, 28), dtype=np.uint8)
    labels = np.arange(20, dtype=np.uint8) % 10
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx(images))
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels)))
    return tmp_path, images, labels


def test_plain_and_gzip_are_read(folder):
    path, images, labels = folder
    X, y = stimuli.mnist(path)
    assert X.shape == (20, 400)
    assert np.array_equal(X, images[:, 4:24, 4:24].reshape(20, 400) / 255)
    assert np.array_equal(y, labels)


def test_emnist_is_set_upright(folder):
    path, images, _ = folder
    X, _ = stimuli.mnist(path, transpose=True)
    assert X[3].reshape(20, 20)[2, 7] == images[3, 4 + 7, 4 + 2] / 255


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")
def test_a_device_is_not_read():
    with pytest.raises(ValueError, match="/dev/zero cannot be read: it is no regular file"):
        stimuli.read_idx("/dev/zero")


def test_the_folder_may_come_from_the_environment(folder, monkeypatch):
    monkeypatch.setenv("MARKONE_MNIST", str(folder[0]))
    assert len(stimuli.mnist()[0]) == 20
    monkeypatch.delenv("MARKONE_MNIST")
    with pytest.raises(ValueError, match="set MARKONE_MNIST"):
        stimuli.mnist()


def test_missing_files_are_named(folder):
    with pytest.raises(ValueError, match="holds neither train-images-idx3-ubyte nor"):
        stimuli.mnist(folder[0], "train")
    with pytest.raises(ValueError, match="part is 'test'; choose one of 't10k', 'train'"):
        stimuli.mnist(folder[0], "test")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data[:-1], "its header .* asks for 15680"),
        (lambda data: data + b"x", "15681 bytes"),
        (lambda data: data[:9], "ends inside its header"),
        (lambda data: b"", "begins with b''"),
        (lambda data: b"\x89PNG" + data, "begins with"),
        (lambda data: b"\0\0\x08\0" + data[4:], "ends inside its header of 0"),
        (lambda data: gzip.compress(data)[:-200], "broken gzip"),
        (lambda data: b"\x1f\x8b" + data, "broken gzip"),
        (lambda data: gzip.compress(data[:-3]), "15677 bytes"),
    ],
)
def test_a_broken_file_is_refused(folder, spoil, said):
    path = folder[0] / "t10k-images-idx3-ubyte"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ValueError, match=said) as caught:
        stimuli.mnist(folder[0])
    assert str(path) in str(caught.value)


def test_images_without_their_labels_are_refused(folder):
    (folder[0] / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.zeros(19, np.uint8))))
    with pytest.raises(ValueError, match="as many labels"):
        stimuli.mnist(folder[0])


@pytest.mark.skipif(
    "MARKONE_MNIST" not in os.environ, reason="MARKONE_MNIST does not name a folder of MNIST files"
)
def test_the_real_digits_are_learnt():
    X, y = stimuli.mnist()
    assert X.shape == (10_000, 400)
    assert np.bincount(y).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    fitted = MarkOneClassifier("full", max_iter=3, random_state=0).fit(X[:4000], y[:4000])
    assert fitted.score(X[8000:], y[8000:]) > 0.5
