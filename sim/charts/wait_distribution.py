"""How many wait how long: the quantiles of the waits of each queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts.numbering import numbers
from sim.charts.selection import is_live, names, rows, setting, strategies, targets
from sim.charts.style import WARN, Panels, colour, drawn, error, legend_below, marked_look, new_figure, wrapped

if TYPE_CHECKING:
    from sim.records import Table

SHARES = {"wait_p50": 0.5, "wait_p90": 0.1, "wait_p95": 0.05, "wait_p99": 0.01}
"""What share waits longer than each percentile."""
COLUMNS = 3
SECONDS = {
    "0": 0.0, "1 s": 1.0, "10 s": 10.0, "1 min": 60.0, "5 min": 300.0, "20 min": 1200.0, "1 h": 3600.0, "6 h": 21600.0,
    "1 d": 86400.0, "4 d": 345600.0, "14 d": 1209600.0,
}  # fmt: skip
LINEAR = {True: 10.0, False: 3600.0}
"""Seconds up to which the scale of times is linear: of live queues, of deferred work."""
PROMISE: dict[str, Any] = {"color": WARN, "linestyle": (0, (7, 3)), "linewidth": 1.2}


@drawn
def wait_distribution(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """How long one contact in two, in ten, in twenty and in a hundred of each queue waits at least.

    Reads `kpis`: `wait_p50`, `wait_p90`, `wait_p95` and `wait_p99` of each queue, times with their 95 % intervals;
    waits end by an answer or by leaving. Between the four points nothing is known: the lines only guide the eye. A
    scale of times is linear at first (10 seconds; 1 hour for deferred work), then goes by the logarithm.

    Picture: docs/gallery.md#wait_distribution
    """
    table, shown = percentiles(tables, summary), strategies(summary)
    number, queues = numbers("strategy", tables, summary), names(table, "name")
    promised = {queue: within for live in (True, False) for queue, (_, within) in targets(summary, live=live).items()}
    columns = max(1, min(COLUMNS, len(queues)))
    lines = -(-len(queues) // columns)
    figure = new_figure(11 if columns > 1 else 8, 1.3 + 3.0 * lines + 0.2 * (len(shown) // 4))
    grid = figure.subplots(lines, columns, sharey=True, squeeze=False).ravel()
    for place, (axes, queue) in enumerate(zip(grid, queues, strict=False)):
        for strategy in shown:
            _draw(axes, rows(table, name=queue, strategy=strategy), number[strategy])
        _times(axes, LINEAR[is_live(summary, queue)], promised.get(queue))
        axes.set_title(wrapped(queue, 84 // columns - 4, 1))
        axes.set_xlabel("time waited")
        if place % columns == 0:
            axes.set_ylabel("share of contacts\nthat wait longer")
    for axes in grid[len(queues) :]:
        axes.set_visible(False)
    grid[0].set_yscale("log")
    grid[0].set_yticks(list(SHARES.values()), ["50 %", "10 %", "5 %", "1 %"])
    grid[0].set_yticks([], minor=True)
    grid[0].set_ylim(0.007, 0.7)
    handles = [Line2D([], [], **marked_look(number[name]), label=wrapped(name, 40, 1)) for name in shown]
    legend_below(figure, [*handles, Line2D([], [], **PROMISE, label="promised time")])
    return tuple(grid[: len(queues)])


def percentiles(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The rows of `kpis` that are percentiles of the waits of the queues."""
    table, queues = rows(tables["kpis"], scope="queue"), list(setting(summary).get("queues") or {})
    kept = np.isin(table["kpi"].astype(str), list(SHARES)) & np.isin(table["name"].astype(str), queues)
    return {name: values[kept & np.isfinite(table["mean"])] for name, values in table.items()}


def _draw(axes: Axes, mine: Mapping[str, np.ndarray], index: int) -> None:
    at = np.array([SHARES[str(kpi)] for kpi in mine["kpi"]])
    ends = [error(*found) for found in zip(mine["mean"], mine["low"], mine["high"], strict=True)]
    if len(at):
        spread = np.concatenate(ends, axis=1)
        axes.errorbar(mine["mean"], at, xerr=spread, fmt="none", ecolor=colour(index), elinewidth=1.2, capsize=2)
        axes.plot(mine["mean"], at, **marked_look(index), linewidth=1.2)


def _times(axes: Axes, linear: float, promised: float | None) -> None:
    """Scale the times of a panel, with words at those that have room."""
    if promised is not None:
        axes.axvline(promised, **PROMISE)
    highest = max(axes.dataLim.x1, promised or 0.0, linear)
    axes.set_xscale("symlog", linthresh=linear, linscale=0.5)
    shown = {words: at for words, at in SECONDS.items() if (at == 0 or at >= linear) and at <= highest * 1.3}
    axes.set_xticks(list(shown.values()), list(shown))
    axes.set_xticks([], minor=True)
    axes.set_xlim(-linear / 8, highest * 1.3)
