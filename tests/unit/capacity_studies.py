"""Small studies made by hand for the tests of staffing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.clock import DAY
from sim.study.study import Study

QUEUE: dict[str, Any] = {
    "channel": "voice",
    "service_level": {"target": "80%", "within": "20s"},
    "handle_time": {"distribution": "exponential", "mean": "5min"},
}
HOME: dict[str, Any] = {"sourcing": "in_house", "time_zone": "Europe/London", "skills": {"calls": {}}}
AS_OURS = {"handle_time_factor": 1}
"""A skill of a vendor's agents who are as quick as ours: its presets fill in nothing."""

AWAY: dict[str, Any] = {"sourcing": "offshore", "time_zone": "Asia/Manila", "skills": {"calls": AS_OURS}}
DAYTIME: dict[str, Any] = {"mon-fri": "09:00-17:00"}


def home(employment: Mapping[str, Any] | None = None, **terms: Any) -> dict[str, Any]:
    """A pool of our own in London; 40 hours a week a head and no shrinkage unless given."""
    return {**HOME, "employment": {"wage": "14/h", **(employment or {})}, **terms}


def away(ramp: Mapping[str, Any] | None = None, signed: str | None = None, **terms: Any) -> dict[str, Any]:
    """A vendor's pool in Manila."""
    contract = {"price": "12/agent_hour", **({"ramp": ramp} if ramp else {}), **({"signed": signed} if signed else {})}
    return {**AWAY, "contract": contract, **terms}


def study_of(**changes: Any) -> Study:
    """Two weeks from Monday 2 March 2026 in London, 60 contacts an hour by day on weekdays, five minutes each."""
    plain: dict[str, Any] = {
        "name": "staffing",
        "horizon": {"start": "2026-03-02", "end": "2026-03-16", "time_zone": "Europe/London"},
        "markets": {"uk": {"time_zone": "Europe/London"}},
        "queues": {"calls": {**QUEUE, "opening_hours": DAYTIME}},
        "demand": [{"market": "uk", "queue": "calls", "rate": "60/h"}],
        "pools": {"desk": home()},
        "strategies": {"plan": {"staffing": {"desk": {"agents": 6}}, "routing": {"calls": ["desk"]}}},
        **changes,
    }
    return Study.model_validate(plain)


def strategy(staffing: Mapping[str, Any], *route: Any) -> dict[str, Any]:
    """The strategies of a study with one strategy, `plan`, and one route, of the queue `calls`."""
    return {"plan": {"staffing": dict(staffing), "routing": {"calls": list(route or staffing)}}}


def hours(days: float, hour: float, minute: float = 0.0) -> float:
    """Seconds after so many days, hours and minutes."""
    return days * DAY + hour * 3600.0 + minute * 60.0
