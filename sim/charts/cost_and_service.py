"""What service costs: each strategy's cost against its worst week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts.numbering import numbers
from sim.charts.selection import rows, setting, strategies, targets
from sim.charts.style import (
    INK,
    MUTED,
    PAPER,
    SERIES,
    WARN,
    colour,
    drawn,
    error,
    marker,
    money_scale,
    new_figure,
    percent_axis,
    wrapped,
)

if TYPE_CHECKING:
    from sim.records import Table

SERVICE = "worst_week_service_level"
FRONTIER: dict[str, Any] = {"color": MUTED, "linewidth": 1.6, "linestyle": ":", "drawstyle": "steps-post", "zorder": 1}


@drawn
def cost_and_service(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Axes:
    """Each strategy's cost and worst week's service level with 95 % intervals, and which no other beats in both.

    Reads the summary's totals `cost` (the study's currency) and `worst_week_service_level` (0 to 100 %), its
    `frontier` and, for the dots, a season each, `replications`. The goal's corner (top, left of the budget) is tinted.

    Picture: docs/gallery.md#cost_and_service
    """
    shown = strategies(summary)
    dots = {name: _dots(rows(tables["replications"], strategy=name, scope="total")) for name in shown}
    means = [_total(summary, name, "cost")[0] for name in shown]
    budget = (setting(summary).get("goal") or {}).get("budget")
    largest = max([abs(mean) for mean in means if np.isfinite(mean)] + [float(budget or 0)], default=0.0)
    scale, unit = money_scale(largest, str(setting(summary).get("currency") or ""))
    figure = new_figure(11, max(5.6, 1.6 + 0.42 * len(shown)))
    axes = figure.add_subplot()
    number = numbers("strategy", tables, summary)
    handles = [
        _draw_strategy(axes, summary, name, (place, number[name]), dots[name], scale)
        for place, name in enumerate(shown, 1)
    ]
    axes.margins(x=0.09, y=0.12)
    axes.autoscale_view()
    goal = _draw_goal(axes, summary, None if budget is None else float(budget) / scale)
    axes.set_xlabel(f"cost over the horizon, {unit}")
    axes.set_ylabel("service level of the worst week")
    percent_axis(axes, ceiling=None)
    axes.set_ylim(max(axes.get_ylim()[0], -0.02), min(max(axes.get_ylim()[1], 0), 1.02))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.4g}")
    if _draw_frontier(axes, summary, shown, scale):
        handles.append(Line2D([], [], **FRONTIER, label="efficient frontier:\nnone is cheaper\nand serves as well"))
    handles.append(
        Line2D([], [], color=INK, marker="o", markersize=3, alpha=0.5, linestyle="", label="one season each")
    )
    handles.append(Line2D([], [], color=INK, marker="+", markersize=10, linestyle="", label="95 % interval"))
    if goal:
        handles.append(Line2D([], [], color=WARN, linestyle="--", label="the goal"))
    figure.legend(handles=handles, loc="outside right upper")
    return axes


def _total(summary: Mapping[str, Any], strategy: str, kpi: str) -> tuple[float, float, float]:
    found = (summary["strategies"][strategy].get("totals") or {}).get(kpi) or {}
    mean, low, high = (
        float("nan") if found.get(part) is None else float(found[part]) for part in ("mean", "low", "high")
    )
    return mean, low, high


def _dots(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Cost and worst week's service level of each replication, both (replications,)."""
    by_kpi = []
    for kpi in ("cost", SERVICE):
        mine = table["kpi"] == kpi
        by_kpi.append(dict(zip(table["replication"][mine].tolist(), table["value"][mine].tolist(), strict=True)))
    both = [key for key in by_kpi[0] if key in by_kpi[1]]
    return np.array([by_kpi[0][key] for key in both]), np.array([by_kpi[1][key] for key in both])


def _draw_strategy(
    axes: Axes,
    summary: Mapping[str, Any],
    name: str,
    numbered: tuple[int, int],
    dots: tuple[np.ndarray, np.ndarray],
    scale: float,
) -> Line2D:
    """Draw one strategy and return its part of the legend; numbered: its place in the answer, its colour's number."""
    place, index = numbered
    cost, service = _total(summary, name, "cost"), _total(summary, name, SERVICE)
    shade = colour(index)
    axes.scatter(dots[0] / scale, dots[1], s=14, color=shade, alpha=0.4, linewidths=0, zorder=2, marker=marker(index))
    axes.errorbar(
        cost[0] / scale,
        service[0],
        xerr=error(*cost) / scale,
        yerr=error(*service),
        color=INK,
        linewidth=1.5,
        capsize=3,
        fmt="none",
        zorder=3,
    )
    axes.plot(cost[0] / scale, service[0], marker="o", markersize=13.5, color=shade, markeredgecolor=INK, zorder=4)
    axes.annotate(
        str(place),
        (cost[0] / scale, service[0]),
        ha="center",
        va="center",
        fontsize=9,
        weight="bold",
        zorder=5,
        color=INK if index % 8 in (1, 2, 5, 6) else PAPER,
    ) if np.isfinite(cost[0] + service[0]) else None
    label = f"{place}  {wrapped(name, 26, 2)}".replace("\n", "\n    ")
    return Line2D([], [], marker="o", markersize=9, color=shade, markeredgecolor=INK, linestyle="", label=label)


def _draw_frontier(axes: Axes, summary: Mapping[str, Any], shown: list[str], scale: float) -> bool:
    """Draw steps over the strategies that no other beats, if there are two or more: the best service for each cost."""
    best = [name for name in summary.get("frontier") or [] if name in shown]
    points = [(_total(summary, name, "cost")[0] / scale, _total(summary, name, SERVICE)[0]) for name in best]
    if len(points) > 1:
        axes.plot(*zip(*sorted(points), strict=True), **FRONTIER)
    return len(points) > 1


def _draw_goal(axes: Axes, summary: Mapping[str, Any], budget: float | None) -> bool:
    """Draw the goal's lines and corner; returns whether there are any."""
    goal = setting(summary).get("goal") or {}
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    wanted = sorted({share for share, _ in targets(summary).values()}) if goal.get("service_level") else []
    if wanted:
        high = max(high, min(1.02, wanted[-1] + 0.06))
        low = min(low, wanted[0] - 0.06)
    if budget is not None:
        left, right = min(left, budget * 0.97), max(right, budget * 1.03)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    for share in wanted:
        axes.axhline(share, color=WARN, linestyle="--", linewidth=1.4, zorder=1)
        axes.annotate(
            f"target {share * 100:.4g} %", (left, share), (4, 4), textcoords="offset points", ha="left", color=WARN
        )
    if budget is not None:
        axes.axvline(budget, color=WARN, linestyle="--", linewidth=1.4, zorder=1)
        axes.annotate("budget", (budget, low), (-4, 4), textcoords="offset points", ha="right", rotation=90, color=WARN)
    if wanted or budget is not None:
        floor = wanted[-1] if wanted else low
        axes.fill_between(
            [left, right if budget is None else budget], floor, 1.05, color=SERIES[4], alpha=0.10, zorder=0
        )
    return bool(wanted) or budget is not None
