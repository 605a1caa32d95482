"""Chats: several in one agent's hands, slower together, re-timed as they come and go; whole agents beside them."""

from typing import Any

import pytest

from sim.records import CHATTING, Records
from sim.study.study import Study
from tests.engines.scripted import HOUR, Customer, duty, lines, played, trace, world

FIVE = 17 * HOUR
OFFICE: dict[str, Any] = {"opening_hours": {"daily": "09:00-17:00"}}
PAIR = {"concurrency": 2, "concurrency_slowdown": 1.5}
TRIO = {"concurrency": 3, "concurrency_slowdown": [1, 1.5, 2]}


def chats(skill: dict[str, Any], rule: dict[str, Any] | None = None) -> Study:
    """One chat queue and one desk."""
    return world({"chat": {"channel": "chat", **(rule or {})}}, pools={"desk": {"skills": {"chat": skill}}})


def blended(
    skill: dict[str, Any], chat: dict[str, Any] | None = None, calls: dict[str, Any] | None = None
) -> Study:
    """Calls and chats at one desk."""
    queues = {"calls": calls or {}, "chat": {"channel": "chat", **(chat or {})}}
    return world(queues, pools={"desk": {"skills": {"calls": {}, "chat": skill}}})


def chat(at: float, work: float = 60.0, **more: Any) -> Customer:
    """A customer who chats."""
    return Customer(at, work, queue="chat", **more)


def spells(records: Records) -> list[tuple[float, float]]:
    """When an agent had chats in hand, in order."""
    assert set(records.spells.kind.tolist()) <= {CHATTING}
    return sorted(zip(records.spells.begin.tolist(), records.spells.end.tolist(), strict=True))


# Slower together ---------------------------------------------------------------------------------------------------


def test_two_chats_slow_each_other_down_while_both_are_in_hand() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0), chat(30.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 75",  # 30 s alone, then half of its work at a rate of 1/1.5
        "1/1/1 chat 30 +0 answered desk 75",  # 45 s of two, then half of its work alone
    ]
    assert records.start.tolist() == [0.0, 30.0]
    assert records.shared.tolist() == [True, True]
    assert spells(records) == [(0.0, 105.0)]
    assert duty(records) == [(0.0, 1.0)]


def test_remaining_work_is_timed_again_whenever_the_number_in_hand_changes() -> None:
    study = chats(TRIO)
    records = played(study, [chat(0.0, 100.0), chat(10.0, 50.0), chat(40.0, 10.0), chat(75.0, 30.0)])
    assert lines(study, records) == [
        # work left:  at 10: 90 | at 40, of two: 70, 30 | at 60, of three: 60, 20, 0 | at 75, of two: 50, 10
        # at 75, of three: at 95 the second ends, and 40 and 20 are left | of two, at 125 the fourth ends: 20 left
        "0/1/1 chat 0 +0 answered desk 145",
        "1/1/1 chat 10 +0 answered desk 85",
        "2/1/1 chat 40 +0 answered desk 20",
        "3/1/1 chat 75 +0 answered desk 50",
    ]
    assert spells(records) == [(0.0, 145.0)]


def test_two_that_end_at_one_time_end_in_the_order_of_tickets() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0), chat(0.0), chat(10.0), chat(20.0, 15.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 90",
        "1/1/1 chat 0 +0 answered desk 90",
        "2/1/1 chat 10 +80 answered desk 67.5",
        "3/1/1 chat 20 +70 answered desk 22.5",
    ]
    assert spells(records) == [(0.0, 157.5)]


def test_a_chat_ends_before_another_comes_at_the_same_time() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0), chat(60.0)])
    assert [line.split()[-1] for line in lines(study, records)] == ["60", "60"]
    assert spells(records) == [(0.0, 60.0), (60.0, 120.0)]


