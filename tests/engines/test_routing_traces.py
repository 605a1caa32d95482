"""Who takes whom: routes in order, priorities, overflow after a time, hours, length of the queue, shares."""

from typing import Any

from tests.engines.scripted import DAY, HOUR, LIMIT, Customer, Roster, duty, lines, played, trace, world

TWO: dict[str, Any] = {"a": {}, "b": {}}
FIVE = 17 * HOUR


def test_a_contact_goes_to_the_first_pool_of_its_route_with_a_free_agent() -> None:
    study = world(routing={"calls": ["b", "a"]}, pools=TWO)
    assert trace(study, [Customer(0.0), Customer(1.0), Customer(2.0), Customer(65.0)]) == [
        "0/1/1 calls 0 +0 answered b 60",
        "1/1/1 calls 1 +0 answered a 60",
        "2/1/1 calls 2 +58 answered b 60",
        "3/1/1 calls 65 +0 answered a 60",
    ]


def test_a_freed_agent_takes_the_highest_priority_then_the_longest_waiting() -> None:
    study = world({"calls": {"priority": 2}, "vip": {"priority": 1}})
    customers = [
        Customer(0.0),
        Customer(10.0),
        Customer(20.0, queue="vip"),
        Customer(30.0, queue="vip"),
        Customer(40.0),
    ]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 10 +170 answered desk 60",
        "2/1/1 vip 20 +40 answered desk 60",
        "3/1/1 vip 30 +90 answered desk 60",
        "4/1/1 calls 40 +200 answered desk 60",
    ]


def test_queues_of_one_priority_are_served_as_one_line() -> None:
    study = world({"calls": {}, "mails": {}})
    customers = [Customer(0.0), Customer(10.0, queue="mails"), Customer(20.0), Customer(30.0, queue="mails")]
    assert [line.split()[3] for line in trace(study, customers)] == ["+0", "+50", "+100", "+150"]


def test_a_freed_agent_takes_only_what_its_pool_may_serve() -> None:
    study = world({"calls": {}, "other": {}}, {"calls": ["a"], "other": ["b"]}, TWO)
    customers = [Customer(0.0), Customer(1.0, 200.0, queue="other"), Customer(2.0, queue="other"), Customer(3.0)]
    assert trace(study, customers)[2:] == ["2/1/1 other 2 +199 answered b 60", "3/1/1 calls 3 +57 answered a 60"]


def test_a_queue_without_a_route_is_served_by_nobody() -> None:
    study = world({"calls": {}, "other": {}}, {"calls": ["desk"]})
    assert trace(study, [Customer(0.0), Customer(1.0, queue="other")]) == [
        "0/1/1 calls 0 +0 answered desk 60",
        f"1/1/1 other 1 +{LIMIT - 1:.0f} unserved",
    ]


def test_a_slower_pool_has_the_contact_in_hand_for_longer() -> None:
    study = world(pools={"desk": {"skills": {"calls": {"handle_time_factor": 1.25}}}})
    assert trace(study, [Customer(0.0, 100.0)]) == ["0/1/1 calls 0 +0 answered desk 125"]


# Overflow after a time --------------------------------------------------------------------------------------------

OVERFLOW = {"calls": ["a", {"pool": "b", "after": "10s"}]}


def test_overflow_opens_the_second_pool_once_a_contact_has_waited_so_long() -> None:
    study = world(routing=OVERFLOW, pools=TWO)
    customers = [Customer(0.0), Customer(5.0), Customer(6.0), Customer(70.0), Customer(100.0, patience=9.0)]
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered a 60",
        "1/1/1 calls 5 +10 answered b 60",
        "2/1/1 calls 6 +54 answered a 60",
        "3/1/1 calls 70 +10 answered b 60",  # b is free from 75 on, but opens to this one at 80
        "4/1/1 calls 100 +9 abandoned",
    ]
    assert records.opened.tolist()[:4] == [0.0, 15.0, 6.0, 80.0]


def test_a_contact_was_opened_when_the_second_pool_was_still_busy() -> None:
    study = world(routing=OVERFLOW, pools=TWO)
    records = played(study, [Customer(0.0, 500.0), Customer(1.0), Customer(2.0)])
    assert lines(study, records)[1:] == ["1/1/1 calls 1 +10 answered b 60", "2/1/1 calls 2 +69 answered b 60"]
    assert records.opened.tolist() == [0.0, 11.0, 12.0]


