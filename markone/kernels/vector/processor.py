"""Which vectors the processor has that Numba compiles for, and the tile that suits them."""

import platform
from typing import NamedTuple

from numba.core.registry import cpu_target


class Tile(NamedTuple):
    """The block of a matrix product that is held in registers."""

    rows: int
    vector_bytes: int
    vectors: int = 2
    """Vectors side by side in a row."""


AVX512 = Tile(rows=8, vector_bytes=64)
AVX2 = Tile(rows=6, vector_bytes=32)
PORTABLE = Tile(rows=4, vector_bytes=16)


def _features() -> set[str]:
    """What Numba compiles for: the host's features, or those of NUMBA_CPU_FEATURES."""
    listed = cpu_target.target_context.codegen().magic_tuple()[2]
    return set(listed.split(","))


def tile_for(features: set[str]) -> Tile:
    """The tile that suits a processor with these `features`, each with a + if it is there."""
    if "+avx512f" in features:
        return AVX512
    return AVX2 if {"+avx2", "+fma"} <= features else PORTABLE


def tiles_that_run(features: set[str]) -> list[Tile]:
    """The tile that suits, and those for lesser processors."""
    every = [AVX512, AVX2, PORTABLE]
    return every[every.index(tile_for(features)) :]


def fuses(features: set[str], machine: str) -> bool:
    """Whether a b + c is rounded once: where there is FMA, which x86 lists and every ARM of 64 bits has.

    All processors that do give the same bits, whatever their vectors; the others round twice.
    """
    return "+fma" in features or machine.lower() in ("aarch64", "arm64")


FEATURES = _features()
TILE = tile_for(FEATURES)
FUSES = fuses(FEATURES, platform.machine())
