"""Opening hours: who comes too early or too late, what becomes of those waiting at closing, and the nights in March."""

from typing import Any

from sim.capacity.staffing_plan import StaffingPlan
from sim.metrics.measures import measure
from tests.engines.scripted import (
    DAY,
    HOUR,
    LIMIT,
    Customer,
    duty,
    lines,
    played,
    ticket_outcomes,
    tickets_of,
    trace,
    world,
)
from tests.unit.handmade import pool_plan_of

NINE, FIVE = 9 * HOUR, 17 * HOUR
OFFICE: dict[str, Any] = {"opening_hours": {"daily": "09:00-17:00"}}
ONE_DAY_SHIFT = {"desk": [(0.0, 1), (FIVE, 0), (DAY + NINE, 1), (DAY + FIVE, 0)]}
TRIES = {"retry": {"probability": "40%", "delay": "20min", "attempts": 3}}


def test_who_comes_outside_the_hours_is_closed_and_tries_again_after_the_next_opening() -> None:
    again = {("retry", 1, 1): 0.0, ("retry_delay", 1, 1): 300.0}
    study = world({"calls": {**OFFICE, **TRIES}})
    records = played(study, [Customer(100.0, script=again), Customer(200.0), Customer(FIVE, script=again)])
    assert lines(study, records) == [
        "0/1/1 calls 100 +0 closed",
        f"0/1/2 calls {NINE + 300:.0f} +0 answered desk 60",
        "1/1/1 calls 200 +0 closed",
        f"2/1/1 calls {FIVE:.0f} +0 closed",
        f"2/1/2 calls {DAY + NINE + 300:.0f} +0 answered desk 60",
    ]
    assert ticket_outcomes(records) == ["resolved", "lost", "resolved"]


def test_opening_comes_before_an_arrival_of_the_same_time_and_so_does_closing() -> None:
    assert trace(
        world({"calls": OFFICE}), [Customer(NINE - 1), Customer(NINE), Customer(FIVE - 1), Customer(FIVE)]
    ) == [
        f"0/1/1 calls {NINE - 1:.0f} +0 closed",
        f"1/1/1 calls {NINE:.0f} +0 answered desk 60",
        f"2/1/1 calls {FIVE - 1:.0f} +0 answered desk 60",
        f"3/1/1 calls {FIVE:.0f} +0 closed",
    ]


def test_a_closed_contact_that_tries_another_queue_waits_for_that_queues_opening() -> None:
    queues = {"calls": {**OFFICE, "retry": {"probability": "40%", "delay": "20min", "queue": "night"}}, "night": {}}
    assert trace(world(queues), [Customer(50.0, script={("retry", 1, 1): 0.0})]) == [
        "0/1/1 calls 50 +0 closed",
        "0/1/2 night 150 +0 answered desk 60",
    ]


def test_a_delay_beyond_the_day_finds_the_queue_closed_once_more() -> None:
    script = {("retry", 1, 1): 0.0, ("retry_delay", 1, 1): 10 * HOUR, ("retry", 1, 2): 0.0}
    assert trace(world({"calls": {**OFFICE, **TRIES}}), [Customer(0.0, script=script)]) == [
        "0/1/1 calls 0 +0 closed",
        f"0/1/2 calls {NINE + 10 * HOUR:.0f} +0 closed",
        f"0/1/3 calls {DAY + NINE + 100:.0f} +0 answered desk 60",
    ]


def test_finish_keeps_the_agents_until_the_queue_is_empty_also_when_the_roster_falls_at_closing() -> None:
    study = world({"calls": OFFICE})
    customers = [Customer(FIVE - 50, 100.0), Customer(FIVE - 40, 100.0)]
    records = played(study, customers, {"desk": [(0.0, 1), (FIVE, 0)]})
    assert lines(study, records) == [
        f"0/1/1 calls {FIVE - 50:.0f} +0 answered desk 100",
        f"1/1/1 calls {FIVE - 40:.0f} +90 answered desk 100",
    ]
    assert duty(records) == [(0.0, 1.0), (FIVE + 150, 0.0)]


