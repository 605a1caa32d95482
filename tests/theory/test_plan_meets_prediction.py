"""What a plan promises and what the simulation shows: on easy cases the service level is what Erlang A predicts for it.

One queue, no uncertainty, no retries, all answers resolve. The simulated level's 95 % interval is ±0.4 points or less,
a standard error of 0.17; a level that is as predicted is a point off, more than 5.9 standard errors of t(7), in less
than 1 of 1,500 trials by the t distribution and 1 of 10^8 by the normal one: seven cases give no alarm in practice.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.experiment.replication import draw, play, prepare
from sim.study.study import Study
from sim.theory.erlang_a import erlang_a

WITHIN = 20.0
CURVE = {"00:00": 0.6, "04:00": 0.5, "08:00": 1.0, "10:00": 1.4, "14:00": 1.5, "18:00": 1.2, "22:00": 0.8}
"""Calls by clock time, which change every few hours: long against a handle time of minutes."""

CASES = {
    "small and impatient": {"rate": 30, "handle_time": 300, "patience": 120, "days": 120},
    "small and patient": {"rate": 30, "handle_time": 300, "patience": 600, "days": 120},
    "middling": {"rate": 120, "handle_time": 300, "patience": 240, "days": 40},
    "long calls": {"rate": 60, "handle_time": 900, "patience": 240, "days": 80},
    "short calls": {"rate": 400, "handle_time": 90, "patience": 120, "days": 16},
    "large": {"rate": 300, "handle_time": 360, "patience": 180, "days": 28},
    "by a day's curve": {"rate": 300, "handle_time": 300, "patience": 180, "days": 28, "intraday": CURVE},
}


def study(case: dict[str, Any], seasons: int) -> Study:
    rate, days = case["rate"], case["days"]
    end = np.datetime64("2026-03-02") + days
    demand = {"market": "home", "queue": "calls", "volume": f"{168 * rate}/week"}
    queue = {
        "channel": "voice",
        "handle_time": {"distribution": "exponential", "mean": f"{case['handle_time']}s"},
        "patience": {"distribution": "exponential", "mean": f"{case['patience']}s"},
        "service_level": {"target": "80%", "within": f"{WITHIN:g}s", "definition": "all_offered"},
    }
    pool = {"sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "10/h"}}
    return Study.model_validate(
        {
            "name": "easy", "seed": 3, "replications": seasons,
            "horizon": {"start": "2026-03-02", "end": str(end), "time_zone": "UTC", "warm_up": "1d"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": queue},
            "demand": [{**demand, **({"intraday": case["intraday"]} if "intraday" in case else {})}],
            "pools": {"desk": pool},
            "strategies": {"plan": {"staffing": {"desk": {"size_for": "base"}}, "routing": {"calls": ["desk"]}}},
        }
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_planned_agents_give_the_predicted_service(name: str) -> None:
    case, seasons = CASES[name], 8
    prepared = prepare(study(case, seasons))
    levels = []
    for k in range(seasons):
        outcome = play(prepared, "plan", draw(prepared, k))[0]
        met, of = outcome.measures.ratio("total", "", "service_level")
        levels.append(met / of)
    clock, (pool,) = prepared.study.clock, prepared.plans["plan"].pools
    counted = clock.starts >= clock.warm_up
    rates = prepared.forecast.expected_contacts[0] / clock.interval
    predicted = [
        erlang_a(rate, case["handle_time"], case["patience"], int(agents), WITHIN).answered_within
        for rate, agents in zip(rates[counted].tolist(), pool.scheduled[counted].tolist(), strict=True)
    ]
    expected = float(np.average(np.array(predicted, dtype=np.float64), weights=rates[counted]))
    half_width = 2.365 * np.std(levels, ddof=1) / np.sqrt(seasons)  # t(0.975, 7)
    assert half_width < 0.004
    assert abs(np.mean(levels) - expected) < 0.01
    assert 0.79 < expected < 0.95
