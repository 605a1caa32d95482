"""The draws of the compiled engine, one at a time, are those that arrays give, bit for bit, for every law."""

from __future__ import annotations

import numpy as np
import pytest

from sim.randomness.compiled import law_rows, time_of, uniform
from sim.randomness.distributions import Distribution
from sim.randomness.keyed import keyed_uniform, salt_of, ticket_keys
from sim.study.notation import parse_distribution

LAWS = (
    "5min",
    {"distribution": "exponential", "mean": "3min"},
    {"distribution": "lognormal", "mean": "6min", "cv": 0.9},
    {"distribution": "gamma", "mean": "8min", "cv": 0.6},
    {"distribution": "gamma", "mean": "8min", "cv": 3},
    {"distribution": "weibull", "mean": "4min", "shape": 0.7},
    {"distribution": "uniform", "low": "1min", "high": "9min"},
    {"distribution": "triangular", "low": "0s", "mode": "2min", "high": "9min"},
)
KEYS = ticket_keys(7, 3, "home/calls", 3000)


def test_uniforms_are_those_of_arrays() -> None:
    salt = np.uint64(salt_of("patience"))
    found = [uniform(key, salt, 2, 5) for key in KEYS]
    assert found == keyed_uniform(KEYS, "patience", 2, 5).tolist()


@pytest.mark.parametrize("given", LAWS)
def test_times_are_those_of_arrays(given: object) -> None:
    times_are_alike(parse_distribution(given))


def test_a_sample_is_drawn_alike() -> None:
    times_are_alike(Distribution("empirical", {}, (1.0, 2.5, 2.5, 70.25)))


def times_are_alike(law: Distribution) -> None:
    uniforms = np.concatenate([keyed_uniform(KEYS, "handle_time"), [2.0**-53, 1 - 2.0**-53, 0.5, 0.075, 0.925]])
    rows, values = law_rows([law.law])
    assert [time_of(rows[0], values, u) for u in uniforms.tolist()] == law.quantile(uniforms).tolist()
