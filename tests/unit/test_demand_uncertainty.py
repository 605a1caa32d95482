"""Random factors of days and seasons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.demand.forecast import forecast
from sim.demand.uncertainty import busyness, gamma_factor
from sim.study.study import Study
from tests.unit.demand_studies import clock, home, study_of, with_rows

MARKETS = {"home": {"time_zone": "Europe/London"}, "sg": {"time_zone": "Asia/Singapore"}}


def entry(market: str = "home", **uncertainty: Any) -> dict[str, Any]:
    return {"market": market, "queue": "phone", "volume": "168/week", "uncertainty": uncertainty}


def by_day(study: Study, replication: int) -> np.ndarray:
    """Factors (entries, days) of the planner's days; every day has one factor."""
    found = forecast(study)
    factors = busyness(study, found, replication)
    days = [factors[:, found.day_index == d] for d in range(found.day_index.max() + 1)]
    for day in days:
        assert np.all(day == day[:, :1])
    return np.column_stack([day[:, 0] for day in days])


@pytest.mark.parametrize("cv", [0.02, 0.12, 0.5, 1.0, 2.0])
def test_factors_are_gamma_of_mean_one_and_the_given_spread(cv: float) -> None:
    """Moments by integration over equal shares of the uniform: no randomness, tails cut at 1 in 400,000."""
    uniforms = (np.arange(400_000) + 0.5) / 400_000
    factors = gamma_factor(uniforms, cv)
    assert factors.mean() == pytest.approx(1, abs=1e-4 * max(cv, 1))
    assert factors.std() == pytest.approx(cv, rel=2e-3)
    assert np.all(np.diff(factors) >= 0)


def test_no_spread_is_exactly_one() -> None:
    study = study_of([entry(), entry("sg", day="0%", season="0%")], markets=MARKETS)
    assert np.all(busyness(study, forecast(study), 3) == 1.0)


def test_days_differ_and_share_the_season() -> None:
    study = study_of([entry(day="10%"), entry("sg", season="20%")], markets=MARKETS)
    days = by_day(study, 0)
    assert len(set(days[0].tolist())) == 7
    assert len(set(days[1].tolist())) == 1
    assert by_day(study, 1)[1, 0] != days[1, 0]


def test_day_and_season_multiply() -> None:
    both, day, season = (
        by_day(study_of([entry(**u)]), 4)[0]
        for u in ({"day": "10%", "season": "20%"}, {"day": "10%"}, {"season": "20%"})
    )
    assert both == pytest.approx(day * season)


def test_one_uniform_a_day_is_shared_each_through_its_own_gamma() -> None:
    study = study_of([entry(day="10%"), entry("sg", day="30%")], markets=MARKETS, end="2026-04-13")
    small, large = by_day(study, 2)
    assert np.array_equal(np.argsort(small), np.argsort(large))
    assert np.log(large).std() > 2 * np.log(small).std()


def test_own_draws_are_independent_and_do_not_move_the_shared() -> None:
    shared = by_day(study_of([entry(day="10%")], markets=MARKETS, end="2026-06-29"), 2)[0]
    study = study_of([entry("sg", day="10%", shared=False), entry(day="10%")], markets=MARKETS, end="2026-06-29")
    own, beside = by_day(study, 2)
    assert np.array_equal(beside, shared)
    assert abs(np.corrcoef(own, shared)[0, 1]) < 4 / math.sqrt(len(own))


def test_a_longer_horizon_keeps_the_days_it_had() -> None:
    given = [entry(day="10%", season="5%")]
    short, long = (by_day(study_of(given, end=end), 0)[0] for end in ("2026-03-09", "2026-03-30"))
    assert np.array_equal(long[:7], short)


def test_over_replications_the_mean_is_one_and_the_spread_as_given() -> None:
    """2,000 days: mean and deviation (of relative error about 1 ÷ √(2n)) within 4 standard errors; 1 in 8,000."""
    study = study_of([entry(day="12%")], end="2026-03-22")
    days = np.concatenate([by_day(study, r)[0] for r in range(100)])
    assert abs(days.mean() - 1) < 4 * 0.12 / math.sqrt(len(days))
    assert abs(days.std() / 0.12 - 1) < 4 * 1.1 / math.sqrt(2 * len(days))


def test_replayed_counts_are_left_as_they_were() -> None:
    given = home(history={"file": "h.csv", "use": "replay"}, uncertainty={"day": "50%"})
    study = study_of([given, entry("sg", day="50%")], markets=MARKETS, end="2026-03-03")
    study = with_rows(study, "history", [(clock("2026-03-02") + 3600 * h, 5.0) for h in range(24)], 3600.0)
    factors = busyness(study, forecast(study), 0)
    assert np.all(factors[0] == 1.0)
    assert np.all(factors[1] != 1.0)
