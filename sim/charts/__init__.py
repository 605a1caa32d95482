"""The charts of a results folder: each a function from the tables and the summary to its axes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from sim.charts.backlog import backlog
from sim.charts.chat_load import chat_load
from sim.charts.cost_and_service import cost_and_service
from sim.charts.costs import costs
from sim.charts.coverage import coverage
from sim.charts.differences import differences, others
from sim.charts.headcount_by_week import headcount_by_week
from sim.charts.occupancy_and_wait import occupancy_and_wait
from sim.charts.replies_by_hour import replies_by_hour
from sim.charts.selection import deferred_queues, live_queues
from sim.charts.staffing_by_interval import staffing_by_interval
from sim.charts.staffing_by_week import staffing_by_week
from sim.charts.staffing_gap import staffing_gap
from sim.charts.stress import stress
from sim.charts.style import Panels, save
from sim.charts.vendor_hours import vendor_hours
from sim.charts.wait_distribution import percentiles, wait_distribution
from sim.charts.waits_by_hour import waits_by_hour
from sim.charts.waits_by_interval import waits_by_interval
from sim.charts.waterfall import waterfall

if TYPE_CHECKING:
    from sim.records import Table

Chart = Callable[[Mapping[str, "Table"], Mapping[str, Any]], Axes | Panels]

CHARTS: dict[str, Chart] = {
    "cost_and_service": cost_and_service,
    "differences": differences,
    "stress": stress,
    "costs": costs,
    "waterfall": waterfall,
    "waits_by_hour": waits_by_hour,
    "waits_by_interval": waits_by_interval,
    "wait_distribution": wait_distribution,
    "occupancy_and_wait": occupancy_and_wait,
    "replies_by_hour": replies_by_hour,
    "backlog": backlog,
    "coverage": coverage,
    "staffing_by_week": staffing_by_week,
    "staffing_by_interval": staffing_by_interval,
    "staffing_gap": staffing_gap,
    "headcount_by_week": headcount_by_week,
    "vendor_hours": vendor_hours,
    "chat_load": chat_load,
}

NEEDS: dict[str, Callable[[Mapping[str, Table], Mapping[str, Any]], object]] = {
    **dict.fromkeys(
        ("cost_and_service", "waits_by_hour", "waits_by_interval", "occupancy_and_wait", "coverage"), live_queues
    ),
    **dict.fromkeys(("replies_by_hour", "backlog"), deferred_queues),
    "chat_load": lambda tables, _: tables.get("chats"),
    "differences": lambda tables, summary: others(summary) and len(tables["differences"]["mean"]),
    "stress": lambda tables, _: tables.get("stress"),
    "waterfall": lambda tables, _: tables.get("waterfall"),
    "vendor_hours": lambda tables, _: len(tables.get("vendors", {}).get("pool", ())),
    "wait_distribution": lambda tables, summary: len(percentiles(tables, summary)["kpi"]),
}
"""What a chart shows that not every study has; without it the chart is left out."""


OF_ONE: dict[str, frozenset[str]] = {
    "market": frozenset(("waits_by_hour", "waits_by_interval", "replies_by_hour", "coverage")),
    "queue": frozenset(("waits_by_hour", "waits_by_interval", "wait_distribution", "replies_by_hour", "backlog")),
}
"""Charts that can show some markets alone, or some queues; the others are of all, whatever is asked."""

OF_A_WEEK = frozenset(name for name, chart in CHARTS.items() if "week" in inspect.signature(chart).parameters)
"""Charts that can show one week, or that show the busiest where none is asked for."""


def charts_of(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> dict[str, Chart]:
    """The charts that have something to show, by name."""
    return {name: chart for name, chart in CHARTS.items() if name not in NEEDS or NEEDS[name](tables, summary)}


def draw_all(tables: Mapping[str, Table], summary: Mapping[str, Any], folder: Path) -> list[Path]:
    """Draw every chart that has something to show into `folder` as SVG and PNG and return the paths.

    tables: the results' tables by name (`kpis`, `intervals`, ...); summary: what `summary.json` holds.
    """
    paths: list[Path] = []
    for name, chart in charts_of(tables, summary).items():
        paths += save(chart(tables, summary), folder, name)
    return paths
