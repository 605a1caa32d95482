"""Plans sized by the program: whom an ordinary week, the peak or the forecast asks for, and when they come."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.capacity.plan import plan_staffing
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.clock import step_values
from sim.demand.forecast import forecast
from sim.errors import StudyError, UsageError
from sim.study.study import Study
from sim.theory.requirement import agents_required
from tests.unit.capacity_studies import DAYTIME, QUEUE, away, home, hours, strategy, study_of

NINE, FIVE = 18, 34  # intervals of half an hour in which the day's work begins and ends
FOUR_WEEKS = {"start": "2026-03-02", "end": "2026-03-30", "time_zone": "Europe/London"}


def season(*uplifts: tuple[str, str, str]) -> list[dict[str, Any]]:
    """60 contacts an hour, and more on some days."""
    seasons = [{"name": "season", "from": a, "to": b, "uplift": uplift} for a, b, uplift in uplifts]
    return [{"market": "uk", "queue": "calls", "rate": "60/h", "seasons": seasons}]


SECOND_WEEK = season(("2026-03-09", "2026-03-15", "100%"))
ORDINARY = agents_required(60 / 3600, 300.0, None, 0.8, 20.0)
DOUBLE = agents_required(120 / 3600, 300.0, None, 0.8, 20.0)


def planned(study: Study) -> StaffingPlan:
    return plan_staffing(study, forecast(study), "plan")


def only(study: Study) -> PoolPlan:
    (pool,) = planned(study).pools
    return pool


def daily(values: np.ndarray, day: int) -> np.ndarray:
    """The half hours of a day."""
    return values[48 * day : 48 * (day + 1)]


def weekly(values: np.ndarray) -> np.ndarray:
    """Agent-hours of each week; the last one may be shorter by an hour."""
    return np.array([week.sum() / 2 for week in np.split(values, [336, 672, 1008])])


def test_an_unknown_strategy_is_refused() -> None:
    study = study_of()
    with pytest.raises(UsageError, match="no strategy 'other'; it has plan"):
        plan_staffing(study, forecast(study), "other")


def test_the_requirement_stands_beside_a_roster_given_by_hand() -> None:
    plan = only(study_of(demand=SECOND_WEEK))
    for day, needed in ((0, ORDINARY), (7, DOUBLE)):
        expected = np.where((np.arange(48) >= NINE) & (np.arange(48) < FIVE), needed, 0)
        assert daily(plan.required, day).tolist() == expected.tolist()
    assert daily(plan.required, 5).sum() == 0
    assert daily(plan.scheduled, 0)[NINE:FIVE].tolist() == [6.0] * 16
    assert plan.heads.tolist() == plan.present.tolist() == [6, 6]
    assert plan.required_heads.tolist() == [ORDINARY, DOUBLE]  # 40 hours a head, 40 open hours a week


def test_heads_are_counted_through_shrinkage() -> None:
    plan = only(study_of(pools={"desk": home(shrinkage={"planned": "20%", "unplanned": "5%"})}))
    assert plan.heads.tolist() == [8, 8]
    assert plan.present.tolist() == [6, 6]


def test_paid_breaks_are_reported_apart_from_duty() -> None:
    pause = [{"after": "2h", "length": "30min"}, {"after": "4h", "length": "15min", "paid": True}]
    shift = {"name": "day", "days": "mon-fri", "start": "09:00", "length": "8h", "agents": 4, "breaks": pause}
    plan = only(study_of(strategies=strategy({"desk": {"shifts": [shift]}})))
    assert daily(plan.paid_breaks, 0)[26] == 2.0  # 13:00-13:15 of the half hour from 13:00
    assert daily(plan.paid_breaks, 0).sum() == 2.0
    assert daily(plan.scheduled, 0)[[21, 22, 23, 26]].tolist() == [4.0, 0.0, 4.0, 2.0]


def test_base_holds_an_ordinary_week_all_season() -> None:
    plan = only(study_of(demand=SECOND_WEEK, strategies=strategy({"desk": {"size_for": "base"}})))
    for day in range(14):
        worked = day % 7 < 5
        assert daily(plan.scheduled, day)[NINE:FIVE].tolist() == [ORDINARY if worked else 0] * 16
        assert daily(plan.scheduled, day).sum() == (16 * ORDINARY if worked else 0)
    assert plan.heads.tolist() == [ORDINARY, ORDINARY]
    assert plan.required[NINE + 48 * 7] == DOUBLE


def test_peak_holds_the_largest_of_each_weekday_interval() -> None:
    demand = season(("2026-03-10", "2026-03-10", "100%"))  # the second Tuesday
    plan = only(study_of(demand=demand, strategies=strategy({"desk": {"size_for": "peak"}})))
    at_ten = [float(daily(plan.scheduled, day)[20]) for day in range(14)]
    assert at_ten == [ORDINARY, DOUBLE, ORDINARY, ORDINARY, ORDINARY, 0, 0] * 2
    assert plan.heads.tolist() == [np.ceil((4 * ORDINARY + DOUBLE) / 5)] * 2


def test_base_and_peak_say_by_when_to_order_what_is_more_than_today() -> None:
    pools = {"desk": home({"hiring": {"lead_time": "30d"}}, today={"heads": 2})}
    plan = only(study_of(pools=pools, strategies=strategy({"desk": {"size_for": "base"}})))
    assert (plan.late, plan.order_by, plan.arrives) == (False, date(2026, 1, 31), date(2026, 3, 2))
    assert f"{ORDINARY - 2} heads more than today" in plan.notes[0]


def test_today_spreads_the_hours_that_there_are_in_proportion_to_an_ordinary_week() -> None:
    demand = [{"market": "uk", "queue": "calls", "rate": {"09:00": "120/h", "13:00": "60/h", "17:00": "0/h"}}]
    pools = {"desk": home(today={"heads": 5}, shrinkage="20%")}
    queues = {"calls": {**QUEUE, "opening_hours": {"daily": "09:00-17:00"}}}
    study = study_of(demand=demand, queues=queues, pools=pools, strategies=strategy({"desk": {"size_for": "today"}}))
    plan = only(study)
    week = plan.scheduled[: 48 * 7]
    assert week.sum() / 2 == 5 * 0.8 * 40
    assert plan.scheduled[48 * 7 :].tolist() == week.tolist()
    before, after = (week.reshape(7, 48)[:, part].mean() for part in (slice(18, 26), slice(26, 34)))
    assert before / after == pytest.approx(DOUBLE / ORDINARY, rel=0.1)
    assert week.reshape(7, 48)[:, :NINE].sum() == 0
    assert np.ptp(week.reshape(7, 48)[:, 18:26]) <= 1
    assert plan.heads.tolist() == [5, 5]


def test_today_keeps_one_agent_where_one_is_required() -> None:
    demand = [{"market": "uk", "queue": "calls", "rate": {"09:00": "1/h", "13:00": "600/h", "17:00": "0/h"}}]
    study = study_of(
        demand=demand, pools={"desk": home(today={"heads": 6})}, strategies=strategy({"desk": {"size_for": "today"}})
    )
    assert daily(only(study).scheduled, 0)[NINE:26].tolist() == [1.0] * 8


def test_more_people_than_required_are_on_duty_all_the_same() -> None:
    plan = only(
        study_of(pools={"desk": home(today={"heads": 20})}, strategies=strategy({"desk": {"size_for": "today"}}))
    )
    assert daily(plan.scheduled, 0)[NINE:FIVE].tolist() == [20.0] * 16


def test_today_without_anybody_named_is_refused() -> None:
    with pytest.raises(StudyError, match="today"):
        only(study_of(strategies=strategy({"desk": {"size_for": "today"}})))


def test_forecast_follows_the_requirement_of_each_week() -> None:
    pools = {"vendor": away()}
    study = study_of(demand=SECOND_WEEK, pools=pools, strategies=strategy({"vendor": {"size_for": "forecast"}}))
    plan = only(study)
    assert plan.scheduled.tolist() == plan.required.tolist()
    assert plan.heads.tolist() == plan.required_heads.tolist() == [ORDINARY, DOUBLE]
    assert (plan.hired.tolist(), plan.left.tolist()) == ([0, DOUBLE - ORDINARY], [0, 0])
    assert (plan.late, plan.arrives, plan.order_by) == (False, date(2026, 3, 9), date(2026, 3, 9))


def test_our_own_people_arrive_after_the_lead_time_and_stay() -> None:
    demand = season(("2026-03-09", "2026-03-22", "100%"))
    pools = {"desk": home({"hiring": {"lead_time": "10d"}}, today={"heads": ORDINARY})}
    staffing = {"desk": {"size_for": "forecast", "decide_from": "2026-03-05"}}
    plan = only(study_of(horizon=FOUR_WEEKS, demand=demand, pools=pools, strategies=strategy(staffing)))
    assert plan.heads.tolist() == [ORDINARY, ORDINARY, DOUBLE, DOUBLE]
    assert plan.ordered.tolist() == [DOUBLE] * 4  # decided on 6 March, ten days before the 16th
    assert plan.late and plan.arrives == date(2026, 3, 16) and plan.order_by == date(2026, 2, 27)


def test_a_contract_brings_its_first_class_after_the_notice_and_then_no_more_than_its_cap() -> None:
    demand = season(("2026-03-09", "2026-03-29", "400%"))
    pools = {"vendor": away({"notice": "2wk", "up": "25%/week", "first": 4}, "2026-02-23", today={"agents": 0})}
    study = study_of(
        horizon=FOUR_WEEKS, demand=demand, pools=pools, strategies=strategy({"vendor": {"size_for": "forecast"}})
    )
    plan = only(study)
    assert plan.heads.tolist() == [0, 4, 5, 6]
    assert plan.ordered.tolist() == [5, 6, 6, 6]
    assert plan.late and plan.arrives == date(2026, 3, 9)
    assert weekly(plan.scheduled).tolist() == [0, 4 * 40, 5 * 40, 6 * 40]
    assert any("short in 4 of 4 weeks (those of 2026-03-02 to 2026-03-23)" in note for note in plan.notes)
    assert plan.order_by is not None and any(str(plan.order_by) in note for note in plan.notes)


def test_an_order_by_its_date_is_in_time_and_a_week_later_is_not() -> None:
    demand = season(("2026-03-16", "2026-03-22", "100%"))
    ramp = {"notice": "5wk", "up": "20%/week", "down": "10%/week"}
    pools = {"vendor": away(ramp, today={"agents": ORDINARY})}

    def plan(decide_from: str | None) -> PoolPlan:
        staffing = {"vendor": {"size_for": "forecast", **({"decide_from": decide_from} if decide_from else {})}}
        return only(study_of(horizon=FOUR_WEEKS, demand=demand, pools=pools, strategies=strategy(staffing)))

    early = plan(None)
    assert early.order_by is not None and not early.late
    assert plan(str(early.order_by)).heads.tolist() == early.heads.tolist()
    late = plan(str(date.fromordinal(early.order_by.toordinal() + 1)))
    assert late.late and late.order_by == early.order_by
    assert np.all(late.heads <= early.heads)


def test_overtime_fills_the_weeks_that_are_short_up_to_its_limit() -> None:
    demand = season(("2026-03-09", "2026-03-15", "100%"), ("2026-03-16", "2026-03-22", "10%"))
    pools = {"desk": home({"overtime": {"up_to": "15%"}}, shrinkage="25%", today={"heads": 14})}
    staffing = {"desk": {"size_for": "forecast", "use": ["overtime"]}}
    plan = only(study_of(horizon=FOUR_WEEKS, demand=demand, pools=pools, strategies=strategy(staffing)))
    contracted, extra = 14 * 40 * 0.75, weekly(plan.overtime)
    assert plan.heads.tolist() == [14] * 4 and plan.required_heads[1] > 14 * 1.15
    assert weekly(plan.scheduled) - extra == pytest.approx([contracted] * 4)
    assert extra[[0, 3]].tolist() == [0, 0]
    assert contracted * 0.15 - 0.5 < extra[1] <= contracted * 0.15
    assert np.all(plan.scheduled[48 * 7 : 48 * 14] <= plan.required[48 * 7 : 48 * 14])
    assert not plan.late and any("no more overtime is allowed" in note for note in plan.notes)


def test_overtime_that_suffices_brings_exactly_what_is_required() -> None:
    pools = {"desk": home({"overtime": {"up_to": "50%"}}, today={"heads": ORDINARY})}
    demand = season(("2026-03-09", "2026-03-15", "20%"))
    staffing = {"desk": {"size_for": "forecast", "use": ["overtime"]}}
    plan = only(study_of(demand=demand, pools=pools, strategies=strategy(staffing)))
    assert plan.scheduled.tolist() == plan.required.tolist()
    assert plan.required_heads[1] > ORDINARY and plan.notes == ()


def test_hiring_or_overtime_whichever_is_cheaper() -> None:
    """Overtime costs 1.5 × the wage or 0.9 ×, hiring for the second week alone the wage once, and at times 100 more."""

    def heads(premium: str, hiring: int) -> list[float]:
        terms = {"overtime": {"up_to": "10%"}, "premiums": {"overtime": premium}, "hiring": {"cost": hiring}}
        pools = {"desk": home(terms, today={"heads": ORDINARY})}
        staffing = {"desk": {"size_for": "forecast", "use": ["hiring", "overtime"]}}
        return only(study_of(demand=SECOND_WEEK, pools=pools, strategies=strategy(staffing))).heads.tolist()

    assert heads("50%", 0) == [ORDINARY, DOUBLE]
    assert heads("50%", 1000) == [ORDINARY, np.ceil(DOUBLE / 1.1)]


def test_overtime_without_terms_is_refused() -> None:
    staffing = {"desk": {"size_for": "forecast", "use": ["overtime"]}}
    with pytest.raises(StudyError, match="overtime"):
        only(study_of(strategies=strategy(staffing)))


def test_base_and_remainder_cover_the_requirement_together() -> None:
    pools = {"desk": home(), "vendor": away()}
    staffing = {"desk": {"size_for": "base"}, "vendor": {"size_for": "remainder"}}
    route = ("desk", {"pool": "vendor", "after": "10s"})
    plan = planned(study_of(demand=SECOND_WEEK, pools=pools, strategies=strategy(staffing, *route)))
    desk, vendor = plan.pools
    assert (desk.scheduled + vendor.scheduled).tolist() == desk.required.tolist()
    assert vendor.required[48 * 7 + NINE] == DOUBLE - ORDINARY
    assert vendor.heads.tolist() == [0, DOUBLE - ORDINARY]


def test_a_slower_remainder_needs_more_agents_than_are_missing() -> None:
    slow = {"calls": {"handle_time_factor": 1.5}}
    staffing = {"desk": {"agents": ORDINARY}, "vendor": {"size_for": "remainder"}}
    route = ("desk", {"pool": "vendor", "after": "10s"})
    pools = {"desk": home(), "vendor": away(skills=slow)}
    vendor = planned(study_of(demand=SECOND_WEEK, pools=pools, strategies=strategy(staffing, *route))).pools[1]
    assert vendor.required[NINE] == 0
    assert DOUBLE - ORDINARY < vendor.required[48 * 7 + NINE] <= np.ceil(1.5 * (DOUBLE - ORDINARY)) + 1


def test_what_the_earlier_pool_does_elsewhere_is_not_there_for_the_shared_queue() -> None:
    queues = {"calls": {**QUEUE, "opening_hours": DAYTIME}, "orders": {**QUEUE, "opening_hours": DAYTIME}}
    pools = {"desk": home(skills={"calls": {}, "orders": {}}), "vendor": away()}
    plain = {
        "staffing": {"desk": {"agents": ORDINARY}, "vendor": {"size_for": "remainder"}},
        "routing": {"calls": ["desk", {"pool": "vendor", "after": "10s"}], "orders": ["desk"]},
    }

    def needed(orders: str) -> float:
        rates = (("calls", "60/h"), ("orders", orders))
        demand = [{"market": "uk", "queue": queue, "rate": rate} for queue, rate in rates]
        study = study_of(demand=demand, queues=queues, pools=pools, strategies={"plan": plain})
        return float(planned(study).pools[1].required[NINE])

    assert needed("0/h") == 0
    assert needed("24/h") == 2  # two erlangs of orders


def test_planned_rosters_repeat_their_last_week_after_the_end() -> None:
    pools = {"vendor": away()}
    study = study_of(demand=SECOND_WEEK, pools=pools, strategies=strategy({"vendor": {"size_for": "forecast"}}))
    plan = only(study)
    end = study.clock.length
    at = end + np.array([hours(0, 10), hours(5, 10), hours(7, 8.5), hours(27, 10), hours(25, 10)])
    assert step_values(plan.times, plan.agents, at).tolist() == [DOUBLE, 0, 0, 0, DOUBLE]
    assert plan.times[0] == 0 and plan.times[-1] < end + hours(28, 0)


def test_the_ordinary_week_follows_the_planners_clock_over_a_daylight_saving_night() -> None:
    horizon = {"start": "2026-03-23", "end": "2026-04-06", "time_zone": "Europe/London"}
    plan = only(study_of(horizon=horizon, strategies=strategy({"desk": {"size_for": "base"}})))
    second_monday = plan.scheduled[48 * 7 - 2 : 48 * 8 - 2]
    assert second_monday.tolist() == daily(plan.scheduled, 0).tolist()


def test_a_part_of_a_week_is_counted_as_a_whole_week_of_people() -> None:
    horizon = {"start": "2026-03-02", "end": "2026-03-11", "time_zone": "Europe/London"}
    plan = only(
        study_of(horizon=horizon, strategies=strategy({"vendor": {"size_for": "forecast"}}), pools={"vendor": away()})
    )
    assert plan.heads.tolist() == plan.required_heads.tolist() == [ORDINARY, ORDINARY]
    short = {"start": "2026-03-02", "end": "2026-03-05", "time_zone": "Europe/London"}
    plan = only(
        study_of(horizon=short, strategies=strategy({"vendor": {"size_for": "forecast"}}), pools={"vendor": away()})
    )
    assert plan.heads.tolist() == [ORDINARY]
    assert plan.scheduled.tolist() == plan.required.tolist()


def test_a_first_class_comes_when_it_is_needed_however_early_the_contract_is_signed() -> None:
    demand = season(("2026-03-16", "2026-03-29", "100%"))
    pools = {"desk": home(), "vendor": away({"first": 6, "down": "5%/week"}, "2026-01-05", today={"agents": 0})}
    staffing = {"desk": {"size_for": "base"}, "vendor": {"size_for": "remainder"}}
    route = ("desk", {"pool": "vendor", "after": "10s"})
    study = study_of(horizon=FOUR_WEEKS, demand=demand, pools=pools, strategies=strategy(staffing, *route))
    vendor = planned(study).pools[1]
    assert vendor.required[: 48 * 14].sum() == 0 < vendor.required[48 * 14 :].sum()
    assert vendor.heads.tolist()[:2] == [0, 0] and vendor.heads[2] >= 6


def test_equal_plans_come_from_equal_studies() -> None:
    study = study_of(demand=SECOND_WEEK, strategies=strategy({"desk": {"size_for": "forecast"}}))
    first, second = only(study), only(study)
    assert first.agents.tobytes() == second.agents.tobytes() and first.notes == second.notes
