"""Too few or too many: agents on duty against those required, over the hours of the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Patch

from sim.charts.differences import signed
from sim.charts.panels import strategy_grid
from sim.charts.selection import day_label, hours_of_week, planner_zone, pool_rows, setting, strategies
from sim.charts.style import INK, PAPER, SERIES, Panels, drawn, figure_of, legend_below, plain
from sim.charts.week_axis import label_week
from sim.charts.weeks import week_of

if TYPE_CHECKING:
    from sim.records import Table

OVER: dict[str, Any] = {"facecolor": SERIES[2], "edgecolor": PAPER, "linewidth": 0}
SHORT: dict[str, Any] = {"facecolor": SERIES[3], "edgecolor": PAPER, "hatch": "////", "linewidth": 0}


@drawn
def staffing_gap(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Panels:
    """Each strategy's agents on duty beyond those required (up) and missing (down), by hour of the week.

    Reads `pools`, all pools together: agents, hours on the planner's clock, and in a panel's title agent-hours a week.
    week: the ISO date of a day of a planning week; without it the mean over all weeks, in which what is over in
    one week does not make up for what is missing in another.

    Picture: docs/gallery.md#staffing_gap
    """
    shown, week = strategies(summary), None if week is None else week_of(tables, summary, week)
    grid = strategy_grid(shown, 1 if len(shown) <= 3 else 2, height=1.5, aside=24)
    for index, (axes, strategy) in enumerate(zip(grid.panels, shown, strict=True)):
        over, short = over_and_short(tables, summary, strategy, week)
        axes.stairs(over, np.arange(169), fill=True, **OVER)
        axes.stairs(-short, np.arange(169), fill=True, **SHORT)
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_title(f"{axes.get_title(loc='left')}: {short.sum():,.0f} short, {over.sum():,.0f} over")
        label_week(axes, week or "", labels=grid.is_last(index))
        if grid.is_first(index):
            axes.set_ylabel("agents")
    grid.panels[0].yaxis.set_major_formatter(lambda value, _: signed(value))
    figure = figure_of(grid.panels)
    legend_below(figure, [Patch(**OVER, label="more than required"), Patch(**SHORT, label="fewer than required")])
    when = f"Week from {day_label(week)}" if week else "Mean over all weeks"
    zone = plain(planner_zone(summary))
    figure.suptitle(f"Agents on duty minus required, agent-hours a week. {when}, clock of {zone}", x=0.01, ha="left")
    return grid.panels


def over_and_short(
    tables: Mapping[str, Table], summary: Mapping[str, Any], strategy: str, week: str | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Agents of one strategy beyond those required, and missing, by hour of the week, both (168,) and at least 0."""
    length = max(1, round(float(setting(summary).get("interval") or 3600.0) / 3600.0))
    hours, gap = _gaps(tables, summary, strategy, week)
    return _by_hour(hours, np.maximum(gap, 0.0), length), _by_hour(hours, np.maximum(-gap, 0.0), length)


def _gaps(
    tables: Mapping[str, Table], summary: Mapping[str, Any], strategy: str, week: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Hours since the week began and staffed minus required over all pools, both (intervals,)."""
    mine = pool_rows(tables, summary, strategy)
    starts, place = np.unique(mine["start"].astype(str), return_inverse=True)
    gap = np.bincount(place, np.nan_to_num(mine["staffed"]) - np.nan_to_num(mine["required"]), len(starts))
    kept, hours = hours_of_week(starts, tables, summary, week)
    return hours[kept], gap[kept]


def _by_hour(hours: np.ndarray, values: np.ndarray, length: int) -> np.ndarray:
    """The mean of the values that stand in each hour of the week, (168,), zero where none does.

    length: the hours that each value stands for, 1 where it is an hour's or a part's.

    >>> _by_hour(np.array([0.0, 0.5, 2.0]), np.array([2.0, 4.0, 5.0]), 1)[:3].tolist()
    [3.0, 0.0, 5.0]
    """
    place = np.concatenate([(hours.astype(int) + later) % 168 for later in range(length)])
    counts = np.bincount(place, minlength=168)
    return np.asarray(np.bincount(place, np.tile(values, length), 168) / np.maximum(counts, 1))
