"""Arrays whose rows do not lie across lines of the processor's cache."""

import math
from typing import Any

import numpy as np

LINE = 64
"""Bytes of a line, and of the widest vector."""


def aligned(shape: int | tuple[int, ...], kind: Any) -> np.ndarray:
    """Zeros that begin where a line begins, as large arrays of numpy's own do not."""
    sizes = (shape,) if isinstance(shape, int) else shape
    size = math.prod(sizes) * np.dtype(kind).itemsize
    raw = np.zeros(size + LINE, np.uint8)
    start = -raw.__array_interface__["data"][0] % LINE
    return raw[start : start + size].view(kind).reshape(sizes)
