"""Many replications: in turn, or as jobs of a process pool; what is missing on disk is the work left."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from threading import Thread

from sim.errors import Interrupted, SurgedeskError
from sim.experiment.contacts_file import contacts_part
from sim.experiment.replication import Outcome, Prepared, draw, play
from sim.experiment.store import Progress, ReplicationStore, write_atomically

_ATTEMPTS = 3
"""How often a replication is tried whose worker was killed."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

_shared: tuple[Prepared, ReplicationStore, bool] | None = None


def run_replication(prepared: Prepared, store: ReplicationStore, replication: int, contacts: bool = False) -> int:
    """Run one replication under every strategy and store it; returns the contacts played."""
    tickets = draw(prepared, replication)
    outcomes: dict[str, Outcome] = {}
    kept = {}
    for strategy in prepared.plans:
        outcomes[strategy], records = play(prepared, strategy, tickets)
        if contacts:
            kept[strategy] = records
    if contacts:
        write_atomically(store.contacts_path(replication), contacts_part(prepared.study, replication, kept))
    store.write(replication, outcomes)
    return sum(outcome.contacts for outcome in outcomes.values())


def run_missing(
    prepared: Prepared,
    store: ReplicationStore,
    replications: int,
    jobs: int,
    progress: Progress,
    contacts: bool = False,
) -> None:
    """Run the replications that the store does not hold yet.

    Parameters
    ----------
    prepared : what they share
    store : where they go
    replications : how many there are to be in all
    jobs : worker processes; 1 runs them here, one after the other
    progress : told of each that is done
    contacts : whether to keep every contact too

    Raises
    ------
    Interrupted : the user stopped the run; what is done is kept
    SurgedeskError : a worker was killed again and again on the same replication

    """
    missing = store.missing(replications, contacts)
    try:
        if jobs <= 1 or len(missing) <= 1:
            for replication in missing:
                progress(replication, run_replication(prepared, store, replication, contacts))
        else:
            _run_in_processes(prepared, store, missing, min(jobs, len(missing)), progress, contacts)
    except KeyboardInterrupt:
        raise Interrupted("stopped; what is done is kept: run the same command again with --resume") from None


def _run_in_processes(
    prepared: Prepared, store: ReplicationStore, missing: list[int], jobs: int, progress: Progress, contacts: bool
) -> None:
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    left = list(missing)
    for _ in range(_ATTEMPTS):
        pool = ProcessPoolExecutor(jobs, worker_context(), initializer=_share, initargs=(prepared, store, contacts))
        try:
            _collect(pool, left, progress)
        except BrokenProcessPool:
            left = [k for k in left if not store.path(k).exists()]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        if not left:
            return
    raise SurgedeskError(
        f"a worker was killed {_ATTEMPTS} times, perhaps for lack of memory; try --jobs 1, then --resume"
    )


def _collect(pool: Executor, left: list[int], progress: Progress) -> None:
    running: dict[Future[int], int] = {pool.submit(_run_shared, k): k for k in left}
    while running:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            replication = running.pop(future)
            contacts = future.result()
            left.remove(replication)
            progress(replication, contacts)


def _share(prepared: Prepared, store: ReplicationStore, contacts: bool) -> None:
    global _shared
    _shared = (prepared, store, contacts)
    end_with_parent()


def worker_context() -> BaseContext:
    """Return how workers are started: by a fork server, which inherits no threads; where there is none, anew."""
    return get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")


def end_with_parent() -> None:
    """Make this worker end when the process that gives it work is killed; otherwise it would wait for ever."""
    Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_shared(replication: int) -> int:
    assert _shared is not None
    prepared, store, contacts = _shared
    return run_replication(prepared, store, replication, contacts)
