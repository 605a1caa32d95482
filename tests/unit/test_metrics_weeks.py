"""Weeks held and the worst week, by hand."""

from __future__ import annotations

import numpy as np

from sim.metrics import Measures, measure
from tests.unit.handmade import DAY, HOUR, Call, plan_of, queue_of, records_of, study_of

TEN_DAYS = {"start": "2026-03-02", "end": "2026-03-12", "interval": "1h", "time_zone": "UTC"}


def measured(calls: list[Call], horizon: dict[str, str] | None = None) -> Measures:
    study = study_of(
        horizon=horizon or TEN_DAYS,
        queues={"calls": queue_of(), "desk": queue_of()},
        demand=[{"market": "home", "queue": q, "rate": "1/h"} for q in ("calls", "desk")],
    )
    records = records_of(study, calls)
    return measure(study, "one", np.array([c.arrival >= study.clock.warm_up for c in calls]), plan_of(study), records)


def answered(at: float, met: int, missed: int, queue: int = 0) -> list[Call]:
    return [Call(at, 0.0, queue=queue)] * met + [Call(at, 60.0, queue=queue)] * missed


def test_a_target_met_exactly_is_held_and_a_short_week_is_a_week() -> None:
    measures = measured(answered(0.0, 8, 2) + answered(7 * DAY, 7, 3))
    assert measures.ratio("total", "", "weeks") == (2, 1)
    assert measures.ratio("total", "", "weeks_held") == (1, 1)
    assert measures.ratio("total", "", "worst_week_service_level") == (0.7, 1)
    assert measures.weekly[0].tolist() == [[8, 10], [7, 10]]


def test_every_queue_must_hold_its_own_target() -> None:
    measures = measured(answered(0.0, 100, 0) + answered(0.0, 1, 1, queue=1) + answered(7 * DAY, 1, 0))
    assert measures.ratio("total", "", "weeks_held") == (1, 1)  # the second week: one queue holds, the other is unused
    assert measures.ratio("total", "", "worst_week_service_level") == (0.5, 1)  # of any queue, however small
    assert measures.ratio("week", "2026-03-02", "service_level") == (101, 102)


def test_a_week_within_the_warm_up_is_none() -> None:
    calls = answered(0.0, 0, 5) + answered(7 * DAY + HOUR, 4, 1)
    measures = measured(calls, {**TEN_DAYS, "warm_up": "7d"})
    assert measures.ratio("total", "", "weeks") == (1, 1)
    assert measures.ratio("total", "", "weeks_held") == (1, 1)
    assert [key for key in measures.kpi_keys if key[0] == "week" and key[2] == "offered"] == [
        ("week", "2026-03-09", "offered")
    ]


def test_weeks_begin_at_midnight_of_the_planners_clock() -> None:
    chicago = {"start": "2026-03-02", "end": "2026-03-16", "interval": "1h", "time_zone": "America/Chicago"}
    change = 7 * DAY - HOUR  # on 8 March the clock goes forward: the second week begins an hour earlier
    measures = measured(answered(change - 1.0, 1, 0) + answered(change, 0, 1), chicago)
    assert measures.weekly[0].tolist() == [[1, 1], [0, 1]]
