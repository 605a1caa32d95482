"""Agents required and on duty by week, under the demand that they meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.selection import day_label, names, planning_clock, pool_rows, rows, strategies
from sim.charts.style import INK, MUTED, SERIES, Panels, colour, drawn, hatch, legend_below, new_figure, plain, wrapped

if TYPE_CHECKING:
    from sim.records import Table


@drawn
def staffing_by_week(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """Contacts offered by week with the band over seasons, and below it each strategy's agents required and on duty.

    Agents are the mean over the intervals of the week in which any agent is required or on duty. Reads `pools`,
    `intervals` and, for the band from 5 to 95 % of the replications, `replications` of scope `week`.
    """
    shown = strategies(summary)
    weeks = _weeks(tables, summary)
    columns = 1 if len(shown) == 1 else 2 if len(shown) <= 6 else 3
    lines = -(-len(shown) // columns)
    figure = new_figure(11, 2.3 + 1.75 * lines)
    grid = figure.add_gridspec(lines + 1, columns, height_ratios=[1.25] + [1.0] * lines)
    demand = figure.add_subplot(grid[0, :])
    _draw_demand(demand, tables, summary, weeks)
    pools = names(tables["pools"], "pool")
    panels: list[Axes] = []
    for index, strategy in enumerate(shown):
        axes = figure.add_subplot(grid[1 + index // columns, index % columns], sharey=panels[0] if panels else None)
        panels.append(axes)
        mine = pool_rows(tables, summary, strategy)
        _draw_agents(axes, mine, planning_clock(mine["start"], tables, summary)[0], weeks, pools)
        axes.set_title(wrapped(strategy, 84 // columns, 1))
        _week_ticks(axes, weeks, labels=index + columns >= len(shown), room=12 // columns)
        if index % columns == 0:
            axes.set_ylabel("agents (mean)")
        else:
            axes.tick_params(labelleft=False)
    handles = [_handle(panels[0], pool, position) for position, pool in enumerate(pools)]
    handles += panels[0].plot([], [], color=INK, linewidth=1.8, label="required")
    legend_below(figure, handles)
    return (demand, *panels)


def _weeks(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> list[str]:
    found: set[str] = set()
    for table in ("intervals", "pools"):
        found.update(planning_clock(names(tables[table], "start"), tables, summary)[0].tolist())
    return sorted(found)


def _week_ticks(axes: Axes, weeks: list[str], *, labels: bool, room: int) -> None:
    step = max(1, -(-len(weeks) // max(room, 1)))
    places = range(0, len(weeks), step)
    axes.set_xticks(list(places), [day_label(weeks[place]) for place in places] if labels else [""] * len(places))
    axes.set_xlim(-0.6, len(weeks) - 0.4)
    axes.grid(visible=False, axis="x")
    if labels:
        axes.set_xlabel("week from")


def _draw_demand(axes: Axes, tables: Mapping[str, Table], summary: Mapping[str, Any], weeks: list[str]) -> None:
    chosen = str(summary.get("baseline") or next(iter(summary["strategies"])))
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
    axes.set_title(f"Demand: contacts offered ({wrapped(chosen, 50, 1)})")
    _week_ticks(axes, weeks, labels=True, room=14)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.97), ncols=2)


def _band(table: Table, weeks: list[str]) -> np.ndarray | None:
    """The 5 % and 95 % quantile of `value` for each week, (2, weeks); none without replications by week."""
    if len(table["value"]) == 0:
        return None
    values = [table["value"][table["name"] == week] for week in weeks]
    return np.array([np.quantile(of_week, [0.05, 0.95]) if len(of_week) else [np.nan] * 2 for of_week in values]).T


def _draw_agents(axes: Axes, table: Table, when: np.ndarray, weeks: list[str], pools: list[str]) -> None:
    used = (np.nan_to_num(table["required"]) > 0) | (np.nan_to_num(table["staffed"]) > 0)
    busy_hours = {week: max(len(set(table["start"][(when == week) & used].tolist())), 1) for week in weeks}
    bottom, required, known = np.zeros(len(weeks)), np.zeros(len(weeks)), False
    for position, pool in enumerate(pools):
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
        axes.stairs(required, edges, color=INK, linewidth=1.8, baseline=None)
    if not bottom.any():
        axes.text(0.5, 0.5, "nobody on duty", ha="center", va="center", color=MUTED, transform=axes.transAxes)


def _handle(axes: Axes, pool: str, position: int) -> Any:
    label = f"on duty: {plain(pool)[:28]}"
    return axes.bar([0], [0], color=colour(position), hatch=hatch(position), edgecolor="white", label=label)