def test_the_longest_waiting_that_the_pool_is_open_to_comes_first() -> None:
    study = world({"calls": {}, "other": {}}, {**OVERFLOW, "other": ["b"]}, TWO)
    customers = [
        Customer(0.0, 500.0),
        Customer(0.0, 50.0, queue="other"),
        Customer(45.0),
        Customer(46.0, queue="other"),
    ]
    assert trace(study, customers)[2:] == ["2/1/1 calls 45 +65 answered b 60", "3/1/1 other 46 +4 answered b 60"]


def test_an_arrival_comes_before_a_timer_of_the_same_time() -> None:
    study = world({"calls": {}, "other": {}}, {**OVERFLOW, "other": ["b"]}, TWO)
    customers = [Customer(0.0, 100.0), Customer(10.0), Customer(20.0, queue="other")]
    assert trace(study, customers)[1:] == ["1/1/1 calls 10 +70 answered b 60", "2/1/1 other 20 +0 answered b 60"]


def test_a_timer_comes_before_the_end_of_patience_of_the_same_time() -> None:
    study = world(routing=OVERFLOW, pools=TWO)
    assert trace(study, [Customer(0.0), Customer(10.0, patience=10.0)])[1] == "1/1/1 calls 10 +10 answered b 60"


def test_timers_of_one_time_are_taken_in_the_order_of_tickets() -> None:
    study = world(routing=OVERFLOW, pools=TWO)
    assert trace(study, [Customer(0.0, 500.0), Customer(1.0), Customer(1.0)])[1:] == [
        "1/1/1 calls 1 +10 answered b 60",
        "2/1/1 calls 1 +70 answered b 60",
    ]


def test_a_first_step_with_a_time_keeps_an_idle_agent_waiting() -> None:
    study = world(routing={"calls": [{"pool": "desk", "after": "10.25s"}]})
    records = played(study, [Customer(3.0)])
    assert lines(study, records) == ["0/1/1 calls 3 +10.25 answered desk 60"]
    assert records.opened.tolist() == [13.25]


def test_times_of_a_route_lie_on_the_grid() -> None:
    study = world(routing={"calls": [{"pool": "desk", "after": "0.1s"}]})
    records = played(study, [Customer(3.0)])
    assert records.wait.tolist() == [104858 / 2**20]


# Hours of a step --------------------------------------------------------------------------------------------------


def test_hours_of_a_step_are_on_the_pools_clock() -> None:
    west = {"b": {"time_zone": "America/New_York"}}  # 09:00 there is 14:00 UTC
    study = world(routing={"calls": ["a", {"pool": "b", "hours": {"daily": "09:00-10:00"}}]}, pools={"a": {}, **west})
    opens = 14 * HOUR
    customers = [
        Customer(opens - 100, 5000.0), Customer(opens - 50), Customer(opens - 40), Customer(opens + 300),
        Customer(opens + 3590), Customer(opens + 3600),
    ]  # fmt: skip
    records = played(study, customers)
    assert lines(study, records) == [
        f"0/1/1 calls {opens - 100:.0f} +0 answered a 5000",
        f"1/1/1 calls {opens - 50:.0f} +50 answered b 60",
        f"2/1/1 calls {opens - 40:.0f} +100 answered b 60",
        f"3/1/1 calls {opens + 300:.0f} +0 answered b 60",
        f"4/1/1 calls {opens + 3590:.0f} +0 answered b 60",
        f"5/1/1 calls {opens + 3600:.0f} +1300 answered a 60",
    ]
    assert records.opened.tolist()[1:] == [opens, opens, opens + 300, opens + 3590, opens + 3600]


