"""Hours of pools: on duty, busy, paid, clipped to the counted window."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.metrics import Measures, measure
from sim.metrics.occupancy import seconds_in_hand, slice_of
from tests.unit.handmade import DAY, HOUR, Call, Duty, desk_of, plan_of, records_of, study_of

WARM = {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC", "warm_up": "2h"}


def measured(calls: list[Call], duty: Duty, paid_breaks: float = 0.0, **changes: Any) -> Measures:
    study = study_of(**changes)
    records = records_of(study, calls, {"desk": duty})
    plan = plan_of(study, heads=3.0, paid_breaks=np.full(study.clock.intervals, paid_breaks))
    counted = np.array([call.arrival >= study.clock.warm_up for call in calls], dtype=bool)
    return measure(study, "one", counted, plan, records)


def test_hours_are_of_the_window_whoever_is_served() -> None:
    calls = [
        Call(HOUR, 100.0, handle_time=2 * HOUR),  # in hand from 1:01:40 to 3:01:40; its ticket does not count
        Call(2 * DAY - 60.0, 0.0, handle_time=600.0),  # 60 s of it before the end
    ]
    measures = measured(calls, ((0.0, 1.0), (4 * HOUR, 0.0), (2 * DAY - HOUR, 2.0)), horizon=WARM)
    busy = (HOUR + 100.0 + 60.0) / HOUR
    assert measures.ratio("pool", "desk", "staffed_hours") == (2 + 2, 1)
    assert measures.ratio("pool", "desk", "busy_hours") == (busy, 1)
    assert measures.ratio("pool", "desk", "occupancy") == (busy, 4)
    assert measures.ratio("pool", "desk", "contacts") == (1, 1)
    assert measures.ratio("total", "", "occupancy") == (busy, 4)
    assert measures.pool_busy[0, [1, 2, 3, -1]].tolist() == [0, HOUR, 100, 60]
    assert measures.pool_staffed[0, [0, 1, 2, 3, 4, -1]].tolist() == [0, 0, HOUR, HOUR, 0, 2 * HOUR]
    assert measures.pool_weeks[0].tolist() == [[4 * HOUR, HOUR + 160, 4 * HOUR, HOUR + 160]]


def test_paid_hours_go_through_shrinkage_and_paid_breaks() -> None:
    desk = desk_of(shrinkage={"planned": "15%", "unplanned": "5%"})
    measures = measured([], ((0.0, 2.0),), paid_breaks=0.5, pools={"desk": desk})
    assert measures.ratio("pool", "desk", "paid_hours")[0] == (2 + 0.5) * 48 / 0.8
    assert measures.ratio("pool", "desk", "headcount") == (3, 1)
    assert measures.ratio("pool", "desk", "utilisation") == (0, 150)


def test_a_pools_service_level_counts_from_when_the_contact_was_opened_to_it() -> None:
    calls = [Call(0.0, 30.0, opened=10.0), Call(0.0, 31.0, opened=10.0), Call(0.0, 5.0, "abandoned")]
    measures = measured(calls, ((0.0, 2.0),))
    assert measures.ratio("pool", "desk", "service_level") == (1, 2)
    assert measures.ratio("queue", "calls", "service_level") == (0, 2)


def test_nobody_on_duty_has_no_occupancy() -> None:
    assert measured([], ((0.0, 0.0),)).ratio("pool", "desk", "occupancy") == (0, 0)


def test_spans_are_shared_among_slices_of_any_length() -> None:
    edges = np.array([0.0, 0.0, 10.0, 40.0, 100.0])
    pool, start, end = np.array([0, 1, 1]), np.array([-5.0, 5.0, 10.0]), np.array([10.0, 45.0, 500.0])
    assert seconds_in_hand(pool, start, end, edges, 2).tolist() == [[0, 10, 0, 0], [0, 5, 60, 65]]


def test_slices_are_found_by_division_and_by_search_alike() -> None:
    edges = np.append(np.arange(200) * 900.0, 199 * 900.0 + 300.0)
    times = np.concatenate([edges, edges[:-1] + 299.0])
    assert (slice_of(times, edges) == np.minimum(np.searchsorted(edges, times, side="right") - 1, 199)).all()
