"""Outages: a pool that is down takes nothing; what it has in hand is finished or cut off; every contact asserted."""

from __future__ import annotations

from typing import Any

from tests.engines.scripted import Customer, Study, duty, lines, played, ticket_outcomes, world

FOLLOW = {"resolution": "90%", "follow_up": {"delay": "1h"}}
RULE = {"watch": "calls", "wait": "60s", "step": 2, "up_to": 3, "lead": "5min"}


def desk(in_hand: str, queue: dict[str, Any] | None = None, **pool: Any) -> Study:
    outages = {"on": [{"from": "2026-03-02 12:00", "length": "1h"}], "in_hand": in_hand}
    return world(queues={"calls": FOLLOW if queue is None else queue}, pools={"desk": {"outages": outages, **pool}})


def test_what_is_in_hand_is_finished() -> None:
    study = desk("finish")
    records = played(study, [Customer(0.0, 300.0), Customer(50.0, 30.0), Customer(60.0, 20.0)],
                     {"desk": [(0.0, 2)]}, outages={"desk": [(100.0, 500.0)]})  # fmt: skip
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 300",
        "1/1/1 calls 50 +0 answered desk 30",
        "2/1/1 calls 60 +20 answered desk 20",
    ]
    assert duty(records) == [(0, 2), (100, 1), (300, 0), (500, 2)]


def test_nothing_is_taken_until_it_is_over() -> None:
    study = desk("finish")
    records = played(study, [Customer(150.0, 30.0)], {"desk": [(0.0, 1)]}, outages={"desk": [(100.0, 500.0)]})
    assert lines(study, records) == ["0/1/1 calls 150 +350 answered desk 30"]


def test_a_roster_that_changes_meanwhile_holds_when_it_is_over() -> None:
    study = desk("finish")
    records = played(study, [Customer(0.0, 10.0)], {"desk": [(0.0, 1), (200.0, 3)]}, outages={"desk": [(100.0, 500.0)]})
    assert duty(records) == [(0, 1), (100, 0), (500, 3)]


def test_what_is_in_hand_is_cut_off_and_the_customer_comes_again() -> None:
    """Cut off after 100 s; the follow-up comes 1000 s later and is a new round, its handle time its own."""
    study = desk("lose")
    customers = [Customer(0.0, 300.0, script={("handle_time", 2): 40.0}), Customer(50.0, 30.0)]
    records = played(study, customers, {"desk": [(0.0, 2)]}, outages={"desk": [(100.0, 500.0)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "0/2/1 calls 1100 +0 answered desk 40",
        "1/1/1 calls 50 +0 answered desk 30",
    ]
    assert records.cut_off.tolist() == [True, False, False]
    assert duty(records) == [(0, 2), (100, 0), (500, 2)]
    assert ticket_outcomes(records) == ["resolved", "resolved"]


def test_without_a_follow_up_a_ticket_that_is_cut_off_is_given_up() -> None:
    records = played(desk("lose", {}), [Customer(0.0, 300.0)], outages={"desk": [(100.0, 500.0)]})
    assert ticket_outcomes(records) == ["given up"]


def test_who_ends_as_it_begins_is_not_cut_off() -> None:
    study = desk("lose")
    records = played(study, [Customer(0.0, 100.0)], outages={"desk": [(100.0, 500.0)]})
    assert (records.cut_off.tolist(), ticket_outcomes(records)) == ([False], ["resolved"])


def test_chats_are_cut_off_all_at_once() -> None:
    """Two chats at half speed each: begun at 0 and 40, cut at 100 after 100 s and 60 s in hand."""
    skills = {"calls": {"concurrency": 2, "concurrency_slowdown": 2}}
    study = desk("lose", {**FOLLOW, "channel": "chat"}, skills=skills)
    again = {("handle_time", 2): 5.0}
    customers = [Customer(0.0, 300.0, script=again), Customer(40.0, 300.0, script={**again, ("follow_up", 1): 2000.0})]
    records = played(study, customers, outages={"desk": [(100.0, 500.0)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100", "0/2/1 calls 1100 +0 answered desk 5",
        "1/1/1 calls 40 +0 answered desk 60", "1/2/1 calls 2100 +0 answered desk 5",
    ]  # fmt: skip
    spells = list(zip(records.spells.begin.tolist(), records.spells.end.tolist(), strict=True))
    assert spells == [(0.0, 100.0), (1100.0, 1105.0), (2100.0, 2105.0)]


def test_a_line_that_is_cut_off_is_free() -> None:
    study = desk("lose", {**FOLLOW, "lines": 1})
    records = played(study, [Customer(0.0, 300.0), Customer(150.0, 10.0)], outages={"desk": [(100.0, 120.0)]})
    assert lines(study, records)[-1] == "1/1/1 calls 150 +0 answered desk 10"


def test_agents_who_came_by_a_rule_are_gone_and_are_ordered_anew() -> None:
    """Ordered at 120, due at 420; down from 300 to 600: that order is undone; the one of 600 is due at 900."""
    study = world(
        pools={"cloud": {"sourcing": "onshore", "delivery": "cloud", "employment": None, "quality":
               {"handle_time_factor": 1}, "contract": {"price": "1/minute"}, "scaling": RULE,
               "outages": {"on": [{"from": "2026-03-02 12:00", "length": "1h"}]}}},
    )  # fmt: skip
    customers = [Customer(30.0, 100.0), Customer(40.0, 2000.0)]
    records = played(study, customers, {"cloud": [(0.0, 0)]}, outages={"cloud": [(300.0, 600.0)]})
    assert lines(study, records) == [
        "0/1/1 calls 30 +870 answered cloud 100", "1/1/1 calls 40 +860 answered cloud 2000",
    ]  # fmt: skip


def test_those_who_are_there_by_a_rule_take_nothing_while_it_lasts() -> None:
    study = world(
        pools={"cloud": {"sourcing": "onshore", "delivery": "cloud", "employment": None, "quality":
               {"handle_time_factor": 1}, "contract": {"price": "1/minute"}, "scaling": {**RULE, "at_least": 1}}},
    )  # fmt: skip
    records = played(study, [Customer(0.0, 10.0), Customer(320.0, 10.0)], {"cloud": [(0.0, 0)]},
                     outages={"cloud": [(300.0, 600.0)]})  # fmt: skip
    assert lines(study, records) == ["0/1/1 calls 0 +0 answered cloud 10", "1/1/1 calls 320 +280 answered cloud 10"]
    assert duty(records, "cloud") == [(0, 1), (300, 0), (600, 1)]
