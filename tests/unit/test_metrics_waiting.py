"""Waits and service levels of hand-made records, each worked out on paper."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.metrics import Measures, measure
from sim.metrics.measures import INTERVAL_FIELDS
from sim.metrics.waiting import percentile_rows
from tests.unit.handmade import DAY, HOUR, TICK, Call, plan_of, queue_of, records_of, study_of

EVERY_OUTCOME = [
    Call(10.0, 0.0),
    Call(20.0, 20.0, handle_time=160.0),  # exactly T: within
    Call(30.0, 20.0 + TICK, handle_time=220.0),  # the smallest step later: not
    Call(40.0, 5.0, "abandoned"),
    Call(50.0, 20.0, "abandoned"),  # exactly T: short
    Call(60.0, 30.0, "abandoned"),
    Call(70.0, 0.0, "blocked"),
    Call(80.0, 0.0, "closed"),
    Call(90.0, 120.0, "messages"),
    Call(100.0, 15.0, "callbacks"),
    Call(110.0, 100.0, "unserved"),
]


def measured(calls: list[Call], counted: list[bool] | None = None, **changes: Any) -> Measures:
    study = study_of(**changes)
    records = records_of(study, calls)
    mask = np.ones(len(records.ticket_end), dtype=bool) if counted is None else np.array(counted)
    return measure(study, "one", mask, plan_of(study), records)


@pytest.mark.parametrize(
    ("kpi", "num", "den"),
    [
        ("offered", 10, 1),
        ("answered", 3, 1),
        ("abandoned", 3, 1),
        ("blocked", 1, 1),
        ("closed", 1, 1),
        ("messages", 1, 1),
        ("callbacks", 1, 1),
        ("unserved", 1, 1),
        ("abandonment_rate", 3, 10),
        ("service_level", 2, 5),  # 2 of 10 - blocked - message - call-back - 2 short abandonments
        ("service_level_excluding_short_abandons", 2, 5),
        ("service_level_all_offered", 2, 10),
        ("service_level_answered_only", 2, 3),
        ("service_level_short_abandons_met", 4, 10),
        ("mean_wait", 330 + TICK, 9),
        ("speed_of_answer", 40 + TICK, 3),
        ("delay_probability", 8, 9),  # one of nine was answered at once
        ("handle_time", 480, 3),
        ("wait_p50", 20, 1),  # waits 0 5 15 20 20 20+ 30 100 120: the fifth
        ("wait_p90", 120, 1),
    ],
)
def test_figure_of_every_outcome_once(kpi: str, num: float, den: float) -> None:
    measures = measured(EVERY_OUTCOME)
    for scope, name in (("total", ""), ("queue", "calls"), ("market", "home")):
        assert measures.ratio(scope, name, kpi) == (num, den)


@pytest.mark.parametrize(
    ("definition", "met", "base"),
    [("all_offered", 2, 10), ("answered_only", 2, 3), ("short_abandons_met", 4, 10)],
)
def test_a_queues_own_definition_is_its_service_level(definition: str, met: float, base: float) -> None:
    promise = {"target": "80%", "within": "20s", "definition": definition}
    measures = measured(EVERY_OUTCOME, queues={"calls": queue_of(service_level=promise)})
    assert measures.ratio("queue", "calls", "service_level") == (met, base)
    assert measures.weekly[0, 0].tolist() == [met, base]


def test_totals_take_each_queue_by_its_own_threshold_and_definition() -> None:
    calls = [Call(0.0, 30.0), Call(0.0, 30.0, queue=1), Call(0.0, 50.0, "abandoned", queue=1)]
    promise = {"target": "80%", "within": "60s", "definition": "short_abandons_met"}
    measures = measured(calls, queues={"calls": queue_of(), "desk": queue_of(service_level=promise)},
                        demand=[{"market": "home", "queue": q, "rate": "1/h"} for q in ("calls", "desk")])  # fmt: skip
    assert measures.ratio("queue", "calls", "service_level") == (0, 1)
    assert measures.ratio("queue", "desk", "service_level") == (2, 2)
    assert measures.ratio("total", "", "service_level") == (2, 3)
    assert measures.ratio("total", "", "service_level_answered_only") == (1, 2)


def test_intervals_hold_sums_by_arrival() -> None:
    calls = [Call(3599.0, 10.0), Call(3600.0, 40.0), Call(7300.0, 0.0, "closed"), Call(7300.0, 7.0, "abandoned")]
    found = dict(zip(INTERVAL_FIELDS, np.moveaxis(measured(calls).intervals[0, :3], -1, 0).tolist(), strict=True))
    assert found == {
        "offered": [1, 1, 1],
        "answered": [1, 1, 0],
        "abandoned": [0, 0, 1],
        "blocked": [0, 0, 0],
        "closed": [0, 0, 1],
        "messages": [0, 0, 0],
        "callbacks": [0, 0, 0],
        "met": [1, 0, 0],
        "met_base": [1, 1, 0],
        "wait_sum": [10, 40, 7],
        "wait_base": [1, 1, 1],
    }


def test_only_counted_tickets_enter_and_each_to_its_end() -> None:
    calls = [
        Call(0.5 * HOUR, 500.0, ticket=0),  # in the warm-up
        Call(30 * HOUR, 500.0, ticket=0, round_=2),  # its follow-up does not count either
        Call(HOUR, 7.0, ticket=1),
        Call(2 * DAY + 10.0, 9.0, ticket=1, round_=2),  # after the horizon: in the figures, in no interval or week
    ]
    horizon = {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC", "warm_up": "1h"}
    measures = measured(calls, [False, True], horizon=horizon)
    assert measures.ratio("total", "", "offered") == (2, 1)
    assert measures.ratio("total", "", "mean_wait") == (16, 2)
    assert measures.intervals[..., 0].sum() == 1
    assert measures.ratio("week", "2026-03-02", "offered") == (1, 1)
    assert measures.weekly[0].tolist() == [[1, 1]]


def test_the_last_interval_ends_with_the_horizon() -> None:
    horizon = {"start": "2026-03-28", "end": "2026-03-30", "interval": "2h", "time_zone": "Europe/London"}  # 47 hours
    measures = measured([Call(47 * HOUR - TICK), Call(47 * HOUR)], horizon=horizon)
    assert measures.intervals.shape[1] == 24
    assert measures.intervals[0, -1, 0] == 1
    assert measures.intervals[..., 0].sum() == 1
    assert measures.ratio("total", "", "offered") == (2, 1)


def test_percentiles_are_those_of_the_inverted_distribution_function() -> None:
    for size in (1, 2, 9, 10, 11, 99, 100, 101):
        waits = np.random.default_rng(size).permutation(np.arange(float(size)))
        for name, value, weight in percentile_rows(waits):
            share = int(name.removeprefix("wait_p")) / 100
            assert value == np.quantile(waits, share, method="inverted_cdf"), (size, name)
            assert weight == 1


def test_nothing_happened_means_no_figure() -> None:
    measures = measured([])
    for kpi in ("service_level", "mean_wait", "wait_p95", "abandonment_rate", "handle_time", "resolved_share"):
        assert measures.ratio("total", "", kpi) == (0, 0)
    assert measures.ratio("total", "", "offered") == (0, 1)
    assert measures.ratio("total", "", "worst_week_service_level") == (0, 0)
    assert measures.ratio("total", "", "weeks_held") == (1, 1)


def test_a_follow_up_in_another_queue_is_a_class_of_its_own() -> None:
    other = {"delay": "1h", "queue": "second"}
    queues = {"calls": queue_of(resolution="50%", follow_up=other), "second": queue_of()}
    measures = measured([Call(0.0, ticket=0), Call(5000.0, ticket=0, round_=2, queue=1)], queues=queues)
    assert measures.classes == (("home", "calls"), ("home", "second"))
    assert measures.ratio("queue", "second", "offered") == (1, 1)
    assert measures.ratio("queue", "calls", "contacts_per_ticket") == (2, 1)  # by the queue of the first contact


def test_a_contact_that_the_study_cannot_have_is_refused() -> None:
    queues = {"calls": queue_of(), "unused": queue_of()}
    with pytest.raises(ValueError, match="no demand, follow-up or retry"):
        measured([Call(0.0, queue=1)], queues=queues)


def test_the_keys_do_not_depend_on_what_happened() -> None:
    assert measured([]).kpi_keys == measured(EVERY_OUTCOME).kpi_keys


def test_measures_come_back_from_their_arrays() -> None:
    measures = measured(EVERY_OUTCOME)
    again = Measures.of_arrays(measures.arrays())
    assert (again.kpi_keys, again.classes, again.pools) == (measures.kpi_keys, measures.classes, measures.pools)
    assert all(np.array_equal(again.arrays()[name], array) for name, array in measures.arrays().items())
