"""Cost statements of employees, each worked out on paper in its docstring."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.cost import CostStatement, cost_statement
from tests.unit.handmade import DAY, HOUR, Call, Duty, desk_of, plan_of, records_of, study_of

ALWAYS_TWO: Duty = ((0.0, 2.0),)


def stated(
    employment: dict[str, Any],
    duty: Duty = ALWAYS_TWO,
    days: tuple[str, str] = ("2026-03-02", "2026-03-04"),
    zone: str = "UTC",
    plan: dict[str, Any] | None = None,
    warm_up: str = "0h",
    **pool: Any,
) -> CostStatement:
    """The statement of one pool with these terms; `plan` gives agents of the plan's series, as one number."""
    horizon = {"start": days[0], "end": days[1], "interval": "1h", "time_zone": zone, "warm_up": warm_up}
    desk = desk_of(employment={"wage": "10/h", **employment}, **{"time_zone": zone, **pool})
    study = study_of(horizon=horizon, pools={"desk": desk})
    series = {name: np.full(study.clock.intervals, value) for name, value in (plan or {}).items() if name != "heads"}
    heads = {"heads": plan["heads"]} if plan and "heads" in plan else {}
    records = records_of(study, [Call(HOUR)], {"desk": duty})
    return cost_statement(study, "one", np.ones(1, dtype=bool), plan_of(study, **series, **heads), records)


def lines(statement: CostStatement) -> dict[str, float]:
    sums = statement.amounts.sum(axis=(0, 1)).tolist()
    return dict(zip(statement.lines, sums, strict=True))


def test_wages_are_hours_on_duty() -> None:
    """2 agents × 48 h × 10 = 960."""
    assert lines(stated({})) == {"wages": 960}


def test_shrinkage_is_paid_too_and_its_parts_add() -> None:
    """96 h ÷ (1 − 15 % − 5 %) = 120 h; × 10 = 1200."""
    assert lines(stated({}, shrinkage={"planned": "15%", "unplanned": "5%"})) == {"wages": 1200}


def test_paid_breaks_are_paid() -> None:
    """96 h on duty and half an agent on a break, 24 h: 120 h × 10 = 1200."""
    assert lines(stated({}, plan={"paid_breaks": 0.5})) == {"wages": 1200}


def test_overrun_is_paid() -> None:
    """One agent from 8 to 17 and the other, planned to 17 too, kept until 17:30: 18.5 h × 10 = 185."""
    duty = ((0.0, 0.0), (8 * HOUR, 2.0), (17 * HOUR, 1.0), (17.5 * HOUR, 0.0))
    assert lines(stated({}, duty)) == {"wages": 185}


def test_overtime_is_paid_at_its_own_rate_through_shrinkage() -> None:
    """Half an agent on overtime, 24 of 96 h; ÷ 0.8: 30 of 120 h. Wages 90 × 10 = 900, overtime 30 × 15 = 450."""
    terms = {"overtime": {"up_to": "30%"}, "premiums": {"overtime": "50%"}}
    assert lines(stated(terms, plan={"overtime": 0.5}, shrinkage="20%")) == {"wages": 900, "overtime": 450}


def test_overtime_without_terms_is_refused() -> None:
    with pytest.raises(ValueError, match="no overtime terms"):
        stated({}, plan={"overtime": 0.5})


def test_night_premium_falls_on_night_hours() -> None:
    """00-06 and 22-24 on two days: 16 h × 2 agents × 10 × 10 % = 32. Worked hours: shrinkage leaves it as it is."""
    assert lines(stated({"premiums": {"night": "10%"}}, shrinkage="20%")) == {"wages": 1200, "night_premium": 32}


def test_night_hours_can_be_given() -> None:
    """20-22 on two days: 4 h × 2 × 10 × 10 % = 8."""
    assert lines(stated({"premiums": {"night": "10%", "night_hours": {"daily": "20:00-22:00"}}}))["night_premium"] == 8


def test_a_spring_night_is_an_hour_shorter() -> None:
    """London, Saturday 28 March and Sunday 29 March: 00-06, 22-06 (7 h elapsed), 22-24: 15 h × 2 × 10 × 10 % = 30."""
    statement = stated({"premiums": {"night": "10%"}}, days=("2026-03-28", "2026-03-30"), zone="Europe/London")
    assert lines(statement) == {"wages": 2 * 47 * 10, "night_premium": 30}


