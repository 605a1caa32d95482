"""Patience and handle time learned from what was recorded: against other implementations, and from made-up waits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.demand.patience_fit import exponential_mean, fit_patience, survival_curve, weibull
from sim.demand.service_fit import SHARES, fit_service


def censored(seed: int, patience: np.ndarray, offered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.minimum(patience, offered), patience < offered


def test_kaplan_meier_agrees_with_scipy() -> None:
    random = np.random.default_rng(3)
    wait, left = censored(3, np.round(random.exponential(60, 500)), np.round(random.exponential(40, 500)) + 0.5)
    curve = survival_curve(wait, left)
    theirs = stats.ecdf(stats.CensoredData.right_censored(wait, ~left)).sf
    times = np.arange(0.0, 120.0, 7.0)
    assert curve.at(times) == pytest.approx(theirs.evaluate(times), abs=1e-12)


def test_the_curves_error_is_the_binomials_where_nobody_is_censored() -> None:
    wait = np.arange(1.0, 11.0)
    curve = survival_curve(wait, np.ones(10, dtype=bool))
    assert curve.survival == pytest.approx(1 - wait / 10)
    assert curve.error == pytest.approx(np.sqrt(curve.survival * (1 - curve.survival) / 10))


def test_who_is_answered_at_the_time_another_leaves_was_still_waiting() -> None:
    curve = survival_curve(np.array([10.0, 10.0]), np.array([True, False]))
    assert curve.survival.tolist() == [0.5]
    assert curve.quantile(0.5) == 10.0
    assert curve.quantile(0.6) == math.inf


def test_nobody_left() -> None:
    wait = np.array([10.0, 20.0])
    assert exponential_mean(wait, np.zeros(2, dtype=bool)) == math.inf
    with pytest.raises(ValueError, match="at least two different waits"):
        weibull(wait, np.zeros(2, dtype=bool))


def test_censored_weibull_agrees_with_scipy() -> None:
    random = np.random.default_rng(8)
    wait, left = censored(8, 100 * random.weibull(0.8, 2000), random.exponential(80, 2000))
    mean, shape = weibull(wait, left)
    c, _, scale = stats.weibull_min.fit(stats.CensoredData.right_censored(wait, ~left), floc=0)
    assert shape == pytest.approx(c, rel=1e-3)
    assert mean == pytest.approx(scale * math.gamma(1 + 1 / c), rel=1e-3)


def test_patience_and_balking_come_out_as_they_went_in() -> None:
    random, number = np.random.default_rng(4), 40_000
    balks = random.random(number) < 0.08
    patience = np.where(balks, 5 * random.random(number), random.exponential(200, number))
    wait, left = censored(4, patience, 5 + random.exponential(90, number))
    fit = fit_patience(wait, left, balk_within=5.0)
    lost = int((left & (wait > 5)).sum())
    assert fit.mean == pytest.approx(200, rel=4 / math.sqrt(lost))  # 4 standard errors: false alarm 6e-5
    assert fit.balk == pytest.approx(0.08, abs=4 * math.sqrt(0.08 * 0.92 / number))
    assert fit.exponential_mean < fit.mean
    assert (fit.waited, fit.abandoned) == (number, int(left.sum()))


def test_without_balking_there_is_none() -> None:
    random = np.random.default_rng(5)
    wait, left = censored(5, random.exponential(200, 20_000), random.exponential(90, 20_000))
    fit = fit_patience(wait, left)
    assert fit.balk < 4 * math.sqrt(0.025 / 20_000)
    assert fit.weibull_shape == pytest.approx(1.0, abs=4 * 0.78 / math.sqrt(fit.abandoned))


def test_lognormal_by_moments_and_by_likelihood() -> None:
    sigma, number = 0.9, 50_000
    seconds = np.exp(5.0 + sigma * np.random.default_rng(6).standard_normal(number))
    fit = fit_service(seconds)
    mean, cv = math.exp(5 + sigma**2 / 2), math.sqrt(math.expm1(sigma**2))
    assert fit.mean == pytest.approx(mean, rel=4 * cv / math.sqrt(number))
    assert fit.likely_mean == pytest.approx(mean, rel=4 * math.sqrt(sigma**2 + sigma**4 / 2) / math.sqrt(number))
    assert fit.likely_cv == pytest.approx(cv, rel=0.03)
    assert fit.quantiles[SHARES.index(0.5)] == pytest.approx(math.exp(5), rel=0.02)
    assert fit.likely_distance < 1.95 / math.sqrt(number)  # Kolmogorov: false alarm 1e-3 if the fit were the truth
    assert fit_service(np.array([10.0, 20.0, 30.0])).cv == pytest.approx(0.5)


def test_the_distance_is_kolmogorovs() -> None:
    seconds = np.random.default_rng(7).gamma(2.0, 90.0, 400)
    fit = fit_service(seconds)
    sigma = math.sqrt(math.log1p(fit.cv**2))
    law = stats.lognorm(sigma, scale=fit.mean * math.exp(-(sigma**2) / 2))
    assert fit.distance == pytest.approx(stats.kstest(seconds, law.cdf).statistic, abs=1e-12)


@pytest.mark.parametrize("seconds", [[60.0], [60.0, 0.0], []])
def test_services_that_teach_nothing_are_refused(seconds: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two services"):
        fit_service(np.array(seconds))
