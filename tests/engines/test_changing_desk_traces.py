"""Desks that change under what waits and what is in hand: rosters, shares, closing, call-backs and chats together."""

from typing import Any

from sim.records import CHATTING, NOT_REACHED
from tests.engines.scripted import (
    DAY,
    HOUR,
    LIMIT,
    Customer,
    Roster,
    duty,
    lines,
    played,
    ticket_outcomes,
    trace,
    world,
)
from tests.engines.test_chat_traces import blended, chat, chats, spells
from tests.engines.test_offer_traces import CALLED, FIVE, NINE, OFFICE, SELDOM, missed, starts

MORNING = DAY + NINE
HALVES: dict[str, Any] = {"calls": [{"share": {"a": 1, "b": 1}}]}
TO_A: dict[tuple[Any, ...], float] = {("share", 1, 1): 0.2}


def test_a_call_back_is_led_anew_when_the_pool_of_its_share_goes() -> None:
    study = world({"calls": {"max_wait": CALLED}}, HALVES, {"a": {}, "b": {}})
    rosters: dict[str, Roster] = {"a": [(0.0, 1), (100.0, 0)], "b": [(0.0, 1)]}
    records = played(study, [Customer(0.0, 500.0, script=TO_A), Customer(10.0, script=TO_A)], rosters)
    assert lines(study, records)[1] == "1/1/1 calls 10 +30 callbacks b 60"
    assert starts(records) == [0.0, 100.0]


def test_the_next_call_is_made_by_the_pool_of_the_share_that_is_on_duty_then() -> None:
    study = world({"calls": {"max_wait": {**CALLED, "no_answer": SELDOM}}}, HALVES, {"a": {}, "b": {}})
    rosters: dict[str, Roster] = {"a": [(0.0, 1), (100.0, 0), (120.0, 1)], "b": [(0.0, 1)]}
    customers = [Customer(0.0, 500.0, script=TO_A), Customer(10.0, script={**TO_A, **missed(1)})]
    records = played(study, customers, rosters)
    assert lines(study, records)[1] == "1/1/1 calls 10 +30 callbacks a 60"
    assert starts(records) == [0.0, 740.0]
    assert [records.pools[pool] for pool in records.spells.pool.tolist()] == ["b"]
    assert (records.spells.begin.tolist(), records.spells.end.tolist()) == ([100.0], [140.0])


