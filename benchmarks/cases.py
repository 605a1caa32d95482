"""The cases of the benchmarks: one desk of 100 agents, with and without patience, as long as one likes; the surge."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.study import load_study
from sim.study.study import Study

AGENTS, HANDLE_TIME, PATIENCE = 100, 180.0, 120.0
CALLS_PER_HOUR = {"M/M/100": 1900, "M/M/100+M": 2000}
"""An offered load of 95 and of 100 erlangs."""
SURGE = Path(__file__).resolve().parents[1] / "configs" / "holiday_surge.yaml"


def desk(case: str, days: int) -> Study:
    """A study of `CALLS_PER_HOUR` for so many days."""
    end = date(2026, 3, 2) + timedelta(days=days)
    patience = {"patience": {"distribution": "exponential", "mean": f"{PATIENCE:g}s"}} if case.endswith("+M") else {}
    return Study.model_validate(
        {
            "name": case,
            "replications": 1,
            "horizon": {"start": "2026-03-02", "end": end.isoformat(), "interval": "30min"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE_TIME:g}s"},
                    **patience,
                }
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{CALLS_PER_HOUR[case]}/h"}],
            "pools": {
                "desk": {
                    "sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "20/h"}
                }
            },
            "strategies": {"one": {"staffing": {"desk": {"agents": AGENTS}}, "routing": {"calls": ["desk"]}}},
        }
    )  # fmt: skip


def surge() -> Study:
    """The holiday surge of `configs/`, with one season."""
    return load_study(SURGE, {"replications": "1"})


def timed(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Return the best of several wall times, seconds, and what the work returned."""
    best, result = float("inf"), None
    for _ in range(times):
        begin = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begin)
    return best, result
