"""Rosters that rise and fall, agents who finish what they have in hand, hours with nobody."""

from tests.engines.scripted import DAY, HOUR, LIMIT, Customer, duty, lines, played, ticket_outcomes, trace, world


def test_agents_who_come_on_duty_take_those_who_wait() -> None:
    customers = [Customer(0.0, 500.0), Customer(10.0, 50.0), Customer(20.0, 50.0), Customer(30.0, 50.0)]
    assert trace(world(), customers, {"desk": [(0.0, 1), (100.0, 3)]}) == [
        "0/1/1 calls 0 +0 answered desk 500",
        "1/1/1 calls 10 +90 answered desk 50",
        "2/1/1 calls 20 +80 answered desk 50",
        "3/1/1 calls 30 +120 answered desk 50",
    ]


def test_idle_agents_leave_first_then_those_who_finish() -> None:
    study = world()
    customers = [Customer(0.0, 150.0), Customer(5.0, 300.0), Customer(120.0, 50.0)]
    records = played(study, customers, {"desk": [(0.0, 3), (100.0, 1)]})
    assert lines(study, records)[2] == "2/1/1 calls 120 +185 answered desk 50"  # 150: the one who finishes goes home
    assert duty(records) == [(0.0, 3.0), (100.0, 2.0), (150.0, 1.0)]


def test_a_roster_that_rises_again_keeps_the_overrunning_agent() -> None:
    study = world()
    records = played(study, [Customer(0.0, 300.0), Customer(200.0, 10.0)], {"desk": [(0.0, 1), (100.0, 0), (150.0, 2)]})
    assert lines(study, records)[1] == "1/1/1 calls 200 +0 answered desk 10"
    assert duty(records) == [(0.0, 1.0), (150.0, 2.0)]


def test_a_roster_that_rises_no_further_than_the_overrun_gives_nobody_new() -> None:
    study = world()
    records = played(study, [Customer(0.0, 300.0), Customer(160.0, 10.0)], {"desk": [(0.0, 1), (100.0, 0), (150.0, 1)]})
    assert lines(study, records)[1] == "1/1/1 calls 160 +140 answered desk 10"
    assert duty(records) == [(0.0, 1.0)]


def test_hours_with_nobody_on_duty() -> None:
    study = world()
    customers = [Customer(10.0, patience=100.0), Customer(20.0), Customer(30.0), Customer(3 * HOUR)]
    records = played(study, customers, {"desk": [(0.0, 0), (HOUR, 1), (2 * HOUR, 0)]})
    assert lines(study, records) == [
        "0/1/1 calls 10 +100 abandoned",
        "1/1/1 calls 20 +3580 answered desk 60",
        "2/1/1 calls 30 +3630 answered desk 60",
        f"3/1/1 calls {3 * HOUR:.0f} +{LIMIT - 3 * HOUR:.0f} unserved",
    ]
    assert ticket_outcomes(records) == ["lost", "resolved", "resolved", "lost"]
    assert duty(records) == [(0.0, 0.0), (HOUR, 1.0), (2 * HOUR, 0.0)]


def test_a_roster_change_comes_before_an_arrival_of_the_same_time() -> None:
    customers = [Customer(100.0, 10.0), Customer(200.0, 10.0)]
    assert trace(world(), customers, {"desk": [(0.0, 0), (100.0, 1), (200.0, 0), (300.0, 1)]}) == [
        "0/1/1 calls 100 +0 answered desk 10",
        "1/1/1 calls 200 +100 answered desk 10",
    ]


def test_a_completion_comes_before_a_roster_change_of_the_same_time() -> None:
    study = world()
    records = played(study, [Customer(0.0, 100.0), Customer(50.0)], {"desk": [(0.0, 1), (100.0, 0)]})
    assert lines(study, records)[1] == "1/1/1 calls 50 +50 answered desk 60"
    assert duty(records) == [(0.0, 1.0), (160.0, 0.0)]


def test_a_roster_change_comes_before_the_end_of_patience_of_the_same_time() -> None:
    customers = [Customer(40.0, patience=60.0)]
    assert trace(world(), customers, {"desk": [(0.0, 0), (100.0, 1)]}) == ["0/1/1 calls 40 +60 answered desk 60"]


def test_duty_goes_on_when_the_last_ticket_has_ended() -> None:
    records = played(world(), [Customer(0.0)], {"desk": [(0.0, 3), (HOUR, 5), (DAY, 0), (2 * DAY - 1, 4)]})
    assert duty(records) == [(0.0, 3.0), (HOUR, 5.0), (DAY, 0.0), (2 * DAY - 1, 4.0)]


def test_a_contact_may_be_in_hand_beyond_the_horizon() -> None:
    study = world()
    records = played(study, [Customer(2 * DAY - 1, 100.0)], {"desk": [(0.0, 1), (2 * DAY, 0)]})
    assert lines(study, records) == [f"0/1/1 calls {2 * DAY - 1:.0f} +0 answered desk 100"]
    assert duty(records) == [(0.0, 1.0), (2 * DAY + 99, 0.0)]
