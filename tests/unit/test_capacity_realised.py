"""Who leaves: what a plan expects, and what a replication draws."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.capacity.pipeline import PipelineTerms, Wanted, hiring_plan
from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised, scaled
from sim.capacity.staffing_plan import StaffingPlan
from sim.capacity.steps import Steps
from sim.clock import AFTERMATH, WEEK, Horizon, step_integral, step_values
from sim.demand.forecast import forecast
from sim.experiment.replication import draw, play, prepare
from sim.study.study import Study
from tests.unit.capacity_studies import home, strategy, study_of
from tests.unit.test_capacity_plan import ORDINARY

QUARTER = {"start": "2026-03-02", "end": "2026-06-01", "time_zone": "Europe/London"}
A_THIRD = {"attrition": "32%/year"}


def desk(employment: dict[str, Any], heads: int | None, size_for: str = "today", rate: str = "60/h") -> Study:
    """Thirteen weeks at one desk of our own."""
    today = {} if heads is None else {"today": {"heads": heads}}
    return study_of(
        horizon=QUARTER,
        demand=[{"market": "uk", "queue": "calls", "rate": rate}],
        pools={"desk": home(employment, **today)},
        strategies=strategy({"desk": {"size_for": size_for}}),
    )


def plan_of(study: Study) -> StaffingPlan:
    return plan_staffing(study, forecast(study), "plan")


def test_the_plan_reckons_with_the_leavers_to_be_expected() -> None:
    (plan,) = plan_of(desk(A_THIRD, 80)).pools
    weeks = np.arange(13)
    assert plan.heads == pytest.approx(80 * 0.68 ** (7 * weeks / 365))
    assert plan.left == pytest.approx([0, *-np.diff(plan.heads)])
    hours = step_integral(plan.times, plan.agents, np.arange(14) * WEEK) / 3600
    assert np.all(hours <= plan.heads * 40 + 1e-9) and np.all(hours > plan.heads * 40 - 6)  # 80 half hours, 40 a head


def test_drawn_heads_follow_the_curve_of_attrition() -> None:
    """Binomial with (1 − a)^t; a mean of 200 is within 3 standard errors but in 0.27 % of all seeds."""
    study = desk(A_THIRD, 80)
    plan = plan_of(study)
    drawn = np.array([realised(study, plan, k).pools[0].heads for k in range(200)])
    for week in (1, 6, 12):
        stay = 0.68 ** (7 * week / 365)
        error = np.sqrt(80 * stay * (1 - stay) / 200)
        assert abs(drawn[:, week].mean() - 80 * stay) < 3 * error
    assert np.all(np.diff(drawn, axis=1) <= 0) and np.all(drawn[:, 0] == 80)
    assert np.all(drawn == np.round(drawn))


def test_hires_replace_the_leavers_to_be_expected_ahead() -> None:
    study = desk({**A_THIRD, "hiring": {"lead_time": "14d", "training": "2wk", "class_size": 3}}, 6, "forecast")
    plan = plan_of(study)
    (pool,) = plan.pools
    on_duty = pool.heads - pool.in_training
    assert np.all(on_duty >= ORDINARY - 1e-9)
    assert pool.hired.sum() > 0 and set(pool.hired % 3) == {0.0}
    assert not plan.late
    drawn = [realised(study, plan, k).pools[0] for k in range(100)]
    assert np.mean([(part.heads - part.in_training)[-1] for part in drawn]) == pytest.approx(on_duty[-1], rel=0.05)
    assert all(part.hired.tolist() == pool.hired.tolist() for part in drawn)  # classes come as planned
    for part in drawn:
        assert part.heads[-1] == 6 + part.hired.sum() - part.left.sum()


@pytest.mark.parametrize("size_for", ["base", "peak"])
def test_a_level_held_all_season_is_held_by_hiring(size_for: str) -> None:
    (pool,) = plan_of(desk(A_THIRD, None, size_for)).pools
    assert np.all(pool.heads >= ORDINARY - 1e-9) and pool.hired.sum() >= 1
    assert np.all(pool.heads < ORDINARY + 1)


def test_who_is_there_is_on_duty() -> None:
    study = desk(A_THIRD, 80, rate="700/h")
    plan = plan_of(study)
    (expected,), (drawn,) = plan.pools, realised(study, plan, 3).pools
    edges = study.clock.week_edges()
    hours = [step_integral(part.times, part.agents, edges) / 3600 for part in (expected, drawn)]
    ratio = drawn.heads / expected.heads
    assert np.all(hours[1] <= ratio * hours[0] + 1e-9) and np.all(hours[1] > ratio * hours[0] - 0.5)
    assert drawn.present.tolist() == drawn.heads.tolist()
    assert np.all(drawn.agents == np.round(drawn.agents))
    assert (drawn.scheduled * 0.5).sum() == pytest.approx(hours[1].sum())


def test_the_draws_belong_to_the_pool_and_the_replication() -> None:
    study = desk(A_THIRD, 80)
    plan = plan_of(study)
    heads = [realised(study, plan, k).pools[0].heads.tolist() for k in (0, 0, 1)]
    assert heads[0] == heads[1] != heads[2]
    other = study.model_copy(update={"seed": study.seed + 1})
    assert realised(other, plan, 0).pools[0].heads.tolist() != heads[0]


def test_where_nobody_leaves_the_plan_is_realised_as_it_is() -> None:
    study = desk({"hiring": {"training": "2wk"}}, 3, "forecast")
    plan = plan_of(study)
    assert realised(study, plan, 0).pools[0] is plan.pools[0]


def test_a_replication_is_played_and_counted_with_the_people_who_are_there() -> None:
    study = desk({**A_THIRD, "seat": "100/month"}, 12)
    prepared = prepare(study)
    outcome, records = play(prepared, "plan", draw(prepared, 2))
    (drawn,) = realised(study, prepared.plans["plan"], 2).pools
    times, agents = records.duty[0]
    assert step_values(times, agents, np.array([12.45 * WEEK])) <= drawn.heads[-1]
    assert outcome.measures.workforce[0, :, 0].tolist() == drawn.heads.tolist()
    assert outcome.measures.ratio("pool", "desk", "headcount")[0] == pytest.approx(drawn.heads.mean(), rel=1e-3)
    seats = outcome.statement.amounts[1, 0, outcome.statement.lines.index("seats")]
    april = [(4, 5), (5, 7), (6, 7), (7, 7), (8, 4)]  # days of April in the weeks from 30 March on
    assert seats == pytest.approx(100 / 30 * sum(drawn.heads[week] * days for week, days in april), abs=0.01)


@given(
    agents=st.lists(st.integers(0, 9), min_size=1, max_size=12),
    share=st.lists(st.floats(0, 1.5), min_size=2, max_size=2),
)
def test_scaled_duty_comes_as_near_as_whole_agents_allow(agents: list[int], share: list[float]) -> None:
    clock = Horizon.of(date(2026, 3, 2), date(2026, 3, 16), "UTC", 1800.0)
    duty = Steps(np.arange(len(agents)) * 30 * 3600.0, np.array(agents, dtype=float))
    found = scaled(duty, np.array(share), clock)
    borders = np.append(clock.week_edges(), clock.length + AFTERMATH)
    before, after = (step_integral(steps.times, steps.values, borders) / 3600 for steps in (duty, found))
    wanted = np.array([*share, share[-1]]) * before
    assert np.all(found.values == np.round(found.values))
    assert np.all(after <= wanted + 1e-6)
    assert np.all(after[:2] > wanted[:2] - 168)  # the next agent of the longest step would be too many


@given(
    needed=st.lists(st.integers(0, 60), min_size=1, max_size=20),
    start=st.integers(0, 60),
    training=st.integers(0, 6),
    class_size=st.integers(1, 9),
    stay=st.floats(0.9, 1.0),
)
def test_classes_make_up_for_the_leavers(
    needed: list[int], start: int, training: int, class_size: int, stay: float
) -> None:
    terms = PipelineTerms(0, training, class_size, stay)
    plan = hiring_plan(Wanted(needed), start, terms)
    course = plan.course()
    assert np.all(course.on_duty >= np.array(needed) - 1e-6)
    assert all(size % class_size == 0 for size in plan.hires)
    assert course.heads[-1] == pytest.approx(start + course.hired.sum() - course.left.sum())
