"""The association units in bits: 512 slides at once by full adders, or one slide by counting bits.

The law of `kernels.association.fire` in this engine's form, held against it by
tests/learners/test_untimed.py::test_an_ideal_machine_in_bits.
"""

from typing import NamedTuple

import numpy as np

from markone.fast.bits.wires import MOST_WIRES, PERMUTES, count_plugs, count_wires
from markone.kernels.association import OPEN
from markone.kernels.jit import inlined, jit
from markone.kernels.vector.bits import BLOCK, LANES

SLIDES = BLOCK * LANES
"""Slides, or A-units, of one block of bits."""
_LIT, _DARK = SLIDES - 2, SLIDES - 1
"""The lines that are always lit, and never."""
MOST_CELLS = _LIT
MOST_PLUGS = 254
"""As many plugs of a unit can be counted slide by slide."""
_NEVER = MOST_PLUGS + 1


class Board(NamedTuple):
    """The S-A board, twice. An inhibitory plug counts where its cell is dark, so that all plugs add."""

    wires: np.ndarray
    """(units, excitatory + inhibitory, each rounded up to 8) int32: the cell of each plug."""
    flipped: int
    """The column of the first inhibitory plug."""
    start: int
    """What the adders begin with."""
    bytes_of: np.ndarray
    """(words, plugs, 64) uint8: where 64 units have their cell in the bytes of a slide."""
    bits_of: np.ndarray
    """The same: which bit of the byte it is."""
    bound: np.ndarray
    """(units rounded up to 512,) uint8: a unit fires when so many of its plugs count."""
    excitatory: int
    """The first so many plugs excite."""
    stuck: np.ndarray
    """(units,) int8: +1 for a unit that always fires, -1 for one that never does or need not, or 0."""


@jit
def plug_board(excitatory, inhibitory, theta, board):
    """Write both forms to `board`, whose arrays hold zeros.

    A plug that came loose counts as one to a dark cell, and so do columns that no plug fills.
    """
    wires, flipped, plain = board.wires, board.flipped, excitatory.shape[1]
    wires[:, :flipped], wires[:, flipped:] = _DARK, _LIT
    board.bound[:] = _NEVER
    for unit in range(len(wires)):
        for plug in range(plain + inhibitory.shape[1]):
            cell = excitatory[unit, plug] if plug < plain else inhibitory[unit, plug - plain]
            cell = _DARK if cell == OPEN else cell
            wires[unit, plug if plug < plain else flipped + plug - plain] = cell
            board.bytes_of[unit // LANES, plug, unit % LANES] = cell // 8
            board.bits_of[unit // LANES, plug, unit % LANES] = 1 << cell % 8
        bound = min(max(theta + inhibitory.shape[1], 0), _NEVER)
        stuck = board.stuck[unit]
        board.bound[unit] = bound if stuck == 0 else (0 if stuck > 0 else _NEVER)


@jit
def fire_together(board, lines, units):
    """Write to `units` (n, 8; uint64) which A-units fire at 512 slides: bit s of word w for slide 64 w + s.

    `lines` (512, 8) says the same of photocells; its last two rows are written here.
    """
    wires, stuck, flipped, start, width = (
        board.wires,
        board.stuck,
        board.flipped,
        board.start,
        board.wires.shape[1],
    )
    lines[_LIT], lines[_DARK] = ~np.uint64(0), 0
    for unit in range(stuck.size):
        first = unit * width
        count_wires(lines, wires, first, first + flipped, first + width, start, units, unit)
        if stuck[unit] != 0:
            units[unit] = ~np.uint64(0) if stuck[unit] > 0 else np.uint64(0)
    units[stuck.size :] = 0


@inlined
def _count_plain(lit, row, bytes_of, bits_of, first, flipped, last, bound, unit):
    """As `count_plugs`, for any processor."""
    flat_bytes, flat_bits, fires = bytes_of.ravel(), bits_of.ravel(), np.uint64(0)
    for lane in range(LANES):
        count = 0
        for plug in range(first, last):
            place = flat_bytes[plug * LANES + lane]
            byte = lit[row, place // 8] >> np.uint64(place % 8 * 8)
            is_lit = byte & np.uint64(flat_bits[plug * LANES + lane]) != 0
            count += is_lit == (plug < flipped)
        fires |= np.uint64(count >= bound[unit + lane]) << np.uint64(lane)
    return fires


_count = count_plugs if PERMUTES else _count_plain


@jit
def fire_singly(board, packed, rows, active):
    """Write to `active` (512, words; uint64) which A-units fire at some `rows` of slides `packed` (n, 8)."""
    bytes_of, bits_of, bound = board.bytes_of, board.bits_of, board.bound
    plugs, excitatory = bytes_of.shape[1], board.excitatory
    for slide in range(rows.size):
        for word in range(active.shape[1]):
            first = word * plugs
            active[slide, word] = _count(
                packed,
                rows[slide],
                bytes_of,
                bits_of,
                first,
                first + excitatory,
                first + plugs,
                bound,
                word * LANES,
            )


def start_of(theta, inhibitory):
    """What the adders of a board with so many inhibitory plugs a unit begin with."""
    return min(max(MOST_WIRES + 1 - int(theta) - inhibitory, 0), MOST_WIRES + 1)
