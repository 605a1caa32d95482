"""Deferred work, chats and languages in what a pool requires: by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.deferred import USABLE, added_agents
from sim.capacity.load import load_of
from sim.capacity.plan import plan_staffing
from sim.capacity.required import mixed, required_agents
from sim.capacity.staffing_plan import PoolPlan
from sim.capacity.steps import Steps
from sim.demand.forecast import forecast
from sim.study.study import Study
from sim.theory.requirement import agents_required
from tests.unit.capacity_studies import AS_OURS, DAYTIME, QUEUE, away, home, hours, study_of

MAIL: dict[str, Any] = {
    "channel": "email", "handle_time": "5min", "service_level": {"target": "95%", "within": "24h"}
}  # fmt: skip
CALLS = {**QUEUE, "opening_hours": DAYTIME}
NEEDED = agents_required(60 / 3600, 300.0, None, 0.8, 20.0)


def planned(
    queues: dict[str, Any], rates: dict[str, Any], routing: dict[str, Any] | None = None, **changes: Any
) -> dict[str, PoolPlan]:
    """Plans by pool of a study of two weeks, of one pool sized for an ordinary week unless told otherwise."""
    plans = {
        "pools": {"desk": home(skills={name: {} for name in queues})},
        "staffing": {"desk": {"size_for": "base"}},
        **changes,
    }
    study = study_of(
        queues=queues,
        demand=[{"market": "uk", "queue": name, "rate": rate} for name, rate in rates.items()],
        strategies={"plan": {"staffing": plans.pop("staffing"), "routing": routing or {q: ["desk"] for q in queues}}},
        **plans,
    )
    return {plan.pool: plan for plan in plan_staffing(study, forecast(study), "plan").pools}


def by_day(values: np.ndarray) -> np.ndarray:
    """The half hours of each day."""
    return values.reshape(-1, 48)


def test_work_that_fits_in_the_slack_adds_nobody() -> None:
    work, slack, ones = np.array([1.0, 0.0]), np.array([0.25, 0.75]), np.ones(2)
    assert added_agents(work, slack, ones, np.zeros(2, dtype=int), work).tolist() == [0, 0]
    assert added_agents(work + 0.01, slack, ones, np.zeros(2, dtype=int), work).sum() == 1


def test_days_do_not_help_one_another_and_closed_hours_take_nobody() -> None:
    day = np.array([0, 0, 1, 1])
    work, slack, open_ = np.array([0.0, 1.9, 0.0, 0.1]), np.array([0.0, 0.0, 0.0, 9.0]), np.array([1.0, 0.0, 1.0, 1.0])
    assert added_agents(work, slack, open_, day, work).tolist() == [2, 0, 0, 0]


def test_who_is_added_for_a_part_of_the_day_is_there_when_most_comes() -> None:
    work = np.array([0.1, 0.3, 0.9, 0.6])
    same = np.zeros(4, dtype=int)
    assert added_agents(work, np.zeros(4), np.ones(4), same, work).tolist() == [0, 0, 1, 1]
    assert added_agents(work, np.zeros(4), np.ones(4), same, np.ones(4)).tolist() == [1, 1, 0, 0]


def test_a_pool_of_mail_alone_has_its_work_at_95_percent_on_average_and_not_one_agent_more_at_every_hour() -> None:
    desk = planned({"mail": MAIL}, {"mail": "27.6/h"})["desk"]  # 2.3 erlangs, all day long
    days = by_day(desk.scheduled)
    most = 24 * 2.3 / USABLE - 48  # hours of a third agent
    assert np.all((days == 3).sum(axis=1) == math.ceil(2 * most)) and np.all((days == 2).sum(axis=1) == 48 - 21)
    assert by_day(desk.required).tolist() == days.tolist()
    assert np.all(np.abs(np.diff(days, axis=1)).sum(axis=1) == 1)  # one comes or goes a day


def test_mail_fills_the_slack_of_the_day_and_then_adds_hours() -> None:
    slack = (USABLE * NEEDED - 5.0) * 8.0  # agent-hours a day beside five erlangs of calls from nine to five
    queues = {"calls": CALLS, "mail": MAIL}
    pools = {"desk": home(skills={name: {} for name in queues}, agent_hours=DAYTIME)}
    pattern = np.where((np.arange(48) >= 18) & (np.arange(48) < 34), NEEDED, 0)
    for work, added in ((0.999 * slack, 0), (slack + 1.9, 4)):  # 1.9 hours at 95 % are two, four half hours
        rates = {"calls": "60/h", "mail": {"mon-fri": {"00:00": f"{work / 2}/h"}}}
        tuesday = by_day(planned(queues, rates, pools=pools)["desk"].scheduled)[1] - pattern
        assert tuesday.sum() == added and tuesday.max() == min(added, 1)


def test_work_of_nights_and_week_ends_waits_for_the_next_working_day() -> None:
    pools = {"desk": home(skills={"mail": {}}, agent_hours={"mon-fri": "08:00-18:00"})}
    desk = planned({"mail": MAIL}, {"mail": "12/h"}, pools=pools)["desk"]
    days = by_day(desk.scheduled)[7:]
    monday = 72 / USABLE  # from Friday 18:00 to Monday 18:00, one erlang
    assert days[0].sum() / 2 == math.ceil(2 * monday) / 2
    assert np.all(days[1:5].sum(axis=1) / 2 == math.ceil(2 * 24 / USABLE) / 2)
    assert days[5:].sum() == 0 and days[:, :16].sum() == days[:, 36:].sum() == 0
    assert days[0].max() - days[0, 16:36].min() == 1
    first = by_day(desk.required)[0]  # the season begins on a Monday without a week-end before it
    assert first.sum() / 2 == math.ceil(2 * 18 / USABLE) / 2


def test_days_are_those_of_the_pools_clock() -> None:
    pools = {"desk": away(skills={"mail": AS_OURS})}  # Manila, eight hours ahead of London in winter
    once = {"mon": {"00:00": "0/h", "15:00": "57/h", "16:00": "0/h"}}  # 4.75 hours, five agent-hours
    desk = planned({"mail": MAIL}, {"mail": once}, pools=pools, staffing={"desk": {"size_for": "peak"}})["desk"]
    there = np.flatnonzero(desk.required).tolist()
    # in London's time Manila's Monday ends at 16:00; when most comes first, then from the day's begin on
    assert there == [*range(8), 30, 31, *range(320, 328), 366, 367] and desk.required.max() == 1


def test_a_chat_takes_the_share_of_its_agent_that_a_full_set_leaves_it() -> None:
    chat = {**QUEUE, "channel": "chat", "handle_time": "10min", "opening_hours": DAYTIME}
    skill = {"concurrency": 2, "concurrency_slowdown": 1.3, "handle_time_factor": 1.08}
    pools = {"desk": home(skills={"chat": skill})}
    desk = planned({"chat": chat}, {"chat": "60/h"}, pools=pools)["desk"]
    needed = agents_required(60 / 3600, 600.0 * 1.08 * 1.3 / 2, None, 0.8, 20.0)
    assert desk.scheduled.max() == needed < agents_required(60 / 3600, 600.0 * 1.08, None, 0.8, 20.0)


def test_mail_beside_chats_finds_the_slack_that_full_sets_leave() -> None:
    chat = {**QUEUE, "channel": "chat", "handle_time": "10min", "opening_hours": {"daily": "09:00-17:00"}}
    skills = {"chat": {"concurrency": 2, "concurrency_slowdown": 1.3}, "mail": {}}
    pools = {"desk": home(skills=skills, agent_hours={"daily": "09:00-17:00"})}
    needed = agents_required(60 / 3600, 390.0, None, 0.8, 20.0)
    slack = (USABLE * needed - 6.5) * 8
    for more, added in ((-0.1, 0), (0.9, 2)):
        rates = {"chat": "60/h", "mail": f"{(slack + more) / 2}/h"}
        desk = planned({"chat": chat, "mail": MAIL}, rates, pools=pools)["desk"]
        assert by_day(desk.scheduled).sum(axis=1).tolist() == [16 * needed + added] * 14


def test_the_highest_occupancy_of_a_plan_holds_for_deferred_work_too() -> None:
    desk = planned({"mail": MAIL}, {"mail": "24/h"}, planning={"max_occupancy": "80%"})["desk"]
    assert by_day(desk.scheduled).sum(axis=1).tolist() == [24 * 2 / 0.8 * 2] * 14


def test_social_messages_are_answered_as_they_come() -> None:
    social = {"channel": "social", "handle_time": "5min", "service_level": {"target": "80%", "within": "20min"}}
    curve = {"daily": {"00:00": "6/h", "09:00": "36/h", "17:00": "6/h"}}
    alone = by_day(planned({"social": social}, {"social": curve})["desk"].scheduled)
    quiet, busy = (agents_required(n / 3600, 300.0, None, 0.8, 1200.0, max_occupancy=USABLE) for n in (6, 36))
    assert alone[3].tolist() == [quiet] * 18 + [busy] * 16 + [quiet] * 14
    both = by_day(planned({"calls": CALLS, "social": social}, {"calls": "60/h", "social": curve})["desk"].scheduled)
    joint = agents_required(96 / 3600, 300.0, None, 0.8, 1200.0, max_occupancy=USABLE)
    assert both[3].tolist() == [quiet] * 18 + [max(NEEDED, joint)] * 16 + [quiet] * 14
    assert joint > NEEDED


def test_social_messages_of_the_night_are_late_anyhow_and_wait_for_the_day() -> None:
    social = {"channel": "social", "handle_time": "5min", "service_level": {"target": "80%", "within": "20min"}}
    pools = {"desk": home(skills={"social": {}}, agent_hours={"daily": "08:00-18:00"})}
    desk = planned({"social": social}, {"social": "12/h"}, pools=pools)["desk"]
    alone = agents_required(12 / 3600, 300.0, None, 0.8, 1200.0, max_occupancy=USABLE)
    missing = (14 - 10 * (USABLE * alone - 1)) / USABLE
    day = by_day(desk.scheduled)[9]
    assert day.sum() / 2 == 10 * alone + math.ceil(2 * missing) / 2
    assert day[16:36].max() <= alone + math.ceil(missing / 10)


def test_agents_kept_free_take_no_deferred_work() -> None:
    queues = {"calls": {**QUEUE, "opening_hours": {"daily": "09:00-17:00"}}, "mail": MAIL}
    pools = {"desk": home(skills={name: {} for name in queues}, agent_hours={"daily": "09:00-17:00"})}
    routing = {"calls": ["desk"], "mail": [{"pool": "desk", "keep_free": 2}]}
    slack = (USABLE * (NEEDED - 2) - 5.0) * 8
    for more, added in ((-0.1, 0), (0.9, 2)):
        desk = planned(queues, {"calls": "60/h", "mail": f"{(slack + more) / 2}/h"}, routing, pools=pools)["desk"]
        assert by_day(desk.scheduled).sum(axis=1).tolist() == [16 * NEEDED + added] * 14


def test_where_all_would_be_kept_free_deferred_work_is_planned_for_other_hours() -> None:
    queues = {"calls": {**QUEUE, "opening_hours": {"daily": "09:00-17:00"}}, "mail": MAIL}
    routing = {"calls": ["desk"], "mail": [{"pool": "desk", "keep_free": 2}]}
    desk = planned(queues, {"calls": "60/h", "mail": "60/h"}, routing)["desk"]
    assert by_day(desk.scheduled)[:, :18].sum() == by_day(desk.scheduled)[:, 34:].sum() == 0
    alone = planned({"mail": MAIL}, {"mail": "11.4/h"}, {"mail": [{"pool": "desk", "keep_free": 2}]})["desk"]
    assert np.unique(alone.scheduled).tolist() == [3]  # one at work, two kept free


def test_a_remainder_leaves_the_first_pool_those_who_are_there_for_its_deferred_work() -> None:
    queues = {"calls": CALLS, "mail": MAIL}
    skills: dict[str, Any] = {name: {} for name in queues}
    pools = {"desk": home(skills=skills, agent_hours=DAYTIME), "vendor": away(skills=skills)}
    staffing = {"desk": {"agents": NEEDED + 1}, "vendor": {"size_for": "remainder"}}
    routing = {"calls": ["desk", "vendor"], "mail": ["desk"]}
    slack = (USABLE * NEEDED - 5.0) * 8

    def vendor(mail: float) -> np.ndarray:
        rates = {"calls": "60/h", "mail": {"mon-fri": {"00:00": f"{mail / 2}/h"}}}
        plans = planned(queues, rates, routing, pools=pools, staffing=staffing)
        assert by_day(plans["desk"].required)[8].sum() / 2 >= 8 * NEEDED
        return np.asarray(by_day(plans["vendor"].required)[8])

    assert vendor(slack).sum() == 0
    assert vendor(slack + 8 * USABLE).sum() == 0  # one for the mail, the others for the calls
    assert vendor(slack + 16 * USABLE)[18:34].tolist() == [1] * 16


def spoken(route: list[Any], on_duty: dict[str, Steps] | None = None) -> tuple[Study, dict[str, dict[Any, float]]]:
    """By pool, contacts an hour at ten in the morning of two markets that speak apart."""
    pools = {"one": home(languages=["en"]), "both": home(languages=["en", "fr"]), "none": home()}
    study = study_of(
        markets={"uk": {"time_zone": "Europe/London", "language": "en"},
                 "fr": {"time_zone": "Europe/London", "language": "fr"},
                 "any": {"time_zone": "Europe/London"}},
        demand=[{"market": m, "queue": "calls", "rate": f"{n}/h"} for m, n in (("uk", 60), ("fr", 20), ("any", 10))],
        pools=pools,
        strategies={"plan": {"staffing": {pool: {"size_for": "base"} for pool in pools}, "routing": {"calls": route}}},
    )  # fmt: skip
    expected, axis = forecast(study), Axis.of_horizon(study.clock)
    plan = study.strategies["plan"]
    load = load_of(study, plan, axis, expected.classes, expected.expected_contacts, on_duty or {})
    at = int(np.searchsorted(load.slices.edges, hours(0, 10), side="right")) - 1
    found = {pool: {s: round(3600 * float(rate[at]), 6) for s, rate in rates.items() if rate[at] > 0}
             for pool, rates in load.arriving.items()}  # fmt: skip
    return study, found


def test_contacts_count_for_the_first_pool_that_speaks_their_language() -> None:
    _, found = spoken(["one", "both", "none"])
    assert found == {
        "one": {("calls", "en"): 60, ("calls", None): 10}, "both": {("calls", "fr"): 20}, "none": {}
    }  # fmt: skip
    _, found = spoken([{"share": {"one": "60%", "both": "20%", "none": "20%"}}])
    assert found == {
        "one": {("calls", "en"): 45, ("calls", None): 6}, "none": {("calls", None): 2},
        "both": {("calls", "en"): 15, ("calls", "fr"): 20, ("calls", None): 2},
    }  # fmt: skip


def test_a_pool_is_sized_for_what_it_speaks() -> None:
    study, _ = spoken(["one", "both", "none"])
    plans = {plan.pool: plan for plan in plan_staffing(study, forecast(study), "plan").pools}
    needed = {n: agents_required(n / 3600, 300.0, None, 0.8, 20.0) for n in (70, 20)}
    assert plans["one"].scheduled.max() == needed[70]
    assert plans["both"].scheduled.max() == needed[20]
    assert plans["none"].scheduled.max() == 0


def test_a_remainder_counts_the_streams_that_it_speaks() -> None:
    study, _ = spoken(["one", "both", "none"])
    strategies = {
        "plan": {
            "staffing": {"one": {"agents": 3}, "both": {"size_for": "remainder"}, "none": {"agents": 0}},
            "routing": {"calls": ["one", "both"]},
        }
    }
    asked = study_of(markets=study.markets, demand=study.demand, pools=study.pools, strategies=strategies)
    plans = {plan.pool: plan for plan in plan_staffing(asked, forecast(asked), "plan").pools}
    mix = mixed(asked, "both", {"calls": np.array([90 / 3600])})
    alone = int(required_agents(mix)[0])
    assert plans["both"].required.max() == alone - 3  # three of the first pool are taken to help with all


def gated(on_duty: dict[str, Steps], **terms: Any) -> dict[str, float]:
    """Contacts an hour by pool, at ten, of a route whose first step waits for another pool to be closed."""
    pools = {"desk": home(**terms), "night": home(), "help": home()}
    route = [{"pool": "night", "when": {"closed": "desk"}}, "desk", {"pool": "help", "after": "5min"}]
    study = study_of(
        pools=pools,
        strategies={"plan": {"staffing": {pool: {"agents": 1} for pool in pools}, "routing": {"calls": route}}},
    )
    expected, axis = forecast(study), Axis.of_horizon(study.clock)
    load = load_of(study, study.strategies["plan"], axis, expected.classes, expected.expected_contacts, on_duty)
    at = int(np.searchsorted(load.slices.edges, hours(0, 10), side="right")) - 1
    found = {pool: 3600 * sum(float(rate[at]) for rate in rates.values()) for pool, rates in load.arriving.items()}
    return {pool: round(rate, 6) for pool, rate in found.items() if rate}


def test_a_step_that_waits_for_a_closed_pool_is_first_where_that_is_sure() -> None:
    assert gated({}) == {"desk": 60}
    assert gated({}, agent_hours={"daily": "12:00-20:00"}) == {"night": 60}
    away_until_noon = Steps(np.array([0.0, hours(0, 12)]), np.array([0.0, 3.0]))
    assert gated({"desk": away_until_noon}) == {"night": 60}
    there_until_noon = Steps(np.array([0.0, hours(0, 12)]), np.array([3.0, 0.0]))
    assert gated({"desk": there_until_noon}) == {"desk": 60}


def test_a_number_of_agents_is_there_in_the_hours_in_which_deferred_work_is_written() -> None:
    queues = {"calls": CALLS, "mail": {**MAIL, "opening_hours": {"mon-sat": "08:00-17:00"}}}
    desk = planned(queues, {"calls": "60/h", "mail": "1/h"}, staffing={"desk": {"agents": 6}})["desk"]
    days = by_day(desk.scheduled)
    assert days[2].tolist() == days[5].tolist() == [0] * 16 + [6] * 18 + [0] * 14
    assert days[6].sum() == 0
