"""Expected first contacts on the horizon: weeks that can be checked by hand, clocks, files, replays."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from sim.clock import step_integral
from sim.demand.forecast import Forecast, forecast
from sim.errors import StudyError
from tests.unit.demand_studies import LONDON, clock, home, study_of, with_rows


def contacts(found: Forecast, begin: float, end: float, entry: int = 0) -> float:
    """First contacts of an entry between two instants in hours after the start."""
    rates = found.first_contacts[entry] / np.diff(found.edges)
    borders = np.array([begin, end]) * 3600.0
    ended = np.append(rates, 0.0)
    return float(step_integral(found.edges, ended, borders)[0])


def test_a_plain_volume_is_even_over_the_week() -> None:
    found = forecast(study_of([home(volume="1_680/week")]))
    assert found.entries == ("home/phone",)
    assert found.first_contacts.sum() == pytest.approx(1680)
    assert contacts(found, 30, 31) == pytest.approx(10)
    assert found.expected_contacts.sum(axis=1) == pytest.approx([1680])
    assert found.day_index[[0, -1]].tolist() == [0, 6]
    assert not found.fixed_counts.any()


def test_a_week_by_hand() -> None:
    """Monday 12/84, its morning 1/4; Wednesday an event; Thursday a season; 10 % solved by self-service."""
    entry = home(
        volume="840/week",
        weekday={"mon": 1.2, "tue-fri": 1, "sat": 0.9, "sun": 0.9},
        intraday={"00:00": 1, "12:00": 3},
        seasons=[{"name": "s", "from": "2026-03-04", "to": "2026-03-05", "uplift": "50%"}],
        events=[{"name": "e", "from": "2026-03-04", "to": "2026-03-04", "uplift": "100%"}],
        deflection="10%",
    )
    found = forecast(study_of([entry]))
    assert contacts(found, 0, 12) == pytest.approx(840 * 1.2 / 7 / 4 * 0.9)
    assert contacts(found, 12, 24) == pytest.approx(840 * 1.2 / 7 * 3 / 4 * 0.9)
    assert contacts(found, 24, 48) == pytest.approx(120 * 0.9)
    assert contacts(found, 48, 72) == pytest.approx(240 * 0.9)
    assert contacts(found, 72, 96) == pytest.approx(180 * 0.9)
    assert contacts(found, 144, 168) == pytest.approx(108 * 0.9)


def test_opening_hours_keep_the_volume() -> None:
    queues = {"phone": {"opening_hours": {"mon-fri": "08:15-18:00"}}}
    found = forecast(study_of([home(volume="975/week")], queues))
    assert contacts(found, 0, 8.25) == 0
    assert contacts(found, 8.25, 8.5) == pytest.approx(5)
    assert found.first_contacts.sum() == pytest.approx(975)
    assert found.closed_contacts.sum() == 0


def test_a_clock_map_brings_contacts_to_a_closed_queue() -> None:
    queues = {"phone": {"opening_hours": {"daily": "08:00-20:00"}}}
    found = forecast(study_of([home(volume="1_680/week", intraday={"00:00": 1, "08:00": 1})], queues))
    assert found.closed_contacts.sum() == pytest.approx(840)
    assert found.expected_contacts.sum() == pytest.approx(840)
    assert found.ordinary_closed.sum() == pytest.approx(840)
    assert found.expected_contacts[0, :17].tolist() == pytest.approx([0.0] * 16 + [5.0])


def test_growth_is_by_local_day() -> None:
    found = forecast(study_of([home(volume="70/week", growth="20%/year")]))
    assert contacts(found, 0, 24) == pytest.approx(10)
    assert contacts(found, 144, 168) == pytest.approx(10 * 1.2 ** (6 / 365))
    assert found.ordinary_week.sum() == pytest.approx(70)


@pytest.mark.parametrize(("start", "hours"), [("2026-03-23", 167), ("2026-10-19", 169)])
def test_a_week_with_a_daylight_saving_night_gains_or_loses_its_hour(start: str, hours: int) -> None:
    end = (date.fromisoformat(start) + timedelta(days=7)).isoformat()
    entry = {"market": "uk", "queue": "phone", "volume": "1_680/week"}
    found = forecast(study_of([entry], markets=LONDON, start=start, end=end))
    assert found.edges[-1] == hours * 3600
    assert found.first_contacts.sum() == pytest.approx(10 * hours)
    assert found.ordinary_week.sum() == pytest.approx(1680)


def test_on_a_daylight_saving_night_the_clock_time_decides() -> None:
    night = {"00:00": "0/h", "01:00": "60/h", "02:00": "6/h", "03:00": "0/h"}
    entry = {"market": "uk", "queue": "phone", "rate": night}
    spring = forecast(study_of([entry], markets=LONDON, start="2026-03-29", end="2026-03-30"))
    assert contacts(spring, 0, 1) == 0
    assert contacts(spring, 1, 2) == pytest.approx(6)  # 01:00 to 02:00 is skipped
    assert spring.first_contacts.sum() == pytest.approx(6)
    autumn = forecast(study_of([entry], markets=LONDON, start="2026-10-25", end="2026-10-26"))
    assert contacts(autumn, 1, 3) == pytest.approx(120)  # 01:00 to 02:00 comes twice
    assert autumn.first_contacts.sum() == pytest.approx(126)


def test_each_market_lives_on_its_own_clock_and_date() -> None:
    markets = {"us": {"time_zone": "America/New_York"}, "sg": {"time_zone": "Asia/Singapore"}}
    entry = {
        "queue": "phone", "volume": "168/week",
        "events": [{"name": "e", "from": "2026-03-04", "to": "2026-03-04", "uplift": "900%"}],
    }  # fmt: skip
    study = study_of([{"market": m, **entry} for m in markets], markets=markets, time_zone="America/New_York")
    found = forecast(study)  # it is 13 hours later in Singapore, 2026-03-08 brings summer time to New York
    assert contacts(found, 48, 72, 0) == pytest.approx(240)
    assert contacts(found, 35, 59, 1) == pytest.approx(240)
    assert contacts(found, 34, 35, 1) == pytest.approx(1)
    assert contacts(found, 59, 60, 1) == pytest.approx(1)


def test_the_ordinary_week_is_on_the_planner_s_clock() -> None:
    markets = {"sg": {"time_zone": "Asia/Singapore"}}
    entry = {
        "market": "sg", "queue": "phone", "volume": "70/week", "intraday": {"mon": {"09:00": 1, "10:00": 0}},
        "growth": "50%/year", "public_holidays": {"uplift": "-90%"},
        "seasons": [{"name": "s", "from": "2026-03-01", "to": "2026-04-01", "uplift": "100%"}],
    }  # fmt: skip
    study = study_of([entry], markets=markets, time_zone="America/New_York", interval="1h", start="2026-03-05")
    found = forecast(study)
    # the first Monday is 9 March, when New York has summer time: Monday 09:00 in Singapore is Sunday 21:00 there
    assert np.flatnonzero(found.ordinary_week[0]).tolist() == [6 * 24 + 21]
    assert found.ordinary_week.sum() == pytest.approx(70)


def test_day_numbers_are_the_planner_s() -> None:
    markets = {"sg": {"time_zone": "Asia/Singapore"}}
    study = study_of([{"market": "sg", "queue": "phone", "rate": "1/h"}], markets=markets, time_zone="Europe/London",
                     start="2026-03-28", end="2026-03-31")  # fmt: skip
    found = forecast(study)
    hours = [float(np.diff(found.edges)[found.day_index == day].sum()) / 3600 for day in range(3)]
    assert hours == [24, 23, 24]


def test_intervals_of_a_day_are_reckoned_finer_inside() -> None:
    queues = {"phone": {"opening_hours": {"daily": "08:00-20:00"}, "resolution": "50%",
                        "follow_up": {"delay": "13h", "attempts": 2}, "handle_time": "1s"}}  # fmt: skip
    found = forecast(study_of([home(rate={"00:00": "0/h", "19:00": "60/h", "20:00": "0/h"})], queues, interval="1d"))
    # called from 19:00 to 20:00, back at 08:00 to 09:00 on the next day
    assert found.expected_contacts[0] == pytest.approx([60, *[90] * 6], rel=1e-3)


def test_weekly_rows_are_spread_by_the_week_s_shape() -> None:
    study = study_of([home(forecast={"file": "f.csv"}, weekday={"mon": 2, "tue-sun": 1})], end="2026-03-16")
    rows = [(clock("2026-03-02"), 800.0), (clock("2026-03-09"), 1600.0)]
    found = forecast(with_rows(study, "forecast", rows, 604800.0))
    assert contacts(found, 0, 24) == pytest.approx(200)
    assert contacts(found, 24, 48) == pytest.approx(100)
    assert contacts(found, 168, 192) == pytest.approx(400)
    assert found.ordinary_week.sum() == pytest.approx(1200)
    assert "mean of its forecast" in found.notes[0]


def test_a_weekly_row_counts_by_the_part_that_lies_in_the_horizon() -> None:
    queues = {"phone": {"opening_hours": {"mon-fri": "08:00-18:00"}}}
    study = study_of([home(forecast={"file": "f.csv"})], queues, start="2026-03-04", end="2026-03-06")
    found = forecast(with_rows(study, "forecast", [(clock("2026-03-02"), 500.0)], 604800.0))
    assert found.first_contacts.sum() == pytest.approx(200)


def test_a_weekly_row_is_kept_whole_on_a_daylight_saving_week() -> None:
    entry = {"market": "uk", "queue": "phone", "forecast": {"file": "f.csv"}}
    study = study_of([entry], markets=LONDON, start="2026-03-23", end="2026-03-30")
    found = forecast(with_rows(study, "forecast", [(clock("2026-03-23"), 500.0)], 604800.0))
    assert found.first_contacts.sum() == pytest.approx(500)


def test_seasons_given_in_the_study_multiply_the_rows() -> None:
    season = {"name": "s", "from": "2026-03-02", "to": "2026-03-02", "uplift": "100%"}
    study = study_of([home(forecast={"file": "f.csv"}, seasons=[season])])
    found = forecast(with_rows(study, "forecast", [(clock("2026-03-02"), 700.0)], 604800.0))
    assert contacts(found, 0, 24) == pytest.approx(200)
    assert found.first_contacts.sum() == pytest.approx(800)


def test_daily_rows_follow_the_day_s_curve_and_interval_rows_are_even() -> None:
    study = study_of([home(forecast={"file": "f.csv"}, intraday={"00:00": 1, "12:00": 3})], end="2026-03-04")
    daily = forecast(with_rows(study, "forecast", [(clock("2026-03-02"), 40.0), (clock("2026-03-03"), 80.0)], 86400.0))
    assert [contacts(daily, a, a + 12) for a in (0, 12, 24, 36)] == pytest.approx([10, 30, 20, 60])
    hours = [(clock("2026-03-02") + 3600 * h, float(h)) for h in range(48)]
    hourly = forecast(with_rows(study, "forecast", hours, 3600.0))
    assert [contacts(hourly, h, h + 0.5) for h in (3, 20, 47)] == pytest.approx([1.5, 10, 23.5])
    assert hourly.ordinary_week[0, :2].sum() == pytest.approx(0)
    assert hourly.ordinary_week[0, 48 + 46 :][:2].sum() == pytest.approx(47)


def test_a_day_s_row_where_the_shape_is_empty_comes_evenly_and_meets_closed_doors() -> None:
    queues = {"phone": {"opening_hours": {"mon": "08:00-18:00"}}}
    study = study_of([home(forecast={"file": "f.csv"})], queues, end="2026-03-04")
    rows = [(clock("2026-03-02"), 40.0), (clock("2026-03-03"), 48.0)]
    found = forecast(with_rows(study, "forecast", rows, 86400.0))
    assert contacts(found, 24, 25) == pytest.approx(2)
    assert found.closed_contacts.sum() == pytest.approx(48)


@pytest.mark.parametrize(
    ("rows", "step", "what"),
    [
        ([], 604800.0, "no rows"),
        ([("2026-03-09", 1.0)], 604800.0, "begins on 2026-03-09, after the horizon"),
        ([("2026-02-23", 1.0), ("2026-03-02", 1.0)], 604800.0, "ends before 2026-03-15"),
        ([("2026-03-02", 1.0), ("2026-03-16", 1.0)], 604800.0, "no row for 2026-03-09"),
        ([("2026-03-02", 1.0), ("2026-03-06", 1.0), ("2026-03-13", 1.0)], 604800.0, "row of 2026-03-06 begins before"),
        ([("2026-03-02 09:00", 1.0)], 1800.0, "ends before 2026-03-15"),
    ],
)
def test_a_forecast_that_does_not_cover_the_horizon_is_refused(
    rows: list[tuple[str, float]], step: float, what: str
) -> None:
    study = study_of([home(forecast={"file": "f.csv"})], end="2026-03-16")
    with pytest.raises(StudyError, match=f"demand.home/phone: .*{what}"):
        forecast(with_rows(study, "forecast", [(clock(day), count) for day, count in rows], step))


def test_an_interval_forecast_may_leave_closed_hours_out() -> None:
    study = study_of([home(forecast={"file": "f.csv"})], end="2026-03-04")
    rows = [(clock("2026-03-02 09:00") + 86400 * d + 1800 * i, 5.0) for d in range(2) for i in range(4)]
    found = forecast(with_rows(study, "forecast", rows, 1800.0))
    assert contacts(found, 0, 9) == 0
    assert contacts(found, 33, 35) == pytest.approx(20)


def test_a_history_is_fitted_to_a_week() -> None:
    queues = {"phone": {"opening_hours": {"mon": "08:00-09:00"}}}
    study = study_of([home(history={"file": "h.csv", "scale": 2})], queues)
    day = datetime(2025, 6, 2)
    rows = [(clock((day + timedelta(hours=12 * h)).isoformat()), 10.0 * (1 + h % 2)) for h in range(28)]
    found = forecast(with_rows(study, "history", rows, 43200.0))
    assert found.first_contacts.sum() == pytest.approx(420)  # 210 a week, twice
    assert contacts(found, 0, 12) == pytest.approx(20)
    assert contacts(found, 12, 24) == pytest.approx(40)
    own = study.model_copy(update={"demand": (study.demand[0].model_copy(update={"weekday": (1.0,) + (0.0,) * 6}),)})
    assert contacts(forecast(with_rows(own, "history", rows, 43200.0)), 0, 24) == pytest.approx(420)


@pytest.mark.parametrize("use", ["fit", "replay"])
def test_a_history_by_day_spreads_over_the_opening_hours(use: str) -> None:
    queues = {"phone": {"opening_hours": {"mon-sun": "08:00-18:00"}}}
    study = study_of([home(history={"file": "h.csv", "use": use})], queues)
    rows = [(clock("2025-06-02") + 86400 * day, 70.0 if day % 7 == 1 else 35.0) for day in range(14)]
    found = forecast(with_rows(study, "history", rows, 86400.0))
    assert found.closed_contacts.sum() == 0
    assert contacts(found, 8, 18) == pytest.approx(35)
    assert contacts(found, 24 + 8, 24 + 18) == pytest.approx(70)
    assert contacts(found, 24 + 8, 24 + 13) == pytest.approx(35)
    assert found.first_contacts.sum() == pytest.approx(280)


def replayed(recorded: list[float], start: str, queues: dict[str, Any] | None = None, **entry: Any) -> Forecast:
    study = study_of([home(history={"file": "h.csv", "use": "replay"}, **entry)], queues, end="2026-03-03")
    rows = [(clock(start) + 3600 * h, count) for h, count in enumerate(recorded)]
    return forecast(with_rows(study, "history", rows, 3600.0))


def test_a_replayed_history_is_whole_counts_on_its_dates() -> None:
    counts = [float(h % 7) for h in range(24)]
    found = replayed(counts, "2026-03-02")
    assert found.fixed_counts.all()
    assert np.array_equal(found.first_contacts, np.round(found.first_contacts))
    assert [contacts(found, h, h + 1) for h in range(24)] == counts
    assert found.notes == ()


def test_a_history_of_other_dates_is_moved_by_whole_weeks_and_says_so() -> None:
    counts = [float(h) for h in range(72)]
    found = replayed(counts, "2025-06-01")  # a Sunday: the horizon's Monday is its second day
    assert [contacts(found, h, h + 1) for h in range(24)] == counts[24:48]
    assert any("2025-06-02 is replayed first" in note for note in found.notes)


def test_replayed_contacts_lose_their_repeats_and_stay_whole() -> None:
    queues = {"phone": {"resolution": "50%", "follow_up": {"delay": "1h", "attempts": 2}}}
    found = replayed([30.0] * 24, "2026-03-02", queues)
    assert np.array_equal(found.first_contacts, np.round(found.first_contacts))
    assert found.first_contacts.sum() == 480  # of 720 contacts a third are repeats
    kept = replayed([30.0] * 24, "2026-03-02", queues, counts="tickets")
    assert kept.first_contacts.sum() == 720


def test_two_entries_of_one_market_and_queue_are_refused() -> None:
    with pytest.raises(StudyError, match=r"demand\[1\]: another entry is of home/phone"):
        forecast(study_of([home(volume="1/h"), home(rate="1/h")]))


def test_holidays_used_and_names_nobody_keeps_are_told() -> None:
    entry = {"market": "uk", "queue": "phone", "volume": "1/h",
             "public_holidays": {"uplift": "-50%", "only": ["Thanksgiving", "Christmas Day"]}}  # fmt: skip
    found = forecast(study_of([entry], markets=LONDON, start="2026-12-21", end="2026-12-28"))
    assert found.holidays == ((date(2026, 12, 25), "uk", "Christmas Day"),)
    assert found.notes == ("uk/phone: no public holiday of GB is called Thanksgiving",)
    assert math.isclose(found.first_contacts.sum(), 6.5 * 24)


def test_adding_an_entry_and_a_market_leaves_the_others_alone() -> None:
    first = home(volume="1_000/week", weekday={"mon": 2, "tue-sun": 1}, uncertainty={"day": "10%"})
    alone = forecast(study_of([first], markets={"home": {"time_zone": "UTC"}}))
    markets = {"home": {"time_zone": "UTC"}, "np": {"time_zone": "Asia/Kathmandu"}}  # a quarter of an hour off
    both = forecast(study_of([{"market": "np", "queue": "phone", "rate": "5/h"}, first], markets=markets))
    assert len(both.edges) > len(alone.edges)
    for hour in (0, 17, 24, 100):
        assert contacts(both, hour, hour + 1, 1) == pytest.approx(contacts(alone, hour, hour + 1, 0))
    assert both.ordinary_week[both.classes.index(("home", "phone"))] == pytest.approx(alone.ordinary_week[0])
