"""What was ordered from each vendor, what came of it and what it bills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.selection import names, planning_clock, rows, setting, strategies
from sim.charts.style import CASED, INK, PAPER, SERIES, WARN, Panels, drawn, legend_below, new_figure, wrapped
from sim.charts.week_axis import label_weeks

if TYPE_CHECKING:
    from sim.records import Table

ARRIVED: dict[str, Any] = {"facecolor": SERIES[2], "edgecolor": PAPER, "linewidth": 0.4}
ON_DUTY: dict[str, Any] = {"facecolor": SERIES[1], "hatch": "///", "edgecolor": PAPER, "linewidth": 0.4}
ORDERED: dict[str, Any] = {"color": INK, "linewidth": 1.8, "path_effects": CASED}
BILLED: dict[str, Any] = {"color": WARN, "linewidth": 1.4, "marker": "o", "markersize": 4, "markeredgecolor": INK}


@drawn
def vendor_hours(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """The agents ordered from each vendor and arrived, and their hours on duty and billed, week by week.

    Reads `workforce` (agents; billed hours, which a vendor that is paid by contact or by month has none of) and `pools`
    (agents on duty, made hours a week), for the strategies and pools of `vendors`; means over the replications.

    Picture: docs/gallery.md#vendor_hours
    """
    weeks = sorted(names(tables["workforce"], "week"))
    pairs = [
        (strategy, pool)
        for strategy in strategies(summary)
        for pool in names(rows(tables["vendors"], strategy=strategy), "pool")
    ]
    figure = new_figure(11, 1.3 + 1.6 * len(pairs))
    grid = figure.subplots(len(pairs), 2, sharex=True, sharey="col", squeeze=False)
    for index, (strategy, pool) in enumerate(pairs):
        left, right = grid[index]
        people = rows(tables["workforce"], strategy=strategy, pool=pool)
        at = np.array([weeks.index(str(week)) for week in people["week"]])
        left.bar(at, people["heads"], width=0.86, **ARRIVED)
        left.stairs(
            _placed(at, people["ordered"], len(weeks)), np.arange(len(weeks) + 1) - 0.5, baseline=None, **ORDERED
        )
        right.bar(np.arange(len(weeks)), _hours(tables, summary, strategy, pool, weeks), width=0.86, **ON_DUTY)
        right.plot(at, people["billed_hours"], **BILLED)
        left.set_title(wrapped(f"{strategy}: {pool}", 56, 1))
        left.set_ylabel("agents")
        right.set_ylabel("hours a week")
        right.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        if not np.isfinite(people["billed_hours"]).any():
            _say(right, "not billed by the hour")
        for axes in (left, right):
            label_weeks(axes, weeks, labels=index == len(pairs) - 1, room=7)
    handles: list[Any] = [
        Line2D([], [], **ORDERED, label="agents ordered by then"),
        Patch(**ARRIVED, label="agents arrived"),
    ]
    handles += [Patch(**ON_DUTY, label="hours on duty"), Line2D([], [], **BILLED, label="hours billed")]
    legend_below(figure, handles)
    return tuple(grid.flat)


def _placed(at: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    found = np.full(size, np.nan)
    found[at] = values
    return found


def _hours(
    tables: Mapping[str, Table], summary: Mapping[str, Any], strategy: str, pool: str, weeks: list[str]
) -> np.ndarray:
    """Agent-hours on duty in each week, (weeks,)."""
    mine = rows(tables["pools"], strategy=strategy, pool=pool)
    when = planning_clock(mine["start"], tables, summary)[0]
    hours = float(setting(summary).get("interval") or 3600.0) / 3600.0
    return np.array([np.nansum(mine["staffed"][when == week]) * hours for week in weeks])


def _say(axes: Axes, words: str) -> None:
    axes.annotate(words, (0.99, 0.93), xycoords="axes fraction", ha="right", va="top")