def test_a_call_back_led_to_another_pool_is_made_by_that_pool_alone() -> None:
    study = world(
        {"calls": {"max_wait": {**CALLED, "no_answer": SELDOM}}},
        {"calls": [{"share": {"a": 1, "b": 1, "c": 1}}]},
        {"a": {}, "b": {}, "c": {}},
    )
    to = {pool: {("share", 1, 1): share} for pool, share in [("a", 0.1), ("a, or b of three", 0.4), ("b", 0.5)]}
    customers = [
        Customer(0.0, script=to["a"]), Customer(10.0, script={**to["a, or b of three"], **missed(1)}),
        Customer(600.0, 150.0, script=to["a"]), Customer(610.0, 300.0, script=to["b"]),
    ]  # fmt: skip
    records = played(study, customers, {"a": [(0.0, 1)], "b": [(0.0, 1)], "c": [(0.0, 0), (500.0, 1)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered a 60",
        "1/1/1 calls 10 +30 callbacks b 60",  # rung by a at 60; due again at 700, when its share leads to b
        "2/1/1 calls 600 +0 answered a 150",
        "3/1/1 calls 610 +0 answered b 300",
    ]
    assert starts(records) == [0.0, 910.0, 600.0, 610.0]


def test_a_step_that_a_share_leads_to_no_more_never_opens() -> None:
    study = world(
        routing={"calls": [{"share": {"a": 1, "b": 1, "c": 1}, "after": "30s"}]}, pools={"a": {}, "b": {}, "c": {}}
    )
    rosters: dict[str, Roster] = {"a": [(0.0, 1)], "b": [(0.0, 0), (10.0, 1)], "c": [(0.0, 1)]}
    customers = [Customer(0.0, script={("share", 1, 1): 0.4})]  # a of a and c; b of all three, from 10 on
    assert trace(study, customers, rosters) == ["0/1/1 calls 0 +30 answered b 60"]
    rosters["b"] = [(0.0, 0), (10.0, 1), (20.0, 0)]
    assert trace(study, customers, rosters) == ["0/1/1 calls 0 +30 answered a 60"]


def test_agents_who_stay_for_a_closed_queue_take_their_share_of_another() -> None:
    queues = {"calls": OFFICE, "other": {"priority": 0}}
    study = world(queues, {"calls": ["a"], "other": HALVES["calls"]}, {"a": {}, "b": {}})
    rosters: dict[str, Roster] = {"a": [(0.0, 1), (FIVE, 0)], "b": [(0.0, 1)]}
    customers = [Customer(FIVE - 100, 150.0), Customer(FIVE - 50), Customer(FIVE + 10, queue="other", script=TO_A)]
    assert trace(study, customers, rosters)[1:] == [
        f"1/1/1 calls {FIVE - 50:.0f} +160 answered a 60",
        f"2/1/1 other {FIVE + 10:.0f} +40 answered a 60",
    ]


def test_a_roster_that_rises_relieves_those_who_stayed() -> None:
    study = world({"calls": OFFICE})
    rosters: dict[str, Roster] = {"desk": [(0.0, 1), (FIVE, 0), (FIVE + 20, 3), (FIVE + 30, 0)]}
    customers = [Customer(FIVE - 100, 150.0), Customer(FIVE - 50), Customer(FIVE - 40), Customer(FIVE - 30)]
    records = played(study, customers, rosters)
    assert starts(records)[1:] == [FIVE + 20, FIVE + 20, FIVE + 50]
    assert duty(records) == [(0.0, 1.0), (FIVE + 20, 3.0), (FIVE + 80, 1.0), (FIVE + 110, 0.0)]


def test_who_is_rung_in_vain_holds_no_chat_back_until_the_next_call_is_due() -> None:
    calls = {"max_wait": {**CALLED, "no_answer": SELDOM}}
    study = blended({"concurrency": 2}, {"priority": 2}, calls)
    customers = [
        Customer(0.0, 100.0), chat(0.0, 900.0), Customer(10.0, script=missed(1)), chat(20.0, 50.0),
        Customer(700.0, 100.0), chat(745.0, 30.0),
    ]  # fmt: skip
    records = played(study, customers, 2)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 chat 0 +0 answered desk 900",
        "2/1/1 calls 10 +30 callbacks desk 60",
        "3/1/1 chat 20 +80 answered desk 50",  # from 100 on only the agent who rings is bound
        "4/1/1 calls 700 +0 answered desk 100",
        "5/1/1 chat 745 +55 answered desk 30",  # from 740 to 800 the call-back is due again
    ]
    assert starts(records)[2] == 800.0
    kinds = sorted(zip(records.spells.kind.tolist(), records.spells.begin.tolist(), strict=True))
    assert kinds == [(CHATTING, 0.0), (NOT_REACHED, 100.0)]


def test_a_call_back_kept_to_the_next_opening_holds_no_chat_back() -> None:
    study = blended({"concurrency": 2}, {"priority": 2}, {**OFFICE, "at_close": "carry", "max_wait": CALLED})
    records = played(study, [chat(FIVE - 100, 300.0), Customer(FIVE - 90), chat(FIVE - 50, 50.0)])
    assert lines(study, records) == [
        f"0/1/1 chat {FIVE - 100:.0f} +0 answered desk 300",
        f"1/1/1 calls {FIVE - 90:.0f} +30 callbacks desk 60",
        f"2/1/1 chat {FIVE - 50:.0f} +50 answered desk 50",
    ]
    assert starts(records)[1] == MORNING


def test_a_call_sent_away_at_closing_holds_no_chat_back() -> None:
    study = blended({"concurrency": 2}, {"priority": 2}, {**OFFICE, "at_close": "clear"})
    assert trace(study, [chat(FIVE - 100, 300.0), Customer(FIVE - 90), chat(FIVE - 50, 50.0)])[1:] == [
        f"1/1/1 calls {FIVE - 90:.0f} +90 abandoned",
        f"2/1/1 chat {FIVE - 50:.0f} +50 answered desk 50",
    ]


def test_a_call_that_leaves_a_message_holds_no_chat_back() -> None:
    study = blended({"concurrency": 2}, {"priority": 2}, {"max_wait": {"after": "30s", "then": "message"}})
    assert trace(study, [chat(0.0, 300.0), Customer(10.0), chat(20.0, 50.0)])[1:] == [
        "1/1/1 calls 10 +30 messages",
        "2/1/1 chat 20 +20 answered desk 50",
    ]


def test_a_roster_that_falls_and_rises_among_calls_and_chats() -> None:
    study = blended({"concurrency": 3})
    customers = [
        chat(0.0, 400.0), chat(0.0, 400.0), Customer(0.0, 120.0), chat(5.0, 400.0), chat(110.0, 30.0), chat(115.0),
    ]  # fmt: skip
    records = played(study, customers, {"desk": [(0.0, 3), (100.0, 1), (130.0, 3)]})
    assert lines(study, records)[2:] == [
        "2/1/1 calls 0 +0 answered desk 120",
        "3/1/1 chat 5 +0 answered desk 400",
        "4/1/1 chat 110 +0 answered desk 30",  # by the agent with two, who stays
        "5/1/1 chat 115 +15 answered desk 60",  # one is full, one on the way home, one has gone after the call
    ]
    assert duty(records) == [(0.0, 3.0), (120.0, 2.0), (130.0, 3.0)]
    assert spells(records) == [(0.0, 400.0), (0.0, 405.0), (130.0, 190.0)]


def test_agents_with_chats_still_held_when_the_queue_opens_again_follow_the_roster() -> None:
    noon = 12 * HOUR
    study = chats({"concurrency": 2}, {"opening_hours": {"daily": ["09:00-12:00", "12:01-17:00"]}})
    customers = [chat(noon - 10, 300.0), chat(noon - 9, 299.0), chat(noon - 8, 5.0)]
    records = played(study, customers, {"desk": [(0.0, 1), (noon, 0), (MORNING, 1)]})
    assert lines(study, records)[2] == f"2/1/1 chat {noon - 8:.0f} +{MORNING - noon + 8:.0f} answered desk 5"
    assert duty(records) == [(0.0, 1.0), (noon + 290, 0.0), (MORNING, 1.0)]


def test_an_agent_who_becomes_idle_leaves_though_another_was_on_the_way_home() -> None:
    study = chats({"concurrency": 2})
    customers = [chat(0.0, 130.0), chat(0.0, 130.0), chat(10.0, 100.0), chat(135.0, 50.0)]
    records = played(study, customers, {"desk": [(0.0, 2), (100.0, 1)]})
    # the two have two chats and one from 10 on; at 110 one each, at 130 both are without
    assert lines(study, records)[3] == "3/1/1 chat 135 +0 answered desk 50"
    assert duty(records) == [(0.0, 2.0), (130.0, 1.0)]
    assert spells(records) == [(0.0, 130.0), (0.0, 130.0), (135.0, 185.0)]


def test_the_agent_kept_free_is_counted_on_the_roster_of_the_moment() -> None:
    routing = {"calls": ["desk"], "other": [{"pool": "desk", "keep_free": 1}]}
    study = world({"calls": {}, "other": {}}, routing)
    customers = [Customer(0.0, 100.0, queue="other"), Customer(60.0, queue="other")]
    records = played(study, customers, {"desk": [(0.0, 2), (50.0, 1), (200.0, 2)]})
    assert lines(study, records)[1] == "1/1/1 other 60 +140 answered desk 60"
    assert duty(records) == [(0.0, 2.0), (50.0, 1.0), (200.0, 2.0)]


def test_two_agents_free_at_one_time_leave_one_kept_free() -> None:
    routing = {"calls": ["desk"], "other": [{"pool": "desk", "keep_free": 1}]}
    study = world({"calls": {}, "other": {}}, routing)
    calls = [Customer(0.0, 100.0), Customer(0.0, 100.0)]
    customers = [*calls, Customer(10.0, queue="other"), Customer(20.0, queue="other")]
    assert trace(study, customers, 2)[2:] == [
        "2/1/1 other 10 +90 answered desk 60", "3/1/1 other 20 +140 answered desk 60",
    ]  # fmt: skip


def test_a_pool_without_anybody_ever_leaves_its_place_to_the_next() -> None:
    route: list[Any] = [{"share": {"a": 1, "b": 1}}, {"pool": "c", "when": {"closed": "a"}}]
    study = world(routing={"calls": route}, pools={"a": {}, "b": {}, "c": {}})
    rosters: dict[str, Roster] = {"a": [(0.0, 0)], "b": [(0.0, 1), (50.0, 0)], "c": [(0.0, 1)]}
    customers = [Customer(0.0, 500.0, script=TO_A), Customer(10.0, 100.0), Customer(20.0), Customer(60.0)]
    records = played(study, customers, rosters)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered b 500",
        "1/1/1 calls 10 +0 answered c 100",
        "2/1/1 calls 20 +90 answered c 60",
        "3/1/1 calls 60 +110 answered c 60",
    ]
    assert records.opened.tolist() == [0.0, 10.0, 20.0, 60.0]


