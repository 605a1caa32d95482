"""Rosters given by hand: who is on duty when, also over daylight-saving nights, midnights and the horizon's end."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.capacity.roster import given_roster
from sim.clock import AFTERMATH
from sim.study.strategy import RosterRow, Staffing
from sim.study.study import Study
from tests.unit.capacity_studies import DAYTIME, QUEUE, away, home, hours, strategy, study_of

SPRING = {"start": "2026-03-28", "end": "2026-03-31", "time_zone": "Europe/London"}  # clocks go forward on the 29th
AUTUMN = {"start": "2026-10-24", "end": "2026-10-27", "time_zone": "Europe/London"}  # and back on 25 October


def changes(study: Study, until: float, pool: str = "desk") -> list[tuple[float, float]]:
    """(hours after the start, agents on duty from then on), up to `until` hours."""
    duty = given_roster(study, "plan", pool).duty
    return [(t / 3600.0, n) for t, n in zip(duty.times.tolist(), duty.values.tolist(), strict=True) if t < until * 3600]


def with_rows(study: Study, **rows: Any) -> Study:
    """The study with the rows of a file filled into its one strategy, as the loader does."""
    plan = study.strategies["plan"]
    staffing = Staffing.model_validate(rows)
    return study.model_copy(update={"strategies": {"plan": plan.model_copy(update={"staffing": {"desk": staffing}})}})


def local(study: Study, seconds: float) -> float:
    """A time after the horizon's first midnight on the wall clock, as the loader gives it."""
    return float(study.clock.local_seconds(np.zeros(1), study.clock.zone)[0]) + seconds


def test_a_bare_number_is_on_duty_while_the_queue_is_open() -> None:
    assert changes(study_of(), 48) == [(0, 0), (9, 6), (17, 0), (33, 6), (41, 0)]


def test_a_bare_number_goes_on_after_the_end() -> None:
    study = study_of()
    duty = given_roster(study, "plan", "desk").duty
    assert duty.at(np.array([study.clock.length + hours(21, 12), study.clock.length + hours(26, 12)])).tolist() == [
        6,
        0,
    ]


def test_a_bare_number_follows_every_markets_own_clock() -> None:
    study = study_of(
        horizon=SPRING,
        markets={"uk": {"time_zone": "Europe/London"}, "jp": {"time_zone": "Asia/Tokyo"}},
        queues={"calls": {**QUEUE, "opening_hours": {"daily": "09:00-17:00"}}},
        demand=[{"market": m, "queue": "calls", "rate": "60/h"} for m in ("uk", "jp")],
    )
    # Tokyo 09-17 is 00-08 UTC; London 09-17 is 09-17 UTC on the 28th and 08-16 UTC from the 29th on
    assert changes(study, 48) == [(0, 6), (8, 0), (9, 6), (17, 0), (24, 6), (40, 0)]


def test_a_market_without_contacts_keeps_nobody_on_duty() -> None:
    study = study_of(markets={"uk": {"time_zone": "Europe/London"}, "jp": {"time_zone": "Asia/Tokyo"}})
    assert changes(study, 24) == [(0, 0), (9, 6), (17, 0)]


def test_a_queue_that_gets_follow_ups_only_keeps_agents_on_duty() -> None:
    first = {**QUEUE, "opening_hours": DAYTIME, "resolution": "70%", "follow_up": {"delay": "1d", "queue": "again"}}
    study = study_of(
        queues={"calls": first, "again": {**QUEUE, "opening_hours": {"mon": "20:00-22:00"}}},
        pools={"desk": home(skills={"calls": {}, "again": {}})},
        strategies={"plan": {"staffing": {"desk": {"agents": 6}}, "routing": {"calls": ["desk"], "again": ["desk"]}}},
    )
    assert changes(study, 24) == [(0, 0), (9, 6), (17, 0), (20, 6), (22, 0)]


def test_a_bare_number_is_not_on_duty_where_no_route_leads_to_the_pool() -> None:
    step = {"pool": "desk", "hours": {"daily": "12:00-20:00"}}
    assert changes(study_of(strategies=strategy({"desk": {"agents": 6}}, step)), 24) == [(0, 0), (12, 6), (17, 0)]


def test_the_hours_in_which_a_pool_can_work_limit_every_roster() -> None:
    pools = {"desk": home(agent_hours={"daily": "10:00-16:00"})}
    assert changes(study_of(pools=pools), 24) == [(0, 0), (10, 6), (16, 0)]
    pattern = strategy({"desk": {"agents": {"daily": {"08:00": 3, "12:00": 5, "18:00": 0}}}})
    assert changes(study_of(pools=pools, strategies=pattern), 24) == [(0, 0), (10, 3), (12, 5), (16, 0)]


def test_a_weekly_pattern_is_on_the_pools_clock_over_the_spring_night() -> None:
    pattern = strategy({"desk": {"agents": {"daily": {"08:00": 4, "20:00": 1}}}})
    assert changes(study_of(horizon=SPRING, strategies=pattern), 60) == [
        (0, 1),
        (8, 4),
        (20, 1),
        (31, 4),
        (43, 1),
        (55, 4),
    ]


def test_a_weekly_pattern_repeats_the_repeated_hour() -> None:
    pattern = strategy({"desk": {"agents": {"daily": {"00:00": 2, "01:00": 4, "02:00": 2}}}})
    # 01:00-02:00 comes twice on 25 October, at 24 + 0 h UTC+1 and again at UTC
    assert changes(study_of(horizon=AUTUMN, strategies=pattern), 30) == [(0, 2), (1, 4), (2, 2), (25, 4), (27, 2)]