def test_without_a_slowdown_chats_run_beside_each_other() -> None:
    study = chats({"concurrency": 2})
    assert trace(study, [chat(0.0, 100.0), chat(10.0, 20.0), chat(20.0, 10.0), chat(25.0, 50.0)]) == [
        "0/1/1 chat 0 +0 answered desk 100",
        "1/1/1 chat 10 +0 answered desk 20",
        "2/1/1 chat 20 +10 answered desk 10",
        "3/1/1 chat 25 +15 answered desk 50",
    ]


def test_processor_sharing_shares_one_agent_by_halves() -> None:
    study = chats({"concurrency": 2, "concurrency_slowdown": 2})
    assert trace(study, [chat(0.0), chat(20.0, 10.0), chat(100.0, 5.0)]) == [
        "0/1/1 chat 0 +0 answered desk 70",
        "1/1/1 chat 20 +0 answered desk 20",
        "2/1/1 chat 100 +0 answered desk 5",
    ]


def test_a_slower_pool_slows_the_work_down_before_the_others_do() -> None:
    study = chats({**PAIR, "handle_time_factor": 1.25})
    assert trace(study, [chat(0.0, 48.0), chat(30.0, 48.0)]) == [  # 60 s of work each
        "0/1/1 chat 0 +0 answered desk 75",
        "1/1/1 chat 30 +0 answered desk 75",
    ]


def test_times_of_chats_lie_on_the_grid() -> None:
    study = chats({"concurrency": 3, "concurrency_slowdown": 1.7})
    records = played(study, [chat(0.0, 100.0), chat(10.0, 50.0), chat(11.0, 70.0), chat(50.0, 33.0)], 1)
    ends = records.start + records.handle_time
    for times in (records.start, records.handle_time, records.spells.begin, records.spells.end):
        assert (times * 2**20 % 1 == 0).all()
    # of three from 11 on (slowdown 1.7): the second has 50 - 1/1.35 left and ends 1.7 times as long later
    second = 11 + (50 - 1 / 1.35) * 1.7
    assert ends[1] == pytest.approx(second, abs=2**-19)
    assert records.start[3] == ends[1]  # a place is free
    assert ends.max() == records.spells.end.max()


def test_a_chat_without_work_ends_at_once() -> None:
    study = chats(PAIR)
    assert trace(study, [chat(0.0), chat(30.0, 0.0)]) == [
        "0/1/1 chat 0 +0 answered desk 60",
        "1/1/1 chat 30 +0 answered desk 0",
    ]


# Which agent --------------------------------------------------------------------------------------------------------


def test_an_idle_agent_takes_a_chat_before_one_who_has_chats() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0), chat(30.0)], 2)
    assert [line.split()[-1] for line in lines(study, records)] == ["60", "60"]
    assert spells(records) == [(0.0, 60.0), (30.0, 90.0)]


def test_a_chat_goes_to_the_agent_with_the_fewest() -> None:
    study = chats(TRIO)
    records = played(study, [chat(0.0, 200.0), chat(0.0, 200.0), chat(10.0, 20.0), chat(20.0, 40.0)], 2)
    # the third joins one of the first two, the fourth the other: both are two from 20 on
    assert records.handle_time.tolist()[2:] == [30.0, 60.0]
    assert sorted(records.handle_time.tolist()[:2]) == [210.0, 220.0]
    assert spells(records) == [(0.0, 210.0), (0.0, 220.0)]


def test_a_full_set_lets_a_chat_wait_and_leave() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0), chat(0.0), chat(10.0, patience=80.0), chat(20.0, patience=30.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 90",
        "1/1/1 chat 0 +0 answered desk 90",
        "2/1/1 chat 10 +80 answered desk 60",  # the chats end before its patience, at the same time
        "3/1/1 chat 20 +30 abandoned",
    ]


def test_lines_hold_the_chats_in_hand_too() -> None:
    study = chats(PAIR, {"lines": 2})
    assert trace(study, [chat(0.0), chat(30.0), chat(40.0), chat(75.0)])[2:] == [
        "2/1/1 chat 40 +0 blocked",
        "3/1/1 chat 75 +0 answered desk 75",
    ]


