"""Where runs are done: in this process, on several cores, or on a Dask cluster. Same code, same numbers.

A worker that dies loses only its own run, which is taken up again.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pickle import PicklingError
from typing import Any, NamedTuple

from markone.fields import explained
from markone.store import StoreError
from markone.study.job import Job, Outcome, Work
from markone.study.key import code_of
from markone.study.payload import do, location_of, pack
from markone.text import last_line
from markone.tracking import Store
from markone.tracking.tags import KEY, SESSION

TIRED = 3
"""After so many pools of which nothing came we stop."""


@explained
class Pool(NamedTuple):
    """How many workers on this machine, or the address of a Dask scheduler."""

    workers: int = 1
    scheduler: str | None = None

    def do(self, job: Job, works: list[Work], store: Store) -> Iterator[Outcome]:
        """The outcomes of all works, as they come."""
        if not works:
            return iter(())
        if self.scheduler:
            return on_cluster(job, works, self.scheduler)
        if self.workers > 1:
            return on_cores(job, works, self.workers, store)
        return (job.do(work, store) for work in works)


def on_cores(job: Job, works: Iterable[Work], workers: int, store: Store) -> Iterator[Outcome]:
    """On worker processes of this machine.

    When one dies, joblib drops the whole call. Then a new pool gets what has not ended; the runs that
    were being done, of which one may have killed it, come last and alone.
    """
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    todo = {work.key: work for work in works}
    suspects: dict[str, Work] = {}
    idle = 0
    while todo or suspects:
        batch = list(todo.values()) or list(suspects.values())[:1]
        try:
            for outcome in _parallel(job, batch, workers):
                idle = 0
                todo.pop(outcome.work.key, None)
                suspects.pop(outcome.work.key, None)
                yield outcome
        except PicklingError as error:
            raise _stays(error) from None
        except BrokenProcessPool as error:
            if not isinstance(error, TerminatedWorkerError):
                raise _stays(error) from None
            idle += 1
            begun = _begun(job, store)
            todo = {key: work._replace(is_new=False) for key, work in todo.items()}
            suspects |= {key: todo.pop(key) for key in list(todo) if key in begun}
            if idle > TIRED:
                raise StoreError(
                    "the workers die before they have begun (out of memory?): try fewer --workers"
                ) from None


def _stays(error: Exception) -> StoreError:
    return StoreError(
        f"this study cannot travel to workers ({last_line(error)}): keep it at the top level of a script, "
        "or leave --workers and --scheduler out"
    )


def _parallel(job: Job, batch: list[Work], workers: int) -> Iterator[Outcome]:
    from joblib import Parallel, delayed

    pool = Parallel(n_jobs=workers, backend="loky", return_as="generator_unordered", batch_size=1)
    return pool(delayed(job)(work) for work in batch)


def _begun(job: Job, store: Store) -> set[str]:
    """The keys of runs that dead workers of this session have left, which are marked KILLED."""
    left = store.reap()
    return {run.data.tags[KEY] for run in left if run.data.tags.get(SESSION) == job.session}


def on_cluster(job: Job, works: list[Work], address: str) -> Iterator[Outcome]:
    """On the workers of a Dask scheduler, which gives the run of a dead one to another."""
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=5)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}): start `dask scheduler`, "
            "and `dask worker` with its address; or leave --scheduler out"
        ) from None
    with client:
        _check(client, address)
        try:
            packed = [pack(job, work._replace(is_new=False)) for work in works]  # Dask gives one twice
        except Exception as error:
            raise _stays(error) from None
        yield from _submitted(distributed, client, functools.partial(do, location_of(job)), packed)


def _submitted(
    distributed: Any, client: Any, work: Callable[[bytes], Outcome], packed: list[bytes]
) -> Iterator[Outcome]:
    """What the workers of a cluster answer, as it comes; asked again where one was killed."""
    futures = {client.submit(work, one, pure=False): one for one in packed}
    waiting = distributed.as_completed(list(futures))
    try:
        for future in waiting:
            error = future.exception() if future.status == "error" else None
            if isinstance(error, distributed.scheduler.KilledWorker):
                again = client.submit(work, futures[future], pure=False)
                futures[again] = futures[future]
                waiting.add(again)
            else:
                yield future.result()
    finally:
        client.cancel(list(futures))


def _check(client: Any, address: str) -> None:
    """Raise StoreError unless there are workers, and all of them give the numbers that we do."""
    versions: dict[str, str] = client.run(code_of)
    if not versions:
        raise StoreError(f"the scheduler at {address} has no workers: start `dask worker {address}`")
    others = [worker for worker, version in versions.items() if version != code_of()]
    if others:
        raise StoreError(
            f"{', '.join(others)} of the cluster at {address} runs another markone, other "
            "libraries, or has another kind of processor (FMA): have the same on all"
        )


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise StoreError("a cluster needs Dask: pip install 'markone[scale]'") from None
    return distributed
