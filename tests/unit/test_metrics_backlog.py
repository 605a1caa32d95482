"""Deferred work that is open, by hand: how much, and how old."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.metrics import Measures, measure
from sim.metrics.backlog import OpenSpans, age_percentile, at_borders, most_open
from tests.unit.handmade import DAY, HOUR, Call, desk_of, plan_of, queue_of, records_of, study_of

MAIL = queue_of(channel="email", service_level={"target": "95%", "within": "24h"})
MAILS = [
    Call(0.5 * HOUR, 1.75 * HOUR, handle_time=0.25 * HOUR),  # finished at 2:30
    Call(1.0 * HOUR, 0.0, handle_time=HOUR),  # open on the border at which it comes, not on the one at which it ends
    Call(1.5 * HOUR, HOUR, "abandoned"),  # leaves at 2:30
    Call(1.75 * HOUR, 0.0, "blocked"),  # never open
    Call(46 * HOUR, 28 * DAY, "unserved"),
]


def measured(calls: list[Call], counted: list[bool] | None = None, **changes: Any) -> Measures:
    study = study_of(**{"queues": {"calls": MAIL}, **changes})
    mask = np.ones(len(calls), dtype=bool) if counted is None else np.array(counted)
    return measure(study, "one", mask, plan_of(study), records_of(study, calls))


def test_open_and_oldest_at_the_intervals_starts() -> None:
    found = measured(MAILS).backlog[0]
    assert found[[0, 1, 2, 3, 46, 47], 0].tolist() == [0, 2, 2, 0, 1, 1]
    assert found[[0, 1, 2, 3, 46, 47], 1].tolist() == [0, 0.5 * HOUR, 1.5 * HOUR, 0, 0, HOUR]
    assert found[4:46].sum() == 0


def test_the_most_at_one_time_and_the_age_of_all_but_a_twentieth() -> None:
    """Three are open from 1:30 to 2:00; the ages at the borders are 0, 0, 30, 30, 60 and 90 minutes."""
    measures = measured(MAILS)
    assert measures.ratio("queue", "calls", "backlog_max") == (3, 1)
    assert measures.ratio("queue", "calls", "backlog_age_p95") == (1.5 * HOUR, 1)


@pytest.mark.parametrize(("warm_up", "most", "age"), [("90min", 3, 1.5), ("2h", 2, 1.5), ("3h", 1, 1.0)])
def test_backlog_is_of_the_window_whoever_is_served(warm_up: str, most: float, age: float) -> None:
    horizon = {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC", "warm_up": warm_up}
    counted = [call.arrival >= float(warm_up.rstrip("hmin")) * (60 if "min" in warm_up else HOUR) for call in MAILS]
    measures = measured(MAILS, counted, horizon=horizon)
    assert measures.ratio("queue", "calls", "backlog_max") == (most, 1)
    assert measures.ratio("queue", "calls", "backlog_age_p95") == (age * HOUR, 1)


def test_nothing_open_has_no_age() -> None:
    measures = measured([Call(600.0, 0.0, handle_time=60.0)])
    assert measures.ratio("queue", "calls", "backlog_max") == (1, 1)
    assert measures.ratio("queue", "calls", "backlog_age_p95") == (0, 0)
    assert measured([]).ratio("queue", "calls", "backlog_max") == (0, 1)


def test_only_deferred_queues_have_a_backlog() -> None:
    queues = {"calls": queue_of(), "mail": MAIL, "social": queue_of(channel="social")}
    demand = [{"market": "home", "queue": queue, "rate": "1/h"} for queue in queues]
    measures = measured([Call(0.5 * HOUR, HOUR), Call(1.5 * HOUR, HOUR, queue=2)], queues=queues, demand=demand)
    assert [key[1] for key in measures.kpi_keys if key[2] == "backlog_max"] == ["mail", "social"]
    assert measures.backlog[:, :3, 0].tolist() == [[0, 0, 0], [0, 0, 1]]


def test_totals_wait_on_the_line_only() -> None:
    """A day's wait for a mail stays out of waits, service level and coverage; not out of the counts."""
    queues = {"calls": queue_of(), "mail": MAIL}
    demand = [{"market": "home", "queue": queue, "rate": "1/h"} for queue in queues]
    calls = [Call(0.0, 10.0, handle_time=90.0), Call(0.0, DAY + 1, handle_time=210.0, queue=1)]
    measures = measured(calls, queues=queues, demand=demand, pools={"desk": desk_of(skills={"calls": {}, "mail": {}})})
    for scope, name in (("total", ""), ("market", "home")):
        assert measures.ratio(scope, name, "offered") == (2, 1)
        assert measures.ratio(scope, name, "mean_wait") == (10, 1)
        assert measures.ratio(scope, name, "wait_p99") == (10, 1)
        assert measures.ratio(scope, name, "service_level") == (1, 1)
        assert measures.ratio(scope, name, "served_coverage") == (1, 1)
        assert measures.ratio(scope, name, "handle_time") == (300, 2)
    assert measures.ratio("queue", "mail", "service_level") == (0, 1)
    assert measures.ratio("total", "", "worst_week_service_level") == (1, 1)
    assert measures.ratio("total", "", "weeks_held") == (0, 1)  # every queue holds its own target, the mail too


def test_a_desk_of_mail_only_has_no_live_figures() -> None:
    measures = measured(MAILS)
    for kpi in ("mean_wait", "service_level", "wait_p95", "worst_week_service_level"):
        assert measures.ratio("total", "", kpi) == (0, 0)
    assert ("total", "", "served_coverage") not in measures.kpi_keys


@pytest.mark.parametrize("seed", range(20))
def test_quick_counting_agrees_with_looking_at_each(seed: int) -> None:
    stream = np.random.default_rng(seed)
    size, step = int(stream.integers(1, 40)), 10.0
    arrival = np.sort(stream.integers(-50, 200, size)).astype(float)
    spans = OpenSpans(arrival, arrival + stream.integers(0, int(stream.choice([3, 30, 300])), size))
    borders = np.arange(0.0, 150.0, step)
    ages = [border - arrival[(arrival <= border) & (border < spans.end)] for border in borders]
    assert at_borders(spans, borders).tolist() == [[len(age), age.max(initial=0.0)] for age in ages]
    pooled = np.concatenate(ages)
    for percent in (1, 50, 95, 100):
        expected = np.quantile(pooled, percent / 100, method="inverted_cdf") if pooled.size else None
        assert age_percentile(spans, borders, step, percent) == expected
    instants = np.arange(0.0, 150.0)
    assert most_open(spans, 0.0, 150.0) == max(((arrival <= t) & (t < spans.end)).sum() for t in instants)
