"""Contacts per second on M/M/100+M: the textbook SimPy model, Ciw, our engine alone, and our whole run.

Run as `python benchmarks/speed.py`. All figures come from one process and one run, so only their ratios travel.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ciw_model import ciw_records
from benchmarks.textbook import textbook_waits
from sim.comparison.summary import summarise
from sim.engine import simulate
from sim.experiment.jobs import run_missing
from sim.experiment.replication import draw, prepare
from sim.experiment.store import ReplicationStore
from sim.experiment.workers import Workers
from sim.records import ANSWERED
from sim.report.folder import write_results
from sim.study.study import Study

AGENTS, HANDLE_TIME, PATIENCE, CALLS_PER_HOUR, DAYS = 100, 180.0, 120.0, 2000, 4


def case(replications: int = 1) -> Study:
    """M/M/100+M with an offered load of 100 erlangs."""
    return Study.model_validate(
        {
            "name": "M/M/100+M",
            "replications": replications,
            "horizon": {"start": "2026-03-02", "end": f"2026-03-{2 + DAYS:02d}", "interval": "30min"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE_TIME:g}s"},
                    "patience": {"distribution": "exponential", "mean": f"{PATIENCE:g}s"},
                }
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{CALLS_PER_HOUR}/h"}],
            "pools": {
                "desk": {
                    "sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "20/h"}
                }
            },
            "strategies": {"one": {"staffing": {"desk": {"agents": AGENTS}}, "routing": {"calls": ["desk"]}}},
        }
    )  # fmt: skip


def timed(work: Callable[[], object], times: int = 3) -> tuple[float, object]:
    """Return the best of several wall times, seconds, and what the work returned."""
    best, result = float("inf"), None
    for _ in range(times):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return best, result


def whole_run(study: Study) -> None:
    """Everything a run does with the numbers: forecast, plan, draw, simulate, reduce, store, compare, write tables."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(study)
        store = ReplicationStore.start(Path(folder), "", resume=False)
        run_missing(prepared, store, 1, Workers(), lambda *_: None)
        outcomes = {name: (found.measures, found.statement) for name, found in store.read(0).items()}
        results = summarise(study, prepared.plans, [outcomes], "simpy")
        write_results(
            Path(folder) / "results", manifest={}, summary=results.summary, tables=results.tables, study="", resolved=""
        )


def main() -> None:
    """Measure and print."""
    study = case()
    prepared = prepare(study)
    tickets, plan = draw(prepared, 0), prepared.plans["one"]
    calls = len(tickets.arrival)
    textbook, found = timed(lambda: textbook_waits(tickets.arrival, tickets.handle_time, tickets.patience, AGENTS), 2)
    engine, records = timed(lambda: simulate(study, "one", tickets, plan))
    assert isinstance(found, tuple) and hasattr(records, "wait")
    same = bool(np.array_equal(found[0], records.wait) and np.array_equal(found[1], records.outcome == ANSWERED))
    whole, _ = timed(lambda: whole_run(study))
    rival, recorded = timed(
        lambda: ciw_records(CALLS_PER_HOUR / 3600, HANDLE_TIME, PATIENCE, AGENTS, DAYS * 86400 / 8), 1
    )
    assert isinstance(recorded, int)
    print(f"M/M/100+M, {calls:,} calls; waits of the textbook model and ours identical: {'yes' if same else 'NO'}")
    rows = [
        ("textbook SimPy model", calls / textbook),
        ("Ciw (its own draws)", recorded / rival),
        ("our engine alone", calls / engine),
        ("our whole run, files included", calls / whole),
    ]
    for name, pace in rows:
        print(f"{name:32} {pace:12,.0f} calls/s  {pace * textbook / calls:6.2f} x the textbook model")
    if not same:
        raise SystemExit("the waits differ")


if __name__ == "__main__":
    main()
