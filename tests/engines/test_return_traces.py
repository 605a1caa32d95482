"""Customers who come again: further tries after leaving, follow-ups after an unresolved answer."""

from tests.engines.scripted import LIMIT, Customer, lines, played, ticket_outcomes, trace, world

TRIES = {"retry": {"probability": "40%", "delay": "20min", "attempts": 3}}
FOLLOWED = {"resolution": "70%", "follow_up": {"delay": "1h", "attempts": 3}}


def test_who_leaves_tries_again_after_the_delay_with_patience_drawn_anew() -> None:
    script = {("retry", 1, 1): 0.39, ("retry_delay", 1, 1): 500.0, ("patience", 1, 2): 300.0}
    study = world({"calls": TRIES})
    records = played(study, [Customer(0.0, 700.0), Customer(10.0, 20.0, patience=30.0, script=script)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 700",
        "1/1/1 calls 10 +30 abandoned",
        "1/1/2 calls 540 +160 answered desk 20",  # the round is the same, so is its handle time
    ]
    assert ticket_outcomes(records) == ["resolved", "resolved"]
    assert records.ticket_end.tolist() == [700.0, 720.0]


def test_tries_in_a_row_are_limited() -> None:
    script = {("retry", 1, k): 0.0 for k in (1, 2, 3)}
    study = world({"calls": TRIES})
    records = played(study, [Customer(0.0, patience=10.0, script=script)], 0)
    assert lines(study, records) == [
        "0/1/1 calls 0 +10 abandoned",
        "0/1/2 calls 110 +10 abandoned",
        "0/1/3 calls 220 +10 abandoned",
    ]
    assert ticket_outcomes(records) == ["lost"]


def test_a_uniform_of_the_probability_or_more_lets_it_be() -> None:
    customers = [Customer(0.0, patience=10.0, script={("retry", 1, 1): 0.4})]
    assert trace(world({"calls": TRIES}), customers, 0) == ["0/1/1 calls 0 +10 abandoned"]


def test_who_is_blocked_or_balks_may_try_again() -> None:
    rule = {"lines": 2, "patience": {"distribution": "constant", "value": "1h", "balk": "50%"}, **TRIES}
    again = {("retry", 1, 1): 0.0}
    customers = [
        Customer(0.0, 100.0),
        Customer(1.0, 200.0),
        Customer(2.0, script=again),
        Customer(105.0, script={("balk", 1, 1): 0.0, **again}),
    ]
    assert trace(world({"calls": rule}), customers) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 calls 1 +99 answered desk 200",
        "2/1/1 calls 2 +0 blocked",
        "2/1/2 calls 102 +198 answered desk 60",
        "3/1/1 calls 105 +0 blocked",  # two lines: one in hand, one waiting
        "3/1/2 calls 205 +0 blocked",
    ]


def test_who_balks_may_try_again() -> None:
    rule = {"patience": {"distribution": "constant", "value": "1h", "balk": "50%"}, **TRIES}
    script = {("balk", 1, 1): 0.0, ("retry", 1, 1): 0.0, ("patience", 1, 2): 1.0}
    assert trace(world({"calls": rule}), [Customer(0.0, 200.0), Customer(1.0, script=script)]) == [
        "0/1/1 calls 0 +0 answered desk 200",
        "1/1/1 calls 1 +0 abandoned",
        "1/1/2 calls 101 +1 abandoned",
    ]


def test_an_unresolved_ticket_comes_back_until_it_is_resolved() -> None:
    script = {("resolution", 1): 0.7, ("follow_up", 1): 400.0, ("handle_time", 2): 90.0, ("resolution", 2): 0.69}
    study = world({"calls": FOLLOWED})
    records = played(study, [Customer(0.0, script=script)])
    assert lines(study, records) == ["0/1/1 calls 0 +0 answered desk 60", "0/2/1 calls 460 +0 answered desk 90"]
    assert ticket_outcomes(records) == ["resolved"]
    assert records.ticket_end.tolist() == [550.0]


def test_a_ticket_is_given_up_after_so_many_answers() -> None:
    study = world({"calls": FOLLOWED})
    records = played(study, [Customer(0.0, script={("resolution", k): 0.9 for k in (1, 2, 3)})])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "0/2/1 calls 1060 +0 answered desk 60",
        "0/3/1 calls 2120 +0 answered desk 60",
    ]
    assert ticket_outcomes(records) == ["given up"]


