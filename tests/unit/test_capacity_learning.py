"""New agents become proficient: the learning curve, the pace of a team of many tenures, and what is planned for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.capacity.learning import learning_factor, ramp_pace
from sim.capacity.pipeline import Pipeline, PipelineTerms, Wanted, hiring_plan
from sim.capacity.plan import plan_staffing
from sim.capacity.ramp import Ramp
from sim.capacity.realised import realised
from sim.capacity.staffing_plan import PoolPlan
from sim.clock import WEEK, step_values
from sim.demand.forecast import forecast
from sim.experiment.replication import draw, play, prepare
from sim.records import ANSWERED
from sim.study.employment import Learning
from sim.study.study import Study
from tests.unit.capacity_studies import away, home, strategy, study_of
from tests.unit.test_capacity_plan import ORDINARY
from tests.unit.test_capacity_realised import QUARTER

SLOW = {"learning": {"handle_time_factor": 1.5, "proficient_after": "14wk"}}
CURVE = Learning.model_validate(SLOW["learning"])


def desk(employment: dict[str, Any], heads: int, size_for: str = "forecast") -> Study:
    """Thirteen weeks at one desk of our own, sized for 60 calls an hour."""
    return study_of(
        horizon=QUARTER,
        pools={"desk": home(employment, today={"heads": heads})},
        strategies=strategy({"desk": {"size_for": size_for}}),
    )


def plan_of(study: Study) -> PoolPlan:
    return plan_staffing(study, forecast(study), "plan").pools[0]


def closed_form(weeks: np.ndarray) -> np.ndarray:
    return np.asarray(1 + 0.5 * np.exp(-3 * weeks / 14))


def test_the_curve_falls_exponentially_from_the_factor_to_one() -> None:
    """1.5 on the first day, 1 + 0.5 × e^−1.5 = 1.1116 after 7 weeks, 1 + 0.5 × 5 % = 1.0249 after 14, 1 in the end."""
    found = learning_factor(CURVE, np.array([0.0, 7.0, 14.0, 200.0]) * WEEK)
    assert found == pytest.approx([1.5, 1.11157, 1.02489, 1.0], abs=1e-5)


def test_the_pace_of_a_team_is_the_harmonic_mean_of_its_agents() -> None:
    """6 proficient, 3 in their first week on duty (1.449): 9 ÷ (6 + 3 ÷ 1.449); a week later 3 with 1.363."""
    course = Pipeline(PipelineTerms(training=1, learning=CURVE), 6, -1, (3, 0, 0)).course()
    first, second = closed_form(np.array([0.5, 1.5]))
    assert course.pace == pytest.approx([9 / (6 + 3 / first), 9 / (6 + 3 / second)])
    assert course.proficient == pytest.approx([6 + 3 / first, 6 + 3 / second])


def test_more_are_hired_of_those_who_are_new() -> None:
    """10 proficient wanted, 4 stand: 6 × 1.449 = 8.7, so 9; in the last week 3 × 1.449 = 4.3 less what they gained."""
    plan = hiring_plan(Wanted([10, 10, 13]), 4, PipelineTerms(learning=CURVE))
    gained = 4 + 9 / closed_form(np.array([2.5]))[0]
    assert plan.hires == (9, 0, int(np.ceil((13 - gained) * closed_form(np.array([0.5]))[0])))
    assert np.all(plan.course().proficient >= np.array([10, 10, 13]) - 1e-9)


def test_more_agents_are_on_duty_while_they_are_slow() -> None:
    """They come a week before the start, since a week's pay of fewer people is cheaper than more people all season."""
    plan = plan_of(desk(SLOW, 0))
    assert since(plan) == 1
    assert plan.pace == pytest.approx(closed_form(np.arange(13) + since(plan) + 0.5))
    assert plan.pace_times == pytest.approx(np.arange(13) * WEEK, abs=3600.5)  # an hour shorter from 29 March on
    assert plan.heads[0] == np.ceil(ORDINARY * plan.pace[0])
    ten_o_clock = [float(plan.scheduled[336 * week + 20]) for week in range(3)]
    assert all(agents >= np.floor(ORDINARY * pace) for agents, pace in zip(ten_o_clock, plan.pace, strict=False))
    assert not plan.late