def test_weekend_premium_falls_on_saturday_and_sunday_of_the_pools_clock() -> None:
    """Friday to Monday in UTC, 72 h; in Tokyo (+9 h) Saturday begins 15 h in and lasts 48 h: 48 × 2 × 10 × 5 % = 48.

    From 01:00 UTC on Saturday to Monday the pool in Tokyo has 38 h of weekend left: 38.
    """
    weekend = {"premiums": {"weekend": "5%"}}
    days = ("2026-03-06", "2026-03-09")
    assert lines(stated(weekend, days=days, time_zone="Asia/Tokyo"))["weekend_premium"] == 48
    late: Duty = ((0.0, 0.0), (25 * HOUR, 2.0))
    assert lines(stated(weekend, late, days, time_zone="Asia/Tokyo"))["weekend_premium"] == 38


def test_premiums_add() -> None:
    """Christmas Day 2026 is a Friday, Boxing Day a Saturday, in Britain. 24-26 December, 2 agents, wage 10:

    public holiday 48 h × 2 × 10 × 100 % = 960; weekend 24 h × 2 × 10 × 5 % = 24; night 24 h × 2 × 10 × 10 % = 48.
    """
    premiums = {"night": "10%", "weekend": "5%", "public_holiday": "100%"}
    found = lines(stated({"premiums": premiums}, days=("2026-12-24", "2026-12-27"), country="GB"))
    assert found == {"wages": 1440, "night_premium": 48, "weekend_premium": 24, "public_holiday_premium": 960}


def test_without_a_country_there_are_no_public_holidays() -> None:
    found = lines(stated({"premiums": {"public_holiday": "100%"}}, days=("2026-12-24", "2026-12-27")))
    assert found["public_holiday_premium"] == 0


def test_benefits_are_of_all_pay_and_management_of_pay_and_benefits() -> None:
    """Pay 960 + 32 = 992; benefits 25 % = 248; management 10 % of 1240 = 124."""
    found = lines(stated({"premiums": {"night": "10%"}, "benefits": "25%", "management": "10%"}))
    assert found == {"wages": 960, "night_premium": 32, "benefits": 248, "management": 124}


def test_seats_are_per_head_and_month_by_the_day() -> None:
    """3 heads, 2 of the 31 days of March: 310 × 3 × 2 ÷ 31 = 60; software 155 × 3 × 2 ÷ 31 = 30."""
    found = lines(stated({"seat": "310/month", "software": "155/month"}, plan={"heads": 3.0}))
    assert found == {"wages": 960, "seats": 60, "software": 30}


def test_a_day_with_a_changed_clock_is_one_day() -> None:
    """London, 28 and 29 March, 47 hours: still 2 of 31 days; 310 × 2 heads × 2 ÷ 31 = 40."""
    found = lines(stated({"seat": "310/month"}, days=("2026-03-28", "2026-03-30"), zone="Europe/London"))
    assert found["seats"] == 40


def test_heads_change_with_the_planning_week() -> None:
    """Ten days from 2 March: 7 days with 2 heads, 3 with 4; 310 × (14 + 12) ÷ 31 = 260."""
    found = stated({"seat": "310/month"}, days=("2026-03-02", "2026-03-12"), plan={"heads": np.array([2.0, 4.0])})
    assert lines(found)["seats"] == 260


def test_the_warm_up_costs_nothing() -> None:
    """A warm-up of 36 h leaves 12 h: 2 × 12 × 10 = 240; half a day of March: 310 × 2 × 0.5 ÷ 31 = 10."""
    assert lines(stated({"seat": "310/month"}, warm_up="36h")) == {"wages": 240, "seats": 10}


def test_months_are_those_of_the_pools_clock() -> None:
    """28 February to 2 March 2026 in UTC; in Tokyo (+9 h) March begins 15 h in.

    Wages: 2 × 15 × 10 = 300 and 2 × 33 × 10 = 660. Seats: 15 h of 28 February, then a whole 1 March and 9 h of the 2nd:
    280 × 2 × (15 ÷ 24) ÷ 28 = 12.5 and 280 × 2 × (1 + 9 ÷ 24) ÷ 31.
    """
    found = stated({"seat": "280/month"}, days=("2026-02-28", "2026-03-02"), time_zone="Asia/Tokyo")
    assert found.months == ("2026-02", "2026-03")
    assert found.amounts[:, 0, found.lines.index("wages")].tolist() == [300, 660]
    assert found.amounts[0, 0, found.lines.index("seats")] == 12.5
    assert found.amounts[1, 0, found.lines.index("seats")] == pytest.approx(560 * 33 / 24 / 31, abs=2.0**-15)


def test_what_comes_after_the_end_costs_nothing() -> None:
    """Duty goes on after the horizon; charged are its 48 h: 1 × 48 × 10."""
    assert lines(stated({}, ((0.0, 1.0), (2 * DAY, 50.0)))) == {"wages": 480}
