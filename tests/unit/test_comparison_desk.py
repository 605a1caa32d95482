"""The summary and the tables of a desk with a telephone, chats and mail, from hand-made records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.comparison import Results, headline, ranking, summarise
from sim.comparison.answer import promise, question
from sim.comparison.sample import Outcome
from sim.cost import cost_statement
from sim.metrics import measure
from sim.records import CHATTING
from sim.study.study import Study
from tests.unit.handmade import DAY, HOUR, Call, desk_of, plan_of, queue_of, records_of, study_of

GOAL = {"service_level": "each_week", "budget": 4_000_000}


def desk(goal: dict[str, Any] | None = None) -> Study:
    queues = {
        "phone": queue_of(vip={"share": "10%", "priority": 0}),
        "chat": queue_of(channel="chat", service_level={"target": "80%", "within": "40s"}),
        "email": queue_of(channel="email", service_level={"target": "95%", "within": "24h"}),
    }
    skills = {"phone": {}, "chat": {"concurrency": 2}, "email": {}}
    plain = {"staffing": {"desk": {"agents": 2}}, "routing": {name: ["desk"] for name in queues}}
    without = {"staffing": {"apart": {"agents": 2}}, "routing": {name: ["apart"] for name in queues}}
    return study_of(
        queues=queues,
        demand=[{"market": "home", "queue": name, "rate": "1/h"} for name in queues],
        pools={"desk": desk_of(skills=skills), "apart": desk_of(skills=dict.fromkeys(queues, {}))},
        strategies={"blended": plain, "apart": without},
        goal=GOAL if goal is None else goal,
    )


def season(study: Study, replication: int) -> dict[str, Outcome]:
    """A VIP on the telephone, two chats at once, and a mail that in every second season waits for a day."""
    calls = [
        Call(0.0, 5.0, vip=True),
        Call(HOUR, 0.0, handle_time=1800.0, queue=1, shared=True),
        Call(HOUR, 0.0, handle_time=1800.0, queue=1, shared=True),
        Call(HOUR / 2, 1.6 * HOUR if replication % 2 else DAY + 1, queue=2),
    ]
    outcomes = {}
    for strategy in study.strategies:
        own = [Call(**{**vars(call), "shared": call.shared and strategy == "blended"}) for call in calls]
        spells = [(0, HOUR, HOUR + 1800.0, CHATTING)] if strategy == "blended" else []
        pools = study.strategies[strategy].staffing
        records = records_of(study, own, dict.fromkeys(pools, ((0.0, 2.0),)), spells=spells)
        given = (study, strategy, np.ones(4, dtype=bool), plan_of(study, strategy), records)
        outcomes[strategy] = (measure(*given), cost_statement(*given))
    return outcomes


def results(goal: dict[str, Any] | None = None) -> Results:
    study = desk(goal)
    plans = {name: plan_of(study, name) for name in study.strategies}
    return summarise(study, plans, (season(study, k) for k in range(4)), "simpy")


@pytest.fixture(scope="module")
def found() -> Results:
    return results()


def test_the_backlog_is_a_mean_over_the_seasons(found: Results) -> None:
    """The mail is open to 2:07:40 in two of the seasons, for a day in the others."""
    table = found.tables["backlog"]
    assert list(table) == ["strategy", "start", "queue", "open", "oldest_age"]
    mine = table["strategy"] == "blended"
    assert mine.sum() == 48 and set(table["queue"]) == {"email"}
    assert table["start"][mine][:2].tolist() == ["2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z"]
    assert table["open"][mine][[0, 1, 2, 3, 24, 25]].tolist() == [0, 1, 1, 0.5, 0.5, 0]
    assert table["oldest_age"][mine][[0, 1, 2, 3]].tolist() == [0, HOUR / 2, 1.5 * HOUR, 0.5 * 2.5 * HOUR]


def test_chat_load_is_a_mean_over_the_interval_and_the_seasons(found: Results) -> None:
    """Two chats of half an hour in the second hour, with one agent; a pool that takes one chat at a time has none."""
    table = found.tables["chats"]
    assert list(table) == ["strategy", "start", "pool", "chats", "agents"]
    assert set(table["strategy"]) == {"blended"} and set(table["pool"]) == {"desk"}
    assert table["chats"][:3].tolist() == [0, 1, 0]
    assert table["agents"][:3].tolist() == [0, 0.5, 0]


def test_a_desk_with_neither_has_no_such_tables() -> None:
    study = study_of(strategies={"one": {"staffing": {"desk": {"agents": 2}}, "routing": {"calls": ["desk"]}}})
    given = (study, "one", np.ones(0, dtype=bool), plan_of(study), records_of(study, []))
    plain = summarise(study, {"one": plan_of(study)}, [{"one": (measure(*given), cost_statement(*given))}], "simpy")
    assert "backlog" not in plain.tables and "chats" not in plain.tables


def test_the_summary_has_vips_and_the_setting_says_how_satisfaction_is_scored(found: Results) -> None:
    blended = found.summary["strategies"]["blended"]
    assert list(blended["vips"]) == ["phone"]
    assert blended["vips"]["phone"]["mean_wait"]["mean"] == 5
    assert blended["totals"]["satisfaction"]["mean"] == pytest.approx((4 * 0.82 - 0.5 * 0.1) / 4)  # half the mails late
    assert blended["queues"]["email"]["backlog_max"]["mean"] == 1
    assert blended["pools"]["desk"]["chats_in_hand"]["mean"] == 2
    assert found.summary["setting"]["satisfaction"]["resolved"] == 0.82
    assert found.summary["setting"]["queues"]["email"]["live"] is False


def test_the_question_names_each_channel_in_its_own_unit(found: Results) -> None:
    assert found.summary["answer"]["question"] == (
        "Phone 80/20, chat 80/40, e-mail 95 % in 24 h, every week, below $4.0 M?"
    )
    assert headline(found.summary).endswith(
        "  NO: closest is blended, misses service level (email); holds in 2 of 4 seasons."
    )
    assert found.summary["strategies"]["blended"]["goal"]["broken_by"] == {
        "service level of phone": 0.0, "service level of chat": 0.0, "service level of email": 0.5, "budget": 0.0,
    }  # fmt: skip


def test_the_worst_week_is_that_of_those_who_wait_on_the_line(found: Results) -> None:
    table = ranking(found.summary)
    assert set(table["worst week"]) == {"100.0 %"}
    assert set(table["weeks held"]) == {"0.5 of 1"}


def test_without_a_line_there_is_no_worst_week() -> None:
    mail = queue_of(channel="email", service_level={"target": "95%", "within": "24h"})
    study = study_of(queues={"calls": mail}, goal={"service_level": "overall"})
    given = (study, "one", np.ones(1, dtype=bool), plan_of(study), records_of(study, [Call(0.0, HOUR)]))
    alone = summarise(study, {"one": plan_of(study)}, [{"one": (measure(*given), cost_statement(*given))}], "simpy")
    assert headline(alone.summary) == "Calls 95 % in 24 h, over the season?  YES: one, in 1 of 1 season."
    assert ranking(alone.summary)["worst week"].tolist() == ["-"]


@pytest.mark.parametrize(
    ("channel", "within", "words"),
    [
        ("email", 4 * HOUR, "80 % in 4 h"),
        ("email", 90 * 60.0, "80 % in 1.5 h"),
        ("email", 3 * DAY, "80 % in 72 h"),
        ("social", 20 * 60.0, "80 % in 20 min"),
        ("social", 2 * HOUR, "80 % in 2 h"),
        ("chat", 40.0, "80/40"),
        ("chat", 15 * 60.0, "80 % in 15 min"),
    ],
)
def test_a_promise_is_said_as_its_channel_says_it(channel: str, within: float, words: str) -> None:
    assert promise(0.8, within, channel) == words


def test_a_queue_keeps_its_name_in_the_question() -> None:
    queues = {name: {"target": 0.9, "within": 7200.0, "channel": "email"} for name in ("email", "claims")}
    goal = {"service_level": "overall"}
    assert question({"currency": "EUR", "goal": goal, "queues": queues}) == (
        "E-mail 90 % in 2 h, claims 90 % in 2 h, over the season?"
    )
