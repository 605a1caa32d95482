"""Staffing week by week: the plan's heads and orders of each pool, and the service that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.charts.selection import names, rows
from sim.records import Table
from sim.report.wording import NOTHING, count, share

COLUMNS = ("required", "ordered", "heads", "in_training", "hired", "left", "present", "billed_hours")


@dataclass(frozen=True)
class PoolWeeks:
    """One pool of one strategy, week by week."""

    strategy: str
    pool: str
    notes: tuple[str, ...]
    """When it is ordered and arrives, and what the planner should know."""
    columns: tuple[str, ...]
    """Headings of what the pool has at all."""
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """First day of the week, and the numbers."""


def pool_weeks(workforce: Table, summary: Mapping[str, Any], strategies: list[str]) -> list[PoolWeeks]:
    """The table `workforce` as people read it: columns that are empty or zero throughout are left out."""
    found = []
    for strategy in strategies:
        table = rows(workforce, strategy=strategy)
        for pool in names(table, "pool"):
            mine = rows(table, pool=pool)
            kept = tuple(name for name in COLUMNS if np.nan_to_num(mine[name]).any() or name in ("required", "present"))
            lines = tuple(
                (str(week), tuple(count(float(mine[name][place])) for name in kept))
                for place, week in enumerate(mine["week"])
            )
            plan = (summary["strategies"][strategy].get("plan") or {}).get("pools", {}).get(pool) or {}
            heads = tuple(name.replace("_", " ") for name in kept)
            found.append(PoolWeeks(strategy, pool, order_notes(plan), heads, lines))
    return found


def order_notes(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What a pool's plan says in sentences.

    >>> order_notes({"order_by": "2026-10-12", "arrives": "2026-11-09", "late": False, "notes": []})
    ('Order by 2026-10-12; arrives 2026-11-09.',)
    """
    words = []
    if plan.get("order_by"):
        arrives = f"; arrives {plan['arrives']}" if plan.get("arrives") else ""
        words.append(f"Order by {plan['order_by']}{arrives}.")
    if plan.get("late"):
        words.append("The plan comes too late for the whole season.")
    return (*words, *(str(note) for note in plan.get("notes") or ()))


@dataclass(frozen=True)
class WeekFigures:
    """Service by week, over all queues, a column per strategy."""

    weeks: tuple[str, ...]
    offered: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    """One row a week: the mean service level of each strategy."""


def week_figures(kpis: Table, baseline: str, strategies: list[str]) -> WeekFigures:
    """Contacts offered (to the baseline) and service level by week, from the figures of scope `week`."""
    by_week = rows(kpis, scope="week")
    weeks = tuple(sorted(names(by_week, "name")))
    base = baseline if baseline in strategies else strategies[0]

    def values(strategy: str, kpi: str) -> dict[str, float]:
        mine = rows(by_week, strategy=strategy, kpi=kpi)
        return dict(zip((str(name) for name in mine["name"]), mine["mean"].tolist(), strict=True))

    offered = values(base, "offered")
    levels = [values(strategy, "service_level") for strategy in strategies]
    return WeekFigures(
        weeks,
        tuple(count(offered.get(week)) for week in weeks),
        tuple(tuple(share(level[week]) if week in level else NOTHING for level in levels) for week in weeks),
    )
