"""Offers to who waits long or comes too late: messages, and call-backs that keep their place in the queue."""

from typing import Any

from sim.records import NOT_REACHED, Records
from sim.study.study import Study
from tests.engines.scripted import DAY, HOUR, Customer, duty, lines, played, ticket_outcomes, trace, world

NINE, FIVE = 9 * HOUR, 17 * HOUR
OFFICE: dict[str, Any] = {"opening_hours": {"daily": "09:00-17:00"}}
SHIFT = {"desk": [(0.0, 1), (FIVE, 0), (DAY + NINE, 1), (DAY + FIVE, 0)]}
CALLED = {"after": "30s", "then": "callback"}
SELDOM = {"share": "20%", "takes": "40s", "delay": "10min", "attempts": 2}
DECLINES = {("offer", 1, 1): 0.9}


def calls(offer: dict[str, Any], **rule: Any) -> Study:
    """Calls at one desk, with an offer to who waits."""
    return world({"calls": {"max_wait": offer, **rule}})


def missed(*numbers: int) -> dict[tuple[Any, ...], float]:
    """The script of a customer who does not answer these calls out."""
    return {("no_answer", 1, 1, number): 0.1 for number in numbers}


def starts(records: Records) -> list[float | None]:
    """When an agent took each contact."""
    return [None if start != start else start for start in records.start.tolist()]


def not_reached(records: Records) -> list[tuple[float, float]]:
    """The calls out that nobody took."""
    assert set(records.spells.kind.tolist()) <= {NOT_REACHED}
    return list(zip(records.spells.begin.tolist(), records.spells.end.tolist(), strict=True))


# Messages ------------------------------------------------------------------------------------------------------------


def test_who_has_waited_so_long_leaves_a_message_and_is_gone() -> None:
    study = calls({"after": "30s", "then": "message"})
    records = played(study, [Customer(0.0, 100.0), Customer(10.0), Customer(80.0, patience=40.0), Customer(85.0)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 calls 10 +30 messages",
        "2/1/1 calls 80 +20 answered desk 60",
        "3/1/1 calls 85 +30 messages",
    ]
    assert ticket_outcomes(records) == ["resolved", "lost", "resolved", "lost"]
    assert records.ticket_end.tolist() == [100.0, 40.0, 160.0, 115.0]


def test_a_message_is_answered_in_another_queue_as_a_further_try() -> None:
    offer = {"after": "30s", "then": "message", "queue": "mail"}
    queues = {"calls": {"max_wait": offer}, "mail": {"channel": "email", "priority": 2}}
    study = world(queues)
    script = {("patience", 1, 2): DAY, ("patience", 1, 1): 35.0}
    records = played(study, [Customer(0.0, 100.0), Customer(10.0, 70.0, script=script), Customer(90.0)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 calls 10 +30 messages",
        "1/1/2 mail 40 +120 answered desk 70",  # the same round: the same work
        "2/1/1 calls 90 +10 answered desk 60",
    ]
    assert ticket_outcomes(records) == ["resolved", "resolved", "resolved"]


def test_outside_hours_a_message_takes_the_place_of_a_closed_line() -> None:
    queues = {
        "calls": {**OFFICE, "when_closed": {"then": "message", "queue": "mail", "accepted": "60%"},
                  "retry": {"probability": "50%", "delay": "20min"}},
        "mail": {"channel": "email"},
    }  # fmt: skip
    study = world(queues)
    script = {**DECLINES, ("retry", 1, 1): 0.1}
    records = played(study, [Customer(100.0), Customer(200.0, script=script), Customer(FIVE, script=DECLINES)], SHIFT)
    assert lines(study, records) == [
        "0/1/1 calls 100 +0 messages",
        "0/1/2 mail 100 +0 answered desk 60",
        "1/1/1 calls 200 +0 closed",
        f"1/1/2 calls {NINE + 100:.0f} +0 answered desk 60",
        f"2/1/1 calls {FIVE:.0f} +0 closed",
    ]
    assert ticket_outcomes(records) == ["resolved", "resolved", "lost"]


def test_a_message_that_nobody_answers_outside_hours_loses_the_ticket() -> None:
    records = played(world({"calls": {**OFFICE, "when_closed": {"then": "message"}}}), [Customer(100.0)])
    assert (ticket_outcomes(records), records.ticket_end.tolist()) == (["lost"], [100.0])


def test_who_declines_goes_on_waiting_and_gets_no_second_offer() -> None:
    study = calls({"after": "30s", "then": "message", "accepted": "50%"})
    customers = [
        Customer(0.0, 200.0), Customer(10.0, script={("offer", 1, 1): 0.49}),
        Customer(20.0, script={("offer", 1, 1): 0.5}), Customer(25.0, patience=60.0, script=DECLINES),
    ]  # fmt: skip
    assert trace(study, customers)[1:] == [
        "1/1/1 calls 10 +30 messages",
        "2/1/1 calls 20 +180 answered desk 60",
        "3/1/1 calls 25 +60 abandoned",
    ]


def test_an_offer_at_once_is_made_to_all_who_have_to_wait() -> None:
    study = calls({"after": "0s", "then": "message"})
    assert trace(study, [Customer(0.0), Customer(30.0), Customer(60.0)]) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "1/1/1 calls 30 +0 messages",
        "2/1/1 calls 60 +0 answered desk 60",
    ]


def test_a_message_frees_the_line_and_may_meet_a_full_mailbox() -> None:
    offer = {"after": "30s", "then": "message", "queue": "mail"}
    queues = {"calls": {"max_wait": offer, "lines": 2}, "mail": {"channel": "email", "lines": 1, "priority": 2}}
    customers = [Customer(0.0, 200.0), Customer(10.0), Customer(30.0), Customer(40.0), Customer(50.0)]
    assert trace(world(queues), customers)[1:] == [
        "1/1/1 calls 10 +30 messages",
        "1/1/2 mail 40 +160 answered desk 60",
        "2/1/1 calls 30 +0 blocked",
        "3/1/1 calls 40 +0 blocked",  # arrivals come before offers of the same time
        "4/1/1 calls 50 +30 messages",
        "4/1/2 mail 80 +0 blocked",
    ]


# Call-backs ----------------------------------------------------------------------------------------------------------


def test_a_call_back_keeps_its_place_without_patience() -> None:
    study = calls({**CALLED, "accepted": "60%"})
    customers = [
        Customer(0.0, 500.0), Customer(10.0, script=DECLINES), Customer(20.0, patience=31.0),
        Customer(30.0, script=DECLINES), Customer(600.0),
    ]  # fmt: skip
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 500",
        "1/1/1 calls 10 +490 answered desk 60",
        "2/1/1 calls 20 +30 callbacks desk 60",
        "3/1/1 calls 30 +590 answered desk 60",
        "4/1/1 calls 600 +30 callbacks desk 60",
    ]
    assert starts(records) == [0.0, 500.0, 560.0, 620.0, 680.0]
    assert ticket_outcomes(records) == ["resolved"] * 5
    assert records.ticket_end.tolist() == [500.0, 560.0, 620.0, 680.0, 740.0]
    assert not_reached(records) == []


