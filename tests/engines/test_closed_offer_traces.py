"""Call-backs and closing: never made while the queue is closed, unless it is being served out."""

from typing import Any

import pytest

from tests.engines.scripted import DAY, HOUR, Customer, duty, lines, played, ticket_outcomes, world
from tests.engines.test_offer_traces import (
    CALLED,
    DECLINES,
    FIVE,
    NINE,
    OFFICE,
    SELDOM,
    SHIFT,
    calls,
    missed,
    not_reached,
    starts,
)

MORNING = DAY + NINE
ALL_DAY = {"desk": [(0.0, 1)]}
ASKED = {"then": "callback"}


@pytest.mark.parametrize("rule", ["carry", "clear"])
def test_call_backs_are_kept_to_the_next_opening(rule: str) -> None:
    study = calls({**CALLED, "accepted": "60%"}, **OFFICE, at_close=rule)
    customers = [
        Customer(FIVE - 100, 150.0), Customer(FIVE - 90), Customer(FIVE - 80, script=DECLINES),
        Customer(MORNING), Customer(MORNING + 1),
    ]  # fmt: skip
    records = played(study, customers, ALL_DAY)
    left = f"2/1/1 calls {FIVE - 80:.0f} +80 abandoned"
    if rule == "carry":  # who waits on the line is taken by whoever is on duty
        left = f"2/1/1 calls {FIVE - 80:.0f} +130 answered desk 60"
    assert lines(study, records) == [
        f"0/1/1 calls {FIVE - 100:.0f} +0 answered desk 150",
        f"1/1/1 calls {FIVE - 90:.0f} +30 callbacks desk 60",
        left,
        f"3/1/1 calls {MORNING:.0f} +30 callbacks desk 60",
        f"4/1/1 calls {MORNING + 1:.0f} +30 callbacks desk 60",
    ]
    assert starts(records)[1] == MORNING  # at its place: before who comes as it opens
    assert starts(records)[3:] == [MORNING + 60, MORNING + 120]


def test_finish_serves_the_call_backs_out_too() -> None:
    study = calls(CALLED, **OFFICE)
    records = played(study, [Customer(FIVE - 100, 150.0), Customer(FIVE - 90), Customer(FIVE - 80)], SHIFT)
    assert starts(records) == [FIVE - 100, FIVE + 50, FIVE + 110]
    assert duty(records) == [(0.0, 1.0), (FIVE + 170, 0.0), (MORNING, 1.0), (DAY + FIVE, 0.0)]


def test_who_asks_while_the_queue_is_served_out_is_called_back_that_evening() -> None:
    study = calls(CALLED, **OFFICE)
    records = played(study, [Customer(FIVE - 100, 150.0), Customer(FIVE - 10)], SHIFT)
    assert lines(study, records)[1] == f"1/1/1 calls {FIVE - 10:.0f} +30 callbacks desk 60"
    assert starts(records)[1] == FIVE + 50


def test_clear_lets_the_agents_go_though_call_backs_are_left() -> None:
    study = calls(CALLED, **OFFICE, at_close="clear")
    records = played(study, [Customer(FIVE - 100, 150.0), Customer(FIVE - 90), Customer(FIVE - 20)], SHIFT)
    assert lines(study, records)[1:] == [
        f"1/1/1 calls {FIVE - 90:.0f} +30 callbacks desk 60", f"2/1/1 calls {FIVE - 20:.0f} +20 abandoned",
    ]  # fmt: skip
    assert starts(records)[1] == MORNING
    assert duty(records) == [(0.0, 1.0), (FIVE + 50, 0.0), (MORNING, 1.0), (DAY + FIVE, 0.0)]


def test_an_offer_taken_while_the_line_is_closed_waits_for_the_morning() -> None:
    study = calls(CALLED, **OFFICE, at_close="carry")
    records = played(study, [Customer(FIVE - 100, 150.0), Customer(FIVE - 10)], ALL_DAY)
    assert lines(study, records)[1] == f"1/1/1 calls {FIVE - 10:.0f} +30 callbacks desk 60"
    assert starts(records)[1] == MORNING


