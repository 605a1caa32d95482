"""Waits and service level by interval over one week, against what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from sim.charts.numbering import numbers
from sim.charts.promises import promise_handle, promise_lines
from sim.charts.selection import (
    day_label,
    live_queues,
    means_by_place,
    peak_week,
    planner_zone,
    planning_clock,
    rows,
    strategies,
    targets,
    waited,
)
from sim.charts.style import (
    Panels,
    drawn,
    legend_below,
    line_look,
    new_figure,
    percent_axis,
    plain,
    time_scale,
    wrapped,
)
from sim.charts.week_axis import label_week
from sim.charts.weeks import week_of

if TYPE_CHECKING:
    from sim.records import Table

Line = tuple[np.ndarray, np.ndarray, np.ndarray]


@drawn
def waits_by_interval(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Panels:
    """Each strategy's mean wait and service level by interval of arrival over one week, with each queue's target.

    Reads `intervals`, markets of a queue put together, weighted by the contacts they offered: seconds or minutes, and
    shares of 0 to 100 %, on the planner's clock. Only live queues stand here. week: the ISO date of one of its
    days; without it the week with the most contacts.

    Picture: docs/gallery.md#waits_by_interval
    """
    chosen = peak_week(tables, summary) if week is None else week_of(tables, summary, week)
    shown, queues, zone = strategies(summary), live_queues(tables, summary), planner_zone(summary)
    wanted = targets(summary)
    number = numbers("live", tables, summary)
    promised = {number[queue]: wanted[queue] for queue in queues if queue in wanted}
    figure = new_figure(11, 1.5 + 1.5 * len(shown))
    grid = figure.subplots(len(shown), 2, sharex=True, sharey="col", squeeze=False)
    weeks, hours = planning_clock(tables["intervals"]["start"], tables, summary)
    table = {**tables["intervals"], "week": weeks, "hour": hours}
    series = {name: _by_queue(rows(table, strategy=name, week=chosen), queues) for name in shown}
    longest = max((float(np.nanmax(line[1], initial=0.0)) for lines in series.values() for line in lines), default=0.0)
    scale, unit = time_scale(longest)
    for index, strategy in enumerate(shown):
        left, right = grid[index]
        for queue, (hours, waits, levels) in zip(queues, series[strategy], strict=True):
            left.plot(hours, waits / scale, **line_look(number[queue]), linewidth=1.4)
            right.plot(hours, levels, **line_look(number[queue]), linewidth=1.4)
        promise_lines(left, {place: within / scale for place, (_, within) in promised.items()})
        promise_lines(right, {place: share for place, (share, _) in promised.items()})
        left.set_title(wrapped(strategy, 56, 1))
        left.set_ylabel(f"mean wait\n({unit})")
        right.set_ylabel("service level")
        percent_axis(right, ceiling=1.03)
        right.set_yticks([0, 0.5, 1.0])
        for axes in (left, right):
            label_week(axes, chosen, labels=index == len(shown) - 1)
    top = max([longest, *(within for _, within in promised.values())])
    grid[0, 0].set_ylim(0, max(top / scale, 1e-9) * 1.08)
    handles = [Line2D([], [], **line_look(number[queue]), label=wrapped(queue, 40, 1)) for queue in queues]
    legend_below(figure, [*handles, promise_handle(differ=len(set(promised.values())) > 1)])
    figure.suptitle(
        f"Waits. Week from {day_label(chosen)}, clock of {plain(zone)}" if chosen else "No week", x=0.01, ha="left"
    )
    return tuple(grid.flat)


def _by_queue(table: Table, queues: list[str]) -> list[Line]:
    """For each queue: hours since the week began, mean wait in seconds and service level, one value an interval."""
    found = []
    for queue in queues:
        mine = rows(table, queue=queue)
        starts, place = np.unique(mine["start"].astype(str), return_inverse=True)
        when = np.zeros(len(starts))
        when[place] = mine["hour"]
        weights = np.where(waited(mine), mine["offered"], 0.0)
        waits, levels = (
            means_by_place(mine[name], weights, place, len(starts)) for name in ("mean_wait", "service_level")
        )
        found.append((when, waits, levels))
    return found