def since(plan: PoolPlan) -> int:
    """Weeks before the start at which the only class, without training, is on duty."""
    assert plan.pipeline is not None and plan.pipeline.first_class is not None
    return -plan.pipeline.first_class


def test_who_stands_at_the_start_is_proficient() -> None:
    plan = plan_of(desk(SLOW, ORDINARY, "today"))
    assert (plan.pace.tolist(), plan.pace_times.tolist()) == ([1.0], [0.0])


def test_handle_times_follow_the_closed_form() -> None:
    """All are new at the start; weekly means of exponential times lie within 3 standard errors but in 0.27 %."""
    study = desk(SLOW, 0)
    prepared = prepare(study)
    records, before = play(prepared, "plan", draw(prepared, 0))[1], since(prepared.plans["plan"].pools[0])
    for week in (0, 3, 12):
        mine = (records.outcome == ANSWERED) & (records.start // WEEK == week)
        times = records.handle_time[mine] / (300 * closed_form(np.array([week + before + 0.5])))
        assert times.size > 2000
        assert abs(times.mean() - 1) < 3 / np.sqrt(times.size)


def test_a_replication_has_the_pace_of_those_who_are_there() -> None:
    study = desk({**SLOW, "attrition": "90%/year"}, 5)
    plan = plan_staffing(study, forecast(study), "plan")
    (drawn,), (expected,) = realised(study, plan, 0).pools, plan.pools
    weeks = study.clock.week_edges()[:-1]
    paces = [step_values(part.pace_times, part.pace, weeks) for part in (drawn, expected)]
    assert not np.array_equal(*paces)
    assert paces[0] == pytest.approx(paces[1], rel=0.2)
    assert expected.hired.sum() > 5 and np.all(paces[0] >= 1.0)


def test_a_vendors_newest_agents_go_first() -> None:
    """2 stand, 4 come; then one of these goes, then the other three and one of the first; in the last week one comes.

    Week 0: 6 ÷ (2 + 4 ÷ 1.449); week 1: 5 ÷ (2 + 3 ÷ 1.363); week 3: one of the first and one who is new.
    """
    pace = ramp_pace(Ramp(0, 2, (6, 5, 1, 2)), CURVE, 4)
    first, second = closed_form(np.array([0.5, 1.5]))
    assert pace == pytest.approx([6 / (2 + 4 / first), 5 / (2 + 3 / second), 1.0, 2 / (1 + 1 / first)])
    assert ramp_pace(Ramp(0, 2, (6, 5, 1, 2)), None, 4).tolist() == [1.0] * 4


def test_agents_who_came_before_the_horizon_have_learned_since() -> None:
    """4 come two weeks before the start: 2.5 weeks on duty in the middle of the first week."""
    assert ramp_pace(Ramp(-2, 0, (4, 4, 4)), CURVE, 1) == pytest.approx(closed_form(np.array([2.5])))


def test_as_many_more_of_a_vendors_agents_come_as_they_are_slow() -> None:
    pools = {"vendor": away(today={"agents": 0})}
    pools["vendor"]["contract"] |= SLOW
    study = study_of(horizon=QUARTER, pools=pools, strategies=strategy({"vendor": {"size_for": "forecast"}}))
    plan = plan_of(study)
    assert plan.heads[0] == np.ceil(ORDINARY * closed_form(np.array([0.5]))[0])
    assert np.all(plan.heads / plan.pace >= ORDINARY - 1e-9)
    assert plan.heads[-1] < plan.heads[0] and plan.left.sum() == plan.heads[0] - plan.heads[-1]
    assert (plan.late, plan.pace[0]) == (False, pytest.approx(closed_form(np.array([0.5]))[0]))