def test_a_pattern_for_days_that_are_not_named_is_nobody() -> None:
    pattern = strategy({"desk": {"agents": {"mon": {"00:00": 4}}}})
    assert changes(study_of(strategies=pattern), 168) == [(0, 4), (24, 0)]


def test_a_schedule_holds_each_row_until_the_next_and_repeats_its_last_week() -> None:
    study = study_of()
    rows = tuple((local(study, t), n) for t, n in [(hours(0, 9), 5.0), (hours(7, 9), 7.0), (hours(13, 12), 2.0)])
    study = with_rows(study, schedule="duty.csv", schedule_rows=rows)
    assert changes(study, 14 * 24) == [(0, 0), (9, 5), (7 * 24 + 9, 7), (13 * 24 + 12, 2)]
    end = study.clock.length
    duty = given_roster(study, "plan", "desk").duty
    ahead = np.array([hours(0, 8), hours(0, 9), hours(6, 12), hours(7, 8), hours(7, 9), hours(27, 23)])
    assert (
        duty.at(end + ahead).tolist() == duty.at(end - hours(7, 0) + ahead % hours(7, 0)).tolist() == [5, 7, 2, 5, 7, 2]
    )
    assert duty.times[-1] < end + AFTERMATH


def test_a_schedule_repeats_a_repeated_hour_and_skips_a_skipped_one() -> None:
    study = study_of(horizon=AUTUMN)
    rows = tuple((local(study, hours(1, h)), n) for h, n in [(0, 1.0), (1, 2.0), (2, 3.0)])
    assert changes(with_rows(study, schedule="duty.csv", schedule_rows=rows), 72) == [(0, 0), (24, 1), (25, 2), (27, 3)]
    study = study_of(horizon=SPRING)
    rows = tuple((local(study, hours(1, h)), n) for h, n in [(0, 1.0), (1, 2.0), (2, 3.0)])
    assert changes(with_rows(study, schedule="duty.csv", schedule_rows=rows), 48) == [(0, 0), (24, 1), (25, 3)]


def test_a_roster_of_agents_counts_who_is_there_and_nobody_on_a_break() -> None:
    study = study_of(horizon={"start": "2026-03-02", "end": "2026-03-04", "time_zone": "Europe/London"})
    rows = (
        RosterRow(agent="ann", start=local(study, hours(0, 9)), end=local(study, hours(0, 17)),
                  breaks=((local(study, hours(0, 12)), local(study, hours(0, 13))),)),
        RosterRow(agent="bob", start=local(study, hours(0, 22)), end=local(study, hours(1, 6))),
        RosterRow(agent="cyd", start=local(study, hours(0, 8)), end=local(study, hours(0, 9, 30))),
    )  # fmt: skip
    study = with_rows(study, roster="names.csv", roster_rows=rows)
    assert changes(study, 48) == [
        (0, 0), (8, 1), (9, 2), (9.5, 1), (12, 0), (13, 1), (17, 0), (22, 1), (30, 0),
    ]  # fmt: skip
    duty = given_roster(study, "plan", "desk").duty  # two days, repeated whole: day 1 is day 3
    assert duty.at(np.array([hours(2, 9, 15), hours(3, 5), hours(4, 12, 30)])).tolist() == [2, 1, 0]


SHIFT: dict[str, Any] = {
    "name": "early", "days": "mon-fri", "start": "08:00", "length": "9h", "agents": 5,
    "breaks": [{"after": "4h", "length": "1h"}, {"after": "7h", "length": "15min", "paid": True}],
}  # fmt: skip


def test_a_shift_is_on_duty_but_for_its_breaks() -> None:
    study = study_of(strategies=strategy({"desk": {"shifts": [SHIFT]}}))
    assert changes(study, 24) == [(0, 0), (8, 5), (12, 0), (13, 5), (15, 0), (15.25, 5), (17, 0)]
    paid = given_roster(study, "plan", "desk").paid_breaks
    assert (paid.times[:3] / 3600).tolist() == [0, 15, 15.25]
    assert paid.values[:3].tolist() == [0, 5, 0]


def test_shifts_add_up_and_go_on_after_the_end() -> None:
    late = {"name": "late", "days": "daily", "start": "16:00", "length": "8h", "agents": 2}
    study = study_of(strategies=strategy({"desk": {"shifts": [SHIFT, late]}}))
    duty = given_roster(study, "plan", "desk").duty
    assert duty.at(np.array([hours(0, 16, 30), hours(5, 16, 30), hours(14, 16, 30)])).tolist() == [7, 2, 7]
    assert duty.at(np.array([hours(14 + 27, 22)])).tolist() == [2]


def test_a_night_shift_lasts_its_elapsed_hours_over_both_daylight_saving_nights() -> None:
    night = {"name": "night", "days": "sat", "start": "22:00", "length": "8h", "agents": 3}
    for horizon in (SPRING, AUTUMN):
        study = study_of(horizon=horizon, strategies=strategy({"desk": {"shifts": [night]}}))
        assert changes(study, 72) == [(0, 0), (22, 3), (30, 0)]


def test_a_shift_that_began_before_the_horizon_is_on_duty_at_its_start() -> None:
    night = {"name": "night", "days": "sun", "start": "22:00", "length": "8h", "agents": 3}
    assert changes(study_of(strategies=strategy({"desk": {"shifts": [night]}})), 24) == [(0, 3), (6, 0)]


def test_shifts_start_on_the_pools_clock() -> None:
    shift = {"name": "day", "days": "daily", "start": "16:00", "length": "2h", "agents": 3}
    study = study_of(pools={"vendor": away()}, strategies=strategy({"vendor": {"shifts": [shift]}}))
    assert changes(study, 24, "vendor") == [(0, 0), (8, 3), (10, 0)]  # Manila is eight hours ahead of London
