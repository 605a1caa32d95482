"""Demand, and agents required, on duty and busy, by interval over one week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.numbering import numbers
from sim.charts.panels import strategy_grid
from sim.charts.selection import (
    day_label,
    demand_strategy,
    is_live,
    names,
    peak_week,
    planner_zone,
    planning_clock,
    pool_rows,
    rows,
    setting,
    strategies,
)
from sim.charts.style import (
    EDGED,
    INK,
    SERIES,
    Panels,
    colour,
    drawn,
    figure_of,
    hatch,
    legend_below,
    pale,
    plain,
    without_axes,
    wrapped,
)
from sim.charts.week_axis import label_week
from sim.charts.weeks import week_of

if TYPE_CHECKING:
    from sim.records import Table

ALL: dict[str, Any] = {"fill": True, "color": SERIES[2], "alpha": 0.6, "label": "all queues"}
LIVE: dict[str, Any] = {"color": INK, "linewidth": 1.1, "label": "customers who wait on the line"}
REQUIRED: dict[str, Any] = {"color": INK, "linewidth": 1.6}
SCHEDULED: dict[str, Any] = {"color": SERIES[5], "linewidth": 1.1, "linestyle": (0, (5, 4)), "path_effects": EDGED}
NOTICED = 0.02
"""Difference from those on duty, as a share of the most, from which on the scheduled have a line of their own."""
BUSY: dict[str, Any] = {"color": INK, "linewidth": 1.1, "linestyle": (0, (1, 1))}


@drawn
def staffing_by_interval(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Panels:
    """Demand, and each strategy's agents required, scheduled, on duty (by pool) and busy, by interval over one week.

    Reads `intervals` for the contacts an hour that the baseline is offered, `pools` for agents, and `schedule` for
    those planned, who have a line where others are on duty; on the planner's clock. week: the ISO date of one of its
    days; without it the week with the most contacts.

    Picture: docs/gallery.md#staffing_by_interval
    """
    chosen = peak_week(tables, summary) if week is None else week_of(tables, summary, week)
    shown, zone, pools = strategies(summary), planner_zone(summary), names(tables["pools"], "pool")
    number = numbers("pool", tables, summary)
    columns = 1 if len(shown) <= 3 else 2
    grid = strategy_grid(shown, columns, height=1.75, above=1.4 if columns == 1 else 1.7)
    assert grid.above is not None
    looks = {pool: _area(number[pool]) for pool in pools}
    _draw_demand(grid.above, tables, summary, chosen, labels=grid.columns > 1)  # panels below have other places
    apart = []
    for index, (axes, strategy) in enumerate(zip(grid.panels, shown, strict=True)):
        mine = pool_rows(tables, summary, strategy)
        mine["scheduled"] = _scheduled(tables, strategy, mine)
        apart.append(_draw(axes, mine, *planning_clock(mine["start"], tables, summary), chosen, looks))
        label_week(axes, chosen, labels=grid.is_last(index))
        if grid.is_first(index):
            axes.set_ylabel("agents")
    handles: list[Any] = [Patch(**look, label=f"on duty: {wrapped(pool, 28, 1)}") for pool, look in looks.items()]
    handles += [Line2D([], [], **REQUIRED, label="required"), Line2D([], [], **BUSY, label="busy")]
    if any(apart):
        handles.append(Line2D([], [], **SCHEDULED, label="scheduled"))
    figure = figure_of(grid.panels)
    legend_below(figure, handles)
    figure.suptitle(
        f"Demand and agents. Week from {day_label(chosen)}, clock of {plain(zone)}" if chosen else "No week",
        x=0.01, ha="left",
    )  # fmt: skip
    return (grid.above, *grid.panels)


def _draw_demand(
    axes: Axes, tables: Mapping[str, Table], summary: Mapping[str, Any], week: str, *, labels: bool
) -> None:
    chosen = demand_strategy(summary)
    mine = rows(tables["intervals"], strategy=chosen)
    starts, place = np.unique(mine["start"].astype(str), return_inverse=True)
    weeks, hours = planning_clock(starts, tables, summary)
    kept, an_hour = weeks == week, 3600.0 / float(setting(summary).get("interval") or 3600.0)
    live = np.array([is_live(summary, str(queue)) for queue in mine["queue"]])
    for counted, look in ((np.ones(len(live), dtype=bool), ALL), (live, LIVE)):
        offered = (
            np.bincount(place, np.where(counted, np.nan_to_num(mine["offered"]), 0.0), len(starts))[kept] * an_hour
        )
        if len(offered) and not (look is LIVE and live.all()):
            axes.stairs(offered, _edges(hours[kept]), baseline=0 if look is ALL else None, **look)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("contacts\nan hour")
    axes.set_title(f"Demand: contacts offered ({wrapped(chosen, 28, 1)})")
    label_week(axes, week, labels=labels)
    if not live.all():
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.97), ncols=2)


def _scheduled(tables: Mapping[str, Table], strategy: str, duty: Table) -> np.ndarray:
    """The agents scheduled in each row of `duty`; nan where these results do not tell."""
    if "schedule" not in tables:
        return np.full(len(duty["start"]), np.nan)
    return rows(tables["schedule"], strategy=strategy)["scheduled"]  # in the order of `pools`


def _area(pool: int) -> dict[str, Any]:
    return {"facecolor": pale(pool), "hatch": hatch(pool), "edgecolor": colour(pool), "linewidth": 0}


def _edges(when: np.ndarray) -> np.ndarray:
    """Where intervals that begin at `when` (n,) begin and end, (n + 1,); half an hour is taken where there is one."""
    return np.append(when, 2 * when[-1] - when[-2] if len(when) > 1 else when[-1] + 0.5)


def _draw(
    axes: Axes, table: Table, weeks: np.ndarray, hours: np.ndarray, week: str, looks: Mapping[str, dict[str, Any]]
) -> bool:
    """Draw one strategy, an area for each pool in its look; returns whether others are on duty than were scheduled."""
    starts = list(dict.fromkeys(table["start"][weeks == week].tolist()))
    if not starts:
        without_axes(axes, "no interval in this week")
        return False
    pools = list(looks)
    place = {start: index for index, start in enumerate(sorted(starts))}
    when = np.zeros(len(starts))
    series = {name: np.zeros((len(pools), len(starts))) for name in ("required", "scheduled", "staffed", "busy")}
    for row in np.flatnonzero(weeks == week):
        column = place[table["start"][row]]
        when[column] = hours[row]
        for name, values in series.items():
            values[pools.index(str(table["pool"][row])), column] = table[name][row]
    edges = _edges(when)
    bottom = np.zeros(len(starts))
    for index, pool in enumerate(pools):
        top = bottom + np.nan_to_num(series["staffed"][index])
        if (top > bottom).any():
            axes.stairs(top, edges, baseline=bottom, fill=True, **looks[pool])
        bottom = top
    if np.isfinite(series["required"]).any():
        axes.stairs(np.nansum(series["required"], axis=0), edges, baseline=None, **REQUIRED)
    planned, there = series["scheduled"].sum(axis=0), np.nansum(series["staffed"], axis=0)
    apart = bool(np.nanmax(np.abs(planned - there), initial=0.0) > NOTICED * there.max(initial=0.0))
    if apart:
        axes.stairs(planned, edges, baseline=None, **SCHEDULED)
    axes.stairs(np.nansum(series["busy"], axis=0), edges, baseline=None, **BUSY)
    return apart
