"""Seasonal people: they come and go on their days, as many as are wanted and allowed, beside hiring and overtime."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised
from sim.capacity.staffing_plan import PoolPlan
from sim.demand.forecast import forecast
from sim.study.study import Study
from tests.unit.capacity_studies import home, strategy, study_of
from tests.unit.test_capacity_learning import SLOW, closed_form
from tests.unit.test_capacity_pipeline import THIRD_WEEK
from tests.unit.test_capacity_plan import DOUBLE, FOUR_WEEKS, ORDINARY, daily

EXTRA = DOUBLE - ORDINARY


def desk(
    *use: str, terms: dict[str, Any] | None = None, decide_from: str | None = None, **seasonal: Any
) -> Study:
    """Four weeks from Monday 2 March, twice the calls from 16 March on, at a desk that is enough for ordinary weeks."""
    contract = {"wage": "12/h", "from": "2026-03-16", "until": "2026-03-29", "up_to": 20, **seasonal}
    staffing: dict[str, Any] = {"size_for": "forecast", "use": list(use)}
    if decide_from:
        staffing["decide_from"] = decide_from
    return study_of(
        horizon=FOUR_WEEKS,
        demand=THIRD_WEEK,
        pools={"desk": home({**(terms or {}), "seasonal": contract}, today={"heads": ORDINARY})},
        strategies=strategy({"desk": staffing}),
    )


def plan_of(study: Study) -> PoolPlan:
    return plan_staffing(study, forecast(study), "plan").pools[0]


def duty(plan: PoolPlan, day: int) -> float:
    """Agents at ten o'clock of a day."""
    return float(daily(plan.scheduled, day)[20])


def test_seasonal_people_fill_what_is_short_in_their_weeks() -> None:
    plan = plan_of(desk("seasonal"))
    assert plan.heads.tolist() == [ORDINARY, ORDINARY, DOUBLE, DOUBLE]
    assert (plan.hired.tolist(), plan.left.tolist()) == ([0, 0, EXTRA, 0], [0, 0, 0, 0])
    assert [duty(plan, day) for day in (0, 7, 14, 21)] == [ORDINARY, ORDINARY, DOUBLE, DOUBLE]
    assert plan.seasonal is not None
    assert [float(daily(plan.seasonal, day)[20]) for day in (7, 14)] == [0, EXTRA]
    assert plan.notes == (f"desk: {EXTRA} seasonal heads from 2026-03-16 to 2026-03-29; hire them by 2026-03-16.",)
    assert (plan.late, plan.order_by, plan.arrives) == (False, date(2026, 3, 16), date(2026, 3, 16))


def test_their_contract_ends() -> None:
    plan = plan_of(desk("seasonal", until="2026-03-22"))
    assert plan.heads.tolist() == [ORDINARY, ORDINARY, DOUBLE, ORDINARY]
    assert plan.left.tolist() == [0, 0, 0, EXTRA]
    assert duty(plan, 21) == ORDINARY
    assert "no more seasonal staff is allowed: short in 1 of 4 weeks (those of 2026-03-23)" in plan.notes[0]


def test_nobody_is_there_before_the_first_day_or_after_the_last() -> None:
    """From Wednesday 18 March to Thursday 26 March: in no whole week, 5 of 7 days and 4 of 7."""
    plan = plan_of(desk("seasonal", **{"from": "2026-03-18", "until": "2026-03-26"}))
    assert plan.seasonal is not None
    there = [bool(daily(plan.seasonal, day).any()) for day in range(28)]
    assert there[:16] == [False] * 16 and there[25:] == [False] * 3
    assert all(there[day] for day in (16, 17, 18, 21, 22, 23, 24))
    people = plan.heads[2] - ORDINARY
    assert people * 7 / 5 == pytest.approx(np.round(people * 7 / 5))


def test_no_more_come_than_are_allowed() -> None:
    plan = plan_of(desk("seasonal", up_to=2))
    assert plan.heads.tolist() == [ORDINARY, ORDINARY, ORDINARY + 2, ORDINARY + 2]
    assert "no more seasonal staff is allowed" in plan.notes[0]


