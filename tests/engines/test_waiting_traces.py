"""One queue, one desk: answered at once, waiting in turn, leaving, blocked, and what comes first at equal times."""

from tests.engines.scripted import Customer, duty, played, ticket_outcomes, trace, world


def test_an_idle_agent_answers_at_once() -> None:
    assert trace(world(), [Customer(at=5.0), Customer(at=100.0, handle_time=30.5)]) == [
        "0/1/1 calls 5 +0 answered desk 60",
        "1/1/1 calls 100 +0 answered desk 30.5",
    ]


def test_those_who_wait_are_answered_in_turn() -> None:
    customers = [Customer(0.0), Customer(10.0, 30.0), Customer(20.0), Customer(25.0)]
    assert trace(world(), customers, 2) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 10 +0 answered desk 30",
        "2/1/1 calls 20 +20 answered desk 60",
        "3/1/1 calls 25 +35 answered desk 60",
    ]


def test_who_loses_patience_leaves_and_the_next_in_turn_is_answered() -> None:
    study = world()
    records = played(study, [Customer(0.0), Customer(10.0, patience=49.0), Customer(20.0, patience=41.0)])
    assert trace(study, [Customer(0.0), Customer(10.0, patience=49.0), Customer(20.0, patience=41.0)]) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 10 +49 abandoned",
        "2/1/1 calls 20 +40 answered desk 60",
    ]
    assert ticket_outcomes(records) == ["resolved", "lost", "resolved"]
    assert records.ticket_end.tolist() == [60.0, 59.0, 120.0]


def test_who_has_no_patience_at_all_leaves_at_the_same_instant_unless_answered() -> None:
    assert trace(world(), [Customer(0.0, patience=0.0), Customer(10.0, patience=0.0)]) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 10 +0 abandoned",
    ]


def test_who_balks_leaves_at_once_only_if_nobody_is_free() -> None:
    study = world({"calls": {"patience": {"distribution": "constant", "value": "100s", "balk": "30%"}}})
    willing, balking = {("balk", 1, 1): 0.3}, {("balk", 1, 1): 0.299}
    customers = [Customer(0.0, script=balking), Customer(1.0, script=balking), Customer(2.0, script=willing)]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 1 +0 abandoned",
        "2/1/1 calls 2 +58 answered desk 60",
    ]


def test_lines_hold_those_in_hand_and_those_who_wait() -> None:
    study = world({"calls": {"lines": 2}})
    customers = [Customer(0.0), Customer(10.0, patience=80.0), Customer(20.0), Customer(60.0), Customer(61.0)]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 10 +50 answered desk 60",
        "2/1/1 calls 20 +0 blocked",
        "3/1/1 calls 60 +60 answered desk 60",  # the first has hung up at that very time: one line is free
        "4/1/1 calls 61 +0 blocked",
    ]


def test_leaving_and_balking_free_a_line() -> None:
    study = world({"calls": {"lines": 2, "patience": {"distribution": "constant", "value": "5s", "balk": "50%"}}})
    balking = {("balk", 1, 1): 0.0}
    customers = [
        Customer(0.0), Customer(1.0, script=balking), Customer(2.0, patience=5.0), Customer(3.0), Customer(8.0)
    ]  # fmt: skip
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 1 +0 abandoned",
        "2/1/1 calls 2 +5 abandoned",
        "3/1/1 calls 3 +0 blocked",
        "4/1/1 calls 8 +52 answered desk 60",
    ]


def test_lines_are_shared_by_the_markets_of_a_queue() -> None:
    markets = {"home": {"time_zone": "UTC"}, "away": {"time_zone": "UTC"}}
    demand = [{"market": name, "queue": "calls", "rate": "1/h"} for name in markets]
    study = world({"calls": {"lines": 1}}, markets=markets, demand=demand)
    assert trace(study, [Customer(0.0), Customer(1.0, market="away")]) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 1 +0 blocked",
    ]


def test_a_completion_comes_before_an_arrival_of_the_same_time() -> None:
    assert trace(world(), [Customer(0.0), Customer(60.0)])[1] == "1/1/1 calls 60 +0 answered desk 60"


def test_a_completion_comes_before_the_end_of_patience_of_the_same_time() -> None:
    assert trace(world(), [Customer(0.0), Customer(10.0, patience=50.0)])[1] == "1/1/1 calls 10 +50 answered desk 60"


def test_an_arrival_comes_before_the_end_of_patience_of_the_same_time() -> None:
    study = world({"calls": {"lines": 2}})
    customers = [Customer(0.0, 100.0), Customer(10.0, patience=40.0), Customer(50.0)]
    assert trace(study, customers)[1:] == ["1/1/1 calls 10 +40 abandoned", "2/1/1 calls 50 +0 blocked"]


def test_arrivals_of_one_time_are_taken_in_the_order_of_tickets() -> None:
    assert trace(world(), [Customer(7.0, 10.0), Customer(7.0, 20.0), Customer(7.0, 30.0)]) == [
        "0/1/1 calls 7 +0 answered desk 10",
        "1/1/1 calls 7 +10 answered desk 20",
        "2/1/1 calls 7 +30 answered desk 30",
    ]


def test_a_further_try_comes_before_a_later_ticket_of_the_same_time() -> None:
    study = world({"calls": {"retry": {"probability": "50%", "delay": "90s"}}})
    again = {("retry", 1, 1): 0.0, ("retry_delay", 1, 1): 90.0, ("patience", 1, 2): 1000.0}
    customers = [Customer(0.0, 200.0), Customer(5.0, patience=5.0, script=again), Customer(100.0)]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 200",
        "1/1/1 calls 5 +5 abandoned",
        "1/1/2 calls 100 +100 answered desk 60",
        "2/1/1 calls 100 +160 answered desk 60",
    ]


def test_two_completions_of_one_time_free_two_agents() -> None:
    customers = [Customer(0.0), Customer(0.0), Customer(10.0), Customer(10.0)]
    assert trace(world(), customers, 2)[2:] == [
        "2/1/1 calls 10 +50 answered desk 60",
        "3/1/1 calls 10 +50 answered desk 60",
    ]


def test_no_customer_at_all_leaves_the_roster() -> None:
    records = played(world(), [], {"desk": [(0.0, 2), (3600.0, 3), (7200.0, 0)]})
    assert records.ticket.tolist() == []
    assert duty(records) == [(0.0, 2.0), (3600.0, 3.0), (7200.0, 0.0)]


def test_of_two_who_come_at_one_time_to_different_queues_the_first_ticket_comes_first() -> None:
    study = world({"calls": {}, "other": {}})
    customers = [Customer(0.0), Customer(10.0, queue="other"), Customer(10.0)]
    assert [line.split()[3] for line in trace(study, customers)] == ["+0", "+50", "+110"]


def test_a_head_start_is_no_time_waited() -> None:
    study = world(routing={"calls": [{"pool": "desk", "after": "30s"}]})
    assert trace(study, [Customer(0.0, 25.0), Customer(20.0), Customer(40.0, ahead=100.0), Customer(50.0)]) == [
        "0/1/1 calls 0 +30 answered desk 25",
        "1/1/1 calls 20 +35 answered desk 60",  # at 55 the one put ahead has waited for 15 s only
        "2/1/1 calls 40 +75 answered desk 60",
        "3/1/1 calls 50 +125 answered desk 60",
    ]