def test_when_the_closed_queue_is_empty_idle_agents_go_and_the_others_finish() -> None:
    study = world({"calls": OFFICE})
    customers = [Customer(FIVE - 100, 120.0), Customer(FIVE - 90, 300.0), Customer(FIVE - 80, 50.0)]
    records = played(study, customers, {"desk": [(0.0, 2), (FIVE, 0)]})
    assert lines(study, records)[2] == f"2/1/1 calls {FIVE - 80:.0f} +100 answered desk 50"
    assert duty(records) == [(0.0, 2.0), (FIVE + 70, 1.0), (FIVE + 210, 0.0)]


def test_agents_held_at_closing_go_when_the_last_one_waiting_loses_patience() -> None:
    study = world({"calls": OFFICE})
    customers = [Customer(FIVE - 100, 500.0), Customer(FIVE - 90, 130.0), Customer(FIVE - 50, patience=70.0)]
    records = played(study, customers, {"desk": [(0.0, 2), (FIVE, 0)]})
    assert lines(study, records)[2] == f"2/1/1 calls {FIVE - 50:.0f} +70 abandoned"
    assert duty(records) == [(0.0, 2.0), (FIVE + 40, 1.0), (FIVE + 400, 0.0)]


def test_a_roster_that_falls_after_closing_holds_the_agents_too() -> None:
    study = world({"calls": OFFICE})
    customers = [Customer(FIVE - 50, 100.0), Customer(FIVE - 40, 100.0)]
    records = played(study, customers, {"desk": [(0.0, 1), (FIVE + 30, 0)]})
    assert lines(study, records)[1] == f"1/1/1 calls {FIVE - 40:.0f} +90 answered desk 100"
    assert duty(records) == [(0.0, 1.0), (FIVE + 150, 0.0)]


def test_a_roster_that_falls_before_closing_holds_nobody() -> None:
    study = world({"calls": OFFICE})
    customers = [Customer(FIVE - 50, 100.0), Customer(FIVE - 40, 100.0)]
    records = played(study, customers, {"desk": [(0.0, 1), (FIVE - 10, 0), (DAY + NINE, 1)]})
    assert lines(study, records)[1] == f"1/1/1 calls {FIVE - 40:.0f} +{DAY + NINE - FIVE + 40:.0f} answered desk 100"
    assert duty(records) == [(0.0, 1.0), (FIVE + 50, 0.0), (DAY + NINE, 1.0)]


def test_agents_still_held_when_the_queue_opens_again_follow_the_roster() -> None:
    hours = {"opening_hours": {"daily": ["09:00-12:00", "12:01-17:00"]}}
    noon = 12 * HOUR
    study = world({"calls": hours})
    customers = [Customer(noon - 10, 300.0), Customer(noon - 9, 300.0), Customer(noon - 8, 5.0)]
    records = played(study, customers, {"desk": [(0.0, 2), (noon, 1)]})
    assert lines(study, records)[2] == f"2/1/1 calls {noon - 8:.0f} +299 answered desk 5"
    assert duty(records) == [(0.0, 2.0), (noon + 290, 1.0)]


def test_clear_sends_them_away_at_closing_and_they_may_try_again() -> None:
    again = {("retry", 1, 1): 0.0, ("retry", 1, 2): 0.0}
    study = world({"calls": {**OFFICE, "at_close": "clear", **TRIES}})
    customers = [Customer(FIVE - 50, 100.0), Customer(FIVE - 40, script=again), Customer(FIVE - 30)]
    records = played(study, customers, ONE_DAY_SHIFT)
    assert lines(study, records) == [
        f"0/1/1 calls {FIVE - 50:.0f} +0 answered desk 100",
        f"1/1/1 calls {FIVE - 40:.0f} +40 abandoned",
        f"1/1/2 calls {FIVE + 100:.0f} +0 closed",
        f"1/1/3 calls {DAY + NINE + 100:.0f} +0 answered desk 60",
        f"2/1/1 calls {FIVE - 30:.0f} +30 abandoned",
    ]
    assert duty(records)[:2] == [(0.0, 1.0), (FIVE + 50, 0.0)]
    assert ticket_outcomes(records) == ["resolved", "resolved", "lost"]


