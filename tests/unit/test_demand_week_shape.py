"""How an ordinary week's contacts spread over its hours."""

from __future__ import annotations

import pytest

from sim.clock import DAY, WEEK, WeekSteps, week_steps
from sim.demand.week_shape import open_share, spread, week_rate, week_shape
from sim.errors import StudyError
from sim.study.arrivals import Demand

OFFICE = week_steps({d: {8 * 3600.0: 1.0, 18 * 3600.0: 0.0} for d in range(5)})
ALWAYS = WeekSteps((0.0,), (1.0,))


def entry(**given: object) -> Demand:
    return Demand.model_validate({"market": "home", "queue": "phone", **given})


def day_share(shape: WeekSteps, day: int) -> float:
    """Share of the week's contacts on a day, by adding up its minutes."""
    return sum(shape.at(day * DAY + 60.0 * minute) for minute in range(1440)) * 60.0 / WEEK


def test_volume_spreads_evenly_over_opening_hours() -> None:
    shape = week_shape(entry(volume="100/week"), OFFICE)
    assert shape.at(7.9 * 3600) == 0
    assert shape.at(8 * 3600) == pytest.approx(168 / 50)
    assert shape.at(4 * DAY + 17.9 * 3600) == pytest.approx(168 / 50)
    assert shape.at(5 * DAY + 12 * 3600) == 0
    assert shape.mean() == pytest.approx(1)


def test_weekday_gives_each_open_day_its_share_and_keeps_the_volume() -> None:
    given = entry(volume="100/week", weekday={"mon": 2, "tue-fri": 1, "sat-sun": 5})
    shape = week_shape(given, OFFICE)
    assert [day_share(shape, day) for day in range(7)] == pytest.approx([1 / 3, *[1 / 6] * 4, 0, 0])
    assert shape.at(12 * 3600) == pytest.approx(168 / 3 / 10)


def test_longer_days_get_more_without_weekday_and_no_more_with_it() -> None:
    hours = week_steps({0: {0.0: 1.0, 43200.0: 0.0}, 1: {0.0: 1.0, 21600.0: 0.0}})
    assert day_share(week_shape(entry(volume="1/h"), hours), 0) == pytest.approx(2 / 3)
    assert day_share(week_shape(entry(volume="1/h", weekday={"daily": 3}), hours), 0) == pytest.approx(1 / 2)


def test_factors_average_one_whatever_numbers_were_typed() -> None:
    small = entry(volume="1/h", weekday={"mon-fri": 1, "sat-sun": 0.5}, intraday={"00:00": 1, "12:00": 3})
    large = entry(volume="1/h", weekday={"mon-fri": 40, "sat-sun": 20}, intraday={"00:00": 700, "12:00": 2100})
    a, b = week_shape(small, OFFICE), week_shape(large, OFFICE)
    assert a.times == b.times
    assert a.values == pytest.approx(b.values)
    assert a.mean() == pytest.approx(1)
    assert a.at(0.0) == pytest.approx(0.5 * 7 / 6)  # Monday 7/6 of a day, its morning half of the mean
    assert a.at(5 * DAY + 43200.0) == pytest.approx(1.5 * 0.5 * 7 / 6)


def test_a_clock_map_is_weighed_by_time_not_by_its_steps() -> None:
    shape = week_shape(entry(volume="1/h", intraday={"00:00": 1, "06:00": 2}), ALWAYS)
    assert shape.at(0.0) == pytest.approx(1 / 1.75)
    assert shape.at(6 * 3600) == pytest.approx(2 / 1.75)


def test_a_clock_map_does_not_heed_opening_hours() -> None:
    shape = week_shape(entry(volume="1/h", intraday={"00:00": 1, "12:00": 1.0}), OFFICE)
    assert set(shape.values) == {1.0}
    assert open_share(shape, OFFICE) == pytest.approx(50 / 168)


def test_days_that_a_clock_map_does_not_name_get_nothing_and_the_others_all() -> None:
    shape = week_shape(entry(volume="1/h", intraday={"mon-fri": {"08:00": 1, "18:00": 0}}), ALWAYS)
    assert shape.at(9 * 3600) == pytest.approx(168 / 50)
    assert shape.at(5 * DAY + 9 * 3600) == 0


def test_each_day_of_a_clock_map_averages_one() -> None:
    days = {"mon-fri": {"00:00": 5, "12:00": 0}, "sat-sun": {"00:00": 1}}
    shape = week_shape(entry(volume="1/h", intraday=days), ALWAYS)
    assert [day_share(shape, day) for day in range(7)] == pytest.approx([1 / 7] * 7)
    assert shape.at(0.0) == pytest.approx(2)


def test_one_rate_holds_while_open() -> None:
    rate = week_rate(entry(rate="90/h"), OFFICE)
    assert rate.at(9 * 3600) * 3600 == pytest.approx(90)
    assert rate.at(19 * 3600) == 0
    assert rate.mean() * WEEK == pytest.approx(90 * 50)


def test_weekday_multiplies_a_rate_and_averages_one_over_the_days_with_anything() -> None:
    rate = week_rate(entry(rate="90/h", weekday={"mon": 3, "tue-fri": 1, "sat-sun": 9}), OFFICE)
    assert rate.at(9 * 3600) * 3600 == pytest.approx(90 * 3 / 1.4)
    assert rate.mean() * WEEK == pytest.approx(90 * 50)


def test_a_rate_with_a_clock_map_is_taken_literally() -> None:
    rate = week_rate(entry(rate={"06:00": "10/h", "20:00": "0/h"}), OFFICE)
    assert rate.at(6.5 * 3600) * 3600 == pytest.approx(10)
    assert rate.mean() * WEEK == pytest.approx(10 * 14 * 7)
    assert week_rate(entry(rate={"00:00": "10/h"}), OFFICE).mean() * WEEK == pytest.approx(10 * 168)
    shaped = week_rate(entry(rate="10/h", intraday={"00:00": 1, "12:00": 3}), OFFICE)
    assert [shaped.at(t) * 3600 for t in (0.0, 43200.0)] == pytest.approx([5, 15])


def test_a_week_without_contacts_is_refused() -> None:
    with pytest.raises(StudyError, match="no day of the week"):
        week_shape(entry(volume="1/h", weekday={"sat-sun": 1}), OFFICE)
    with pytest.raises(StudyError, match="no day of the week"):
        week_rate(entry(rate="1/h", weekday={"sat-sun": 1}), OFFICE)
    with pytest.raises(StudyError, match="no day of the week"):
        spread(WeekSteps((0.0,), (0.0,)), None)