def test_hours_that_begin_later_than_the_time_waited() -> None:
    route = [{"pool": "b", "after": "10s", "hours": {"daily": "01:00-02:00"}}]
    study = world(routing={"calls": route}, pools={"b": {}})
    records = played(study, [Customer(0.0), Customer(HOUR - 5)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +3600 answered b 60",
        f"1/1/1 calls {HOUR - 5:.0f} +65 answered b 60",
    ]
    assert records.opened.tolist() == [HOUR, HOUR + 5]


def test_hours_of_a_step_end_before_agents_come_and_begin_after_agents_go() -> None:
    study = world(routing={"calls": [{"pool": "desk", "hours": {"daily": "01:00-02:00"}}]})
    come_at_the_end = {"desk": [(0.0, 0), (2 * HOUR, 1)]}
    tomorrow = DAY + HOUR
    assert trace(study, [Customer(2 * HOUR - 50)], come_at_the_end) == [
        f"0/1/1 calls {2 * HOUR - 50:.0f} +{tomorrow - 2 * HOUR + 50:.0f} answered desk 60"
    ]
    go_at_the_beginning = {"desk": [(0.0, 1), (HOUR, 0), (HOUR + 10, 1)]}
    assert trace(study, [Customer(HOUR - 50)], go_at_the_beginning) == [
        f"0/1/1 calls {HOUR - 50:.0f} +60 answered desk 60"
    ]


# Length of the queue ----------------------------------------------------------------------------------------------

LONG = {"calls": ["a", {"pool": "b", "when": {"queue_longer_than": 2}}]}


def test_a_long_queue_opens_the_second_pool_to_the_longest_waiting() -> None:
    study = world(routing=LONG, pools=TWO)
    customers = [Customer(0.0, 500.0), *(Customer(float(t)) for t in (1, 2, 3, 4, 200))]
    records = played(study, customers)
    assert lines(study, records)[1:] == [
        "1/1/1 calls 1 +2 answered b 60",  # the third to wait makes the queue longer than two
        "2/1/1 calls 2 +61 answered b 60",  # three wait when b is free again
        "3/1/1 calls 3 +197 answered b 60",  # two wait at 123: b stays idle until the third comes
        "4/1/1 calls 4 +496 answered a 60",
        "5/1/1 calls 200 +360 answered a 60",
    ]
    assert records.opened.tolist()[1:4] == [3.0, 4.0, 200.0]


def test_a_step_with_a_time_and_a_length_wants_both() -> None:
    routing = {"calls": ["a", {"pool": "b", "after": "30s", "when": {"queue_longer_than": 1}}]}
    study = world(routing=routing, pools={"a": {}, "b": {}})
    assert trace(study, [Customer(0.0, 200.0), Customer(10.0), Customer(100.0)])[1:] == [
        "1/1/1 calls 10 +90 answered b 60",  # alone at 40; two wait from 100 on
        "2/1/1 calls 100 +100 answered a 60",
    ]


def test_a_length_opens_the_pool_to_contacts_of_every_share() -> None:
    route = [{"share": {"a": 1, "b": 1}, "when": {"queue_longer_than": 1}}]
    study = world(routing={"calls": route}, pools=TWO)
    to_a, to_b = {("share", 1, 1): 0.4}, {("share", 1, 1): 0.6}
    records = played(study, [Customer(0.0, script=to_a), Customer(10.0, script=to_b), Customer(20.0, script=to_b)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +10 answered a 60",
        "1/1/1 calls 10 +10 answered b 60",
        f"2/1/1 calls 20 +{LIMIT - 20:.0f} unserved",
    ]
    assert records.opened.tolist()[:2] == [10.0, 20.0]


# Shares -----------------------------------------------------------------------------------------------------------

SHARED = {"calls": [{"share": {"a": "50%", "b": "30%", "c": "20%"}}]}
THREE: dict[str, Any] = {"a": {}, "b": {}, "c": {}}


def drawn(share: float) -> dict[tuple[Any, ...], float]:
    return {("share", 1, 1): share}


def test_a_share_is_drawn_by_weight_and_kept_while_the_pool_is_busy() -> None:
    study = world(routing=SHARED, pools=THREE)
    shares = (0.49, 0.5, 0.79, 0.8, 0.1)
    customers = [Customer(float(k), script=drawn(share)) for k, share in enumerate(shares)]
    assert [line.split()[3:] for line in trace(study, customers)] == [
        ["+0", "answered", "a", "60"],
        ["+0", "answered", "b", "60"],
        ["+59", "answered", "b", "60"],
        ["+0", "answered", "c", "60"],
        ["+56", "answered", "a", "60"],
    ]


def test_shares_are_those_among_the_pools_on_duty() -> None:
    study = world(routing=SHARED, pools=THREE)
    rosters: dict[str, Roster] = {"a": [(0.0, 1)], "b": [(0.0, 0)], "c": [(0.0, 1)]}
    customers = [Customer(0.0, script=drawn(0.71)), Customer(1.0, script=drawn(0.72))]  # 0.5 of 0.7 is 0.714...
    assert [line.split()[5] for line in trace(study, customers, rosters)] == ["a", "c"]


def test_a_pool_that_goes_off_duty_leaves_its_share_to_the_others() -> None:
    study = world(routing={"calls": [{"share": {"a": 1, "b": 1}}]}, pools=TWO)
    customers = [
        Customer(0.0, 500.0, script=drawn(0.1)),
        Customer(10.0, script=drawn(0.2)),
        Customer(20.0, script=drawn(0.3)),
    ]
    records = played(study, customers, {"a": [(0.0, 1), (100.0, 0)], "b": [(0.0, 1)]})
    assert lines(study, records)[1:] == ["1/1/1 calls 10 +90 answered b 60", "2/1/1 calls 20 +140 answered b 60"]
    assert records.opened.tolist() == [0.0, 100.0, 100.0]
    assert duty(records, "a") == [(0.0, 1.0), (500.0, 0.0)]


def test_a_pool_that_comes_on_duty_takes_its_share_of_those_who_wait() -> None:
    study = world(routing={"calls": [{"share": {"a": 1, "b": 1}}]}, pools=TWO)
    shares = (0.9, 0.2, 0.7, 0.3)
    customers = [Customer(10.0 * k, script=drawn(share)) for k, share in enumerate(shares)]
    records = played(study, customers, {"a": [(0.0, 0), (200.0, 1)], "b": [(0.0, 0), (100.0, 1)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +100 answered b 60",
        "1/1/1 calls 10 +150 answered b 60",
        "2/1/1 calls 20 +200 answered b 60",
        "3/1/1 calls 30 +170 answered a 60",
    ]
    assert records.opened.tolist() == [100.0, 100.0, 100.0, 200.0]


def test_a_share_drawn_anew_has_its_time_to_wait_too() -> None:
    study = world(routing={"calls": [{"share": {"a": 1, "b": 1}, "after": "10s"}]}, pools=TWO)
    customers = [Customer(0.0, 100.0, script=drawn(0.1)), Customer(20.0, script=drawn(0.2))]
    records = played(study, customers, {"a": [(0.0, 1), (25.0, 0)], "b": [(0.0, 1)]})
    assert lines(study, records) == ["0/1/1 calls 0 +10 answered a 100", "1/1/1 calls 20 +10 answered b 60"]
    assert records.opened.tolist() == [10.0, 30.0]


def test_agents_held_by_a_closed_queue_leave_their_share_to_the_others_when_they_go() -> None:
    queues = {"late": {"opening_hours": {"daily": "09:00-17:00"}}, "all": {}}
    study = world(queues, {"late": ["a"], "all": [{"share": {"a": 1, "b": 1}}]}, TWO)
    customers = [
        Customer(FIVE - 60, 100.0, queue="late"), Customer(FIVE - 50, queue="late"),
        Customer(FIVE - 40, queue="all", script=drawn(0.1)),
    ]  # fmt: skip
    records = played(study, customers, {"a": [(0.0, 1), (FIVE, 0)], "b": [(0.0, 1)]})
    assert lines(study, records)[1:] == [
        f"1/1/1 late {FIVE - 50:.0f} +90 answered a 60",
        f"2/1/1 all {FIVE - 40:.0f} +80 answered b 60",
    ]
    assert records.opened.tolist()[2] == FIVE + 40
    assert duty(records, "a") == [(0.0, 1.0), (FIVE + 100, 0.0)]


def test_a_share_is_drawn_again_for_every_try() -> None:
    rule = {"retry": {"probability": "40%", "delay": "20min"}}
    study = world({"calls": rule}, {"calls": [{"share": {"a": 1, "b": 1}}]}, TWO)
    script = {("share", 1, 1): 0.1, ("share", 1, 2): 0.9, ("retry", 1, 1): 0.0}
    customers = [Customer(0.0, 500.0, script=drawn(0.1)), Customer(1.0, patience=9.0, script=script)]
    assert trace(study, customers)[1:] == ["1/1/1 calls 1 +9 abandoned", "1/1/2 calls 110 +0 answered b 60"]


def test_a_day_of_overflow_by_share() -> None:
    route = ["a", {"share": {"b": 1, "c": 3}, "after": "5s"}]
    study = world(routing={"calls": route}, pools=THREE)
    customers = [Customer(DAY, 100.0), Customer(DAY + 1, script=drawn(0.24)), Customer(DAY + 2, script=drawn(0.25))]
    assert [line.split()[3:6] for line in trace(study, customers)] == [
        ["+0", "answered", "a"], ["+5", "answered", "b"], ["+5", "answered", "c"],
    ]  # fmt: skip
