"""The forecast's expected contacts against what the engine plays when agents are plenty."""

from __future__ import annotations

import math

import numpy as np
import pytest

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


def tiers() -> Study:
    """A first tier on the phone and in writing that passes on to experts, who are there in their own hours."""
    delay = {"distribution": "exponential", "mean": "15h"}
    handled = {"handle_time": "20min"}
    first = {"resolution": "70%", "escalation": {"share": "25%", "queue": "experts"},
             "follow_up": {"delay": delay, "attempts": MOST}}  # fmt: skip
    whole = plenty()
    queues = {
        "phone": {"channel": "voice", **handled, **first, "opening_hours": {"mon-sat": "08:00-20:00"}},
        "email": {"channel": "email", **handled, **first, "opening_hours": {"mon-fri": "09:00-17:00"}},
        "experts": {"channel": "voice", **handled, "opening_hours": {"mon-fri": "09:00-15:20"}, "resolution": "80%",
                    "follow_up": {"delay": delay, "queue": "phone", "attempts": MOST},
                    "escalation": {"share": "10%", "queue": "last"}},
        "last": {"channel": "social", **handled},
    }  # fmt: skip
    return Study.model_validate(
        {
            "name": "tiers", "seed": 12, "horizon": whole.horizon, "markets": whole.markets, "queues": queues,
            "demand": [
                {"market": "uk", "queue": "phone", "volume": "900/week", "intraday": {"00:00": 0.2, "08:00": 2}},
                {"market": "us", "queue": "email", "volume": "700/week"},
                {"market": "uk", "queue": "email", "volume": "400/week", "intraday": {"00:00": 1, "18:00": 3}},
            ],
            "pools": {"desk": {"sourcing": "in_house", "time_zone": "UTC", "skills": {name: {} for name in queues},
                               "employment": {"wage": "14/h"}}},
            "strategies": {"all": {"staffing": {"desk": {"agents": {"daily": {"00:00": 250}}}},
                                   "routing": {name: ["desk"] for name in queues}}},
        }
    )  # fmt: skip


@pytest.mark.parametrize("study", [plenty(), tiers()], ids=lambda study: study.name)
def test_the_engine_s_contacts_are_as_many_as_forecast_day_by_day_and_by_time_of_day(study: Study) -> None:
    """At most 360 days and hours of classes, each within 4.5 standard errors: false alarm below 1 in 400 for all."""
    found = forecast(study)
    plan = plan_staffing(study, found, "all")
    queues, markets, length = list(study.queues), list(study.markets), study.clock.length
    answered, closed = np.zeros((len(found.classes), 21 * 24)), np.zeros(len(found.classes))
    for replication in range(REPLICATIONS):
        records = simulate(study, "all", draw_tickets(study, found, replication), plan)
        inside = records.arrival < length
        assert set(np.unique(records.outcome[inside]).tolist()) <= {ANSWERED, CLOSED}
        for i, (market, queue) in enumerate(found.classes):
            own = inside & (records.market == markets.index(market)) & (records.queue == queues.index(queue))
            came = (records.arrival[own & (records.outcome == ANSWERED)] // 3600).astype(int)
            answered[i] += np.bincount(np.minimum(came, 21 * 24 - 1), minlength=21 * 24)
            closed[i] += (own & (records.outcome == CLOSED)).sum()
    hour = (study.clock.starts // 3600).astype(int)
    for i, contacts in enumerate(found.expected_contacts):
        expected = REPLICATIONS * np.bincount(np.minimum(hour, 21 * 24 - 1), weights=contacts, minlength=21 * 24)
        for axis in (0, 1):
            seen, awaited = (counts.reshape(21, 24).sum(axis=axis) for counts in (answered[i], expected))
            assert np.all(np.abs(seen - awaited) <= 4.5 * np.sqrt(MOST * awaited) + 0.005 * awaited)
    shut = REPLICATIONS * found.closed_contacts.sum(axis=1)
    assert np.all(np.abs(closed - shut) <= 4.5 * np.sqrt(shut))
    total = REPLICATIONS * float(found.expected_contacts.sum())
    assert abs(float(answered.sum()) - total) <= 4.5 * math.sqrt(MOST * total)
