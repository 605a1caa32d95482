"""Agents required: against Erlang A computed apart, for one queue, several queues, and beside other pools."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.capacity.axis import Axis
from sim.capacity.load import first_shares, load_of, sliced
from sim.capacity.required import Mix, mixed, required_agents
from sim.capacity.steps import Steps
from sim.errors import NoPlanError
from sim.study.queue import ServiceLevel
from sim.study.study import Study
from sim.theory.erlang_a import erlang_a
from sim.theory.requirement import agents_required
from tests.unit.capacity_studies import QUEUE, away, home, hours, study_of

DEFINITIONS = ("excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met")


def mix_of(
    rates: list[float], handle: float, patience: float, balk: float, promise: ServiceLevel, **beside: Any
) -> Mix:
    n = len(rates)
    full = np.ones(n)
    here, rate = beside.get("beside", 0.0), beside.get("beside_rate", 0.0)
    asked = np.ones((1, n), dtype=bool)
    return Mix(
        np.array(rates), handle * full, patience * full, balk * full, (promise,), asked, here * full, rate * full
    )


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("patience", [math.inf, 240.0, 20.0])
@pytest.mark.parametrize("max_occupancy", [1.0, 0.8])
def test_one_queue_requires_what_erlang_a_says(definition: str, patience: float, max_occupancy: float) -> None:
    rates = [0.0, 1e-4, 0.01, 0.05, 0.5, 3.0]
    promise = ServiceLevel(target="80%", within="20s", definition=definition)
    found = required_agents(mix_of(rates, 300.0, patience, 0.05, promise), max_occupancy)
    patient = None if math.isinf(patience) else patience
    apart = [agents_required(r, 300.0, patient, 0.8, 20.0, definition, max_occupancy, balk=0.05) for r in rates]
    assert found.tolist() == apart


def test_a_hundred_calls_in_half_an_hour_take_fourteen_agents() -> None:
    # 100 calls per 30 min of 3 min, 80 % in 20 s: the published case has 14 agents at 0.888, 13 fall below 0.8
    promise = ServiceLevel(target="80%", within="20s")
    assert required_agents(mix_of([100 / 1800], 180.0, math.inf, 0.0, promise)).tolist() == [14]
    level = erlang_a(100 / 1800, 180.0, None, 13, 20.0).service_level
    assert level is not None and level.all_offered < 0.8


def two_queues(second: dict[str, Any], **skills: Any) -> Study:
    return study_of(
        queues={"calls": {**QUEUE, "patience": {"distribution": "exponential", "mean": "4min"}}, "orders": second},
        demand=[{"market": "uk", "queue": q, "rate": f"{n}/h"} for q, n in (("calls", 60), ("orders", 20))],
        pools={"desk": home(skills={"calls": {}, "orders": {"handle_time_factor": 1.5}})},
        strategies={"plan": {"staffing": {"desk": {"agents": 6}}, "routing": {"calls": ["desk"], "orders": ["desk"]}}},
    )


def test_several_queues_make_one_stream_of_weighted_means() -> None:
    second = {
        **QUEUE,
        "handle_time": "10min",
        "patience": {"distribution": "exponential", "mean": "8min", "balk": "10%"},
    }
    study = two_queues(second)
    mix = mixed(study, "desk", {"calls": np.array([3.0]), "orders": np.array([1.0])})
    assert mix.arrival_rate.tolist() == [4.0]
    assert mix.handle_time.tolist() == [0.75 * 300 + 0.25 * 600 * 1.5]
    assert mix.patience.tolist() == [0.75 * 240 + 0.25 * 480]
    assert mix.balk.tolist() == pytest.approx([0.025])


def test_a_queue_that_never_leaves_makes_the_pool_erlang_c_while_it_has_contacts() -> None:
    study = two_queues(dict(QUEUE))
    rates = {"calls": np.array([0.02, 0.02]), "orders": np.array([0.005, 0.0])}
    mix = mixed(study, "desk", rates)
    assert mix.patience.tolist() == [math.inf, 240.0]
    assert required_agents(mix).tolist() == [
        agents_required(0.025, 0.8 * 300 + 0.2 * 450, None, 0.8, 20.0),
        agents_required(0.02, 300.0, 240.0, 0.8, 20.0),
    ]


def test_every_queue_holds_its_own_promise_while_it_has_contacts() -> None:
    strict = {**QUEUE, "service_level": {"target": "95%", "within": "5s"}}
    study = two_queues(strict)
    rates = {"calls": np.array([0.02, 0.02]), "orders": np.array([0.005, 0.0])}
    needed = required_agents(mixed(study, "desk", rates))
    assert needed[0] == agents_required(0.025, 330.0, None, 0.95, 5.0) > agents_required(0.025, 330.0, None, 0.8, 20.0)
    assert needed[1] == agents_required(0.02, 300.0, 240.0, 0.8, 20.0)


def test_beside_equal_agents_the_rest_of_the_requirement_remains() -> None:
    promise = ServiceLevel(target="80%", within="20s")
    alone = int(required_agents(mix_of([0.05], 300.0, 200.0, 0.0, promise))[0])
    for there in range(alone + 3):
        mix = mix_of([0.05], 300.0, 200.0, 0.0, promise, beside=there, beside_rate=there / 300.0)
        assert required_agents(mix).tolist() == [max(0, alone - there)]


def test_beside_faster_agents_the_handle_time_is_that_of_both_at_work() -> None:
    promise = ServiceLevel(target="80%", within="20s")
    mix = mix_of([0.05], 360.0, 200.0, 0.0, promise, beside=8, beside_rate=8 / 300.0)
    needed = int(required_agents(mix)[0])

    def level(agents: int) -> float:
        both = 8 + agents
        result = erlang_a(0.05, both / (8 / 300.0 + agents / 360.0), 200.0, both, 20.0).service_level
        assert result is not None
        return result.excluding_short_abandons

    assert level(needed) >= 0.8 > level(needed - 1)


def test_what_no_number_of_agents_holds_is_refused() -> None:
    promise = ServiceLevel(target="80%", within="20s")
    with pytest.raises(NoPlanError, match="no number of agents"):
        required_agents(mix_of([0.05], 300.0, math.inf, 0.0, promise), max_occupancy=0.0)


def routed(*route: Any, hours_of_pools: dict[str, Any] | None = None) -> Study:
    extra = hours_of_pools or {}
    return study_of(
        queues={"calls": {**QUEUE, "opening_hours": {"daily": "08:00-20:00"}}},
        pools={
            "desk": home(agent_hours=extra.get("desk", "24/7")),
            "vendor": away(agent_hours=extra.get("vendor", "24/7")),
        },
        strategies={
            "plan": {"staffing": {"desk": {"agents": 6}, "vendor": {"agents": 6}}, "routing": {"calls": list(route)}}
        },
    )


def shares_at(study: Study, hour: float, on_duty: dict[str, Steps] | None = None) -> dict[str, float]:
    """The share of contacts of which each pool is the first open one, at an hour of the first day."""
    plan, axis = study.strategies["plan"], Axis.of_horizon(study.clock)
    contacts = np.full((1, study.clock.intervals), 30.0)
    slices = sliced(study, plan, axis, [("uk", "calls")], contacts)
    place = int(np.searchsorted(slices.edges, hours(0, hour), side="right")) - 1
    shares = first_shares(study, slices, plan, ("calls", None), on_duty or {})
    return {pool: float(share[place]) for pool, share in shares.items()}


def test_the_first_open_pool_takes_the_load() -> None:
    study = routed({"pool": "desk", "hours": {"daily": "09:00-12:00"}}, "vendor")
    assert shares_at(study, 10) == {"desk": 1, "vendor": 0}
    assert shares_at(study, 8.5) == shares_at(study, 12) == {"desk": 0, "vendor": 1}


def test_the_pools_own_hours_count_on_its_clock() -> None:
    study = routed("vendor", "desk", hours_of_pools={"vendor": {"daily": "16:00-18:00"}})  # 08-10 in London
    assert shares_at(study, 9) == {"vendor": 1, "desk": 0}
    assert shares_at(study, 10) == {"vendor": 0, "desk": 1}


def test_an_overflow_step_is_first_only_where_no_other_is_open() -> None:
    first = {"pool": "vendor", "after": "10s"}
    study = routed(first, {"pool": "desk", "hours": {"daily": "09:00-12:00"}})
    assert shares_at(study, 10) == {"vendor": 0, "desk": 1}
    assert shares_at(study, 13) == {"vendor": 1, "desk": 0}
    study = routed({"pool": "vendor", "when": {"queue_longer_than": 3}}, "desk")
    assert shares_at(study, 13) == {"vendor": 0, "desk": 1}


def test_shares_are_renormalised_over_those_who_are_there() -> None:
    study = routed({"share": {"desk": "60%", "vendor": "20%"}}, hours_of_pools={"vendor": {"daily": "16:00-18:00"}})
    assert shares_at(study, 9) == {"desk": pytest.approx(0.75), "vendor": pytest.approx(0.25)}
    assert shares_at(study, 12) == {"desk": 1, "vendor": 0}


def test_a_pool_with_nobody_on_duty_is_passed_over_while_another_is_open() -> None:
    morning = {"desk": Steps(np.array([0.0, hours(0, 12)]), np.array([5.0, 0.0]))}
    study = routed("desk", {"pool": "vendor", "after": "10s"})
    assert shares_at(study, 11, morning) == {"desk": 1, "vendor": 0}
    assert shares_at(study, 12, morning) == {"desk": 0, "vendor": 1}
    alone = routed("desk")
    assert shares_at(alone, 12, morning) == {"desk": 1}


def test_contacts_come_at_their_rate_in_the_part_of_an_interval_that_is_open() -> None:
    study = study_of(
        queues={"calls": {**QUEUE, "opening_hours": {"daily": "09:15-17:00"}}},
        strategies={"plan": {"staffing": {"desk": {"agents": 6}}, "routing": {"calls": ["desk"]}}},
    )
    contacts = np.zeros((1, study.clock.intervals))
    contacts[0, 18] = 15.0  # 09:00-09:30, of which a quarter of an hour is open
    axis, plan = Axis.of_horizon(study.clock), study.strategies["plan"]
    load = load_of(study, plan, axis, [("uk", "calls")], contacts, {})
    slices, rate = load.slices, load.arriving["desk"]["calls", None]
    assert slices.largest(rate)[18] == 15.0 / 900.0
    assert slices.mean(rate)[18] == 15.0 / 1800.0
    assert rate.sum() == 15.0 / 900.0
