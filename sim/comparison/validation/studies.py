"""The studies of the cases: one desk, one or two queues, everything random of the textbook kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import as_file, files
from typing import Any

from sim.study import Study, load_study

SEED = 20260302
START = date(2026, 3, 2)


Rules = Mapping[str, Any]


def exponential(seconds: float) -> dict[str, str]:
    """An exponential time of that mean."""
    return {"distribution": "exponential", "mean": f"{seconds!r}s"}


def queue(handle_time: float, patience: float | None = None, **rules: Any) -> dict[str, Any]:
    """A voice queue, unless another channel is given, with exponential handle times and patience; T is 20 s."""
    rule: dict[str, Any] = {"channel": "voice", "handle_time": exponential(handle_time), **rules}
    if patience is not None:
        rule["patience"] = exponential(patience)
    return rule


def steady(
    rates: Mapping[str, float],
    queues: Mapping[str, Rules],
    pools: Mapping[str, int],
    days: int = 2,
    routing: Mapping[str, Sequence[str | Rules]] | None = None,
    skills: Mapping[str, Mapping[str, Rules]] | None = None,
) -> Study:
    """A desk that is always open, with Poisson arrivals (contacts per minute by queue) and agents by pool.

    Unless a routing is given, every queue's route leads through all the pools; the skills (pool, queue, how) are those
    that the routes need, handled as the queues say unless given. The first four hours are not counted.
    """
    routes = routing or {name: list(pools) for name in queues}
    if skills is None:
        skills = {pool: {name: {} for name, steps in routes.items() if pool in steps} for pool in pools}
    return Study.model_validate(
        {
            "name": "Steady state",
            "seed": SEED,
            "horizon": {**_days(days), "warm_up": "4h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": queues,
            "demand": [{"market": "home", "queue": name, "rate": f"{rate!r}/min"} for name, rate in rates.items()],
            "pools": {name: _pool(skills[name]) for name in pools},
            "strategies": {
                "one": {"staffing": {name: {"agents": number} for name, number in pools.items()}, "routing": routes}
            },
        }
    )


def shift(rate: float, rule: Rules, agents: int, days: int) -> Study:
    """Days of eight hours that start empty and are served out after closing; `rate` in contacts per minute."""
    return _opened(f"{rate!r}/min", {**rule, "at_close": "finish"}, "daily", 8, 16, agents, days)


def telethon(weeks: int) -> Study:
    """A pledge drive: weekdays from 6 to 10, 50 donors an hour, 12 volunteers, 24 lines, a message after two minutes.

    The others lose patience (mean two minutes too) or are cut off at closing.
    """
    rule = queue(600.0, 120.0, lines=24, max_wait={"after": "2min", "then": "message"}, at_close="clear")
    return _opened("50/h", {**rule, "service_level": {"within": "1min"}}, "mon-fri", 6, 10, 12, 7 * weeks)


def _opened(rate: str, rule: Rules, weekdays: str, opens: int, closes: int, agents: int, days: int) -> Study:
    """Days that start empty, from one full hour to another."""
    span = f"{opens:02d}:00-{closes:02d}:00"
    return Study.model_validate(
        {
            "name": "Opened by day",
            "seed": SEED,
            "horizon": _days(days),
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": {**rule, "opening_hours": {weekdays: span}}},
            "demand": [{"market": "home", "queue": "calls", "rate": rate}],
            "pools": {"desk": _pool({"calls": {}})},
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
            "pools": {"desk": _pool({"calls": {}})},
            "strategies": {"one": {"staffing": {"desk": {"agents": 1}}, "routing": {"calls": ["desk"]}}},
        }
    )  # fmt: skip


def _days(days: int) -> dict[str, str]:
    end = START + timedelta(days=days)
    return {"start": START.isoformat(), "end": end.isoformat(), "interval": "24h", "time_zone": "UTC"}


def _pool(skills: Mapping[str, Rules]) -> dict[str, Any]:
    return {"sourcing": "in_house", "time_zone": "UTC", "skills": skills, "employment": {"wage": "20/h"}}
