"""The forecast's expected contacts against what the engine plays when agents are plenty."""

from __future__ import annotations

import math

import numpy as np

from sim.capacity.plan import plan_staffing
from sim.demand.forecast import forecast
from sim.demand.tickets import draw_tickets
from sim.engine.simpy_engine import simulate
from sim.records import ANSWERED, CLOSED
from sim.study.study import Study

REPLICATIONS = 20
MOST = 4
"""Contacts that one ticket can bring at most, so that a day's variance is at most this many times its mean."""


def plenty() -> Study:
    delay = {"distribution": "lognormal", "mean": "20h", "cv": 1.0}
    voice = {"channel": "voice", "handle_time": {"distribution": "exponential", "mean": "5min"}}
    return Study.model_validate(
        {
            "name": "plenty", "seed": 11,
            "horizon": {"start": "2026-03-16", "end": "2026-04-06", "interval": "1h"},
            "markets": {"uk": {"time_zone": "Europe/London"}, "us": {"time_zone": "America/New_York"}},
            "queues": {
                "phone": {**voice, "resolution": "65%", "follow_up": {"delay": delay, "attempts": MOST},
                          "opening_hours": {"mon-fri": "08:30-18:00", "sat": "10:00-14:00"}},
                "urgent": {**voice, "resolution": "70%", "follow_up": {"delay": delay, "queue": "phone"}},
            },
            "demand": [
                {"market": "uk", "queue": "phone", "volume": "900/week", "intraday": {"00:00": 0.2, "08:00": 2}},
                {"market": "us", "queue": "phone", "volume": "700/week", "growth": "30%/year"},
                {"market": "uk", "queue": "urgent", "volume": "500/week", "deflection": "10%"},
            ],
            "pools": {"desk": {"sourcing": "in_house", "time_zone": "UTC", "skills": {"phone": {}, "urgent": {}},
                               "employment": {"wage": "14/h"}}},
            "strategies": {"all": {"staffing": {"desk": {"agents": {"daily": {"00:00": 150}}}},
                                   "routing": {"phone": ["desk"], "urgent": ["desk"]}}},
        }
    )  # fmt: skip


def test_the_engine_s_contacts_are_as_many_as_forecast_day_by_day() -> None:
    """63 days of classes, each within 4.5 standard errors: false alarm below 1 in 2,000 for all of them."""
    study = plenty()
    found = forecast(study)
    plan = plan_staffing(study, found, "all")
    queues, markets, length = list(study.queues), list(study.markets), study.clock.length
    days = 21
    answered, closed = np.zeros((len(found.classes), days + 1)), np.zeros(len(found.classes))
    for replication in range(REPLICATIONS):
        records = simulate(study, "all", draw_tickets(study, found, replication), plan)
        inside = records.arrival < length
        assert set(np.unique(records.outcome[inside]).tolist()) <= {ANSWERED, CLOSED}
        for i, (market, queue) in enumerate(found.classes):
            own = inside & (records.market == markets.index(market)) & (records.queue == queues.index(queue))
            came = own & (records.outcome == ANSWERED)
            answered[i] += np.bincount((records.arrival[came] // 86400).astype(int), minlength=days + 1)
            closed[i] += (own & (records.outcome == CLOSED)).sum()
    day = (study.clock.starts // 86400).astype(int)
    for i, contacts in enumerate(found.expected_contacts):
        expected = REPLICATIONS * np.bincount(day, weights=contacts, minlength=days + 1)
        assert np.all(np.abs(answered[i] - expected) <= 4.5 * np.sqrt(MOST * expected) + 0.005 * expected)
    shut = REPLICATIONS * found.closed_contacts.sum(axis=1)
    assert np.all(np.abs(closed - shut) <= 4.5 * np.sqrt(shut))
    total = REPLICATIONS * float(found.expected_contacts.sum())
    assert abs(float(answered.sum()) - total) <= 4.5 * math.sqrt(MOST * total)