def test_one_at_a_time_is_a_whole_agent_as_for_a_call() -> None:
    customers = [(0.0, 60.0, 500.0), (10.0, 30.0, 500.0), (20.0, 30.0, 20.0), (30.0, 45.5, 500.0)]
    one = chats({"concurrency": 1})
    records = played(one, [Customer(t, w, p, queue="chat") for t, w, p in customers])
    calls = trace(world(), [Customer(t, w, p) for t, w, p in customers])
    assert lines(one, records) == [line.replace("calls", "chat") for line in calls]
    assert not records.shared.any()
    assert spells(records) == []


# Whole agents -------------------------------------------------------------------------------------------------------


def test_an_agent_with_a_chat_takes_no_call() -> None:
    study = blended(PAIR, {"priority": 2})
    records = played(study, [chat(0.0), Customer(10.0), chat(70.0), Customer(200.0, 30.0), chat(210.0)])
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 60",
        "1/1/1 calls 10 +50 answered desk 60",
        "2/1/1 chat 70 +50 answered desk 60",  # and one with a call takes no chat
        "3/1/1 calls 200 +0 answered desk 30",
        "4/1/1 chat 210 +20 answered desk 60",
    ]
    assert records.shared.tolist() == [True, False, True, False, True]
    assert spells(records) == [(0.0, 60.0), (120.0, 180.0), (230.0, 290.0)]


def test_while_a_call_of_higher_priority_waits_an_agent_with_chats_takes_no_new_one() -> None:
    study = blended(PAIR, {"priority": 2})
    assert trace(study, [chat(0.0, 100.0), Customer(10.0), chat(20.0)]) == [
        "0/1/1 chat 0 +0 answered desk 100",
        "1/1/1 calls 10 +90 answered desk 60",
        "2/1/1 chat 20 +140 answered desk 60",
    ]


def test_the_chats_go_on_when_the_call_that_held_them_back_leaves() -> None:
    study = blended(PAIR, {"priority": 2})
    assert trace(study, [chat(0.0, 100.0), Customer(10.0, patience=20.0), chat(20.0, 40.0)]) == [
        "0/1/1 chat 0 +0 answered desk 120",  # of two from 30 to 90
        "1/1/1 calls 10 +20 abandoned",
        "2/1/1 chat 20 +10 answered desk 60",
    ]


def test_a_call_of_the_same_or_lower_priority_holds_no_chat_back() -> None:
    for priority in (1, 2):
        study = blended({"concurrency": 2}, {"priority": 1}, {"priority": priority})
        assert trace(study, [chat(0.0, 100.0), Customer(10.0), chat(20.0, 100.0)]) == [
            "0/1/1 chat 0 +0 answered desk 100",
            "1/1/1 calls 10 +110 answered desk 60",
            "2/1/1 chat 20 +0 answered desk 100",
        ]


def test_a_call_that_the_pool_may_not_take_holds_no_chat_back() -> None:
    queues = {"calls": {}, "chat": {"channel": "chat", "priority": 2}}
    routing = {"calls": ["other", {"pool": "desk", "after": "50s"}], "chat": ["desk"]}
    pools = {"desk": {"skills": {"calls": {}, "chat": {"concurrency": 3}}}, "other": {}}
    study = world(queues, routing, pools)
    customers = [chat(0.0, 100.0), Customer(10.0, 200.0), Customer(20.0), chat(30.0, 100.0), chat(80.0, 10.0)]
    assert trace(study, customers) == [
        "0/1/1 chat 0 +0 answered desk 100",
        "1/1/1 calls 10 +0 answered other 200",
        "2/1/1 calls 20 +110 answered desk 60",  # opened to the desk at 70
        "3/1/1 chat 30 +0 answered desk 100",
        "4/1/1 chat 80 +110 answered desk 10",
    ]


