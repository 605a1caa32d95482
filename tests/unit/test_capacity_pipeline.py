"""The pipeline of our own people by hand: classes, training, and plans that come too late."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.capacity.pipeline import Pipeline, PipelineTerms, Wanted, hiring_plan
from sim.capacity.plan import plan_staffing
from sim.capacity.staffing_plan import PoolPlan
from sim.demand.forecast import forecast
from sim.study.study import Study
from tests.unit.capacity_studies import home, strategy, study_of
from tests.unit.test_capacity_plan import DOUBLE, FOUR_WEEKS, ORDINARY, daily, season

THIRD_WEEK = season(("2026-03-16", "2026-03-29", "100%"))
CLASSES = {"lead_time": "10d", "training": "1wk", "class_size": 4, "cost": "1_000"}


def desk(hiring: dict[str, Any], size_for: str = "forecast", **staffing: Any) -> Study:
    """Four weeks, twice the calls in the last two, at a desk that is enough for ordinary weeks."""
    return study_of(
        horizon=FOUR_WEEKS,
        demand=THIRD_WEEK,
        pools={"desk": home({"hiring": hiring}, today={"heads": ORDINARY})},
        strategies=strategy({"desk": {"size_for": size_for, **staffing}}),
    )


def plan_of(study: Study) -> PoolPlan:
    return plan_staffing(study, forecast(study), "plan").pools[0]


def up(number: float, size: int) -> int:
    """The next multiple of a class size."""
    return int(-(-number // size) * size)


def test_a_class_begins_its_training_ahead_of_the_need() -> None:
    plan = plan_of(desk(CLASSES))
    size = up(DOUBLE - ORDINARY, 4)
    assert plan.hired.tolist() == [0, size, 0, 0]
    assert plan.in_training.tolist() == [0, size, 0, 0]
    assert plan.heads.tolist() == [ORDINARY, ORDINARY + size, ORDINARY + size, ORDINARY + size]
    assert plan.present.tolist() == [ORDINARY, ORDINARY, ORDINARY + size, ORDINARY + size]
    assert (plan.late, plan.arrives) == (False, date(2026, 3, 16))
    assert plan.order_by == date(2026, 2, 27)  # a week of training from 9 March, ten days of lead time before it
    assert plan.notes == (
        f"desk: {size} heads more on 2026-03-16; order by 2026-02-27.",
        f"desk: classes begin on 2026-03-09 ({size}); each is decided 10 days before.",
    )


def test_nobody_is_on_duty_in_training() -> None:
    plan = plan_of(desk(CLASSES))
    most = [float(daily(plan.scheduled, day).max()) for day in (0, 7, 14)]  # Mondays; the class begins on the second
    assert most[:2] == [ORDINARY, ORDINARY] and most[2] >= DOUBLE


def test_the_level_counts_as_ordered_from_the_week_of_the_decision() -> None:
    size = up(DOUBLE - ORDINARY, 4)
    longer = {**CLASSES, "lead_time": "3d"}  # 9 March less 3 days: decided on 6 March, in the first week
    assert plan_of(desk(longer)).ordered.tolist() == [ORDINARY + size] * 4
    at_once = {**CLASSES, "lead_time": "0d"}
    assert plan_of(desk(at_once)).ordered.tolist() == [ORDINARY, *[ORDINARY + size] * 3]


def test_a_decision_too_late_arrives_too_late_and_says_so() -> None:
    plan = plan_of(desk(CLASSES, decide_from="2026-03-01"))
    size = up(DOUBLE - ORDINARY, 4)
    assert plan.hired.tolist() == [0, 0, size, 0]  # 1 March and ten days: the class begins on 16 March, not on the 9th
    assert plan.present.tolist() == [ORDINARY, ORDINARY, ORDINARY, ORDINARY + size]
    assert (plan.late, plan.arrives, plan.order_by) == (True, date(2026, 3, 23), date(2026, 2, 27))
    assert "comes too late: short in 1 of 4 weeks (those of 2026-03-16)" in plan.notes[1]
    assert "the first order had to go out by 2026-02-27" in plan.notes[2]


def test_a_peak_is_hired_and_trained_before_the_horizon() -> None:
    plan = plan_of(desk(CLASSES, "peak"))
    size = up(DOUBLE - ORDINARY, 4)
    assert plan.heads.tolist() == [ORDINARY + size] * 4
    assert plan.in_training.tolist() == [0] * 4
    assert (plan.hired.tolist(), plan.trained_before) == ([size, 0, 0, 0], size)
    assert (plan.order_by, plan.arrives) == (date(2026, 2, 13), date(2026, 3, 2))


def test_part_of_a_week_of_training_counts_as_a_week() -> None:
    assert PipelineTerms.of(desk({"training": "8d"}).pools["desk"].employment).training == 2  # type: ignore[arg-type]


def test_several_classes_follow_a_rising_need() -> None:
    plan = hiring_plan(Wanted([10, 11, 17, 17, 18]), 10, PipelineTerms(training=2, class_size=4))
    assert (plan.begin, plan.hires) == (-2, (0, 4, 4, 0, 0, 0, 0))
    assert plan.course().on_duty.tolist() == [10, 14, 18, 18, 18]


@given(
    needed=st.lists(st.integers(0, 60), min_size=1, max_size=20),
    start=st.integers(0, 60),
    lead=st.integers(0, 60),
    training=st.integers(0, 8),
    class_size=st.integers(1, 15),
    earliest=st.none() | st.integers(-12, 12),
)
def test_classes_are_whole_and_nothing_arrives_before_its_notice(
    needed: list[int], start: int, lead: int, training: int, class_size: int, earliest: int | None
) -> None:
    terms = PipelineTerms(lead, training, class_size)
    plan = hiring_plan(Wanted(needed), start, terms, earliest)
    course = plan.course()
    assert all(size % class_size == 0 for size in plan.hires)
    if earliest is not None and plan.first_class is not None:
        assert plan.first_class >= earliest
    on_time = np.arange(len(needed)) >= (-np.inf if earliest is None else earliest + training)
    assert np.all(course.on_duty[on_time] >= np.array(needed)[on_time])
    assert np.all(course.on_duty[~on_time] == start)
    assert course.heads[-1] == start + course.hired.sum() - course.left.sum()
    assert np.all(course.on_duty <= max(start, max(needed) + class_size - 1))


def test_people_in_training_are_counted_week_by_week() -> None:
    course = Pipeline(PipelineTerms(training=3), 5, -3, (0, 2, 0, 0, 1, 0, 0)).course()
    assert course.in_training.tolist() == [2, 1, 1, 1]
    assert course.on_duty.tolist() == [5, 7, 7, 7]
    assert course.trained_before == 4  # two people, the weeks -2 and -1
    assert course.hired.tolist() == [2, 1, 0, 0]


@pytest.mark.parametrize(("decided", "ordered"), [(0, [7, 7]), (7, [7, 7]), (15, [7, 7])])
def test_what_was_decided_before_the_horizon_is_ordered_from_its_start(decided: int, ordered: list[int]) -> None:
    plan = Pipeline(PipelineTerms(lead=decided), 5, 0, (2, 0))
    assert plan.ordered(plan.course().on_duty).tolist() == ordered
