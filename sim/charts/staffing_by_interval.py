"""Agents required, on duty and busy by interval over one week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts.selection import day_label, names, peak_week, planner_zone, planning_clock, pool_rows, strategies
from sim.charts.style import INK, PAPER, Panels, colour, drawn, hatch, new_figure, plain, without_axes, wrapped
from sim.charts.week_axis import label_week

if TYPE_CHECKING:
    from sim.records import Table


@drawn
def staffing_by_interval(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Panels:
    """Each strategy's agents required, on duty (by pool) and busy, by interval over one week.

    week: the ISO date of its first day; without it the week with the most contacts. Reads `pools`.
    """
    chosen = week or peak_week(tables, summary)
    shown, zone, pools = strategies(summary), planner_zone(summary), names(tables["pools"], "pool")
    columns = 1 if len(shown) <= 3 else 2
    lines = -(-len(shown) // columns)
    figure = new_figure(11, 1.3 + 1.75 * lines)
    grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    for index, axes in enumerate(grid.flat):
        if index >= len(shown):
            axes.set_visible(False)
            continue
        mine = pool_rows(tables, summary, shown[index])
        _draw(axes, mine, *planning_clock(mine["start"], tables, summary), chosen, pools)
        axes.set_title(wrapped(shown[index], 84 // columns, 1))
        last = index + columns >= len(shown)
        label_week(axes, chosen, labels=last)
        axes.tick_params(labelbottom=last)
        if index % columns == 0:
            axes.set_ylabel("agents")
    handles: list[Any] = [
        Patch(facecolor=colour(place), hatch=hatch(place), edgecolor="white", label=f"on duty: {plain(pool)[:28]}")
        for place, pool in enumerate(pools)
    ]
    handles += grid[0, 0].plot([], [], color=INK, linewidth=1.6, label="required")
    handles += grid[0, 0].plot([], [], color=INK, linewidth=1.1, linestyle=(0, (1, 1)), label="busy")
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5))
    figure.suptitle(
        f"Agents. Week from {day_label(chosen)}, clock of {plain(zone)}" if chosen else "No week", x=0.01, ha="left"
    )
    return tuple(grid.flat)[: len(shown)]


def _draw(axes: Axes, table: Table, weeks: np.ndarray, hours: np.ndarray, week: str, pools: list[str]) -> None:
    starts = list(dict.fromkeys(table["start"][weeks == week].tolist()))
    if not starts:
        without_axes(axes, "no interval in this week")
        return
    place = {start: index for index, start in enumerate(sorted(starts))}
    when = np.zeros(len(starts))
    series = {name: np.zeros((len(pools), len(starts))) for name in ("required", "staffed", "busy")}
    for row in np.flatnonzero(weeks == week):
        column = place[table["start"][row]]
        when[column] = hours[row]
        for name, values in series.items():
            values[pools.index(str(table["pool"][row])), column] = table[name][row]
    edges = np.append(when, 2 * when[-1] - when[-2] if len(when) > 1 else when[-1] + 0.5)
    bottom = np.zeros(len(starts))
    for index in range(len(pools)):
        top = bottom + np.nan_to_num(series["staffed"][index])
        if (top > bottom).any():
            axes.stairs(
                top,
                edges,
                baseline=bottom,
                fill=True,
                color=colour(index),
                hatch=hatch(index),
                edgecolor=PAPER,
                linewidth=0,
            )
        bottom = top
    if np.isfinite(series["required"]).any():
        axes.stairs(np.nansum(series["required"], axis=0), edges, baseline=None, color=INK, linewidth=1.6)
    axes.stairs(
        np.nansum(series["busy"], axis=0), edges, baseline=None, color=INK, linewidth=1.1, linestyle=(0, (1, 1))
    )
