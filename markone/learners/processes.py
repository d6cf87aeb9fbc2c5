"""Machines of a fleet in other processes, whose Python does not wait for that of each other."""

import pickle
import traceback
import warnings
from collections.abc import Callable, Generator
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from joblib import Parallel, delayed

from markone.text import last_line

BLOCKS = 4
"""Of machines that each process is given, one after the other, so that all end at about the same time."""


def in_blocks(act: Callable[[range], Any], number: int, workers: int) -> Generator[Any, None, None]:
    """What `act` gives for the numbers of machines in each block of 0 to number - 1, in their order.

    More workers than one are processes of joblib, which it keeps for a while, as a next fleet may come; what
    `act` raises there is given in the place of what it would give. One worker is this process. Raises
    ValueError if `act` cannot be sent there, and RuntimeError if a process dies.
    """
    size = -(-number // (BLOCKS * workers))
    blocks = [range(first, min(first + size, number)) for first in range(0, number, size)]
    return (act(block) for block in blocks) if workers == 1 else _by_joblib(act, blocks, workers)


def _by_joblib(act: Callable[[range], Any], blocks: list[range], workers: int) -> Generator[Any, None, None]:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    # max_nbytes: arrays that processes share are read-only, and kernels would be compiled for such anew
    pool = Parallel(workers, backend="loky", return_as="generator", batch_size=1, max_nbytes=None)
    try:
        outcomes = pool(delayed(_outcome)(act, block) for block in blocks)
        try:
            for outcome in outcomes:  # noqa: UP028 - `yield from` would close them before what follows
                yield outcome
        finally:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # that some were not waited for
                outcomes.close()
    except TerminatedWorkerError:
        raise RuntimeError(
            'a process that taught machines died (out of memory?): try fewer n_jobs, or prefer="threads"'
        ) from None
    except (pickle.PicklingError, BrokenProcessPool) as error:
        raise ValueError(
            f"machines cannot be sent to other processes ({last_line(error)}): give a function made of what "
            'can be, such as random_machines makes, or prefer="threads"'
        ) from None


def _outcome(act: Callable[[range], Any], block: range) -> Any:
    """What `act` gives, or the error that it raises, which comes back as a value: joblib has errors too."""
    try:
        return act(block)
    except Exception as error:
        told = "".join(traceback.format_exception(error))
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            error = RuntimeError(f"{type(error).__name__}: {error}")
        error.add_note(told)
        return error