def test_a_call_back_leaves_the_line() -> None:
    study = calls(CALLED, lines=2)
    records = played(study, [Customer(0.0, 200.0), Customer(10.0), Customer(39.0), Customer(41.0), Customer(60.0)])
    assert lines(study, records)[1:] == [
        "1/1/1 calls 10 +30 callbacks desk 60",
        "2/1/1 calls 39 +0 blocked",
        "3/1/1 calls 41 +30 callbacks desk 60",
        "4/1/1 calls 60 +0 blocked",
    ]
    assert starts(records) == [0.0, 200.0, None, 260.0, None]


def test_a_call_back_that_is_reached_is_settled_as_an_answer() -> None:
    study = calls(CALLED, resolution="70%", follow_up={"delay": "1h"})
    script = {("resolution", 1): 0.9, ("follow_up", 1): 200.0}
    records = played(study, [Customer(0.0, 100.0), Customer(10.0, script=script)])
    assert lines(study, records)[1:] == [
        "1/1/1 calls 10 +30 callbacks desk 60", "1/2/1 calls 360 +0 answered desk 60",
    ]  # fmt: skip
    assert ticket_outcomes(records) == ["resolved", "resolved"]


def test_a_call_back_may_be_passed_on() -> None:
    queues = {"calls": {"max_wait": CALLED, "escalation": {"share": "20%", "queue": "expert"}}, "expert": {}}
    records = played(world(queues), [Customer(0.0, 100.0), Customer(10.0, script={("escalation", 1): 0.1})])
    assert lines(world(queues), records)[1:] == [
        "1/1/1 calls 10 +30 callbacks desk 60", "1/2/1 expert 160 +0 answered desk 60",
    ]  # fmt: skip
    assert records.escalated.tolist() == [False, False, True]


def test_who_is_not_reached_is_called_again_later_from_the_same_place() -> None:
    study = calls({**CALLED, "accepted": "60%", "no_answer": SELDOM})
    customers = [
        Customer(0.0, 100.0), Customer(10.0, script=missed(1)), Customer(50.0, script=DECLINES),
        Customer(700.0, 90.0, script=DECLINES), Customer(710.0, script=DECLINES),
    ]  # fmt: skip
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 calls 10 +30 callbacks desk 60",
        "2/1/1 calls 50 +90 answered desk 60",
        "3/1/1 calls 700 +0 answered desk 90",
        "4/1/1 calls 710 +140 answered desk 60",
    ]
    # rung from 100 to 140, due again at 740, made when the agent is free at 790, before who came at 710
    assert starts(records) == [0.0, 790.0, 140.0, 700.0, 850.0]
    assert not_reached(records) == [(100.0, 140.0)]
    assert ticket_outcomes(records) == ["resolved"] * 5


