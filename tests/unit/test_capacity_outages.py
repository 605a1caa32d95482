"""Outages: drawn by replication and pool, the same under every strategy; nobody of the pool is on duty in them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.capacity.outages import YEAR, in_order
from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised
from sim.capacity.steps import Steps
from sim.clock import AFTERMATH, step_integral
from sim.demand.forecast import forecast
from sim.study.sourcing import Outages
from tests.unit.capacity_studies import home, strategy, study_of

RULE = Outages.model_validate({"per_year": 60, "length": {"distribution": "exponential", "mean": "4h"}})


def test_as_many_and_as_long_as_the_rule_says() -> None:
    """Outages rarely overlap: the time lost is count × length; a compound Poisson sum has variance λ·2·mean²."""
    clock, count = study_of().clock, 400
    end = clock.length + AFTERMATH
    drawn = (in_order(7, k, "desk", RULE, clock) for k in range(count))
    lost = [end - step_integral(steps.times, steps.values, np.array([0.0, end]))[0] for steps in drawn]
    expected = RULE.per_year * end / YEAR
    busy = 1 - math.exp(-RULE.per_year * 4 * 3600 / YEAR)  # share of time that at least one outage covers: M/M/infinity
    error = 4 * 3600 * math.sqrt(2 * expected / count)
    assert abs(np.mean(lost) - busy * end) < 3 * error + 4 * 3600 * expected * 4 * 3600 / end  # and the empty start


def test_a_replication_draws_its_own_whatever_the_strategy() -> None:
    clock = study_of().clock
    one, again, other = (in_order(7, k, "desk", RULE, clock) for k in (0, 0, 1))
    assert one.times.tolist() == again.times.tolist()
    assert one.times.tolist() != other.times.tolist()


def test_nobody_is_on_duty_in_an_outage() -> None:
    rule: dict[str, Any] = {"per_year": 60, "length": "4h"}
    study = study_of(pools={"desk": home(outages=rule)}, strategies=strategy({"desk": {"agents": 9}}))
    plan = plan_staffing(study, forecast(study), "plan")
    (planned,), (found,) = plan.pools, realised(study, plan, 3).pools
    working = in_order(study.seed, 3, "desk", RULE.model_copy(update={"length": study.pools["desk"].outages.length}),
                       study.clock)  # fmt: skip
    instants = np.arange(0.0, study.clock.length, 600.0)
    assert (working.at(instants) == 0).any()
    assert Steps(found.outage_times, found.in_order).at(instants).tolist() == working.at(instants).tolist()
    there = Steps(planned.times, planned.agents).at(instants) * working.at(instants)
    hours = 3600.0 / study.clock.interval
    assert abs(found.scheduled.sum() / hours - there.sum() / 6) < 9 * len(working.times) / 6
    assert found.heads.tolist() == planned.heads.tolist()


def test_those_that_come_for_certain_are_on_the_pools_clock() -> None:
    """From 10:00 on 4 March in Manila, 02:00 in London, for two hours."""
    rule = Outages.model_validate({"on": [{"from": "2026-03-04 10:00", "length": "2h"}]})
    found = in_order(1, 0, "desk", rule, study_of().clock, "Asia/Manila")
    assert (found.times / 3600).tolist() == [0, 50, 52] and found.values.tolist() == [1, 0, 1]
