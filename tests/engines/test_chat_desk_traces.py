"""Chats among other things: two chat queues, closing, agents kept free, offers, second tiers, what holds chats back."""

from typing import Any

import pytest

from tests.engines.scripted import DAY, HOUR, LIMIT, Customer, duty, lines, played, ticket_outcomes, trace, world
from tests.engines.test_chat_traces import FIVE, OFFICE, PAIR, TRIO, blended, chat, chats, spells

SIDE = {"concurrency": 2}


def two_queues(chat_skill: dict[str, Any], help_skill: dict[str, Any], **help_rule: Any) -> Any:
    """Two chat queues at one desk, each with its own concurrency and slowdown."""
    queues = {"chat": {"channel": "chat"}, "help": {"channel": "chat", **help_rule}}
    return world(queues, pools={"desk": {"skills": {"chat": chat_skill, "help": help_skill}}})


def helped(at: float, work: float = 60.0, **more: Any) -> Customer:
    return Customer(at, work, queue="help", **more)


# Two chat queues ---------------------------------------------------------------------------------------------------


def test_chats_of_two_queues_are_slowed_down_each_in_its_own_way() -> None:
    study = two_queues(PAIR, {"concurrency": 2, "concurrency_slowdown": 2})
    records = played(study, [chat(0.0), helped(30.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 75",
        "1/1/1 help 30 +0 answered desk 82.5",  # 22.5 of 60 s done by 75, the rest alone
    ]
    assert spells(records) == [(0.0, 112.5)]


def test_an_agent_has_no_more_in_hand_than_any_of_its_chats_allows() -> None:
    study = two_queues({"concurrency": 3}, SIDE)
    customers = [helped(0.0, 100.0), chat(10.0, 200.0), chat(20.0, 50.0), chat(110.0, 50.0), helped(120.0, 10.0)]
    assert trace(study, customers) == [
        "0/1/1 help 0 +0 answered desk 100",
        "1/1/1 chat 10 +0 answered desk 200",
        "2/1/1 chat 20 +80 answered desk 50",  # beside one of help there are two
        "3/1/1 chat 110 +0 answered desk 50",
        "4/1/1 help 120 +40 answered desk 10",  # only when one of the three is left
    ]


def test_a_chat_that_needs_a_whole_agent_takes_one() -> None:
    study = two_queues(SIDE, {})
    records = played(study, [chat(0.0), helped(10.0), chat(20.0), chat(130.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 60",
        "1/1/1 help 10 +70 answered desk 60",
        "2/1/1 chat 20 +0 answered desk 60",  # help is of the same priority: it holds nothing back
        "3/1/1 chat 130 +10 answered desk 60",
    ]
    assert records.shared.tolist() == [True, False, True, True]
    assert spells(records) == [(0.0, 80.0), (140.0, 200.0)]


def test_a_chat_of_higher_priority_that_waits_for_room_holds_the_others_back() -> None:
    study = two_queues({"concurrency": 3}, SIDE, priority=0)
    customers = [chat(0.0, 100.0), chat(0.0, 150.0), helped(10.0, 20.0), chat(20.0, 20.0)]
    assert trace(study, customers)[2:] == [
        "2/1/1 help 10 +90 answered desk 20",
        "3/1/1 chat 20 +100 answered desk 20",  # two in hand while help is there
    ]


# Closing -------------------------------------------------------------------------------------------------------------


def test_finish_keeps_the_agents_until_the_waiting_chats_are_taken_then_they_finish_theirs() -> None:
    study = chats(SIDE, OFFICE)
    customers = [chat(FIVE - 50, 100.0), chat(FIVE - 40, 100.0), chat(FIVE - 30), chat(FIVE - 20, 20.0), chat(FIVE)]
    records = played(study, customers, {"desk": [(0.0, 1), (FIVE, 0)]})
    assert lines(study, records) == [
        f"0/1/1 chat {FIVE - 50:.0f} +0 answered desk 100",
        f"1/1/1 chat {FIVE - 40:.0f} +0 answered desk 100",
        f"2/1/1 chat {FIVE - 30:.0f} +80 answered desk 60",
        f"3/1/1 chat {FIVE - 20:.0f} +80 answered desk 20",
        f"4/1/1 chat {FIVE:.0f} +0 closed",
    ]
    assert duty(records) == [(0.0, 1.0), (FIVE + 110, 0.0)]
    assert spells(records) == [(FIVE - 50, FIVE + 110)]


def test_clear_sends_the_waiting_chats_away_and_finishes_those_in_hand() -> None:
    study = chats(PAIR, {**OFFICE, "at_close": "clear"})
    customers = [chat(FIVE - 60, 100.0), chat(FIVE - 60, 100.0), chat(FIVE - 30)]
    records = played(study, customers, {"desk": [(0.0, 1), (FIVE, 0)]})
    assert lines(study, records) == [
        f"0/1/1 chat {FIVE - 60:.0f} +0 answered desk 150",
        f"1/1/1 chat {FIVE - 60:.0f} +0 answered desk 150",
        f"2/1/1 chat {FIVE - 30:.0f} +30 abandoned",
    ]
    assert duty(records) == [(0.0, 1.0), (FIVE + 90, 0.0)]
    assert ticket_outcomes(records) == ["resolved", "resolved", "lost"]


def test_carry_keeps_the_waiting_chats_for_the_next_day() -> None:
    study = chats(PAIR, {**OFFICE, "at_close": "carry"})
    nine = DAY + 9 * HOUR
    customers = [chat(FIVE - 60, 100.0), chat(FIVE - 60, 100.0), chat(FIVE - 30), chat(FIVE - 20)]
    records = played(study, customers, {"desk": [(0.0, 1), (FIVE, 0), (nine, 1)]})
    assert lines(study, records)[2:] == [
        f"2/1/1 chat {FIVE - 30:.0f} +{nine - FIVE + 30:.0f} answered desk 90",
        f"3/1/1 chat {FIVE - 20:.0f} +{nine - FIVE + 20:.0f} answered desk 90",
    ]
    assert duty(records) == [(0.0, 1.0), (FIVE + 90, 0.0), (nine, 1.0)]


def test_chats_still_in_hand_when_the_books_are_closed_are_busy_until_then() -> None:
    study = chats(SIDE)
    records = played(study, [chat(0.0, 60.0), chat(10.0, 40 * DAY)])
    assert lines(study, records)[0] == "0/1/1 chat 0 +0 answered desk 60"
    assert records.spells.begin.tolist() == [0.0]
    assert records.start[1] == 10.0 and records.spells.end.tolist() == [LIMIT]
    assert records.handle_time[1] == LIMIT - 10


# Agents kept free ----------------------------------------------------------------------------------------------------


def test_a_chat_joins_another_where_an_idle_agent_is_kept_free() -> None:
    queues = {"calls": {}, "chat": {"channel": "chat"}}
    routing = {"calls": ["desk"], "chat": [{"pool": "desk", "keep_free": 1}]}
    study = world(queues, routing, {"desk": {"skills": {"calls": {}, "chat": PAIR}}})
    customers = [chat(0.0), chat(30.0), chat(40.0), Customer(50.0)]
    records = played(study, customers, 2)
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 75",
        "1/1/1 chat 30 +0 answered desk 90",
        "2/1/1 chat 40 +35 answered desk 75",
        "3/1/1 calls 50 +0 answered desk 60",
    ]
    assert spells(records) == [(0.0, 150.0)]


def test_a_single_agent_kept_free_takes_no_chat() -> None:
    queues = {"calls": {}, "chat": {"channel": "chat"}}
    routing = {"calls": ["desk"], "chat": [{"pool": "desk", "keep_free": 1}]}
    study = world(queues, routing, {"desk": {"skills": {"calls": {}, "chat": PAIR}}})
    assert trace(study, [chat(0.0), Customer(10.0)]) == [
        f"0/1/1 chat 0 +{LIMIT:.0f} unserved",
        "1/1/1 calls 10 +0 answered desk 60",
    ]


# What no longer holds chats back -------------------------------------------------------------------------------------


def test_a_call_whose_step_shuts_holds_no_chat_back_any_more() -> None:
    queues = {"calls": {}, "chat": {"channel": "chat", "priority": 2}}
    routing = {"calls": [{"pool": "desk", "hours": {"daily": "00:00-01:00"}}], "chat": ["desk"]}
    study = world(queues, routing, {"desk": {"skills": {"calls": {}, "chat": SIDE}}})
    customers = [chat(HOUR - 100, 300.0), Customer(HOUR - 50), chat(HOUR - 40, 50.0)]
    assert trace(study, customers) == [
        f"0/1/1 chat {HOUR - 100:.0f} +0 answered desk 300",
        f"1/1/1 calls {HOUR - 50:.0f} +{DAY - HOUR + 50:.0f} answered desk 60",
        f"2/1/1 chat {HOUR - 40:.0f} +40 answered desk 50",
    ]


def test_a_call_whose_own_pool_comes_on_duty_holds_no_chat_back_any_more() -> None:
    queues = {"calls": {}, "chat": {"channel": "chat", "priority": 2}}
    routing = {"calls": ["other", {"pool": "desk", "when": {"closed": "other"}}], "chat": ["desk"]}
    study = world(queues, routing, {"other": {}, "desk": {"skills": {"calls": {}, "chat": SIDE}}})
    customers = [chat(0.0, 300.0), Customer(10.0), Customer(15.0), chat(20.0, 50.0)]
    records = played(study, customers, {"other": [(0.0, 0), (100.0, 1)], "desk": [(0.0, 1)]})
    assert lines(study, records)[1:] == [
        "1/1/1 calls 10 +90 answered other 60",
        "2/1/1 calls 15 +145 answered other 60",
        "3/1/1 chat 20 +80 answered desk 50",
    ]


def test_a_chat_whose_priority_has_risen_to_that_of_the_call_is_held_back_no_longer() -> None:
    rising = {"priority": {"start": 2, "raise": "1 per 1min"}}
    study = blended(SIDE, rising)
    assert trace(study, [chat(0.0, 300.0), Customer(10.0), chat(20.0, 50.0)]) == [
        "0/1/1 chat 0 +0 answered desk 300",
        "1/1/1 calls 10 +290 answered desk 60",
        "2/1/1 chat 20 +60 answered desk 50",  # priority 1 after a minute
    ]


@pytest.mark.parametrize(("minute", "wait"), [("1min", 60), ("30s", 30)])
def test_a_chat_whose_step_opens_while_it_is_held_back_begins_when_it_has_risen(minute: str, wait: int) -> None:
    rule = {"channel": "chat", "priority": {"start": 3, "raise": f"1 per {minute}"}}
    routing = {"calls": ["desk"], "chat": [{"pool": "desk", "after": "30s"}]}
    study = world({"calls": {"priority": 2}, "chat": rule}, routing, {"desk": {"skills": {"calls": {}, "chat": PAIR}}})
    customers = [chat(0.0, 300.0), Customer(100.0), chat(110.0)]
    assert trace(study, customers)[2] == f"2/1/1 chat 110 +{wait} answered desk 90"


def test_a_chat_that_finds_room_while_it_is_held_back_begins_when_it_has_risen_and_so_does_the_next() -> None:
    study = blended(SIDE, {"priority": {"start": 2, "raise": "1 per 1min"}})
    customers = [
        chat(0.0, 200.0), chat(0.0, 30.0), Customer(5.0), chat(10.0, 40.0),  # room from 45 on
        chat(300.0, 200.0), Customer(305.0), chat(310.0, 40.0),
    ]  # fmt: skip
    waits = [float(line.split()[3]) for line in trace(study, customers)]
    assert [waits[k] for k in (3, 6)] == [60, 60]


def test_a_chat_never_overtakes_who_rises_as_fast() -> None:
    queues = {
        "calls": {"priority": 1},
        "complaints": {"priority": {"start": 2, "raise": "1 per 1min"}},
        "chat": {"channel": "chat", "priority": {"start": 3, "raise": "1 per 1min"}},
    }
    study = world(queues, pools={"desk": {"skills": {"calls": {}, "complaints": {}, "chat": PAIR}}})
    customers = [chat(0.0, 400.0), Customer(10.0), Customer(20.0, queue="complaints"), chat(20.0)]
    assert trace(study, customers)[1:] == [
        "1/1/1 calls 10 +510 answered desk 60",
        "2/1/1 complaints 20 +380 answered desk 60",
        "3/1/1 chat 20 +440 answered desk 60",  # above the call from 140 on, above the complaint never
    ]


def test_a_crowd_of_chats_begins_at_one_time() -> None:
    study = chats(SIDE)
    records = played(study, [chat(float(k)) for k in range(1500)], {"desk": [(0.0, 0), (HOUR, 750)]})
    assert set(records.start.tolist()) == {HOUR}


def test_a_call_that_has_risen_holds_chats_back_from_then_on() -> None:
    study = blended({"concurrency": 4}, {"priority": 2}, {"priority": {"start": 3, "raise": "1 per 1min"}})
    customers = [chat(0.0, 200.0), Customer(0.0), chat(59.0, 30.0), chat(60.0, 30.0), chat(61.0, 30.0)]
    assert trace(study, customers) == [
        "0/1/1 chat 0 +0 answered desk 200",
        "1/1/1 calls 0 +200 answered desk 60",
        "2/1/1 chat 59 +0 answered desk 30",
        "3/1/1 chat 60 +0 answered desk 30",  # of one priority
        "4/1/1 chat 61 +199 answered desk 30",
    ]


# Offers, second tiers ------------------------------------------------------------------------------------------------


def test_a_chat_passed_on_frees_its_place_at_once() -> None:
    queues = {"chat": {"channel": "chat", "escalation": {"share": "20%", "queue": "expert"}}, "expert": {}}
    study = world(queues, pools={"desk": {"skills": {"chat": PAIR, "expert": {}}}})
    script = {("escalation", 1): 0.1, ("handle_time", 2): 30.0}
    records = played(study, [chat(0.0, script=script), chat(10.0), chat(20.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 85",
        "0/2/1 expert 85 +65 answered desk 30",
        "1/1/1 chat 10 +0 answered desk 90",
        "2/1/1 chat 20 +65 answered desk 65",
    ]


def test_a_chat_tries_again_where_its_patience_ended() -> None:
    study = chats(TRIO, {"retry": {"probability": "50%", "delay": "1min"}})
    script = {("retry", 1, 1): 0.1, ("retry_delay", 1, 1): 50.0, ("patience", 1, 2): 900.0}
    customers = [*(chat(0.0, 50.0) for _ in range(3)), chat(10.0, 20.0, patience=20.0, script=script)]
    assert trace(study, customers)[3:] == ["3/1/1 chat 10 +20 abandoned", "3/1/2 chat 80 +20 answered desk 20"]
