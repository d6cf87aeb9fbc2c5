"""Machines of a fleet in other processes, whose Python does not wait for that of each other."""

from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pickle import PicklingError
from typing import Any

from joblib import Parallel, delayed

from markone.text import last_line

BLOCKS = 4
"""Of machines that each process is given, one after the other, so that all end at about the same time."""


def in_blocks(act: Callable[[range], Any], number: int, workers: int) -> Iterator[tuple[range, Any]]:
    """What `act` gives for numbers of machines, block by block of 0 to number - 1, from so many workers.

    They are processes of joblib, which it keeps for a while, as a next fleet may come. Raises ValueError if
    `act` cannot be sent there, RuntimeError if one dies, and what `act` raises.
    """
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    size = -(-number // (BLOCKS * workers))
    blocks = [range(first, min(first + size, number)) for first in range(0, number, size)]
    # max_nbytes: arrays that processes share are read-only, and kernels would be compiled for such anew
    pool = Parallel(workers, backend="loky", return_as="generator", batch_size=1, max_nbytes=None)
    try:
        yield from zip(blocks, pool(delayed(act)(block) for block in blocks), strict=True)
    except TerminatedWorkerError:
        raise RuntimeError(
            'a process that taught machines died (out of memory?): try fewer n_jobs, or prefer="threads"'
        ) from None
    except (PicklingError, BrokenProcessPool) as error:
        raise ValueError(
            f"machines cannot be sent to other processes ({last_line(error)}): give a function made of what "
            'can be, such as random_machines makes, or prefer="threads"'
        ) from None
