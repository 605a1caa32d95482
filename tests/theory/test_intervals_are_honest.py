"""The 95 % intervals cover the exact value in 95 % of experiments: 2,000 of them, each of ten short days.

A day of M/M/n+M from empty, whose exact expectations are those of its Markov chain. With coverage 0.95 the share in
2,000 experiments lies within 93.3 to 96.7 % except with probability 0.0006, for five figures at most 0.3 %.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.comparison.estimate import Estimate, paired_difference, ratio_of_means
from sim.engine import simulate
from sim.experiment.replication import Prepared, draw, prepare
from sim.records import ABANDONED, ANSWERED
from sim.study.study import Study
from sim.theory.time_varying import DayTotals, day_totals

EXPERIMENTS, REPLICATIONS = 2000, 10
RATE, HANDLE, PATIENCE, WITHIN, HOURS = 80.0, 240.0, 180.0, 20.0, 4
AGENTS = {"fewer": 4, "more": 5}

Sums = NDArray[np.float64]
"""Wait, abandoned, answered within T and offered of each replication: (replications, 4)."""


def short_day() -> Study:
    hours = {"daily": f"08:00-{8 + HOURS:02d}:00"}
    return Study.model_validate(
        {
            "name": "A short day",
            "seed": 20260302,
            "horizon": {"start": "2026-03-02", "end": "2026-03-03", "interval": "1h", "time_zone": "UTC"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "opening_hours": hours,
                    "at_close": "clear",
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE}s"},
                    "patience": {"distribution": "exponential", "mean": f"{PATIENCE}s"},
                }
            },
            "demand": [
                {"market": "home", "queue": "calls", "rate": {"08:00": f"{RATE}/h", f"{8 + HOURS:02d}:00": "0/h"}}
            ],
            "pools": {
                "desk": {
                    "sourcing": "in_house",
                    "time_zone": "UTC",
                    "skills": {"calls": {}},
                    "employment": {"wage": "20/h"},
                }
            },
            "strategies": {
                name: {"staffing": {"desk": {"agents": agents}}, "routing": {"calls": ["desk"]}}
                for name, agents in AGENTS.items()
            },
        }
    )


def exact(strategy: str) -> DayTotals:
    return day_totals([HOURS * 3600.0], [RATE / 3600], [AGENTS[strategy]], HANDLE, PATIENCE, WITHIN)


def experiments(prepared: Prepared, count: int) -> Iterator[dict[str, Sums]]:
    """The sums of ten replications by strategy, for each experiment."""
    for experiment in range(count):
        rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in AGENTS}
        for replication in range(experiment * REPLICATIONS, (experiment + 1) * REPLICATIONS):
            tickets = draw(prepared, replication)
            for name, found in rows.items():
                records = simulate(prepared.study, name, tickets, prepared.plans[name])
                within = (records.outcome == ANSWERED) & (records.wait <= WITHIN)
                abandoned = records.outcome == ABANDONED
                found.append((records.wait.sum(), abandoned.sum(), within.sum(), len(records.wait)))
        yield {name: np.array(found, dtype=np.float64) for name, found in rows.items()}


def covers(found: Estimate, value: float) -> bool:
    assert found.low is not None
    assert found.high is not None
    return found.low <= value <= found.high


def coverage(count: int) -> dict[str, float]:
    """The share of experiments whose interval covers the exact value, by figure."""
    fewer, more = exact("fewer"), exact("more")
    waits = {name: day.wait / day.offered for name, day in (("fewer", fewer), ("more", more))}
    lost = {name: day.abandoned / day.offered for name, day in (("fewer", fewer), ("more", more))}
    hits: dict[str, list[bool]] = {}

    def note(figure: str, found: Estimate, value: float) -> None:
        hits.setdefault(figure, []).append(covers(found, value))

    for sums in experiments(prepare(short_day()), count):
        a, b = sums["more"], sums["fewer"]
        note("mean_wait", ratio_of_means(b[:, 0], b[:, 3], 0.0), waits["fewer"])
        note("abandonment_rate", ratio_of_means(b[:, 1], b[:, 3], 0.0, 1.0), lost["fewer"])
        level = fewer.answered_within / fewer.offered
        note("service_level", ratio_of_means(b[:, 2], b[:, 3], 0.0, 1.0), level)
        wait = paired_difference(a[:, 0], a[:, 3], b[:, 0], b[:, 3])
        note("difference of mean_wait", wait, waits["more"] - waits["fewer"])
        rate = paired_difference(a[:, 1], a[:, 3], b[:, 1], b[:, 3], -1.0, 1.0)
        note("difference of abandonment_rate", rate, lost["more"] - lost["fewer"])
    return {figure: float(np.mean(covered)) for figure, covered in hits.items()}


@pytest.mark.validation
def test_intervals_cover_the_exact_value_as_often_as_they_say() -> None:
    shares = coverage(EXPERIMENTS)
    assert len(shares) == 5
    assert all(0.933 <= share <= 0.967 for share in shares.values()), shares


def test_intervals_are_honest_at_a_glance() -> None:
    """150 experiments: a share below 0.88 comes with probability 0.0005 for each figure if the coverage is 0.95."""
    shares = coverage(150)
    assert all(share >= 0.88 for share in shares.values()), shares