def test_a_full_second_tier_blocks_who_is_passed_on() -> None:
    queues = {
        "calls": {"escalation": {"share": "20%", "queue": "expert"}},
        "expert": {"lines": 1, "retry": {"probability": "50%", "delay": "1min"}},
    }
    study = world(queues, {"calls": ["desk"], "expert": ["lab"]}, {"desk": {}, "lab": {}})
    script = {("escalation", 1): 0.1, ("retry", 2, 1): 0.1, ("retry_delay", 2, 1): 50.0}
    records = played(study, [Customer(0.0, 100.0, queue="expert"), Customer(10.0, script=script)])
    assert lines(study, records)[1:] == [
        "1/1/1 calls 10 +0 answered desk 60",
        "1/2/1 expert 70 +0 blocked",
        "1/2/2 expert 120 +0 answered lab 60",
    ]
    assert ticket_outcomes(records) == ["resolved", "resolved"]


def test_a_call_back_of_one_market_waits_for_its_own_morning() -> None:
    markets = {"home": {"time_zone": "UTC"}, "west": {"time_zone": "America/New_York"}}  # five hours behind
    demand: list[Any] = [{"market": name, "queue": "calls", "rate": "1/h"} for name in markets]
    rule = {**OFFICE, "at_close": "carry", "max_wait": CALLED}
    study = world({"calls": rule}, markets=markets, demand=demand)
    customers = [Customer(FIVE - 100, 200.0), Customer(FIVE - 90), Customer(FIVE - 80, market="west")]
    records = played(study, customers)
    assert starts(records) == [FIVE - 100, MORNING, FIVE + 100]


def test_call_backs_of_a_pool_that_never_comes_are_lost_when_the_books_are_closed() -> None:
    study = world({"calls": {"max_wait": CALLED}})
    records = played(study, [Customer(10.0), Customer(20.0)], {"desk": [(0.0, 0), (LIMIT - 50.0, 1)]})
    assert lines(study, records) == ["0/1/1 calls 10 +30 callbacks desk 60", "1/1/1 calls 20 +30 callbacks"]
    assert starts(records) == [LIMIT - 50.0, None]
    assert ticket_outcomes(records)[1] == "lost"
