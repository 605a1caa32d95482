"""How bad it can get: each strategy's bad seasons, its chance of missing the goal, and its bad days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.report.wording import MINUS, NOTHING, amount, share


@dataclass(frozen=True)
class BadSeasons:
    """One strategy's bad seasons, as people read them."""

    strategy: str
    cells: tuple[str, ...]
    """Cost of one season in 20, mean of the dearest 5 %, worst week of one season in 20, chance of missing the goal."""


@dataclass(frozen=True)
class BadDays:
    """One strategy in one scenario."""

    strategy: str
    cells: tuple[str, ...]
    """Cost and its change, worst week and its change, weeks held, share of seasons that held the goal."""


SEASON_HEADINGS = (
    "cost that 1 season in 20 exceeds",
    "mean cost of the dearest 5 %",
    "worst week that 1 season in 20 falls below",
    "probability of missing the goal",
)
DAY_HEADINGS = ("cost", "change", "worst week", "change", "weeks held", "seasons that hold the goal")


def bad_seasons(
    summary: Mapping[str, Any], shown: list[str], *, live: bool = True
) -> tuple[tuple[str, ...], list[BadSeasons]]:
    """The bad seasons of every strategy, in the order of `shown`, and the headings of what is known of any.

    Without live queues there is no worst week.
    """
    currency, found = summary["setting"]["currency"], []
    for name in shown:
        own = summary["strategies"][name]
        tail, seasons = own["totals"].get("cost_cvar95", {}).get("mean"), own["seasons"]
        goal = own["goal"]
        cells = (
            _money(seasons["cost"]["high95"], currency),
            NOTHING if tail is None else amount(tail, currency, 0),
            _share(seasons.get("worst_week_service_level", {}).get("low5") if live else None),
            _missing(goal),
        )
        found.append(BadSeasons(name, cells))
    kept = [place for place in range(len(SEASON_HEADINGS)) if any(row.cells[place] != NOTHING for row in found)]
    rows = [BadSeasons(row.strategy, tuple(row.cells[place] for place in kept)) for row in found]
    return tuple(SEASON_HEADINGS[place] for place in kept), rows


def _missing(goal: Mapping[str, Any]) -> str:
    """The probability of missing the goal with its interval.

    >>> _missing({"held_share": 0.9, "held_low": 0.7, "held_high": 0.97})
    '10.0 % (3.0 % to 30.0 %)'
    """
    if goal.get("held_share") is None or goal.get("held_low") is None:
        return NOTHING
    low, high = 1 - goal["held_high"], 1 - goal["held_low"]
    return f"{share(1 - goal['held_share'])} ({share(low)} to {share(high)})"


def bad_days(summary: Mapping[str, Any], shown: list[str]) -> list[tuple[str, list[BadDays]]]:
    """Scenario -> every strategy in it; nothing where the study asks for none."""
    stress = summary.get("stress")
    if stress is None:
        return []
    currency = summary["setting"]["currency"]
    return [
        (scenario, [_bad_days(name, found[name], currency) for name in shown if name in found])
        for scenario, found in stress["scenarios"].items()
    ]


def _bad_days(name: str, own: Mapping[str, Any], currency: str) -> BadDays:
    cost, week, weeks = (own.get(kpi) for kpi in ("cost", "worst_week_service_level", "weeks_held"))
    cells = (
        NOTHING if cost is None else _money(cost["mean"], currency),
        NOTHING if cost is None else _signed_money(cost["change"]["mean"], currency),
        NOTHING if week is None else _share(week["mean"]),
        NOTHING if week is None else _points(week["change"]["mean"]),
        NOTHING if weeks is None or weeks["mean"] is None else f"{weeks['mean']:.1f}",
        NOTHING if own["held_share"] is None else share(own["held_share"]),
    )
    return BadDays(name, cells)


def _money(value: float | None, currency: str) -> str:
    return NOTHING if value is None else amount(value, currency, 0)


def _signed_money(value: float | None, currency: str) -> str:
    if value is None:
        return NOTHING
    sign = "" if round(value) == 0 else "+" if value > 0 else MINUS
    return sign + amount(abs(value), currency, 0)


def _share(value: float | None) -> str:
    return NOTHING if value is None else share(value)


def _points(value: float | None) -> str:
    """A difference of shares in percentage points.

    >>> _points(-0.123), _points(0.0001)
    ('−12.3 points', '0.0 points')
    """
    if value is None:
        return NOTHING
    return "0.0 points" if round(value, 3) == 0 else f"{value * 100:+.1f} points".replace("-", MINUS)
