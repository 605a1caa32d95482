"""Growth, seasons, events and public holidays by local day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.demand.calendar import day_factors
from sim.errors import StudyError
from sim.study.arrivals import Demand
from sim.study.world import Market

START = date(2026, 12, 20)
UK = Market.model_validate({"time_zone": "Europe/London", "country": "GB"})
US = Market.model_validate({"time_zone": "America/New_York", "country": "US"})


def entry(**given: object) -> Demand:
    return Demand.model_validate({"market": "m", "queue": "q", "volume": "1/h", **given})


def span(first: str, last: str, uplift: str) -> dict[str, str]:
    return {"name": first, "from": first, "to": last, "uplift": uplift}


def factors(demand: Demand, market: Market = UK, count: int = 14) -> list[float]:
    return day_factors(demand, market, START, START, count).factors.tolist()


def test_an_entry_without_a_calendar_has_ordinary_days() -> None:
    assert factors(entry()) == [1.0] * 14


def test_seasons_include_their_last_day_and_multiply_where_they_overlap() -> None:
    given = entry(seasons=[span("2026-12-21", "2026-12-23", "50%"), span("2026-12-23", "2026-12-24", "-20%")])
    assert factors(given)[:6] == pytest.approx([1, 1.5, 1.5, 1.2, 0.8, 1])


def test_a_season_that_began_long_ago_counts_on_the_days_left_of_it() -> None:
    assert factors(entry(seasons=[span("2026-10-01", "2026-12-21", "50%")]))[:3] == [1.5, 1.5, 1.0]


def test_an_event_replaces_the_season_on_its_days_and_overlapping_events_multiply() -> None:
    given = entry(
        seasons=[span("2026-12-20", "2026-12-24", "50%")],
        events=[span("2026-12-21", "2026-12-22", "100%"), span("2026-12-22", "2026-12-23", "10%")],
    )
    assert factors(given)[:5] == pytest.approx([1.5, 2, 2.2, 1.1, 1.5])


def test_an_event_without_uplift_still_replaces_the_season() -> None:
    given = entry(seasons=[span("2026-12-20", "2026-12-24", "50%")], events=[span("2026-12-21", "2026-12-21", "0%")])
    assert factors(given)[:3] == [1.5, 1.0, 1.5]


def test_holidays_multiply_the_season_unless_an_event_covers_the_day() -> None:
    given = entry(
        seasons=[span("2026-12-20", "2026-12-31", "50%")],
        events=[span("2026-12-26", "2026-12-26", "100%")],
        public_holidays={"uplift": "-60%", "only": ["Christmas Day", "Boxing Day"]},
    )
    found = day_factors(given, UK, START, START, 14)
    assert found.factors[4:8] == pytest.approx([1.5, 0.6, 2, 1.5])
    assert found.holidays == ((date(2026, 12, 25), "Christmas Day"),)
    assert found.unknown == ()


def test_all_public_holidays_count_where_none_are_picked() -> None:
    found = day_factors(entry(public_holidays={"uplift": "-50%"}), UK, START, START, 14)
    assert [(day.day, name) for day, name in found.holidays] == [
        (25, "Christmas Day"), (26, "Boxing Day"), (28, "Boxing Day (observed)"), (1, "New Year's Day"),
    ]  # fmt: skip
    assert np.flatnonzero(found.factors == 0.5).tolist() == [5, 6, 8, 12]


def test_holidays_are_the_market_s_own() -> None:
    given = entry(public_holidays={"uplift": "-50%", "only": ["Boxing Day", "New Year's Day"]})
    found = day_factors(given, US, START, START, 14)
    assert found.holidays == ((date(2027, 1, 1), "New Year's Day"),)
    assert found.unknown == ("Boxing Day",)


def test_a_picked_holiday_outside_the_horizon_is_not_unknown() -> None:
    given = entry(public_holidays={"uplift": "-50%", "only": ["Good Friday"]})
    found = day_factors(given, UK, START, START, 14)
    assert (found.holidays, found.unknown) == ((), ())


def test_a_market_without_a_country_has_no_holidays() -> None:
    anywhere = Market.model_validate({"time_zone": "UTC"})
    assert factors(entry(public_holidays={"uplift": "-50%"}), anywhere) == [1.0] * 14


def test_an_unknown_country_is_refused_with_its_place() -> None:
    nowhere = UK.model_copy(update={"country": "XX"})
    with pytest.raises(StudyError, match="markets.m.country.*XX"):
        day_factors(entry(public_holidays={"uplift": "-50%"}), nowhere, START, START, 14)


def test_growth_compounds_by_whole_day_from_the_first_date() -> None:
    found = day_factors(entry(growth="10%/year"), UK, START, date(2026, 12, 19), 367)
    assert found.growth[:3] == pytest.approx([1, 1, 1.1 ** (1 / 365)])  # the day before the start does not shrink
    assert found.growth[366] == pytest.approx(1.1)
    assert found.calendar.tolist() == [1.0] * 367
