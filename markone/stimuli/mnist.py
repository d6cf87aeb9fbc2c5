"""MNIST from its own IDX files, gzipped or plain."""

import gzip
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np

from markone.bounded import contents
from markone.kernels.retina import CELLS
from markone.validation import choice, place, truth

MOST_BYTES = 1 << 28
"""A file that unpacks to more is refused (MNIST's largest has 47 million bytes)."""


def _bytes_of(path: Path) -> bytes:
    try:
        data = contents(path, MOST_BYTES)
        if data.startswith(b"\x1f\x8b"):
            with gzip.open(io.BytesIO(data)) as file:
                data = file.read(MOST_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is broken gzip ({error}); fetch the file again") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path} unpacks to more than {MOST_BYTES} bytes; it is not MNIST")
    return data


def read_idx(path: str | Path) -> np.ndarray:
    """The array of unsigned bytes in an IDX file; a ValueError says what is broken."""
    path = place(path)
    data = _bytes_of(path)
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError(f"{path} begins with {data[:4]!r}; an IDX file of bytes begins with 00 00 08")
    dimensions = data[3]
    start = 4 + 4 * dimensions
    if dimensions == 0 or len(data) < start:
        raise ValueError(f"{path} ends inside its header of {dimensions} sizes; fetch the file again")
    shape = struct.unpack(f">{dimensions}I", data[4:start])
    wanted = int(np.prod(shape, dtype=object))
    if len(data) - start != wanted:
        raise ValueError(
            f"{path} holds {len(data) - start} bytes; its header {shape} asks for {wanted}: "
            "fetch the file again"
        )
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def _find(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise ValueError(f"{folder} holds neither {name} nor {name}.gz; name the folder with MNIST's files")


def mnist(
    folder: str | Path | None = None, part: str = "t10k", transpose: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """MNIST's digits on the retina: (n, 400) float64 in [0, 1] and labels (n,) int64.

    `folder` holds the IDX files; without it the environment variable MARKONE_MNIST names it.
    `part` is "t10k" or "train". The digits were drawn into a box of 20 x 20 in images of 28 x 28
    (LeCun, Cortes and Burges); the box is taken. EMNIST's files have the same form, but its pictures
    lie on their side, rows for columns: `transpose` sets them upright.
    Raises ValueError for what is missing or broken.
    """
    chosen = os.environ.get("MARKONE_MNIST") if folder is None else folder
    if chosen is None or (isinstance(chosen, str) and not chosen):
        raise ValueError("no folder of MNIST files: give it, or set MARKONE_MNIST to it")
    home, part = place(chosen), choice("part", part, ("t10k", "train"))
    paths = [_find(home, f"{part}-{kind}-ubyte") for kind in ("images-idx3", "labels-idx1")]
    images, labels = map(read_idx, paths)
    if images.shape[1:] != (28, 28) or labels.shape != (len(images),):
        raise ValueError(
            f"{paths[0]} is {images.shape} and {paths[1]} {labels.shape}; "
            "MNIST has (n, 28, 28) images and as many labels"
        )
    if truth("transpose", transpose):
        images = images.transpose(0, 2, 1)
    return images[:, 4:24, 4:24].reshape(-1, CELLS) / 255.0, labels.astype(np.int64)
