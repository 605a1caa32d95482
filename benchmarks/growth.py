"""How time and memory grow with the number of contacts, each size in a process of its own; and two workers against one.

Run as `python -m benchmarks.growth STUDY DAYS` it plays one season and prints contacts, seconds and memory as JSON.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.cases import desk, surge
from sim.engine.choice import COMPILED
from sim.experiment.jobs import PlaySeason, run_missing
from sim.experiment.replication import prepare
from sim.experiment.store import ReplicationStore
from sim.experiment.workers import Workers

CASE = "M/M/100+M"
DAYS = (2, 7, 21, 63, 210)
"""From 10^5 to 10^7 calls."""
SEASONS = 30


@dataclass(frozen=True)
class Size:
    """One size: contacts, seconds of a season (the best of some), the largest memory of its process, MiB."""

    contacts: int
    seconds: float
    memory: float


def sizes(days: Sequence[int] = DAYS) -> list[Size]:
    """Play the sizes, each in a new process."""
    found = []
    for length in days:
        command = [sys.executable, "-m", "benchmarks.growth", str(length)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
        found.append(Size(**json.loads(told.stdout)))
    return found


def exponent(found: Sequence[Size]) -> float:
    """Return the b of seconds = a × contacts^b that fits best."""
    x, y = (np.log([getattr(size, name) for size in found]) for name in ("contacts", "seconds"))
    return float(np.polyfit(x, y, 1)[0])


def memory_per_contact(found: Sequence[Size]) -> float:
    """Return the bytes that a contact more costs, from the two largest sizes."""
    one, other = found[-2:]
    return (other.memory - one.memory) * 2**20 / (other.contacts - one.contacts)


def workers() -> tuple[float, float]:
    """Return the seconds that `SEASONS` of the surge take in this process, and in two workers, their start included."""
    prepared = replace(prepare(surge()), engine=COMPILED)
    PlaySeason(prepared)(0)  # loads the compiled code
    seconds = []
    for jobs in (1, 2):
        with TemporaryDirectory() as folder:
            store = ReplicationStore.start(Path(folder), "", resume=False)
            begin = time.perf_counter()
            run_missing(prepared, store, SEASONS, Workers(jobs), lambda *_: None)
            seconds.append(time.perf_counter() - begin)
    return seconds[0], seconds[1]


def largest_memory() -> float:
    """Return the largest memory of this process so far, MiB; Linux tells it in /proc."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Play one size and print it."""
    prepared = replace(prepare(desk(CASE, int(sys.argv[1]))), engine=COMPILED)
    best, contacts = math.inf, 0
    for _ in range(3):
        begin = time.perf_counter()
        contacts = PlaySeason(prepared)(0).played
        best = min(best, time.perf_counter() - begin)
    print(json.dumps({"contacts": contacts, "seconds": best, "memory": largest_memory()}))


if __name__ == "__main__":
    main()
