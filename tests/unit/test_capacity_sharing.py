"""Agents shared with a vendor's other clients, and cloud agents along the forecast: how many are planned and there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised
from sim.capacity.sharing import left_by_others
from sim.capacity.staffing_plan import PoolPlan
from sim.capacity.steps import Steps
from sim.clock import AFTERMATH
from sim.demand.forecast import forecast
from sim.study.sourcing import Sharing
from sim.study.study import Study
from tests.unit.capacity_studies import away, home, strategy, study_of

RULE: dict[str, Any] = {"available": "75%", "cv": "20%", "every": "1h"}


def shared(staffing: dict[str, Any], **sharing: Any) -> Study:
    vendor = away(delivery="shared", sharing={**RULE, **sharing})
    vendor["contract"] = {"price": "0.6/minute"}
    return study_of(pools={"vendor": vendor}, strategies=strategy({"vendor": staffing}))


def plan_of(study: Study) -> PoolPlan:
    return plan_staffing(study, forecast(study), "plan").pools[0]


def test_the_share_has_the_mean_and_the_spread_of_the_rule() -> None:
    """Of 1000 agents, over 40 seasons: mean and variance lie within 3 standard errors but in 0.54 % together.

    The variance's error is from the sample's own fourth moment; rounding to whole agents adds less than 1e-6.
    """
    clock = study_of().clock
    slots = int((clock.length + AFTERMATH) / 3600)
    times = (np.arange(slots) + 0.5) * 3600
    many, rule = Steps(np.zeros(1), np.array([1000.0])), Sharing.model_validate(RULE)
    drawn = np.concatenate([left_by_others(many, 3, k, "vendor", rule, clock).at(times) / 1000 for k in range(40)])
    assert abs(drawn.mean() - 0.75) < 3 * drawn.std() / np.sqrt(drawn.size)
    squares = (drawn - drawn.mean()) ** 2
    assert abs(squares.mean() - (0.75 * 0.2) ** 2) < 3 * squares.std() / np.sqrt(drawn.size)


def test_whole_agents_have_the_right_mean() -> None:
    """Of 3 agents with 50 % always free: 1 or 2 in a slot, 1.5 on the mean; the error of n fair coins is 0.5 ÷ √n."""
    clock, rule = study_of().clock, Sharing.model_validate({"available": "50%"})
    times = (np.arange(int(clock.length / 3600)) + 0.5) * 3600
    three = Steps(np.zeros(1), np.array([3.0]))
    drawn = np.concatenate([left_by_others(three, 3, k, "vendor", rule, clock).at(times) for k in range(30)])
    assert set(drawn.tolist()) == {1.0, 2.0}
    assert abs(drawn.mean() - 1.5) < 3 * 0.5 / np.sqrt(drawn.size)


def test_never_more_are_there_than_are_ordered_and_the_same_whatever_the_strategy() -> None:
    study = shared({"agents": 8})
    plan = plan_staffing(study, forecast(study), "plan")
    one, again, other = (realised(study, plan, k).pools[0] for k in (0, 0, 1))
    assert one.agents.max() <= 8 and one.agents.min() >= 0 and len(set(one.agents.tolist())) > 3
    assert one.agents.tolist() == again.agents.tolist() and one.times.tolist() != other.times.tolist()


def test_a_plan_orders_what_others_take_on_top() -> None:
    """As many are ordered as leave those required: required ÷ 75 %, rounded up; nobody is, where none is required."""
    found = plan_of(shared({"size_for": "forecast"}))
    alone = plan_of(shared({"size_for": "forecast"}, available="100%", cv="0%"))
    assert found.required.tolist() == alone.required.tolist()
    ordered = Steps(found.times, found.agents).at(study_of().clock.starts)
    assert np.all(ordered >= np.ceil(found.required / 0.75 - 1e-9))
    assert np.all(found.scheduled == pytest.approx(ordered * 0.75))
    assert found.heads.max() == pytest.approx(np.ceil(alone.heads.max() / 0.75), abs=1)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"available": "90%", "cv": "60%"}, "it is below 33%"), ({"available": "0%"}, "a share above zero")],
)
def test_shares_that_cannot_be_are_refused(change: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Sharing.model_validate({**RULE, **change})


def test_shared_agents_are_not_paid_by_time() -> None:
    vendor = away(delivery="shared", sharing=RULE)
    with pytest.raises(ValueError, match="paid by the minute, contact or resolution"):
        study_of(pools={"vendor": vendor}, strategies=strategy({"vendor": {"agents": 1}}))


def cloud(desk: int | None, **rule: Any) -> PoolPlan:
    vendor = away(delivery="cloud", scaling={"follow": "forecast", "step": 2, "up_to": 30, **rule})
    vendor["contract"] = {"price": "1/minute"}
    pools = {"cloud": vendor} if desk is None else {"desk": home(), "cloud": vendor}
    staffing: dict[str, Any] = {"cloud": {}} if desk is None else {"desk": {"agents": desk}, "cloud": {}}
    study = study_of(pools=pools, strategies=strategy(staffing))
    return plan_staffing(study, forecast(study), "plan").pools[-1]


def test_cloud_agents_along_the_forecast_fill_what_the_desk_leaves_in_steps() -> None:
    whole = cloud(None, step=1)
    needed = int(whole.required.max())
    assert whole.scheduled.tolist() == whole.required.tolist() and needed > 4
    beside = cloud(needed - 3)
    assert set(beside.scheduled.tolist()) == {0.0, 4.0}  # three are missing, they come in twos
    assert cloud(needed + 1).scheduled.max() == 0
    assert cloud(needed - 3, up_to=3, at_least=1).scheduled.max() == 3


def test_a_cloud_pool_along_the_forecast_has_no_roster_of_its_own() -> None:
    with pytest.raises(ValueError, match="watches no queue"):
        cloud(1, wait="10s")
