"""Cost of hiring and training, each statement worked out on paper in its docstring."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.capacity.pipeline import Pipeline, PipelineTerms, SeasonalPeople
from sim.cost import CostStatement, cost_statement
from tests.unit.handmade import HOUR, Call, desk_of, plan_of, records_of, study_of


def stated(employment: dict[str, Any], warm_up: str = "0h", shrinkage: str = "0%", **plan: Any) -> CostStatement:
    """The statement of three weeks from Monday 23 February 2026 in UTC, one agent on duty all the time, 10 an hour."""
    horizon = {"start": "2026-02-23", "end": "2026-03-16", "interval": "1h", "time_zone": "UTC", "warm_up": warm_up}
    desk = desk_of(employment={"wage": "10/h", **employment}, shrinkage=shrinkage)
    study = study_of(horizon=horizon, pools={"desk": desk})
    series = {name: np.array(value) if isinstance(value, list) else value for name, value in plan.items()}
    records = records_of(study, [Call(HOUR)], {"desk": ((0.0, 1.0),)})
    return cost_statement(study, "one", np.ones(1, dtype=bool), plan_of(study, **series), records)


def by_month(statement: CostStatement, line: str) -> list[float]:
    amounts = statement.amounts.sum(axis=1)
    return [float(amount) for amount in amounts[:, statement.lines.index(line)]]


def test_a_hire_costs_in_the_month_in_which_the_class_begins() -> None:
    """Three hired on 23 February, five on 2 March, at 4,200 each: 12,600 and 21,000."""
    statement = stated({"hiring": {"cost": 4200}}, hired=[3.0, 5.0, 0.0])
    assert statement.months == ("2026-02", "2026-03")
    assert by_month(statement, "hiring") == [12_600, 21_000]


def test_who_is_hired_before_the_counted_window_is_charged_at_its_start() -> None:
    """The warm-up ends on 2 March, when five begin and three stand: 8 × 4,200 = 33,600."""
    statement = stated({"hiring": {"cost": 4200}}, "7d", hired=[3.0, 5.0, 0.0])
    assert statement.months == ("2026-03",)
    assert by_month(statement, "hiring") == [33_600]


def test_training_is_paid_by_contracted_hours() -> None:
    """Four people, 40 hours a week: the week from 23 February has six days of February and one of March.

    160 h × 10 = 1,600, of which 6/7 in February: 1,371.43. In the third week two: 80 h × 10 = 800, March.
    """
    statement = stated({"hiring": {"training": "1wk"}}, in_training=[4.0, 0.0, 2.0])
    february, march = by_month(statement, "training")
    assert abs(february - 1600 * 6 / 7) < 1e-3
    assert abs(march - (1600 / 7 + 800)) < 1e-3


def test_training_before_the_counted_window_is_charged_at_its_start() -> None:
    """Six weeks of training at 35 hours, 10 an hour: 6 × 35 × 10 = 2,100. A warm-up with one more: 2,450."""
    terms = {"hiring": {"training": "2wk"}, "paid_hours": "35/week"}
    assert by_month(stated(terms, trained_before=6.0), "training") == [2100, 0]
    assert by_month(stated(terms, "7d", trained_before=6.0, in_training=[1.0, 0.0, 0.0]), "training") == [2450]


def test_benefits_and_management_are_of_training_too() -> None:
    """504 h on duty and 40 h in training, 10 an hour: 5,440; benefits 25 % 1,360; management 10 % of 6,800 = 680."""
    terms = {"hiring": {"training": "1wk", "cost": 500}, "benefits": "25%", "management": "10%"}
    statement = stated(terms, in_training=[0.0, 0.0, 1.0], hired=[0.0, 0.0, 1.0])
    sums = dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))
    assert sums == {"wages": 5040, "training": 400, "benefits": 1360, "management": 680, "hiring": 500}


def test_seasonal_people_are_paid_their_own_wage_and_cost_no_hiring() -> None:
    """Half an agent of one is seasonal: 252 of 504 h, through 20 % shrinkage 315 of 630: × 10 and × 8.

    Two of three people hired come on a seasonal contract: 4,200 for one.
    """
    terms = {
        "hiring": {"cost": 4200},
        "seasonal": {"wage": "8/h", "from": "2026-02-23", "until": "2026-03-15", "up_to": 2},
    }
    people = SeasonalPeople(2, np.full(3, 2.0), np.ones(3))
    pipeline = Pipeline(PipelineTerms(), 1, 0, (1, 0, 0), people)
    statement = stated(terms, seasonal=np.full(21 * 24, 0.5), pipeline=pipeline, hired=[3.0, 0.0, 0.0], shrinkage="20%")
    sums = dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))
    assert sums == {"wages": 3150, "seasonal_wages": 2520, "hiring": 4200}
