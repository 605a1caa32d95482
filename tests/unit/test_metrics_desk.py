"""Chats, call-backs, second tiers and VIPs, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.metrics import Measures, measure
from sim.records import CHATTING, NOT_REACHED
from tests.unit.handmade import HOUR, Call, Spell, desk_of, plan_of, queue_of, records_of, study_of

CHAT = queue_of(channel="chat")
TWO_AT_ONCE = desk_of(skills={"calls": {"concurrency": 2}})
CHATS = [
    Call(0.0, 0.0, handle_time=600.0, shared=True),
    Call(300.0, 0.0, handle_time=600.0, shared=True),  # beside the first from 300 to 600
    Call(HOUR - 100.0, 0.0, handle_time=200.0, shared=True),  # half in each of two hours
]
CHATTED: list[Spell] = [(0, 0.0, 900.0, CHATTING), (0, HOUR - 100.0, HOUR + 100.0, CHATTING)]
MISSED: list[Spell] = [(0, 2000.0, 2030.0, NOT_REACHED)]


def measured(calls: list[Call], spells: list[Spell] | None = None, **changes: Any) -> Measures:
    study = study_of(**changes)
    records = records_of(study, calls, spells=spells or ())
    return measure(study, "one", np.ones(len(records.ticket_end), dtype=bool), plan_of(study), records)


def test_two_chats_of_one_agent_are_one_agents_time() -> None:
    measures = measured(CHATS, CHATTED, queues={"calls": CHAT}, pools={"desk": TWO_AT_ONCE})
    assert measures.pool_busy[0, :3].tolist() == [1000, 100, 0]
    assert measures.ratio("pool", "desk", "busy_hours") == (1100 / HOUR, 1)
    assert measures.chats[0, :3].tolist() == [[1300, 1000], [100, 100], [0, 0]]  # 2 × 600 + 100 in the first hour
    assert measures.ratio("pool", "desk", "chats_in_hand") == (1400, 1100)
    assert measures.pool_weeks[0, 0, [1, 3]].tolist() == [1100, 1400]
    assert measures.ratio("pool", "desk", "contacts") == (3, 1)
    assert measures.ratio("queue", "calls", "handle_time") == (1400, 3)


def test_a_chat_of_a_whole_agent_is_its_own_time() -> None:
    measures = measured([Call(0.0, 0.0, handle_time=600.0)], queues={"calls": CHAT})
    assert measures.ratio("pool", "desk", "busy_hours") == (600 / HOUR, 1)
    assert measures.chats.shape == (0, 48, 2)
    assert ("pool", "desk", "chats_in_hand") not in measures.kpi_keys


def test_an_agent_is_busy_with_a_call_back_that_nobody_takes() -> None:
    measures = measured([Call(0.0, 0.0, handle_time=600.0)], MISSED)
    assert measures.ratio("pool", "desk", "busy_hours") == (630 / HOUR, 1)
    assert measures.pool_weeks[0, 0, [1, 3]].tolist() == [630, 600]


CALL_BACK = queue_of(max_wait={"after": "2min", "then": "callback"})
CALLED = [
    Call(0.0, 5.0, handle_time=100.0),
    Call(10.0, 120.0, "callbacks", handle_time=300.0, start=1130.0),  # 1000 s after the request
    Call(20.0, 120.0, "callbacks", handle_time=200.0, start=640.0),  # 500 s after it
    Call(30.0, 120.0, "callbacks"),  # never reached
]


@pytest.mark.parametrize(("scope", "name"), [("total", ""), ("queue", "calls"), ("market", "home")])
def test_call_backs_wait_off_the_line(scope: str, name: str) -> None:
    measures = measured(CALLED, queues={"calls": CALL_BACK})
    assert measures.ratio(scope, name, "callbacks") == (3, 1)
    assert measures.ratio(scope, name, "callbacks_reached") == (2, 3)
    assert measures.ratio(scope, name, "callback_wait") == (1500, 2)
    assert measures.ratio(scope, name, "mean_wait") == (365, 4)  # to the request
    assert measures.ratio(scope, name, "service_level") == (1, 1)  # call-backs stand outside
    assert measures.ratio(scope, name, "speed_of_answer") == (5, 1)
    assert measures.ratio(scope, name, "handle_time") == (600, 3)


def test_a_call_back_reached_is_a_contact_of_its_pool() -> None:
    measures = measured(CALLED, queues={"calls": CALL_BACK})
    assert measures.ratio("pool", "desk", "contacts") == (3, 1)
    assert measures.ratio("pool", "desk", "handle_time") == (600, 3)
    assert measures.ratio("pool", "desk", "busy_hours") == (600 / HOUR, 1)
    assert measures.ratio("pool", "desk", "service_level") == (1, 1)


def test_only_a_queue_that_offers_call_backs_has_their_figures() -> None:
    queues = {"calls": CALL_BACK, "other": queue_of(when_closed={"then": "message"})}
    demand = [{"market": "home", "queue": queue, "rate": "1/h"} for queue in queues]
    measures = measured(CALLED, queues=queues, demand=demand)
    found = [key[:2] for key in measures.kpi_keys if key[2] == "callback_wait"]
    assert found == [("total", ""), ("queue", "calls"), ("market", "home")]
    assert measured([], queues={"calls": CALL_BACK}).ratio("total", "", "callback_wait") == (0, 0)


def test_contacts_passed_on_are_counted_where_they_arrive() -> None:
    queues = {"calls": queue_of(escalation={"share": "50%", "queue": "tier_two"}), "tier_two": queue_of()}
    calls = [
        Call(0.0, ticket=0),
        Call(100.0, ticket=0, round_=2, queue=1, escalated=True),
        Call(200.0, ticket=1, queue=1),  # came to the second tier by itself
    ]
    demand = [{"market": "home", "queue": queue, "rate": "1/h"} for queue in queues]
    measures = measured(calls, queues=queues, demand=demand)
    assert measures.ratio("queue", "tier_two", "escalations_received") == (1, 1)
    assert measures.ratio("queue", "tier_two", "offered") == (2, 1)
    assert ("queue", "calls", "escalations_received") not in measures.kpi_keys
    assert measures.ratio("total", "", "contacts_per_ticket") == (3, 2)


def test_vips_have_figures_of_their_own() -> None:
    queues = {"calls": queue_of(vip={"share": "20%", "priority": 0}), "other": queue_of()}
    calls = [
        Call(0.0, 10.0, vip=True),
        Call(0.0, 30.0, vip=True),
        Call(0.0, 40.0, "abandoned", vip=True),
        Call(0.0, 0.0, "blocked", vip=True),
        Call(0.0, 500.0),
    ]
    demand = [{"market": "home", "queue": queue, "rate": "1/h"} for queue in queues]
    measures = measured(calls, queues=queues, demand=demand)
    found = {key[2]: measures.ratio(*key) for key in measures.kpi_keys if key[0] == "vip"}
    assert found == {
        "offered": (4, 1), "abandonment_rate": (1, 4), "service_level": (1, 3), "mean_wait": (80, 3),
    }  # fmt: skip
    assert {key[1] for key in measures.kpi_keys if key[0] == "vip"} == {"calls"}
