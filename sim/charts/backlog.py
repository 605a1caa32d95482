"""Deferred work that is still open, over the season, and how old the oldest of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.charts.season_axis import season_axis
from sim.charts.selection import names, planner_zone, planning_clock, rows, strategies, targets
from sim.charts.style import WARN, drawn, legend_below, line_look, new_figure, plain, time_scale, wrapped

if TYPE_CHECKING:
    from sim.records import Table

APART = 30.0
"""How many times the smallest maximum the largest may be before the scale is logarithmic."""

MANY = 10.0
"""Contacts below which a logarithmic scale is linear."""


@drawn
def backlog(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Figure:
    """The contacts open in each deferred queue, and the age of the oldest against the promise, a line per strategy.

    week: the ISO date of the first day of a planning week to show alone; without it the whole season. Reads `backlog`.
    Where strategies lie far apart the scale is logarithmic above its first mark.
    """
    table = tables["backlog"]
    if week is not None:
        chosen = planning_clock(table["start"], tables, summary)[0] == week
        table = {name: values[chosen] for name, values in table.items()}
    shown, queues = strategies(summary), names(table, "queue")
    axis = season_axis(table["start"], tables, summary)
    figure = new_figure(11, 1.3 + 3.9 * len(queues))
    panels = figure.subplots(2 * len(queues), 1, sharex=True, squeeze=False)[:, 0]
    promised = targets(summary, live=False)
    for place, queue in enumerate(queues):
        mine = {name: rows(table, queue=queue, strategy=name) for name in shown}
        when = {name: axis.places(part["start"]) for name, part in mine.items()}
        above, below = panels[2 * place : 2 * place + 2]
        _lines(above, when, {name: part["open"] for name, part in mine.items()}, MANY)
        above.set_title(wrapped(queue, 84, 1))
        above.set_ylabel("contacts open")
        within = promised[queue][1] if queue in promised else 0.0
        longest = max([within, *(float(np.nanmax(part["oldest_age"], initial=0.0)) for part in mine.values())])
        scale, unit = time_scale(longest)
        _lines(below, when, {name: part["oldest_age"] / scale for name, part in mine.items()}, 1.0, within / scale)
        below.set_ylabel(f"age of the oldest\n({unit})")
    for place, axes in enumerate(panels):
        axis.label(axes, labels=place == len(panels) - 1)
    handles = [Line2D([], [], **line_look(place), label=wrapped(name, 40, 1)) for place, name in enumerate(shown)]
    legend_below(figure, [*handles, Line2D([], [], color=WARN, linestyle="--", label="promise")])
    figure.suptitle(f"Clock of {plain(planner_zone(summary))}, week-ends shaded", x=0.01, ha="left")
    return figure


def _lines(
    axes: Axes, when: Mapping[str, np.ndarray], series: Mapping[str, np.ndarray], linear: float, promise: float = 0.0
) -> None:
    """Draw a line per strategy and, above zero, the promise.

    linear: where a logarithmic scale becomes linear, so that it reaches zero.
    """
    for place, (name, values) in enumerate(series.items()):
        axes.plot(when[name], values, **line_look(place), linewidth=1.3)
    if promise:
        axes.axhline(promise, color=WARN, linestyle="--", linewidth=1.2)
    tops = [float(np.nanmax(values, initial=0.0)) for values in series.values()]
    largest, least = max([*tops, promise]), min([top for top in tops if top > 0], default=0.0)
    if least and max(tops) > APART * least:
        axes.set_yscale("symlog", linthresh=linear, subs=[2, 3, 4, 5, 6, 7, 8, 9])
        axes.set_yticks([0, *(linear * step * 10**power for power in range(7) for step in (1, 3))])
        axes.set_ylim(0, largest * 1.5)
    else:
        axes.set_ylim(0, max(largest, 1e-9) * 1.08)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.4g}")