def test_the_next_call_falls_into_the_opening_hours() -> None:
    study = calls({**CALLED, "no_answer": SELDOM}, **OFFICE)
    records = played(study, [Customer(FIVE - 500, 100.0), Customer(FIVE - 490, script=missed(1))], SHIFT)
    # rung from 400 to 360 before closing; due again 240 s after it
    assert not_reached(records) == [(FIVE - 400, FIVE - 360)]
    assert starts(records)[1] == MORNING
    assert duty(records)[:2] == [(0.0, 1.0), (FIVE, 0.0)]


def test_the_next_call_waits_for_the_opening_though_agents_are_there() -> None:
    study = calls({**CALLED, "no_answer": SELDOM}, **OFFICE)
    records = played(study, [Customer(FIVE - 500, 100.0), Customer(FIVE - 490, script=missed(1))], ALL_DAY)
    assert starts(records)[1] == MORNING


def test_who_is_not_reached_while_the_queue_is_served_out_is_called_in_the_morning() -> None:
    study = calls({**CALLED, "no_answer": SELDOM}, **OFFICE)
    records = played(study, [Customer(FIVE - 100, 150.0), Customer(FIVE - 90, script=missed(1))], SHIFT)
    assert not_reached(records) == [(FIVE + 50, FIVE + 90)]
    assert starts(records)[1] == MORNING
    assert duty(records)[:2] == [(0.0, 1.0), (FIVE + 90, 0.0)]


def test_who_comes_at_night_is_called_back_at_the_opening_before_who_comes_then() -> None:
    study = world({"calls": {**OFFICE, "when_closed": ASKED}})
    records = played(study, [Customer(100.0), Customer(200.0, 30.0), Customer(NINE, patience=100.0), Customer(FIVE)])
    assert lines(study, records) == [
        "0/1/1 calls 100 +0 callbacks desk 60",
        "1/1/1 calls 200 +0 callbacks desk 30",
        f"2/1/1 calls {NINE:.0f} +90 answered desk 60",
        f"3/1/1 calls {FIVE:.0f} +0 callbacks desk 60",
    ]
    assert starts(records) == [NINE, NINE + 60, NINE + 90, MORNING]
    assert ticket_outcomes(records) == ["resolved"] * 4


def test_who_asked_at_night_may_not_be_reached_in_the_morning() -> None:
    study = world({"calls": {**OFFICE, "when_closed": {**ASKED, "no_answer": SELDOM}, "max_wait": CALLED}})
    records = played(study, [Customer(100.0, script=missed(1, 2)), Customer(NINE)], SHIFT)
    assert lines(study, records) == ["0/1/1 calls 100 +0 callbacks", f"1/1/1 calls {NINE:.0f} +30 callbacks desk 60"]
    assert not_reached(records) == [(NINE, NINE + 40), (NINE + 640, NINE + 680)]
    assert starts(records) == [None, NINE + 40]
    assert ticket_outcomes(records) == ["lost", "resolved"]


def test_who_declines_at_night_finds_the_line_closed() -> None:
    study = world({"calls": {**OFFICE, "when_closed": {**ASKED, "accepted": "60%"}}})
    records = played(study, [Customer(100.0, script=DECLINES)])
    assert (lines(study, records), ticket_outcomes(records)) == (["0/1/1 calls 100 +0 closed"], ["lost"])


def test_each_market_has_its_own_opening() -> None:
    markets = {"home": {"time_zone": "UTC"}, "west": {"time_zone": "America/New_York"}}  # five hours behind
    demand: list[Any] = [{"market": name, "queue": "calls", "rate": "1/h"} for name in markets]
    study = world({"calls": {**OFFICE, "when_closed": ASKED}}, markets=markets, demand=demand)
    records = played(study, [Customer(100.0, market="west"), Customer(200.0), Customer(NINE + 5 * HOUR - 1)])
    assert starts(records) == [NINE + 5 * HOUR + 59, NINE, NINE + 5 * HOUR - 1]


def test_a_call_back_that_no_opening_follows_is_lost() -> None:
    study = world({"calls": {"opening_hours": {"mon": "09:00-17:00"}, "when_closed": ASKED, "at_close": "carry"}})
    last_monday = 28 * DAY + FIVE
    assert study.clock.length == 2 * DAY
    records = played(study, [Customer(FIVE)], {"desk": [(0.0, 1), (HOUR, 0), (last_monday + 1, 1)]})
    assert (lines(study, records), starts(records)) == ([f"0/1/1 calls {FIVE:.0f} +0 callbacks"], [None])
    assert ticket_outcomes(records) == ["lost"]