def test_overtime_fills_what_seasonal_people_leave_and_the_other_way_round() -> None:
    """Overtime at the wage of 14 is cheaper than a seasonal head at 15 from the first to the last day, dearer than 12.

    Overtime of 20 % lets six heads less come: 5.6 of 34 hours a week on the mean.
    """
    terms = {"overtime": {"up_to": "20%"}}
    first = plan_of(desk("seasonal", "overtime", terms=terms, up_to=EXTRA - 1))
    assert first.heads[2] == DOUBLE - 1
    assert first.overtime[: 48 * 14].sum() == 0 < first.overtime[48 * 14 :].sum()
    later = plan_of(desk("seasonal", "overtime", terms=terms, wage="15/h"))
    assert later.heads[2] == ORDINARY + np.ceil((DOUBLE - ORDINARY * 1.2) - 1e-9)
    assert "allowed" not in "".join(first.notes)


def test_the_cheapest_ways_are_used() -> None:
    """Two weeks of a seasonal head at 12 an hour, or of a hired one at 14; at 15 it is the other way round."""
    dear = plan_of(desk("hiring", "seasonal", wage="15/h"))
    assert dear.seasonal is None
    assert dear.heads.tolist() == [ORDINARY, ORDINARY, DOUBLE, DOUBLE]
    assert dear.notes[-1] == f"desk: the cheapest mix: {EXTRA} hired, 0 seasonal."
    cheap = plan_of(desk("hiring", "seasonal"))
    assert (cheap.pipeline is not None and sum(cheap.pipeline.hires), cheap.heads.tolist()) == (0, dear.heads.tolist())
    both = plan_of(desk("hiring", "seasonal", up_to=2))
    assert both.seasonal is not None and both.seasonal.max() == 2
    assert both.heads.tolist() == [ORDINARY, ORDINARY, DOUBLE, DOUBLE]
    assert both.pipeline is not None and sum(both.pipeline.hires) == EXTRA - 2


def test_seasonal_people_come_where_hiring_comes_too_late_and_make_it_needless() -> None:
    """A class from 9 March is on duty from the 23rd, a week too late; who fills that week stays to the end."""
    terms = {"hiring": {"lead_time": "0d", "training": "2wk"}}
    plan = plan_of(desk("hiring", "seasonal", terms=terms, decide_from="2026-03-03", wage="99/h"))
    assert plan.pipeline is not None and sum(plan.pipeline.hires) == 0
    assert plan.heads.tolist() == [ORDINARY, ORDINARY, DOUBLE, DOUBLE]
    assert not plan.late
    alone = plan_of(desk("hiring", terms=terms, decide_from="2026-03-03"))
    assert alone.pipeline is not None and alone.pipeline.hires == (0, 0, 0, EXTRA, 0, 0)
    assert alone.in_training.tolist() == [0, EXTRA, EXTRA, 0]
    assert alone.late


def test_a_decision_too_late_for_their_first_day_lets_them_come_later() -> None:
    plan = plan_of(desk("seasonal", terms={"hiring": {"lead_time": "14d"}}, decide_from="2026-03-09"))
    assert plan.heads.tolist() == [ORDINARY, ORDINARY, ORDINARY, DOUBLE]
    assert "from 2026-03-23 to 2026-03-29; hire them by 2026-03-09" in plan.notes[-1]


def test_they_learn_and_do_not_leave_early() -> None:
    study = desk("seasonal", terms={**SLOW, "attrition": "50%/year"}, up_to=100)
    plan = plan_of(study)
    weeks = np.array([0.5, 1.5])
    standing = ORDINARY * 0.5 ** (7 * np.array([2, 3]) / 365)
    people = int(np.ceil(max((DOUBLE - standing) * closed_form(weeks)) - 1e-9))
    assert plan.heads[2:] == pytest.approx(standing + people)
    pace = (standing + people) / (standing + people / closed_form(weeks))
    assert plan.pace[-2:] == pytest.approx(pace, rel=1e-3)  # an hour of daylight saving lies within
    drawn = [realised(study, plan_staffing(study, forecast(study), "plan"), k).pools[0] for k in range(20)]
    assert all(part.heads[2] - people <= ORDINARY for part in drawn)
    assert all(part.heads[2] - people == round(part.heads[2] - people) for part in drawn)
