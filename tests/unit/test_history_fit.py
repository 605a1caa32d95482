"""Counts fitted to a week's shape: what went in comes out, and gaps, closed days and short days are told apart."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from ruamel.yaml import YAML

from sim.clock import DAY, Horizon
from sim.demand.counts_file import Counts, counts_of_rows
from sim.demand.entry import demand_entry
from sim.demand.history import fit_profile, replay_counts, replay_rates
from sim.demand.holdout import by_day, forecast_errors, hold_out
from sim.errors import StudyError
from sim.study.arrivals import Demand
from tests.recorded import recorded

WEEKDAY = np.array([1.4, 1.2, 1.1, 1.0, 1.1, 0.7, 0.5])
INTRADAY = np.repeat([0.1, 1.0, 2.5, 1.9, 1.2, 0.5], 4)  # 24 hours


def history(
    weeks: int, volume: float, day_cv: float = 0.0, level: NDArray[np.float64] | None = None, seed: int = 5
) -> Counts:
    """Poisson counts by hour with gamma days; level (weeks,): each week's factor."""
    random = np.random.default_rng(seed)
    days = np.arange(7 * weeks)
    factor = random.gamma(1 / day_cv**2, day_cv**2, days.size) if day_cv else np.ones(days.size)
    factor = factor * (1.0 if level is None else level[days // 7])
    mean = volume / 168 * (WEEKDAY / WEEKDAY.mean())[days % 7, None] * INTRADAY / INTRADAY.mean() * factor[:, None]
    clock = days[:, None] * DAY + np.arange(24) * 3600.0
    return Counts(clock.ravel(), random.poisson(mean).astype(float).ravel(), 3600.0)


def test_the_fit_finds_the_week_it_was_made_from() -> None:
    profile = fit_profile(history(50, 20_000))
    # 50 weeks of 20,000: a day of the smallest weekday holds 71,000 contacts, an hour of the smallest 4,200. The bounds
    # are 4.5 standard errors of the largest relative error among 32 figures: false alarm below 3e-4.
    assert profile.volume == pytest.approx(20_000, abs=4.5 * math.sqrt(20_000 / 50))
    assert profile.weekday == pytest.approx(WEEKDAY / WEEKDAY.mean(), rel=4.5 / math.sqrt(71_000))
    assert profile.intraday == pytest.approx(INTRADAY / INTRADAY.mean(), rel=4.5 / math.sqrt(4_200))
    assert profile.weekday.mean() == pytest.approx(1.0)
    assert profile.intraday.mean() == pytest.approx(1.0)
    assert profile.expected.sum() == pytest.approx(profile.volume)
    assert math.isnan(profile.growth)
    assert profile.remarks == ()


def test_poisson_noise_is_taken_off_the_days_spread() -> None:
    noisy = fit_profile(history(200, 20_000, day_cv=0.1))
    # The estimate's standard error is about cv ÷ √(2 n) = 0.1 ÷ √2400 = 0.002; 4 of them.
    assert noisy.day_cv == pytest.approx(0.1, abs=0.008)
    # Without a day factor the count's own spread, √(1/2857) = 0.019, must be gone: |c²| < 4 × 0.019² √(2/1200).
    calm = fit_profile(history(200, 20_000))
    assert calm.day_cv**2 < 4 * (7 / 20_000) * math.sqrt(2 / 1200)
    assert calm.dispersion == pytest.approx(1.0, abs=0.03)
    assert noisy.dispersion > 2


def test_the_weeks_level_is_apart_from_the_days() -> None:
    level = 1 + 0.2 * np.sin(np.arange(100) / 8)
    profile = fit_profile(history(100, 20_000, day_cv=0.05, level=level))
    assert profile.day_cv == pytest.approx(0.05, abs=0.006)
    assert profile.week_cv == pytest.approx(float(np.std(level)), abs=0.015)


def test_growth_is_told_from_season_after_a_year() -> None:
    weeks = np.arange(104)
    season = 1 + 0.3 * np.cos(2 * np.pi * weeks / 52)
    profile = fit_profile(history(104, 20_000, level=season * 1.2 ** (weeks / 52.18)))
    assert profile.growth == pytest.approx(0.2, abs=0.01)
    assert profile.growth_error < 0.01
    assert profile.volume > fit_profile(history(104, 20_000, level=season)).volume * 1.2
    assert math.isnan(fit_profile(history(50, 20_000)).growth)


def without(counts: Counts, gone: NDArray[np.bool_]) -> Counts:
    return Counts(counts.clock[~gone], counts.count[~gone], counts.interval)


def test_a_day_without_rows_is_left_out_and_a_lost_interval_too() -> None:
    whole = history(20, 20_000)
    lost = (whole.day == 30) | ((whole.day == 40) & (whole.slot == 12))
    profile = fit_profile(without(whole, lost))
    assert profile.days.sum() == 139
    assert profile.remarks == (
        "1 intervals without a row, elsewhere always recorded or busy, are left out of the means",
        "1 days without any row are treated as not recorded: 1970-02-04",
    )
    others = (whole.slot == 12) & (whole.day % 7 == 40 % 7) & (whole.day != 40)
    assert profile.means[40 % 7, 12] == pytest.approx(whole.count[others].mean())


def test_quiet_intervals_without_rows_are_empty() -> None:
    whole = history(20, 300)
    profile = fit_profile(without(whole, whole.count == 0))
    assert profile.volume == pytest.approx(whole.count.sum() / 20)
    assert "are taken as empty" in profile.remarks[0]


def test_closed_weekdays_have_factor_zero() -> None:
    whole = history(10, 20_000)
    profile = fit_profile(without(whole, whole.day % 7 >= 5))
    assert profile.weekday[5:].tolist() == [0.0, 0.0]
    assert profile.remarks == ()


def test_days_cut_short_at_the_ends_are_left_out() -> None:
    whole = history(6, 20_000)
    gone = ((whole.day == 0) & (whole.slot < 15)) | ((whole.day == 41) & (whole.slot > 9))
    profile = fit_profile(without(whole, gone))
    assert profile.days.tolist() == [5, 6, 6, 6, 6, 6, 5]
    assert profile.remarks == (
        "the first day, 1970-01-05, is cut short and left out",
        "the last day, 1970-02-15, is cut short and left out",
    )


def test_nothing_but_zeros_is_refused() -> None:
    with pytest.raises(StudyError, match="all zero"):
        fit_profile(counts_of_rows([(0.0, 0.0), (3600.0, 0.0)], 3600.0))


def test_the_written_entry_loads_as_the_fit() -> None:
    profile = fit_profile(history(20, 20_000, day_cv=0.08), grain=7200.0)
    (entry,) = YAML(typ="safe", pure=True).load(demand_entry(profile, "no", "a queue: odd"))
    demand = Demand.model_validate(entry)
    assert (demand.market, demand.queue) == ("no", "a queue: odd")
    assert demand.volume is not None and demand.intraday is not None and demand.weekday is not None
    assert demand.volume * 7 * DAY == pytest.approx(profile.volume, abs=0.5)
    assert np.array(demand.weekday) == pytest.approx(profile.weekday, abs=5e-4)
    read = [demand.intraday.at(hour * 3600.0) for hour in range(24)]
    assert read == pytest.approx(profile.intraday, abs=5e-4)
    assert demand.uncertainty.day == pytest.approx(profile.day_cv, abs=5e-4)


def test_the_grain_keeps_the_mean_and_levels_the_curve() -> None:
    fine, coarse = fit_profile(history(20, 20_000)), fit_profile(history(20, 20_000), grain=4 * 3600.0)
    assert coarse.intraday.reshape(6, 4).std(axis=1).max() < 1e-12
    assert coarse.intraday.reshape(6, 4).mean(axis=1) == pytest.approx(fine.intraday.reshape(6, 4).mean(axis=1))
    assert coarse.steps.at(9 * 3600.0) == pytest.approx(coarse.intraday[8])


def test_replay_meets_the_horizons_dates() -> None:
    counts = history(3, 20_000)
    horizon = Horizon.of(date(1970, 1, 8), date(1970, 1, 10), "UTC", 1800.0)
    replayed = replay_counts(counts, horizon, "UTC", scale=2.0)
    assert replayed[::2] == pytest.approx(counts.count[72:120])  # Thursday and Friday; half an interval each, doubled
    later = Horizon.of(date(2026, 3, 5), date(2026, 3, 7), "UTC", 1800.0)  # the first Thursday of a later year
    assert replay_counts(counts, later, "UTC") == pytest.approx(replayed / 2)


def test_replay_repeats_and_skips_the_hour_of_daylight_saving() -> None:
    counts = counts_of_rows([(d * DAY + h * 3600.0, float(h)) for d in range(7) for h in range(24)], 3600.0)
    autumn = Horizon.of(date(2026, 10, 25), date(2026, 10, 26), "Europe/London", 3600.0)
    assert replay_counts(counts, autumn, "Europe/London")[:4] == pytest.approx([0, 1, 1, 2])
    spring = Horizon.of(date(2026, 3, 29), date(2026, 3, 30), "Europe/London", 3600.0)
    assert replay_counts(counts, spring, "Europe/London")[:4] == pytest.approx([0, 2, 3, 4])


def test_replay_works_on_a_clock_of_odd_offset() -> None:
    counts = counts_of_rows([(d * DAY + h * 3600.0, float(h)) for d in range(14) for h in range(24)], 3600.0)
    horizon = Horizon.of(date(2026, 3, 2), date(2026, 3, 4), "UTC", 900.0)
    times, rates = replay_rates(counts, horizon, "Asia/Kathmandu")  # +05:45
    local = horizon.local_seconds(times[:-1] + 1.0, "Asia/Kathmandu")
    assert rates[:-1] * 3600 == pytest.approx(np.floor(local % DAY / 3600))


def test_a_history_shorter_than_the_horizon_is_refused() -> None:
    with pytest.raises(StudyError, match="the history ends on 1970-01-18, before the horizon"):
        replay_counts(history(2, 20_000), Horizon.of(date(2026, 3, 2), date(2026, 3, 30), "UTC", 1800.0), "UTC")


def test_held_out_weeks_are_not_seen_by_the_fit() -> None:
    counts = history(12, 20_000)
    trial = hold_out(counts, 4 * 7 * DAY)
    assert trial.count.size == 4 * 168
    assert trial.profile.volume == pytest.approx(counts.count[: 8 * 168].sum() / 8)
    assert trial.naive == pytest.approx(np.tile(counts.count[7 * 168 : 8 * 168], 4))
    assert trial.fitted[:24] == pytest.approx(trial.profile.expected[0])
    # A perfect forecast of Poisson counts errs by chance; the naive one by √2 of it.
    assert trial.by_interval.wape == pytest.approx(trial.by_interval.chance, rel=0.1)
    assert trial.naive_by_interval.wape == pytest.approx(2**0.5 * trial.by_interval.chance, rel=0.1)
    days = by_day(trial)
    assert days["day"][0] == (date(1970, 1, 5) + timedelta(days=56)).isoformat()
    assert days["recorded"].sum() == trial.count.sum()


def test_too_little_history_to_hold_out() -> None:
    with pytest.raises(StudyError, match="holding out 28 leaves less than two weeks"):
        hold_out(history(5, 20_000), 4 * 7 * DAY)


def test_errors_without_counts_are_not_numbers() -> None:
    assert math.isnan(forecast_errors(np.zeros(3), np.ones(3)).wape)


def test_the_banks_counts_of_2003() -> None:
    from sim.demand.history import read_counts

    counts = read_counts(recorded("bank_calls_5min_2003.csv"))
    profile = fit_profile(counts)
    assert counts.interval == 300.0
    assert profile.days.tolist() == [31, 33, 34, 34, 32, 0, 0]
    # 32,461 calls a day (fpp3): the mean over days; the week adds weekdays up, which weighs them alike.
    assert counts.count.sum() / 164 == pytest.approx(32_461, abs=1)
    assert profile.volume / 5 == pytest.approx(32_461, rel=0.01)
    assert profile.weekday[0] / profile.weekday[:5].mean() == pytest.approx(1.12, abs=0.005)
    assert profile.weekday[2] / profile.weekday[:5].mean() == pytest.approx(0.95, abs=0.005)
    assert "2003-04-04, 2003-04-07, 2003-05-26, 2003-07-04, 2003-09-01, 2003-10-14" in profile.remarks[0]
    trial = hold_out(counts, 4 * 7 * DAY)
    assert trial.by_day.wape < trial.naive_by_day.wape
