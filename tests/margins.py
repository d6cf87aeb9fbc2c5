"""Arrays between margins that no kernel may read or write: what intrinsics do no bounds check can see."""

import numpy as np

WIDE = 1024
"""Bytes of a margin."""
FILLS = (0xFF, 0x7E)
"""Of each byte of the margins: NaN for floats and -1, or numbers that are great beyond belief."""


class Margins:
    """Puts arrays between margins of one fill."""

    def __init__(self, fill):
        self.fill, self.kept = fill, []

    def __call__(self, values):
        """A copy of `values` with the same shape, its margins right before and after it."""
        values = np.ascontiguousarray(values)
        whole = np.full(values.nbytes + 2 * WIDE, self.fill, np.uint8)
        inside = whole[WIDE : WIDE + values.nbytes].view(values.dtype).reshape(values.shape)
        inside[...] = values
        self.kept.append(whole)
        return inside

    def are_untouched(self):
        """Whether all margins are as they were."""
        return all((part == self.fill).all() for whole in self.kept for part in (whole[:WIDE], whole[-WIDE:]))


def with_any_margins(act):
    """What `act(put)` returns, whatever stands around the arrays that it passes through `put`."""
    found = []
    for fill in FILLS:
        put = Margins(fill)
        found.append([np.copy(one) for one in act(put)])
        assert put.are_untouched()
    for one, other in zip(*found, strict=True):
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return found[0]