def test_a_follow_up_that_leaves_tries_again_and_counts_its_tries_anew() -> None:
    rule = {**FOLLOWED, "retry": {"probability": "40%", "delay": "20min", "attempts": 2}}
    script = {
        ("retry", 1, 1): 0.0, ("patience", 1, 2): 1000.0, ("resolution", 1): 0.9, ("follow_up", 1): 100.0,
        ("patience", 2, 1): 5.0, ("retry", 2, 1): 0.0, ("patience", 2, 2): 7.0,
    }  # fmt: skip
    study = world({"calls": rule})
    customers = [Customer(0.0, 50.0), Customer(10.0, 20.0, patience=20.0, script=script), Customer(200.0, 500.0)]
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 50",
        "1/1/1 calls 10 +20 abandoned",
        "1/1/2 calls 130 +0 answered desk 20",
        "1/2/1 calls 250 +5 abandoned",
        "1/2/2 calls 355 +7 abandoned",
        "2/1/1 calls 200 +0 answered desk 500",
    ]
    assert ticket_outcomes(records) == ["resolved", "lost", "resolved"]


def test_a_follow_up_goes_to_another_queue_and_lives_by_its_rules() -> None:
    queues = {
        "calls": {"resolution": "50%", "follow_up": {"delay": "1h", "queue": "expert"}},
        "expert": {"resolution": "90%", "follow_up": {"delay": "1h", "attempts": 2}},
    }
    study = world(queues)
    records = played(study, [Customer(0.0, script={("resolution", 1): 0.6, ("resolution", 2): 0.95})])
    assert lines(study, records) == ["0/1/1 calls 0 +0 answered desk 60", "0/2/1 expert 1060 +0 answered desk 60"]
    assert ticket_outcomes(records) == ["given up"]  # two answered contacts, and the expert queue stops there


def test_a_pool_that_resolves_less() -> None:
    pools = {"desk": {"skills": {"calls": {"resolution_factor": 0.5}}}}
    study = world({"calls": {"resolution": "80%", "follow_up": {"delay": "1h"}}}, pools=pools)
    customers = [Customer(0.0, script={("resolution", 1): 0.4}), Customer(100.0, script={("resolution", 1): 0.399})]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "0/2/1 calls 1060 +0 answered desk 60",
        "1/1/1 calls 100 +0 answered desk 60",
    ]


def test_without_follow_ups_an_unresolved_ticket_is_given_up() -> None:
    study = world(pools={"desk": {"skills": {"calls": {"resolution_factor": 0.9}}}})
    customers = [Customer(0.0, script={("resolution", 1): 0.9}), Customer(100.0, script={("resolution", 1): 0.89})]
    assert ticket_outcomes(played(study, customers)) == ["given up", "resolved"]


def test_a_further_try_goes_to_another_queue_and_its_delay_is_the_left_ones() -> None:
    queues = {
        "calls": {"retry": {"probability": "40%", "delay": "20min", "queue": "night", "attempts": 2}},
        "night": {"retry": {"probability": "90%", "delay": "20min", "attempts": 3}},
    }
    script = {("retry", 1, 1): 0.0, ("retry", 1, 2): 0.8, ("retry", 1, 3): 0.0}
    assert trace(world(queues), [Customer(0.0, patience=10.0, script=script)], 0) == [
        "0/1/1 calls 0 +10 abandoned",
        "0/1/2 night 110 +10 abandoned",
        "0/1/3 night 220 +10 abandoned",  # the night queue allows three tries in a row
    ]


def test_who_would_come_after_the_aftermath_is_lost() -> None:
    study = world({"calls": {**TRIES, **FOLLOWED}})
    late = {("retry", 1, 1): 0.0, ("retry_delay", 1, 1): LIMIT - 20.0}
    unresolved = {("resolution", 1): 0.9, ("follow_up", 1): LIMIT}
    customers = [Customer(0.0, 50.0, script=unresolved), Customer(10.0, patience=10.0, script=late)]
    records = played(study, customers)
    assert lines(study, records) == ["0/1/1 calls 0 +0 answered desk 50", "1/1/1 calls 10 +10 abandoned"]
    assert ticket_outcomes(records) == ["lost", "lost"]
