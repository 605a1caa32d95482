"""Agents who come by a rule on the state of a queue, minute by minute, and go again: every change of duty asserted."""

from __future__ import annotations

from tests.engines.scripted import Customer, Study, duty, lines, played, world

AS_OURS = {"handle_time_factor": 1}
RULE = {"watch": "calls", "wait": "60s", "step": 2, "up_to": 3, "lead": "5min"}


def elastic(**rule: object) -> Study:
    return world(
        pools={"desk": {}, "cloud": {"sourcing": "onshore", "delivery": "cloud", "employment": None,
                                     "contract": {"price": "1/minute"}, "quality": AS_OURS,
                                     "scaling": {**RULE, **rule}}},
        routing={"calls": ["desk", "cloud"]},
    )  # fmt: skip


def test_agents_are_ordered_when_somebody_waits_too_long_and_come_after_the_lead() -> None:
    """One agent has a long call; of those who wait the first has waited 50 s at the first tick, 110 s at the second."""
    study = elastic()
    customers = [Customer(0.0, 3000.0), Customer(10.0, 100.0), Customer(20.0, 700.0), Customer(30.0, 50.0)]
    records = played(study, customers, {"desk": [(0.0, 1)], "cloud": [(0.0, 0)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 3000",
        "1/1/1 calls 10 +410 answered cloud 100",  # ordered at 120, two come at 420
        "2/1/1 calls 20 +400 answered cloud 700",
        "3/1/1 calls 30 +490 answered cloud 50",
    ]
    # at 420 one still waits and nothing is on its way any more: one is ordered, three being the most, and comes at 720,
    # when nobody waits and two are idle, who go at once; the third is busy until 1120
    assert duty(records, "cloud") == [(0.0, 0.0), (420.0, 2.0), (720.0, 1.0), (1140.0, 0.0)]


def test_a_wait_of_just_the_threshold_orders_nobody() -> None:
    study = elastic()
    records = played(study, [Customer(0.0, 90.0), Customer(0.0, 10.0)], {"desk": [(0.0, 1)], "cloud": [(0.0, 0)]})
    assert duty(records, "cloud") == [(0.0, 0.0)]  # 60 s at the tick of 60 s, answered at 90


def test_without_a_lead_they_come_at_once_and_on_top_of_a_roster() -> None:
    study = elastic(lead="0s", step=1)
    customers = [Customer(0.0, 1000.0), Customer(0.0, 1000.0), Customer(0.0, 30.0)]
    records = played(study, customers, {"desk": [(0.0, 1)], "cloud": [(0.0, 1), (600.0, 0)]})
    assert lines(study, records)[2] == "2/1/1 calls 0 +120 answered cloud 30"
    # the one on the roster goes at 600 but finishes at 1000; the elastic one was idle at 180 and went
    assert duty(records, "cloud") == [(0.0, 1.0), (120.0, 2.0), (180.0, 1.0), (1000.0, 0.0)]


def test_agents_go_only_when_as_many_are_idle() -> None:
    study = elastic(lead="0s")
    customers = [Customer(0.0, 1000.0), Customer(0.0, 400.0), Customer(0.0, 90.0)]
    records = played(study, customers, {"desk": [(0.0, 1)], "cloud": [(0.0, 0)]})
    # two come at 120 for the two who wait; at 240 one of them is idle, both at 540
    assert duty(records, "cloud") == [(0.0, 0.0), (120.0, 2.0), (540.0, 0.0)]


def test_a_queue_that_is_too_long_orders_agents_too() -> None:
    """More than two wait at the first tick, 10 s after the last came: two are ordered, who come at 360."""
    study = elastic(wait=None, queue_longer_than=2)
    customers = [Customer(0.0, 3000.0), *(Customer(30.0 + 10 * k, 100.0) for k in range(3))]
    records = played(study, customers, {"desk": [(0.0, 1)], "cloud": [(0.0, 0)]})
    assert [line.split()[3] for line in lines(study, records)] == ["+0", "+330", "+320", "+410"]
    assert duty(records, "cloud")[:2] == [(0, 0), (360, 2)]


def test_some_are_always_there() -> None:
    """One by the rule at all times; two more at 420, who go when nobody waits; the one stays."""
    study = elastic(at_least=1)
    customers = [Customer(0.0, 900.0), Customer(0.0, 900.0), Customer(10.0, 100.0)]
    records = played(study, customers, {"desk": [(0.0, 1)], "cloud": [(0.0, 0)]})
    assert lines(study, records)[-1] == "2/1/1 calls 10 +410 answered cloud 100"
    assert duty(records, "cloud") == [(0, 1), (420, 3), (540, 1)]
