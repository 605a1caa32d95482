"""The studies of the cases: one desk, one or two queues, everything random of the textbook kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import as_file, files
from typing import Any

from sim.study import Study, load_study

SEED = 20260302
START = date(2026, 3, 2)


def exponential(seconds: float) -> dict[str, str]:
    """An exponential time of that mean."""
    return {"distribution": "exponential", "mean": f"{seconds!r}s"}


def queue(handle_time: float, patience: float | None = None, **rules: Any) -> dict[str, Any]:
    """A voice queue with exponential handle times and patience, answered within 20 s."""
    rule: dict[str, Any] = {"channel": "voice", "handle_time": exponential(handle_time), **rules}
    if patience is not None:
        rule["patience"] = exponential(patience)
    return rule


def steady(
    rates: Mapping[str, float], queues: Mapping[str, Mapping[str, Any]], pools: Mapping[str, int], days: int = 2
) -> Study:
    """A desk that is always open, with Poisson arrivals (contacts per minute by queue) and agents by pool.

    Every queue's route leads through all the pools. The first four hours are not counted.
    """
    return Study.model_validate(
        {
            "name": "Steady state",
            "seed": SEED,
            "horizon": {**_days(days), "warm_up": "4h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": queues,
            "demand": [{"market": "home", "queue": name, "rate": f"{rate!r}/min"} for name, rate in rates.items()],
            "pools": {name: _pool(queues) for name in pools},
            "strategies": {
                "one": {
                    "staffing": {name: {"agents": agents} for name, agents in pools.items()},
                    "routing": {name: list(pools) for name in queues},
                }
            },
        }
    )


def shift(rate: float, rule: Mapping[str, Any], agents: int, days: int) -> Study:
    """Days of eight hours that start empty and are served out after closing; `rate` in contacts per minute."""
    hours = {"opening_hours": {"daily": "08:00-16:00"}, "at_close": "finish"}
    return Study.model_validate(
        {
            "name": "Shift",
            "seed": SEED,
            "horizon": _days(days),
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": {**rule, **hours}},
            "demand": [{"market": "home", "queue": "calls", "rate": {"08:00": f"{rate!r}/min", "16:00": "0/min"}}],
            "pools": {"desk": _pool(("calls",))},
            "strategies": {"one": {"staffing": {"desk": {"agents": agents}}, "routing": {"calls": ["desk"]}}},
        }
    )


def call_centre_day(shape: float, days: int) -> Study:
    """The example study of that name over several days, each with its own gamma factor of that shape."""
    with as_file(files("sim.study.examples").joinpath("call_centre_day.yaml")) as path:
        return load_study(
            path,
            {
                "seed": str(SEED),
                "horizon.end": (START + timedelta(days=days)).isoformat(),
                "demand.0.uncertainty.day": repr(shape**-0.5),
            },
        )


def uncertain_days(mean: float, shape: float, days: int) -> Study:
    """Days with a gamma factor of that shape and `mean` contacts on average; nobody is played."""
    return Study.model_validate(
        {
            "name": "Uncertain days",
            "seed": SEED,
            "horizon": _days(days),
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": queue(180.0)},
            "demand": [
                {
                    "market": "home", "queue": "calls", "rate": f"{mean!r}/day",
                    "uncertainty": {"day": repr(shape**-0.5)},
                }
            ],
            "pools": {"desk": _pool(("calls",))},
            "strategies": {"one": {"staffing": {"desk": {"agents": 1}}, "routing": {"calls": ["desk"]}}},
        }
    )  # fmt: skip


def _days(days: int) -> dict[str, str]:
    end = START + timedelta(days=days)
    return {"start": START.isoformat(), "end": end.isoformat(), "interval": "24h", "time_zone": "UTC"}


def _pool(queues: Mapping[str, Any] | tuple[str, ...]) -> dict[str, Any]:
    skills: dict[str, Any] = {name: {} for name in queues}
    return {"sourcing": "in_house", "time_zone": "UTC", "skills": skills, "employment": {"wage": "20/h"}}
