"""Who does the jobs of a run: this process, worker processes, an executor of the caller's, or a Dask cluster.

Each worker has one job in hand. One that is killed costs that job alone, which is done again; the others go on.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from threading import Thread
from typing import Any, Protocol, TypeVar

from sim.errors import SurgedeskError, UsageError

ATTEMPTS = 3
"""How often a job is tried whose worker was killed."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

Job = TypeVar("Job")
Done = TypeVar("Done")

Lost = tuple[type[BaseException], ...]

_held: Callable[[Any], Any] | None = None
"""The task of this process, where it is a worker."""


@dataclass(frozen=True)
class Workers:
    """Where jobs are done.

    Attributes
    ----------
    jobs : how many at once: worker processes of this machine, or jobs in the executor's hands; 1 works here
    executor : who does them in place of worker processes
    cluster : address of a Dask scheduler, such as tcp://10.0.0.7:8786, whose workers do them all

    """

    jobs: int = 1
    executor: Executor | None = None
    cluster: str = ""


class _Worker(Protocol):
    lost: Lost
    """What a job raises whose worker was killed."""

    def begin(self, job: Any) -> Future[Any]: ...

    def renew(self) -> None: ...


def work_through(task: Callable[[Job], Done], jobs: Mapping[int, Job], workers: Workers) -> Iterator[tuple[int, Done]]:
    """Do a task for each job; yield a job's number and what was done as it comes.

    Parameters
    ----------
    task : what is to be done; it is sent to every worker once
    jobs : number -> what the task is handed
    workers : who does it

    Raises
    ------
    SurgedeskError : the workers of a job were killed again and again, or the cluster does not answer
    UsageError : a cluster is wanted and `distributed` is not installed

    """
    left, lost = deque(jobs), Counter[int]()
    running: dict[Future[Done], tuple[_Worker, int]] = {}
    with ExitStack() as closing:
        idle = _hired(task, workers, len(jobs), closing)
        while left or running:
            while left and idle:
                worker, number = idle.pop(), left.popleft()
                running[worker.begin(jobs[number])] = worker, number
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                worker, number = running.pop(future)
                idle.append(worker)
                try:
                    done = future.result()
                except worker.lost:
                    lost[number] += 1
                    if lost[number] >= ATTEMPTS:
                        raise SurgedeskError(_KILLED) from None
                    worker.renew()
                    left.appendleft(number)
                    continue
                yield number, done


_KILLED = (
    f"the worker of one job was killed {ATTEMPTS} times, perhaps for lack of memory; what is done is kept: try "
    "--jobs 1 with --resume"
)


def _hired(task: Callable[[Any], Any], workers: Workers, jobs: int, closing: ExitStack) -> list[_Worker]:
    """Return the workers, idle, and let them be dismissed when all is closed."""
    if workers.cluster:
        return _of_cluster(task, workers.cluster, closing)
    if workers.executor is not None:
        return [_Shared(task, workers.executor) for _ in range(workers.jobs)]
    if workers.jobs <= 1 or jobs <= 1:
        return [_Here(task)]
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    processes = [_Process(task) for _ in range(min(workers.jobs, jobs))]
    for process in processes:
        closing.callback(process.dismiss)
    return list(processes)


class _Here:
    """This process."""

    lost: Lost = ()

    def __init__(self, task: Callable[[Any], Any]) -> None:
        self._task = task

    def begin(self, job: Any) -> Future[Any]:
        done = Future[Any]()
        done.set_result(self._task(job))
        return done

    def renew(self) -> None:
        """Nobody is lost here."""


class _Shared:
    """One of the jobs that an executor has in hand; a task is sent with each."""

    lost: Lost = ()

    def __init__(self, task: Callable[[Any], Any], executor: Executor) -> None:
        self._task, self._executor = task, executor

    def begin(self, job: Any) -> Future[Any]:
        return self._executor.submit(self._task, job)

    def renew(self) -> None:
        """Nobody is hired anew here: a broken executor is its owner's."""


class _Process:
    """A pool of one worker process, which is started anew when that is killed."""

    lost: Lost = (BrokenExecutor,)

    def __init__(self, task: Callable[[Any], Any]) -> None:
        self._task = task
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, worker_context(), initializer=_hold, initargs=(self._task,))

    def begin(self, job: Any) -> Future[Any]:
        try:
            return self._pool.submit(_do_held, job)
        except BrokenExecutor:  # killed while it was idle
            self.renew()
            return self._pool.submit(_do_held, job)

    def renew(self) -> None:
        self.dismiss()
        self._pool = self._started()

    def dismiss(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _of_cluster(task: Callable[[Any], Any], address: str, closing: ExitStack) -> list[_Worker]:
    """Return one worker for each thread of a cluster, by `distributed`'s own executor."""
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise UsageError("--cluster wants distributed; install it with: pip install 'surgedesk[cluster]'") from None
    try:
        connect: Callable[..., Any] = Client
        client = closing.enter_context(connect(address, timeout="10s"))
    except (OSError, ValueError) as fault:
        raise SurgedeskError(f"--cluster: no Dask scheduler answers at {address} ({fault})") from None
    executor = client.get_executor(pure=False)
    closing.callback(executor.shutdown, wait=False)

    class OfCluster:
        lost: Lost = (KilledWorker, CancelledError)

        def __init__(self) -> None:
            self._task = client.scatter(task, broadcast=True)

        def begin(self, job: Any) -> Future[Any]:
            begun: Future[Any] = executor.submit(_do, self._task, job)
            return begun

        def renew(self) -> None:
            self._task = client.scatter(task, broadcast=True)

    threads = sum(client.nthreads().values())
    if not threads:
        raise SurgedeskError(f"--cluster: the scheduler at {address} has no workers")
    return [OfCluster() for _ in range(threads)]


def _do(task: Callable[[Any], Any], job: Any) -> Any:
    return task(job)


def _hold(task: Callable[[Any], Any]) -> None:
    global _held
    _held = task
    end_with_parent()


def _do_held(job: Any) -> Any:
    assert _held is not None
    return _held(job)


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
