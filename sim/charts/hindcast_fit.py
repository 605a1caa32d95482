"""A hindcast drawn: recorded against simulated by hour, and what the log says about patience."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.style import INK, Panels, colour, drawn, legend_below, marker, new_figure, percent_axis, plain, wrapped

if TYPE_CHECKING:
    from sim.records import Table

PANELS = (("offered", "calls"), ("mean_wait", "mean wait (seconds)"), ("abandonment_rate", "abandoned"))


@drawn
def hindcast_by_hour(table: Table) -> Panels:
    """Calls, waits and abandonment by hour of arrival, recorded and simulated, one column a month.

    table: month, scope, name, measure, recorded, mean, low, high, as `comparison_table` makes it; the band holds 90 %
    of the replications.

    Picture: docs/gallery.md#hindcast_by_hour
    """
    months = list(dict.fromkeys(table["month"]))
    figure = new_figure(5.2 * len(months) + 0.5, 8.4)
    grid = figure.subplots(len(PANELS), len(months), sharex=True, sharey="row", squeeze=False)
    for column, month in enumerate(months):
        for row, (measure, label) in enumerate(PANELS):
            axes = grid[row, column]
            mine = (table["month"] == month) & (table["scope"] == "hour") & (table["measure"] == measure)
            _draw_hours(axes, {name: values[mine] for name, values in table.items()})
            if row == 0:
                axes.set_title(plain(str(month)))
            if column == 0:
                axes.set_ylabel(label)
            if measure == "abandonment_rate":
                percent_axis(axes, ceiling=None)
        grid[-1, column].set_xlabel("hour of arrival")
    for row in grid:  # once all months are drawn, since they share the axis
        row[0].set_ylim(bottom=0)
    figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return tuple(grid.flat)


def _draw_hours(axes: Axes, table: Table) -> None:
    hours = np.array([int(name) for name in table["name"]], dtype=float) + 0.5
    axes.fill_between(hours, table["low"], table["high"], color=colour(2), alpha=0.45, linewidth=0,
                      label="90 % of simulated months")  # fmt: skip
    axes.plot(hours, table["mean"], color=colour(0), linewidth=1.4, label="simulated, mean")
    axes.plot(hours, table["recorded"], color=INK, marker="o", markersize=4, linewidth=0.8, label="recorded")
    axes.set_xticks(range(0, 25, 3))
    if hours.size:
        axes.set_xlim(np.floor(hours.min()), np.ceil(hours.max()))


@drawn
def patience_curves(curves: Sequence[tuple[str, Table, float]]) -> Axes:
    """The share still willing to wait: Kaplan–Meier with its standard errors, and the fitted exponential.

    curves: for each queue its name; `time` (k,) seconds, `survival` and `error` (k,) shares; the exponential's mean

    Picture: docs/gallery.md#patience_curves
    """
    figure = new_figure(8.5, 5)
    axes = figure.subplots()
    for index, (name, curve, mean) in enumerate(curves):
        time, survival = np.asarray(curve["time"]), np.asarray(curve["survival"])
        shown = np.searchsorted(time, 600.0, side="right")
        time, survival, error = time[:shown], survival[:shown], 1.96 * np.asarray(curve["error"])[:shown]
        few = max(1, len(time) // 8)  # a marker now and then tells the queues apart in grey
        look: dict[str, Any] = {"color": colour(index), "marker": marker(index), "markevery": few}
        axes.step(time, survival, where="post", linewidth=1.6, label=wrapped(name, 60, 1), **look)
        axes.fill_between(time, survival - error, survival + error, step="post", color=colour(index), alpha=0.2)
        line = np.linspace(0, 600, 200)
        axes.plot(line, np.exp(-line / mean), color=colour(index), linestyle="--", linewidth=1.0)
    axes.plot([], [], color=INK, linestyle="--", linewidth=1.0, label="exponential")
    percent_axis(axes)
    axes.set_xlim(0, 600)
    axes.set_xlabel("seconds waited")
    axes.set_title("Callers still willing to wait")
    legend_below(figure, axes.get_legend_handles_labels()[0])
    return axes