def test_an_idle_agent_calls_again_when_it_is_due() -> None:
    study = calls({**CALLED, "no_answer": SELDOM})
    records = played(study, [Customer(0.0, 100.0), Customer(10.0, script=missed(1))])
    assert (starts(records), not_reached(records)) == ([0.0, 740.0], [(100.0, 140.0)])


def test_who_is_never_reached_is_lost_after_so_many_calls() -> None:
    study = calls({**CALLED, "no_answer": SELDOM})
    records = played(study, [Customer(0.0, 100.0), Customer(10.0, script=missed(1, 2)), Customer(750.0)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 calls 10 +30 callbacks",
        "2/1/1 calls 750 +30 answered desk 60",
    ]
    assert starts(records) == [0.0, None, 780.0]
    assert not_reached(records) == [(100.0, 140.0), (740.0, 780.0)]
    assert ticket_outcomes(records) == ["resolved", "lost", "resolved"]
    assert records.handle_time.tolist() == [100.0, 0.0, 60.0]


def test_a_call_that_nobody_takes_may_take_no_time() -> None:
    study = calls({**CALLED, "no_answer": {"share": "20%", "delay": "1min"}})
    records = played(study, [Customer(0.0, 100.0), Customer(10.0, script=missed(1, 2)), Customer(20.0)])
    assert starts(records) == [0.0, 220.0, 100.0]
    assert not_reached(records) in ([], [(100.0, 100.0), (160.0, 160.0)])


def test_the_route_of_a_call_back_opens_by_its_wait_from_its_arrival() -> None:
    routing = {"calls": ["a", {"pool": "b", "after": "45s"}]}
    study = world({"calls": {"max_wait": CALLED}}, routing, {"a": {}, "b": {}})
    records = played(study, [Customer(0.0, 500.0), Customer(10.0)])
    assert lines(study, records)[1] == "1/1/1 calls 10 +30 callbacks b 60"
    assert starts(records) == [0.0, 55.0]


def test_who_has_nobody_to_call_back_is_lost() -> None:
    study = calls(CALLED)
    records = played(study, [Customer(10.0)], 0)
    assert lines(study, records) == ["0/1/1 calls 10 +30 callbacks"]
    assert (starts(records), ticket_outcomes(records)) == ([None], ["lost"])


def test_an_agent_whose_shift_ends_hangs_up_first() -> None:
    study = calls({**CALLED, "no_answer": SELDOM})
    records = played(study, [Customer(0.0, 100.0), Customer(10.0, script=missed(1))], {"desk": [(0.0, 1), (120.0, 0)]})
    assert duty(records) == [(0.0, 1.0), (140.0, 0.0)]
    assert (not_reached(records), starts(records)) == ([(100.0, 140.0)], [0.0, None])


# At equal times ------------------------------------------------------------------------------------------------------


def test_at_one_time_an_overflow_comes_before_an_offer_and_an_offer_before_the_end_of_patience() -> None:
    routing = {"calls": ["a", {"pool": "b", "after": "30s"}]}
    study = world({"calls": {"max_wait": {"after": "30s", "then": "message"}}}, routing, {"a": {}, "b": {}})
    customers = [Customer(0.0, 500.0), Customer(10.0, 100.0, patience=30.0), Customer(20.0, patience=30.0)]
    assert trace(study, customers)[1:] == [
        "1/1/1 calls 10 +30 answered b 100",
        "2/1/1 calls 20 +30 messages",
    ]


def test_at_one_time_an_agent_who_is_free_comes_before_an_offer() -> None:
    study = calls({"after": "30s", "then": "message"})
    assert trace(study, [Customer(0.0, 40.0), Customer(10.0)])[1] == "1/1/1 calls 10 +30 answered desk 60"


def test_a_call_back_is_no_line_in_use_when_it_is_made_nor_when_it_ends() -> None:
    study = calls(CALLED, lines=2)
    customers = [Customer(0.0, 100.0), Customer(10.0), Customer(200.0, 100.0), Customer(210.0), Customer(220.0)]
    assert [line.split()[4] for line in trace(study, customers)] == [
        "answered", "callbacks", "answered", "callbacks", "blocked",
    ]  # fmt: skip


def test_times_of_offers_lie_on_the_grid() -> None:
    study = calls({"after": "0.1s", "then": "message"})
    wait = float(played(study, [Customer(0.0), Customer(10.0)]).wait[1])
    assert wait * 2**20 == round(0.1 * 2**20)