def test_carry_keeps_them_for_the_next_agents_with_their_patience_running() -> None:
    study = world({"calls": {**OFFICE, "at_close": "carry"}})
    customers = [Customer(FIVE - 50, 100.0), Customer(FIVE - 40), Customer(FIVE - 30, patience=1000.0)]
    records = played(study, customers, ONE_DAY_SHIFT)
    assert lines(study, records) == [
        f"0/1/1 calls {FIVE - 50:.0f} +0 answered desk 100",
        f"1/1/1 calls {FIVE - 40:.0f} +{DAY + NINE - FIVE + 40:.0f} answered desk 60",
        f"2/1/1 calls {FIVE - 30:.0f} +1000 abandoned",
    ]
    assert duty(records) == [(0.0, 1.0), (FIVE + 50, 0.0), (DAY + NINE, 1.0), (DAY + FIVE, 0.0)]


def test_a_roster_change_comes_before_closing_at_the_same_time() -> None:
    study = world({"calls": {**OFFICE, "at_close": "clear"}})
    assert trace(study, [Customer(FIVE - 40)], {"desk": [(0.0, 0), (FIVE, 1)]}) == [
        f"0/1/1 calls {FIVE - 40:.0f} +40 answered desk 60"
    ]


def test_closing_is_by_market() -> None:
    markets = {"home": {"time_zone": "UTC"}, "west": {"time_zone": "America/New_York"}}  # five hours behind
    demand = [{"market": name, "queue": "calls", "rate": "1/h"} for name in markets]
    study = world({"calls": {**OFFICE, "at_close": "clear"}}, markets=markets, demand=demand)
    customers = [
        Customer(FIVE - 50, 200.0), Customer(FIVE - 40), Customer(FIVE - 30, market="west"),
        Customer(FIVE + 1, market="west"), Customer(FIVE + 2),
    ]  # fmt: skip
    assert trace(study, customers) == [
        f"0/1/1 calls {FIVE - 50:.0f} +0 answered desk 200",
        f"1/1/1 calls {FIVE - 40:.0f} +40 abandoned",
        f"2/1/1 calls {FIVE - 30:.0f} +180 answered desk 60",
        f"3/1/1 calls {FIVE + 1:.0f} +209 answered desk 60",
        f"4/1/1 calls {FIVE + 2:.0f} +0 closed",
    ]


def test_a_follow_up_due_at_night_comes_at_the_same_share_of_the_next_day() -> None:
    study = world({"calls": {**OFFICE, "resolution": "70%", "follow_up": {"delay": "1h"}}})
    a_quarter_of_the_night = {("resolution", 1): 0.9, ("follow_up", 1): 4 * HOUR}
    by_day = {("resolution", 1): 0.9, ("follow_up", 1): 3 * HOUR}
    customers = [Customer(FIVE - 6 * HOUR, script=by_day), Customer(FIVE - 60, script=a_quarter_of_the_night)]
    assert trace(study, customers) == [
        f"0/1/1 calls {FIVE - 6 * HOUR:.0f} +0 answered desk 60",
        f"0/2/1 calls {FIVE - 3 * HOUR + 60:.0f} +0 answered desk 60",
        f"1/1/1 calls {FIVE - 60:.0f} +0 answered desk 60",
        f"1/2/1 calls {DAY + NINE + 2 * HOUR:.0f} +0 answered desk 60",
    ]


