"""The week that a chart is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sim.charts.selection import names, planning_clock

if TYPE_CHECKING:
    from sim.records import Table


def week_of(tables: Mapping[str, Table], summary: Mapping[str, Any], day: str) -> str:
    """The first day (ISO date) of the planning week that holds `day`, an ISO date.

    Raises ValueError where `day` is no date, or lies outside the weeks of the results.
    """
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"a week is the date of one of its days, such as 2026-11-23 (got {day})") from None
    weeks = sorted(set(planning_clock(names(tables["intervals"], "start"), tables, summary)[0].tolist()))
    begin, end = date.fromisoformat(weeks[0]), date.fromisoformat(weeks[-1]) + timedelta(days=6)
    if not begin <= wanted <= end:
        raise ValueError(f"these results are of {begin} to {end} (got a week of {wanted})")
    return (wanted - timedelta(days=(wanted - begin).days % 7)).isoformat()
