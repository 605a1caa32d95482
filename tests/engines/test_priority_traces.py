"""Priorities that rise while contacts wait, and customers who are served before others."""

from typing import Any

import pytest

from sim.study.study import Study
from tests.engines.scripted import HOUR, Customer, lines, played, trace, world

RISING = {"start": 3, "raise": "1 per 10min"}
VIP: dict[tuple[Any, ...], float] = {("vip",): 0.1}


def two(calls: Any, other: Any, **rules: Any) -> Study:
    """Two queues at one desk, with the priorities given."""
    return world({"calls": {"priority": calls, **rules}, "other": {"priority": other}})


def order(study: Study, customers: list[Customer], agents: int = 1) -> list[int]:
    """The tickets in the order in which they were answered."""
    records = played(study, customers, agents)
    return [int(k) for k in records.start.argsort(kind="stable")]


@pytest.mark.parametrize(
    ("free", "first"),
    [
        (599.0, 2),  # 3 - 599/600 is still above 2
        (600.0, 1),  # of one priority: the longest waiting
        (601.0, 1),
    ],
)
def test_a_rising_priority_overtakes_when_it_is_due_and_no_sooner(free: float, first: int) -> None:
    customers = [Customer(0.0, free, queue="other"), Customer(0.0), Customer(30.0, queue="other")]
    assert order(two(RISING, 2), customers)[1] == first


@pytest.mark.parametrize(("free", "first"), [(629.0, 1), (630.0, 1), (631.0, 2)])
def test_who_came_later_overtakes_only_when_above(free: float, first: int) -> None:
    customers = [Customer(0.0, free, queue="other"), Customer(20.0, queue="other"), Customer(30.0)]
    assert order(two(RISING, 2), customers)[1] == first  # of one priority at 630: the first to come


@pytest.mark.parametrize(("free", "first"), [(149.0, 2), (150.0, 1), (151.0, 1)])
def test_two_that_rise_meet_where_their_lines_cross(free: float, first: int) -> None:
    study = two({"start": 5, "raise": "1 per 1min"}, {"start": 3, "raise": "1 per 5min"})  # 5 - w/60 = 3 - w/300
    customers = [Customer(0.0, free), Customer(0.0), Customer(0.0, queue="other")]
    assert order(study, customers)[1] == first


def test_it_rises_evenly_and_not_by_steps() -> None:
    study = two({"start": 3, "raise": "2 per 20min"}, {"start": 3, "raise": "1 per 30min"})
    customers = [Customer(0.0, 90.0), Customer(0.0, queue="other"), Customer(30.0)]
    assert order(study, customers) == [0, 2, 1]  # 3 - 60/600 is above 3 - 90/1800


def test_within_one_rising_queue_the_longest_waiting_comes_first() -> None:
    study = two(RISING, 1)
    assert order(study, [Customer(0.0, 900.0), Customer(1.0), Customer(2.0), Customer(3.0)]) == [0, 1, 2, 3]


def test_a_rising_priority_is_looked_at_again_for_each_agent_who_is_free() -> None:
    study = two(RISING, 2)
    customers = [
        Customer(0.0, 590.0, queue="other"), Customer(0.0), Customer(10.0, 30.0, queue="other"),
        Customer(20.0, queue="other"),
    ]  # fmt: skip
    assert trace(study, customers)[1:] == [
        "1/1/1 calls 0 +620 answered desk 60",
        "2/1/1 other 10 +580 answered desk 30",
        "3/1/1 other 20 +660 answered desk 60",
    ]


def test_overflow_and_a_rising_priority() -> None:
    queues = {"calls": {"priority": {"start": 2, "raise": "1 per 1min"}}, "other": {"priority": 1}}
    routing = {"calls": ["a", {"pool": "b", "after": "90s"}], "other": ["b"]}
    study = world(queues, routing, {"a": {}, "b": {}})
    customers = [
        Customer(0.0, 500.0), Customer(0.0, 120.0, queue="other"), Customer(40.0), Customer(50.0, queue="other"),
    ]  # fmt: skip
    assert trace(study, customers)[2:] == [
        "2/1/1 calls 40 +140 answered b 60",  # risen to 2 - 80/60, but not open to b at 120
        "3/1/1 other 50 +70 answered b 60",
    ]


# VIPs ----------------------------------------------------------------------------------------------------------------


def test_vips_come_before_the_others_and_among_themselves_by_waiting() -> None:
    study = two(2, 1, vip={"share": "20%", "priority": 0})
    customers = [
        Customer(0.0), Customer(1.0), Customer(2.0, queue="other"), Customer(3.0, script=VIP),
        Customer(4.0, script=VIP), Customer(5.0, script={("vip",): 0.2}),
    ]  # fmt: skip
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 1 +239 answered desk 60",
        "2/1/1 other 2 +178 answered desk 60",
        "3/1/1 calls 3 +57 answered desk 60",
        "4/1/1 calls 4 +116 answered desk 60",
        "5/1/1 calls 5 +295 answered desk 60",  # a uniform of the share or more is none
    ]
    assert records.vip.tolist() == [False, False, False, True, True, False]


def test_a_vip_is_one_in_the_queues_that_know_vips_on_every_contact_of_the_ticket() -> None:
    back = {"resolution": "70%", "follow_up": {"delay": "1h", "queue": "calls"}}
    forth = {"resolution": "70%", "follow_up": {"delay": "1h", "queue": "other"}}
    study = world({"calls": {"vip": {"share": "20%", "priority": 0}, **forth}, "other": back})
    script = {**VIP, ("resolution", 1): 0.9, ("resolution", 2): 0.9}
    records = played(study, [Customer(0.0, script=script)])
    assert [line.split()[:2] for line in lines(study, records)] == [
        ["0/1/1", "calls"], ["0/2/1", "other"], ["0/3/1", "calls"],
    ]  # fmt: skip
    assert records.vip.tolist() == [True, False, True]


def test_a_vips_priority_rises_as_fast_as_the_others() -> None:
    study = two(RISING, 1, vip={"share": "20%", "priority": 2})
    customers = [Customer(0.0, 700.0), Customer(5.0, script=VIP), Customer(50.0, queue="other"), Customer(60.0)]
    assert order(study, customers) == [0, 1, 2, 3]  # at 700: 2 - 695/600, 1, 3 - 640/600
    customers[0] = Customer(0.0, 600.0)
    assert order(study, customers) == [0, 2, 1, 3]  # at 600: 2 - 595/600 is above 1


def test_a_vip_who_calls_takes_an_idle_agent_like_anybody() -> None:
    study = two(2, 1, vip={"share": "20%", "priority": 0})
    assert trace(study, [Customer(0.0, script=VIP), Customer(HOUR)]) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 3600 +0 answered desk 60",
    ]


def test_a_call_back_of_a_vip_keeps_its_place_among_vips() -> None:
    rules = {"vip": {"share": "20%", "priority": 0}, "max_wait": {"after": "30s", "then": "callback"}}
    study = two(1, 2, **rules)
    customers = [Customer(0.0, 200.0), Customer(1.0), Customer(2.0, script=VIP), Customer(185.0, script=VIP)]
    records = played(study, customers)
    assert lines(study, records)[1:] == [
        "1/1/1 calls 1 +30 callbacks desk 60",
        "2/1/1 calls 2 +30 callbacks desk 60",
        "3/1/1 calls 185 +30 callbacks desk 60",
    ]
    assert records.start.tolist() == [0.0, 320.0, 200.0, 260.0]
