"""How follow-ups come back: delays on a grid, closed hours, rounds; and the whole of it against drawn tickets."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.demand.followups import OpenPeriods, Regrouping, delay_kernel, folded_kernel
from sim.demand.forecast import forecast
from sim.randomness.distributions import Distribution
from sim.study.base import parse_distribution
from sim.study.study import Study
from tests.unit.demand_studies import LONDON, home, study_of

HOUR = 3600.0


@pytest.mark.parametrize(
    "law",
    [
        {"distribution": "exponential", "mean": "3h"},
        {"distribution": "lognormal", "mean": "5h", "cv": 0.9},
        {"distribution": "gamma", "mean": "2h", "cv": 0.5},
        {"distribution": "weibull", "mean": "4h", "shape": 1.7},
        {"distribution": "uniform", "low": "1h", "high": "4.3h"},
        {"distribution": "triangular", "low": "0h", "mode": "1h", "high": "6h"},
        "100min",
    ],
)
def test_the_kernel_is_the_law_of_cell_plus_delay(law: object) -> None:
    """Against 200,000 draws; twelve cells a law, 4.5 standard errors: false alarm below 1 in 1,600 for all laws."""
    delay = parse_distribution(law)
    kernel = delay_kernel(delay, 600.0, HOUR, 12)
    draws = np.random.default_rng(7)
    n = 200_000
    later = draws.random(n) * HOUR + 600.0 + delay.quantile(draws.random(n))
    counts = np.bincount((later // HOUR).astype(int), minlength=12)[:12] / n
    assert np.all(np.abs(counts - kernel) <= 4.5 * np.sqrt(kernel * (1 - kernel) / n) + 2e-4)


def test_the_kernel_of_an_empirical_delay_is_exact() -> None:
    delay = Distribution("empirical", {}, (0.0, 90.0, 90.0, 150.0))
    assert delay_kernel(delay, 0.0, 60.0, 4).tolist() == pytest.approx([1 / 4, 1 / 4, 1 / 4 + 1 / 8, 1 / 8])


def test_the_folded_kernel_goes_round_the_week_and_holds_everything() -> None:
    day = folded_kernel(Distribution("constant", {"value": 8 * 24 * HOUR}), 0.0, HOUR, 168)
    assert day.sum() == pytest.approx(1)
    assert day[24] == pytest.approx(1)
    slow = folded_kernel(Distribution("exponential", {"mean": 60 * 24 * HOUR}), 0.0, HOUR, 168)
    assert slow.sum() == pytest.approx(1)
    assert slow.max() < 1.2 / 168


def periods(*spans: tuple[float, float], end: float) -> OpenPeriods:
    times = np.array([0.0, *(t for span in spans for t in span)])
    values = np.array([0.0, *[1.0, 0.0] * len(spans)])
    return OpenPeriods.of(times, values, end)


def test_what_is_due_at_night_spreads_over_the_next_day() -> None:
    grouped = Regrouping.of(periods((8 * HOUR, 20 * HOUR), (32 * HOUR, 44 * HOUR), end=48 * HOUR), 48, HOUR)
    assert grouped is not None
    due = np.zeros(48)
    due[22] = 12.0  # 22:00 to 23:00 of a night from 20:00 to 08:00
    due[10] = 3.0
    due[46] = 5.0
    come = grouped.moved(due)
    assert come[34] == pytest.approx(12.0)
    assert come[10] == pytest.approx(3.0)
    assert come.sum() == pytest.approx(15)  # what is due in the last night comes after the end


def test_openings_within_a_cell_share_it() -> None:
    grouped = Regrouping.of(periods((1.25 * HOUR, 2.5 * HOUR), end=4 * HOUR), 4, HOUR)
    assert grouped is not None
    # the gap of 1.25 h fills the open 1.25 h: cell 0 and a quarter of cell 1 come from 1.25 h to 2.5 h
    assert grouped.moved(np.array([10.0, 4.0, 2.0, 0.0])) == pytest.approx([0, 7.5 + 3, 1 + 0.5 * 5 + 1, 0])


def test_a_queue_that_never_closes_moves_nothing() -> None:
    always = OpenPeriods.of(np.array([0.0]), np.array([1.0]), 100.0)
    assert always.always
    assert Regrouping.of(always, 10, 10.0) is None


def test_classes_are_wherever_contacts_can_come_counted_or_not() -> None:
    queues: dict[str, dict[str, Any]] = {
        "phone": {
            "opening_hours": {"daily": "08:00-20:00"}, "when_closed": {"then": "message", "queue": "mail"},
            "retry": {"probability": "50%", "delay": "1h", "queue": "second"},
        },
        "chat": {"channel": "chat", "resolution": "50%", "follow_up": {"delay": "1h", "queue": "phone"}},
        "second": {"escalation": {"share": "10%", "queue": "experts"}},
        "experts": {}, "mail": {"channel": "email"}, "apart": {},
    }  # fmt: skip
    found = forecast(study_of([home(queue="chat", volume="200/week")], queues))
    assert [queue for _, queue in found.classes] == ["phone", "chat", "second", "experts", "mail"]
    # what comes of waiting, or of calls outside opening hours, is in no forecast
    assert found.ordinary_week.sum(axis=1) == pytest.approx([100, 200, 0, 0, 0])
    assert found.expected_contacts[2:].sum() == found.closed_contacts.sum() == 0


def test_what_is_passed_on_comes_after_the_handle_time_or_at_the_opening() -> None:
    queues: dict[str, dict[str, Any]] = {
        "phone": {"handle_time": "30min", "escalation": {"share": "50%", "queue": "experts"}},
        "experts": {"opening_hours": {"mon-sat": "09:00-17:00"}},
    }
    rate = {
        "mon": {"00:00": "0/h", "10:00": "60/h", "11:00": "0/h"},
        "sat": {"00:00": "0/h", "20:00": "40/h", "21:00": "0/h"},
    }
    found = forecast(study_of([home(rate=rate)], queues, interval="1h", end="2026-03-16"))
    experts = found.expected_contacts[1].reshape(14, 24)
    assert experts[0, 10:12] == pytest.approx([15, 15])
    assert experts[7] == pytest.approx(np.eye(24)[9] * 20 + np.eye(24)[10] * 15 + np.eye(24)[11] * 15)
    assert experts.sum() == pytest.approx(80)  # those of the last Saturday come after the end
    week = found.ordinary_week[1].reshape(7, 24)
    assert week[0, 9:12] == pytest.approx([20, 15, 15])
    assert week.sum() == pytest.approx(50)


def test_deferred_tiers_take_what_is_passed_on_at_night_and_follow_ups_too() -> None:
    queues: dict[str, dict[str, Any]] = {
        "phone": {"handle_time": "1s", "resolution": "50%", "escalation": {"share": "20%", "queue": "mail"},
                  "follow_up": {"delay": "4h", "attempts": 2, "queue": "mail"}},
        "mail": {"channel": "email", "opening_hours": {"mon-fri": "09:00-17:00"}},
    }  # fmt: skip
    found = forecast(
        study_of([home(rate={"mon": {"00:00": "0/h", "20:00": "60/h", "21:00": "0/h"}})], queues, interval="1h")
    )
    mail = found.expected_contacts[1]
    assert mail[20] == pytest.approx(12, rel=1e-3) and mail[24] == pytest.approx(24, rel=1e-3)
    assert mail.sum() == pytest.approx(36)


def test_deferred_work_is_written_in_its_hours_but_never_sent_away() -> None:
    queues = {"mail": {"channel": "email", "opening_hours": {"mon-fri": "09:00-17:00"}}}
    spread = forecast(study_of([home(queue="mail", volume="400/week")], queues, interval="1h"))
    by_day = spread.expected_contacts[0].reshape(7, 24)
    assert by_day[:5, 9:17] == pytest.approx(10) and by_day.sum() == pytest.approx(400)
    curve = forecast(study_of([home(queue="mail", volume="168/week", intraday={"00:00": 1})], queues, interval="1h"))
    assert curve.expected_contacts[0] == pytest.approx(1)
    assert curve.ordinary_week[0] == pytest.approx(1)
    assert curve.closed_contacts.sum() == curve.ordinary_closed.sum() == 0


def test_a_constant_delay_by_hand() -> None:
    """One hour of 60 contacts; half come back exactly one day later, half of these once more."""
    queues = {"phone": {"resolution": "50%", "handle_time": "1s", "follow_up": {"delay": "1d", "attempts": 3}}}
    found = forecast(study_of([home(rate={"mon": {"09:00": "60/h", "10:00": "0/h"}})], queues, interval="1h"))
    by_day = found.expected_contacts[0].reshape(7, 24)
    assert by_day[:, 9] == pytest.approx([60, 30, 15, 0, 0, 0, 0], rel=1e-3)
    assert found.expected_contacts.sum() == pytest.approx(105)
    assert found.ordinary_week.sum() == pytest.approx(105)


def test_a_night_s_follow_ups_come_in_the_morning_and_sunday_s_on_monday() -> None:
    queues = {
        "phone": {
            "opening_hours": {"mon-sat": "08:00-20:00"}, "resolution": "50%", "handle_time": "1s",
            "follow_up": {"delay": "16h", "attempts": 2},
        }
    }  # fmt: skip
    rate = {"sat": {"14:00": "60/h", "16:00": "0/h"}}
    found = forecast(study_of([home(rate=rate)], queues, interval="1h", end="2026-03-16"))
    # due on Sunday 06:00 to 08:00, in a gap of 36 h from Saturday 20:00: 10/36 to 12/36 of Monday's 12 h
    monday = found.expected_contacts[0, 7 * 24 : 8 * 24]
    assert monday[11] == pytest.approx(60, rel=1e-3)  # 11:20 to 12:00
    assert monday.sum() == pytest.approx(60)
    assert found.ordinary_week[0, 11] == pytest.approx(60, rel=1e-3)
    assert found.ordinary_week.sum() == pytest.approx(180)


# An independent road: tickets drawn one by one, clocks by datetime, on a horizon with a daylight-saving night.
OPEN, CLOSE, SUNDAY = 9, 17, 6


def drawn_study() -> Study:
    queues = {
        "phone": {
            "opening_hours": {"mon-sat": "09:00-17:00"}, "handle_time": "6min", "resolution": "60%",
            "follow_up": {"delay": {"distribution": "exponential", "mean": "20h"}, "attempts": 3},
        },
        "chat": {
            "handle_time": "10min", "resolution": "70%",
            "follow_up": {"delay": {"distribution": "lognormal", "mean": "9h", "cv": 1.2}, "queue": "phone"},
        },
    }  # fmt: skip
    demand = [
        {"market": "uk", "queue": "phone", "volume": "2_000/week", "weekday": {"mon": 2, "tue-sat": 1},
         "intraday": {"00:00": 0.1, "08:00": 2, "18:00": 0.4}},
        {"market": "uk", "queue": "chat", "volume": "1_500/week",
         "intraday": {"00:00": 0.3, "09:00": 1.5, "22:00": 0.5}},
    ]  # fmt: skip
    return study_of(demand, queues, LONDON, start="2026-03-02", end="2026-04-06", time_zone="Europe/London")


def opened(at: datetime) -> bool:
    return at.weekday() != SUNDAY and OPEN <= at.hour < CLOSE


def phone_time(due: float, origin: datetime, zone: ZoneInfo) -> float:
    """When a phone follow-up that is due comes, both in seconds since the start."""
    local = (origin + timedelta(seconds=due)).astimezone(zone)
    if opened(local):
        return due
    day = local.date() if local.hour < OPEN else local.date() + timedelta(days=1)
    while day.weekday() == SUNDAY:
        day += timedelta(days=1)
    before = day - timedelta(days=2 if day.weekday() == 0 else 1)

    def second(date: object, hour: int) -> float:
        at = datetime.fromisoformat(f"{date}T{hour:02}:00").replace(tzinfo=zone)
        return (at.astimezone(UTC) - origin).total_seconds()

    opens, closes, closed = second(day, OPEN), second(day, CLOSE), second(before, CLOSE)
    return opens + (due - closed) / (opens - closed) * (closes - opens)


def drawn_contacts(study: Study, first: np.ndarray, edges: np.ndarray, times: int) -> np.ndarray:
    """Contacts (2, intervals) of phone and chat in hours that are open, of `times` horizons, ticket by ticket."""
    draws = np.random.default_rng(20261124)
    zone, horizon = ZoneInfo("Europe/London"), study.clock
    origin = datetime.fromtimestamp(horizon.origin, UTC)
    counts = np.zeros((2, horizon.intervals))
    for queue in (0, 1):
        numbers = draws.poisson(first[queue] * times)
        begin, width = np.repeat(edges[:-1], numbers), np.repeat(np.diff(edges), numbers)
        for at in begin + width * draws.random(len(begin)):
            if queue == 0 and not opened((origin + timedelta(seconds=float(at))).astimezone(zone)):
                continue
            now, asked, answers = float(at), queue, 0
            while now < horizon.length:
                counts[asked, int(now // horizon.interval)] += 1
                answers += 1
                resolved, attempts = ((0.6, 3), (0.7, 5))[asked]
                if draws.random() < resolved or answers >= attempts:
                    break
                variance = math.log1p(1.2**2)
                delay = draws.exponential(20.0) if asked == 0 else draws.lognormal(
                    math.log(9.0) - variance / 2, math.sqrt(variance))  # fmt: skip
                now += (360.0, 600.0)[asked] + delay * 3600.0
                now, asked = (phone_time(now, origin, zone) if now < horizon.length else now), 0
    return counts


def test_expected_contacts_agree_with_drawn_tickets_and_their_weeks_with_the_volume() -> None:
    """Days and queues of 35 days, each within 4.5 standard errors: false alarm below 1 in 1,500 for all 70.

    A ticket brings at most four contacts to one day, so a day's variance is below four times its mean; a week's
    contacts vary at most as if every ticket brought four. Half a percent is left to the grid of half hours.
    """
    study = drawn_study()
    found = forecast(study)
    times = 12
    counts = drawn_contacts(study, found.first_contacts, found.edges, times)
    local = study.clock.local_seconds(study.clock.starts, "Europe/London") // 86400
    day = (local - local[0]).astype(int)
    for queue in (0, 1):
        drawn = np.bincount(day, weights=counts[queue])
        expected = np.bincount(day, weights=found.expected_contacts[queue]) * times
        assert np.all(np.abs(drawn - expected) <= 4.5 * np.sqrt(4 * expected) + 0.005 * expected)
    closed = found.closed_contacts.sum(axis=1)
    assert closed[1] == 0
    assert closed[0] > 1000
    week = day >= 28  # after the lost hour of 29 March, with the follow-ups of the weeks before it
    volumes = (counts[:, week].sum(axis=1) / times + found.closed_contacts[:, week].sum(axis=1)).tolist()
    for drawn_volume, volume in zip(volumes, (2000.0, 1500.0), strict=True):
        assert abs(drawn_volume - volume) <= 4.5 * math.sqrt(4 * volume / times) + 0.005 * volume
