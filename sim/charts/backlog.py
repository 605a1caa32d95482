"""Deferred work that is still open, over the season, and how old the oldest of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from sim.charts.numbering import numbers
from sim.charts.promises import promise_handle, promise_lines
from sim.charts.season_axis import season_axis
from sim.charts.selection import names, planner_zone, planning_clock, rows, strategies, targets
from sim.charts.style import Panels, drawn, legend_below, line_look, new_figure, plain, time_scale, wide_scale, wrapped
from sim.charts.weeks import week_of

if TYPE_CHECKING:
    from sim.records import Table

FEW = 10.0
"""Contacts below which a logarithmic scale is linear, so that it reaches zero; one unit of time does the same."""


@drawn
def backlog(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Panels:
    """Each strategy's open contacts of deferred work, by queue, and the age of the oldest against the promise.

    Reads `backlog`: contacts, and hours or days since the oldest came, on the planner's clock. Where maxima lie far
    apart the scale is logarithmic. week: the ISO date of a day of the planning week to show alone; without it the whole
    season.

    Picture: docs/gallery.md#backlog
    """
    table = tables["backlog"]
    if week is not None:
        chosen = planning_clock(table["start"], tables, summary)[0] == week_of(tables, summary, week)
        table = {name: values[chosen] for name, values in table.items()}
    shown, queues = strategies(summary), names(table, "queue")
    axis, promised = season_axis(table["start"], tables, summary), targets(summary, live=False)
    number = numbers("deferred", tables, summary)
    within = {number[queue]: promised[queue][1] for queue in queues if queue in promised}
    scale, unit = time_scale(max([*within.values(), float(np.nanmax(table["oldest_age"], initial=0.0))]))
    figure = new_figure(11, 1.5 + 1.5 * len(shown))
    grid = figure.subplots(len(shown), 2, sharex=True, sharey="col", squeeze=False)
    tops: tuple[list[float], list[float]] = ([], [])
    for index, strategy in enumerate(shown):
        left, right = grid[index]
        for queue in queues:
            mine = rows(table, queue=queue, strategy=strategy)
            when = axis.places(mine["start"])
            for axes, values, column in ((left, mine["open"], 0), (right, mine["oldest_age"] / scale, 1)):
                axes.plot(when, values, **line_look(number[queue]), linewidth=1.1)
                tops[column].append(float(np.nanmax(values, initial=0.0)))
        promise_lines(right, {place: seconds / scale for place, seconds in within.items()})
        left.set_title(wrapped(strategy, 56, 1))
        left.set_ylabel("contacts open")
        right.set_ylabel(f"age of the oldest\n({unit})")
        for axes in (left, right):
            axis.label(axes, labels=index == len(shown) - 1)
    wide_scale(grid[0, 0], tops[0], FEW)
    wide_scale(grid[0, 1], tops[1], 1.0, [seconds / scale for seconds in within.values()])
    handles = [Line2D([], [], **line_look(number[queue]), label=wrapped(queue, 40, 1)) for queue in queues]
    legend_below(figure, [*handles, promise_handle(differ=len(set(within.values())) > 1)])
    zone = plain(planner_zone(summary))
    figure.suptitle(f"Deferred work still open. Clock of {zone}, week-ends shaded", x=0.01, ha="left")
    return tuple(grid.flat)