def test_a_freed_agent_takes_the_longest_waiting_of_one_priority_and_then_as_many_chats_as_fit() -> None:
    study = blended({"concurrency": 2})
    customers = [Customer(0.0, 100.0), chat(10.0), chat(20.0, 80.0), chat(30.0, 30.0), Customer(40.0)]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 chat 10 +90 answered desk 60",
        "2/1/1 chat 20 +80 answered desk 80",
        "3/1/1 chat 30 +130 answered desk 30",
        "4/1/1 calls 40 +150 answered desk 60",
    ]


# Agents who come and go ---------------------------------------------------------------------------------------------


def test_when_the_roster_falls_the_one_with_the_fewest_chats_leaves_when_done() -> None:
    study = chats({"concurrency": 2})
    customers = [
        chat(0.0, 300.0), chat(0.0, 300.0), chat(10.0, 500.0),
        chat(110.0, 100.0, patience=50.0), chat(300.0, 20.0), chat(305.0, 20.0),
    ]  # fmt: skip
    records = played(study, customers, {"desk": [(0.0, 2), (100.0, 1)]})
    assert lines(study, records)[3:] == [
        "3/1/1 chat 110 +50 abandoned",  # one agent is full, the other on the way home
        "4/1/1 chat 300 +0 answered desk 20",
        "5/1/1 chat 305 +15 answered desk 20",
    ]
    assert duty(records) == [(0.0, 2.0), (300.0, 1.0)]
    assert spells(records) == [(0.0, 300.0), (0.0, 510.0)]


def test_idle_agents_leave_before_those_with_chats() -> None:
    study = chats({"concurrency": 2})
    records = played(study, [chat(0.0, 200.0), chat(150.0, 30.0)], {"desk": [(0.0, 2), (100.0, 1)]})
    assert lines(study, records)[1] == "1/1/1 chat 150 +0 answered desk 30"
    assert duty(records) == [(0.0, 2.0), (100.0, 1.0)]
    assert spells(records) == [(0.0, 200.0)]


def test_when_the_roster_falls_to_nobody_the_chats_in_hand_are_finished_and_none_is_taken() -> None:
    study = chats(PAIR)
    roster = {"desk": [(0.0, 1), (50.0, 0), (HOUR, 1)]}
    records = played(study, [chat(0.0, 100.0), chat(40.0, 20.0), chat(70.0)], roster)
    assert lines(study, records) == [
        "0/1/1 chat 0 +0 answered desk 110",
        "1/1/1 chat 40 +0 answered desk 30",
        f"2/1/1 chat 70 +{HOUR - 70:.0f} answered desk 60",
    ]
    assert duty(records) == [(0.0, 1.0), (110.0, 0.0), (HOUR, 1.0)]


def test_an_agent_on_the_way_home_stays_when_the_roster_rises_again() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0, 100.0), chat(70.0, 30.0)], {"desk": [(0.0, 1), (50.0, 0), (60.0, 1)]})
    assert lines(study, records) == ["0/1/1 chat 0 +0 answered desk 115", "1/1/1 chat 70 +0 answered desk 45"]
    assert duty(records) == [(0.0, 1.0)]
    assert spells(records) == [(0.0, 115.0)]


def test_agents_who_come_take_the_waiting_chats_each_its_share() -> None:
    study = chats(PAIR)
    records = played(study, [chat(0.0), chat(1.0), chat(2.0), chat(3.0), chat(4.0)], {"desk": [(0.0, 0), (100.0, 2)]})
    assert [line.split()[3:] for line in lines(study, records)] == [
        ["+100", "answered", "desk", "90"],
        ["+99", "answered", "desk", "90"],
        ["+98", "answered", "desk", "90"],
        ["+97", "answered", "desk", "90"],
        ["+186", "answered", "desk", "60"],
    ]