def test_who_is_still_waiting_28_days_later_is_unserved_whatever_the_closing_rule() -> None:
    for rule in ("finish", "clear", "carry"):
        study = world({"calls": {"at_close": rule}})
        records = played(study, [Customer(10.0)], 0)
        assert lines(study, records) == [f"0/1/1 calls 10 +{LIMIT - 10:.0f} unserved"]
        assert ticket_outcomes(records) == ["lost"]
        assert records.ticket_end.tolist() == [LIMIT]


LONDON: dict[str, Any] = {
    "horizon": {"start": "2026-03-28", "end": "2026-03-30", "interval": "1h", "time_zone": "Europe/London"},
    "markets": {"home": {"time_zone": "Europe/London"}},
}


def test_opening_hours_follow_the_clock_that_goes_forward() -> None:
    study = world({"calls": OFFICE}, **LONDON)
    opens = DAY + 8 * HOUR  # Sunday 29 March: 09:00 in London is 08:00 UTC
    assert trace(study, [Customer(NINE - 1), Customer(NINE), Customer(opens - 1), Customer(opens)]) == [
        f"0/1/1 calls {NINE - 1:.0f} +0 closed",
        f"1/1/1 calls {NINE:.0f} +0 answered desk 60",
        f"2/1/1 calls {opens - 1:.0f} +0 closed",
        f"3/1/1 calls {opens:.0f} +0 answered desk 60",
    ]


def test_a_time_in_the_gap_moves_forward() -> None:
    study = world({"calls": {"opening_hours": {"daily": "01:30-02:30"}}}, **LONDON)
    gap = DAY + HOUR  # 01:00 UTC, when the clock jumps from 01:00 to 02:00
    customers = [Customer(5400.0 - 1), Customer(5400.0), Customer(gap - 1), Customer(gap), Customer(gap + 1800)]
    assert [line.split()[4] for line in trace(study, customers)] == [
        "closed",
        "answered",
        "closed",
        "answered",
        "closed",
    ]


def test_a_repeated_hour_repeats_its_rule() -> None:
    horizon = {"start": "2026-10-24", "end": "2026-10-26", "interval": "1h", "time_zone": "Europe/London"}
    study = world({"calls": {"opening_hours": {"daily": "01:00-02:00"}}}, **{**LONDON, "horizon": horizon})
    night = DAY + HOUR  # the horizon starts at 23:00 UTC: midnight in London on Sunday is 25 hours' first
    customers = [Customer(night - 1), Customer(night), Customer(night + HOUR), Customer(night + 2 * HOUR)]
    assert [line.split()[4] for line in trace(study, customers)] == ["closed", "answered", "answered", "closed"]


def test_tickets_of_the_warm_up_are_played_but_not_counted_whenever_they_come_back() -> None:
    horizon = {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC", "warm_up": "1h"}
    study = world({"calls": TRIES}, horizon=horizon)
    again = {("retry", 1, 1): 0.0, ("retry_delay", 1, 1): HOUR, ("patience", 1, 2): HOUR}
    customers = [Customer(10.0, 20.0), Customer(20.0, patience=5.0, script=again), Customer(HOUR), Customer(HOUR + 2)]
    tickets = tickets_of(study, customers)
    records = played(study, customers)
    assert lines(study, records)[2] == f"1/1/2 calls {HOUR + 25:.0f} +95 answered desk 60"
    plan = StaffingPlan("one", (pool_plan_of(study.clock, "desk"),))
    found = measure(study, "one", tickets.counted(HOUR), plan, records)
    figures = dict(zip(found.kpi_keys, zip(found.kpi_num, found.kpi_den, strict=True), strict=True))
    assert figures["total", "", "offered"] == (2.0, 1.0)
    assert figures["total", "", "tickets"] == (2.0, 1.0)
    assert figures["total", "", "mean_wait"] == (58.0, 2.0)
    assert figures["total", "", "busy_hours"] == (180.0 / HOUR, 1.0)  # hours count whoever the customer is
