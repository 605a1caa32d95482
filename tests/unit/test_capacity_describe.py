"""What a strategy's staffing comes to, and the warnings that a planner gets before a run."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from sim.capacity.cautions import Caution
from sim.capacity.describe import StrategySummary, describe
from sim.capacity.plan import plan_staffing
from sim.demand.forecast import forecast
from sim.study.strategy import RosterRow
from sim.study.study import Study
from tests.unit.capacity_studies import QUEUE, away, home, strategy, study_of


def described(study: Study) -> StrategySummary:
    expected = forecast(study)
    return describe(study, expected, plan_staffing(study, expected, "plan"))


def cautions(study: Study) -> dict[str, Caution]:
    found = described(study).cautions
    assert len({caution.kind for caution in found}) == len(found)
    return {caution.kind: caution for caution in found}


def test_a_pool_is_described_by_its_load_and_its_agents() -> None:
    (pool,) = described(study_of(strategies=strategy({"desk": {"agents": 9}}))).pools
    assert pool.peak_load == pytest.approx(5.0)  # 60 an hour of five minutes
    assert pool.mean_load == pytest.approx(5.0 * 40 / 168)
    assert (pool.peak_agents, pool.least_heads, pool.most_heads, pool.counted_in) == (9, 9, 9, "heads")
    assert pool.mean_agents == pytest.approx(9 * 40 / 168)
    assert not pool.late and pool.order_by is None


def test_enough_agents_bring_no_warning() -> None:
    assert cautions(study_of(strategies=strategy({"desk": {"agents": 9}}))) == {}


def test_more_work_than_agents_without_patience_is_an_overload() -> None:
    caution = cautions(study_of(strategies=strategy({"desk": {"agents": 5}})))["overload"]
    assert "in 160 of 672 intervals" in caution.text and "5.0 erlangs for 5.0 agents" in caution.text
    patient = {**QUEUE, "opening_hours": {"mon-fri": "09:00-17:00"}, "patience": "3min"}
    assert cautions(study_of(queues={"calls": patient}, strategies=strategy({"desk": {"agents": 5}}))) == {}


def test_agents_of_all_pools_of_a_route_count_against_an_overload() -> None:
    pools = {"desk": home(), "vendor": away()}
    staffing = {"desk": {"agents": 3}, "vendor": {"agents": 3}}
    assert cautions(study_of(pools=pools, strategies=strategy(staffing))) == {}
    alone = strategy(staffing, "desk")
    assert "5.0 erlangs for 3.0 agents" in cautions(study_of(pools=pools, strategies=alone))["overload"].text


def overflowing(after: str) -> Study:
    staffing = {"desk": {"agents": 9}, "vendor": {"agents": 3}}
    route = ("desk", {"pool": "vendor", "after": after})
    return study_of(pools={"desk": home(), "vendor": away()}, strategies=strategy(staffing, *route))


def test_an_overflow_later_than_the_promise_is_too_late() -> None:
    assert cautions(overflowing("20s")) == {}
    assert "opens after 30 s" in cautions(overflowing("30s"))["late_overflow"].text


def test_contacts_that_nobody_is_ever_there_for_are_named() -> None:
    pattern: dict[str, Any] = {"mon-fri": {"09:00": 9, "16:00": 0}}
    caution = cautions(study_of(strategies=strategy({"desk": {"agents": pattern}})))["nobody_on_duty"]
    assert caution.name == "uk/calls"
    assert "in 5 of the week's 168 hours (the first is mon 16:00), when 12.5% of the contacts come" in caution.text


def test_contacts_outside_the_opening_hours_are_named() -> None:
    demand = [{"market": "uk", "queue": "calls", "rate": {"00:00": "0/h", "09:00": "60/h", "19:00": "0/h"}}]
    study = study_of(
        demand=demand,
        queues={"calls": {**QUEUE, "opening_hours": {"daily": "09:00-17:00"}}},
        strategies=strategy({"desk": {"agents": 9}}),
    )
    assert "20.0% of the contacts come outside the opening hours" in cautions(study)["outside_opening_hours"].text


def test_a_plan_that_comes_too_late_says_by_when_it_had_to_be_ordered() -> None:
    pools = {"vendor": away({"notice": "2wk"}, signed="2026-02-23")}
    found = described(study_of(pools=pools, strategies=strategy({"vendor": {"size_for": "forecast"}})))
    (pool,) = found.pools
    assert pool.late and pool.counted_in == "agents"
    assert (pool.arrives, pool.order_by) == (date(2026, 3, 9), date(2026, 2, 16))
    late = [caution for caution in found.cautions if caution.kind == "late_plan"]
    assert "by 2026-02-16" in late[0].text and found.notes


def test_a_schedule_or_roster_that_ends_days_before_the_horizon_is_named() -> None:
    study = study_of(strategies=strategy({"desk": {"schedule": "s.csv"}}))
    start = study.clock.local_seconds(np.array([0.0]), "UTC").item()
    days = int(study.clock.length // 86400)
    day = study.clock.start

    def told(**rows: Any) -> str | None:
        one = study.strategies["plan"]
        staffing = {"desk": one.staffing["desk"].model_copy(update=rows)}
        plan = one.model_copy(update={"staffing": staffing})
        caution = cautions(study.model_copy(update={"strategies": {"plan": plan}})).get("roster_ends")
        return caution and caution.text

    week = tuple((start + d * 86400 + h * 3600, 9.0 * (h == 8)) for d in range(5) for h in (8, 18))
    assert told(schedule_rows=week) == (
        f"desk: the schedule ends on {day + timedelta(days=4)}; "
        f"0 agents on duty in the {days - 5} days of the horizon after it."
    )
    assert told(schedule_rows=week[:1]) is None  # one row: the same all the time
    duty = RosterRow(agent="A", start=start + 4 * 86400, end=start + 4 * 86400 + 8 * 3600)
    until = RosterRow(agent="A", start=start + (days - 3) * 86400, end=start + (days - 3) * 86400 + 3600)
    late = {"schedule": None, "roster": "r.csv"}
    assert told(**late, roster_rows=(duty, until)) == (
        f"desk: the roster begins on {day + timedelta(days=4)}; nobody is on duty before."
    )


def test_a_pool_without_a_route_is_named() -> None:
    staffing = {"desk": {"agents": 9}, "vendor": {"agents": {"daily": {"00:00": 2}}}}
    study = study_of(pools={"desk": home(), "vendor": away()}, strategies=strategy(staffing, "desk"))
    assert cautions(study)["no_route"].text == "vendor is staffed, but no route of this strategy leads to it."


MAIL: dict[str, Any] = {
    "channel": "email", "handle_time": "5min", "service_level": {"target": "95%", "within": "24h"}
}  # fmt: skip


def blended(agents: Any, mail: str, step: Any = "desk", **changes: Any) -> Study:
    """Calls from nine to five at five erlangs on weekdays, and mail at a rate, for one desk."""
    queues = {"calls": {**QUEUE, "opening_hours": {"mon-fri": "09:00-17:00"}}, "mail": MAIL}
    plan = {"staffing": {"desk": {"agents": agents}}, "routing": {"calls": ["desk"], "mail": [step]}}
    return study_of(
        queues=queues,
        demand=[{"market": "uk", "queue": "calls", "rate": "60/h"}, {"market": "uk", "queue": "mail", "rate": mail}],
        pools={"desk": home(skills={"calls": {}, "mail": {}})},
        strategies={"plan": plan},
        **changes,
    )


BY_DAY: dict[str, Any] = {"mon-fri": {"09:00": 9, "17:00": 0}}


def test_more_deferred_work_than_the_week_leaves_time_for_is_a_growing_backlog() -> None:
    # nine agents for 40 hours, of whom five are on calls: 160 agent-hours; mail of 22.8 an hour takes 319 a week
    caution = cautions(blended(BY_DAY, "22.8/h"))["backlog"]
    assert caution.name == "mail"
    assert "in 2 of 2 weeks" in caution.text and "319 agent-hours of work for 160" in caution.text
    assert "week of 2026-03-02" in caution.text
    assert "backlog" not in cautions(blended(BY_DAY, "11.4/h"))  # 159.6
    kept = cautions(blended(BY_DAY, "11.4/h", {"pool": "desk", "keep_free": 1}))["backlog"]
    assert "160 agent-hours of work for 120" in kept.text


def test_deferred_work_counts_the_hours_in_which_its_route_is_open() -> None:
    step = {"pool": "desk", "hours": {"daily": "16:00-20:00"}}  # one hour a day: 20 agent-hours a week
    assert "backlog" not in cautions(blended(BY_DAY, "1.42/h", step))
    assert "agent-hours of work for 20 beside" in cautions(blended(BY_DAY, "1.5/h", step))["backlog"].text


def test_deferred_work_overloads_nobody_and_waits_for_the_next_shift_but_there_has_to_be_one() -> None:
    assert {"overload", "nobody_on_duty"} & cautions(blended(BY_DAY, "30/h")).keys() == set()
    texts = [caution.text for caution in described(blended({"mon-fri": {"09:00": 0}}, "1/h")).cautions]
    told = [text.split(" (")[0] for text in texts if "ever on duty" in text]
    assert told == [
        "uk/calls: nobody of the route is ever on duty in 40 of the week's 168 hours",
        "uk/mail: nobody of the route is ever on duty in 168 of the week's 168 hours",
    ]


def test_who_is_kept_free_for_others_is_nobody_to_turn_to() -> None:
    told = cautions(blended(BY_DAY, "1/h", {"pool": "desk", "keep_free": 9}))["nobody_on_duty"]
    assert told.name == "uk/mail"
    assert "nobody of the route but those kept free is ever on duty in 168 of the week's 168 hours" in told.text
    assert "nobody_on_duty" not in cautions(blended(BY_DAY, "1/h", {"pool": "desk", "keep_free": 8}))


def test_live_queues_behind_deferred_work_that_may_take_every_agent_are_told_of() -> None:
    # all nine busy: one is free after 5/9 min on average, of which five erlangs of calls take their part
    in_time = 1 - math.exp(-(9 / 300 - 60 / 3600) * 20)
    caution = cautions(blended(BY_DAY, "2/h"))["nobody_kept_free"]
    assert f"while mail waits, all agents are busy and answer about {in_time:.0%} of calls within 20 s" in caution.text
    assert set(cautions(blended(BY_DAY, "2/h", {"pool": "desk", "keep_free": 1}))) == {"late_replies"}  # week-ends
    # beside five erlangs nine have 320 hours in two weeks; the mail of all hours but the last 55 is done in them;
    # from the share of them on that makes five calls in a hundred late, it is told of
    least = 0.05 / (0.8 - in_time) * 320 / (336 - 55) * 12
    assert "nobody_kept_free" in cautions(blended(BY_DAY, f"{least * 1.01}/h"))
    assert "nobody_kept_free" not in cautions(blended(BY_DAY, f"{least * 0.99}/h"))
    plenty = {"mon-fri": {"09:00": 30, "17:00": 0}}
    assert 1 - math.exp(-(30 / 300 - 60 / 3600) * 20) > 0.8
    assert set(cautions(blended(plenty, "2/h"))) == {"late_replies"}


def test_an_overflow_of_deferred_work_may_open_when_the_promise_is_over() -> None:
    study = blended(9, "1/h", {"pool": "desk", "after": "25h"})
    assert "late_overflow" not in cautions(study)


def test_languages_that_nobody_on_duty_speaks_are_told_of() -> None:
    markets = {"uk": {"time_zone": "Europe/London", "language": "en"},
               "fr": {"time_zone": "Europe/London", "language": "fr"}}  # fmt: skip
    demand = [{"market": market, "queue": "calls", "rate": "60/h"} for market in markets]
    pools = {"desk": home(languages=["en"]), "both": home(languages=["en", "fr"])}
    staffing = {"desk": {"agents": 20}, "both": {"agents": {"mon-fri": {"09:00": 4, "16:00": 0}}}}
    found = described(study_of(markets=markets, demand=demand, pools=pools, strategies=strategy(staffing)))
    told = {caution.kind: caution for caution in found.cautions}
    assert len(told) == len(found.cautions)
    assert told["nobody_on_duty"].name == "fr/calls"
    assert "in 5 of the week's 168 hours" in told["nobody_on_duty"].text
    # ten erlangs are few for 24 agents, but five of them are for those four who speak French
    assert told.keys() == {"nobody_on_duty", "overload"}
    assert told["overload"].name == "calls (fr)" and "5.0 erlangs for 4.0 agents" in told["overload"].text


def mailed(within: str, hours: dict[str, str]) -> dict[str, Caution]:
    """Mail round the clock, of which 95 % are promised an answer within a time, and a desk with hours."""
    mail = {"channel": "email", "handle_time": "5min", "service_level": {"target": "95%", "within": within}}
    demand = [{"market": "uk", "queue": "calls", "rate": "2/h"}]
    desk = home(agent_hours=hours)
    return cautions(study_of(queues={"calls": mail}, demand=demand, pools={"desk": desk},
                             strategies=strategy({"desk": {"agents": 2}})))  # fmt: skip


def test_mail_that_comes_long_before_anybody_is_there_cannot_be_answered_in_time() -> None:
    """From Friday 17:00 to Monday 09:00 are 64 h: those of the first 40 h, of 168, wait for more than a day."""
    caution = mailed("24h", {"mon-fri": "09:00-17:00"})["late_replies"]
    assert "24% of its contacts come more than 24 h before" in caution.text and "at worst 64 h before" in caution.text
    assert "late_replies" not in mailed("64h", {"mon-fri": "09:00-17:00"})
    assert "late_replies" not in mailed("24h", {"daily": "09:00-17:00"})


def test_calls_of_the_same_priority_as_chats_are_told_of() -> None:
    def told(concurrency: int, **priorities: Any) -> str | None:
        rules = {"chat": {**QUEUE, "channel": "chat"}, "calls": QUEUE}
        queues = {name: rule | {"priority": priorities.get(name, 1)} for name, rule in rules.items()}
        study = study_of(
            queues=queues,
            demand=[{"market": "uk", "queue": name, "rate": "30/h"} for name in queues],
            pools={"desk": home(skills={"chat": {"concurrency": concurrency}, "calls": {}})},
            strategies={"plan": {"staffing": {"desk": {"agents": 9}}, "routing": {name: ["desk"] for name in queues}}},
        )
        caution = cautions(study).get("chats_first")
        return caution and caution.text

    assert str(told(2)).startswith("desk: calls of the same priority as chat: an agent with a chat in hand takes")
    assert told(1) is None
    assert told(2, chat=2) is None
    assert told(2, calls=2) is None  # that is what the study asks for
    assert told(2, calls={"start": 1, "raise": "1 per 10min"}) is None
    assert told(2, chat={"start": 1, "raise": "1 per 10min"}) is not None
