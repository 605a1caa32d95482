"""Agents required and on duty by week, under the demand that they meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.numbering import numbers
from sim.charts.panels import strategy_grid
from sim.charts.selection import demand_strategy, names, planning_clock, pool_rows, rows, strategies
from sim.charts.style import (
    CASED,
    INK,
    MUTED,
    SERIES,
    Panels,
    colour,
    drawn,
    figure_of,
    hatch,
    legend_below,
    wrapped,
)
from sim.charts.week_axis import label_weeks

if TYPE_CHECKING:
    from sim.records import Table


@drawn
def staffing_by_week(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """Contacts offered by week with the band over seasons, and below it each strategy's agents required and on duty.

    Reads `intervals` for contacts a week, `pools` for agents and, for the band from 5 to 95 % of the replications,
    `replications` of scope `week`. Agents are the mean over the intervals of the week in which any agent is required or
    on duty.

    Picture: docs/gallery.md#staffing_by_week
    """
    shown = strategies(summary)
    weeks = _weeks(tables, summary)
    columns = 1 if len(shown) == 1 else 2 if len(shown) <= 6 else 3
    grid = strategy_grid(shown, columns, height=1.75, above=1.9)
    assert grid.above is not None
    _draw_demand(grid.above, tables, summary, weeks)
    number = numbers("pool", tables, summary)
    pools = {pool: number[pool] for pool in names(tables["pools"], "pool")}
    for index, (axes, strategy) in enumerate(zip(grid.panels, shown, strict=True)):
        mine = pool_rows(tables, summary, strategy)
        _draw_agents(axes, mine, planning_clock(mine["start"], tables, summary)[0], weeks, pools)
        label_weeks(axes, weeks, labels=grid.is_last(index), room=12 // columns)
        if grid.is_first(index):
            axes.set_ylabel("agents (mean)")
    first = grid.panels[0]
    handles = [_handle(first, *pool) for pool in pools.items()]
    handles += first.plot([], [], color=INK, linewidth=1.8, label="required")
    legend_below(figure_of(first), handles)
    return (grid.above, *grid.panels)


def _weeks(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> list[str]:
    found: set[str] = set()
    for table in ("intervals", "pools"):
        found.update(planning_clock(names(tables[table], "start"), tables, summary)[0].tolist())
    return sorted(found)


def _draw_demand(axes: Axes, tables: Mapping[str, Table], summary: Mapping[str, Any], weeks: list[str]) -> None:
    chosen = demand_strategy(summary)
    table = rows(tables["intervals"], strategy=chosen)
    when, _ = planning_clock(table["start"], tables, summary)
    means = np.array([np.nansum(table["offered"][when == week]) for week in weeks])
    places = np.arange(len(weeks))
    band = _band(rows(tables["replications"], strategy=chosen, scope="week", kpi="offered"), weeks)
    if band is not None:
        axes.fill_between(places, band[0], band[1], color=SERIES[0], alpha=0.25, linewidth=0, label="5–95 % of seasons")
    axes.plot(places, means, color=SERIES[0], linewidth=2, marker="o", markersize=4, label="mean")
    highest = max(float(np.nanmax(values, initial=0.0)) for values in (means, *([] if band is None else [band[1]])))
    axes.set_ylim(0, max(highest, 1e-9) * 1.08)
    axes.set_ylabel("contacts a week")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_title(f"Demand: contacts offered ({wrapped(chosen, 40, 1)})")
    label_weeks(axes, weeks, room=14)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.97), ncols=2)


def _band(table: Table, weeks: list[str]) -> np.ndarray | None:
    """The 5 % and 95 % quantile of `value` for each week, (2, weeks); none without replications by week."""
    if len(table["value"]) == 0:
        return None
    values = [table["value"][table["name"] == week] for week in weeks]
    return np.array([np.quantile(of_week, [0.05, 0.95]) if len(of_week) else [np.nan] * 2 for of_week in values]).T


def _draw_agents(axes: Axes, table: Table, when: np.ndarray, weeks: list[str], pools: Mapping[str, int]) -> None:
    used = (np.nan_to_num(table["required"]) > 0) | (np.nan_to_num(table["staffed"]) > 0)
    busy_hours = {week: max(len(set(table["start"][(when == week) & used].tolist())), 1) for week in weeks}
    bottom, required, known = np.zeros(len(weeks)), np.zeros(len(weeks)), False
    for pool, position in pools.items():
        mine = table["pool"] == pool
        duty = np.array([np.nansum(table["staffed"][mine & (when == week)]) / busy_hours[week] for week in weeks])
        known = known or bool(np.isfinite(table["required"][mine]).any())
        required += [np.nansum(table["required"][mine & (when == week)]) / busy_hours[week] for week in weeks]
        if duty.any():
            axes.bar(
                range(len(weeks)),
                duty,
                bottom=bottom,
                width=0.86,
                color=colour(position),
                hatch=hatch(position),
                edgecolor="white",
                linewidth=0.4,
            )
        bottom += duty
    if known:
        edges = np.arange(len(weeks) + 1) - 0.5
        axes.stairs(required, edges, color=INK, linewidth=1.8, baseline=None, path_effects=CASED)
    if not bottom.any():
        axes.text(0.5, 0.5, "nobody on duty", ha="center", va="center", color=MUTED, transform=axes.transAxes)


def _handle(axes: Axes, pool: str, position: int) -> Any:
    label = f"on duty: {wrapped(pool, 28, 1)}"
    return axes.bar([0], [0], color=colour(position), hatch=hatch(position), edgecolor="white", label=label)
